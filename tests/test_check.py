"""Tests of `check`: right code passes, wrong code is named, bad manners told."""

import numpy as np
import pytest
import torch
from learners import (
    batch_norms,
    dropouts,
    layer_norms,
    linears,
    losses,
    right,
    softmaxes,
)

from compare.checking import Unclear, check

RIGHT = [
    ((right.layernorm_forward, right.layernorm_backward), "layer_norm"),
    (right.BatchNorm, "torch.nn.BatchNorm1d"),
    ((right.softmax_loops, right.softmax_loops_backward), torch.softmax),
    (right.softmax_loss, "torch.nn.functional.cross_entropy"),
    (right.dense, torch.nn.functional.linear),
    (right.DropoutLayer, "torch.nn.Dropout"),
    (right.CrossEntropy, torch.nn.CrossEntropyLoss),
    ((right.linear_forward, right.linear_backward), "torch.nn.Linear"),
    (right.Affine, "linear"),
    (right.SoftmaxWithLoss, "cross_entropy"),
    (right.Dense, "linear"),
    ((right.sigmoid, right.sigmoid_backward), "torch.sigmoid"),
]
WRONG = [
    wrong
    for module in (batch_norms, dropouts, layer_norms, linears, losses, softmaxes)
    for wrong in module.WRONG
]


def name_of(candidate):
    if isinstance(candidate, tuple):
        return candidate[1].__name__
    return candidate.__name__


def here(candidate, against, **options):
    return check(candidate, against, **{"isolate": False, "examples": 15, **options})


@pytest.mark.parametrize(
    ("candidate", "against"), RIGHT, ids=[name_of(c) for c, _ in RIGHT]
)
def test_right_implementations_pass_whatever_their_style(candidate, against):
    verdict = here(candidate, against)
    assert verdict.passed, str(verdict)
    assert "Right: everything agrees" in str(verdict)


def test_there_are_twenty_wrong_implementations():
    assert len(WRONG) >= 20


@pytest.mark.parametrize(
    ("candidate", "against", "mistake"), WRONG, ids=[name_of(w[0]) for w in WRONG]
)
def test_wrong_implementations_get_the_name_of_their_mistake(
    candidate, against, mistake
):
    verdict = here(candidate, against)
    assert not verdict.passed
    assert verdict.mistake == mistake, str(verdict)
    assert f"Wrong: {mistake}." in str(verdict)
    assert "The simplest input found" in str(verdict)


def tanh(x):
    y = np.tanh(x)
    return y, lambda g: g * (1 - y**2)


def tanh_overwriting_upstream(x):
    y = np.tanh(x)

    def backward(g):
        g *= 1 - y**2
        return g

    return y, backward


def tanh_once(x):
    y = np.tanh(x)

    def backward(g):
        nonlocal y
        slope, y = 1 - y**2, y * 2
        return g * slope

    return y, backward


def tanh_overwriting_input(x):
    np.tanh(x, out=x)
    return x, lambda g: g * (1 - x**2)


def tanh_wide(x):
    y = np.tanh(x.astype(float))
    return y, lambda g: g * (1 - y**2)


def tanh_of_rows(x):
    if len(x) == 2:
        raise RuntimeError("two rows are too many")
    return tanh(x)


def tanh_slightly_off(x):
    y = np.tanh(x)
    return y, lambda g: g * (1 - y**2) * (1 + 1e-6 * np.cos(x))


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        (tanh_overwriting_upstream, "overwrites the upstream gradient"),
        (tanh_once, "is another one when backward is called again"),
        (tanh_overwriting_input, "overwrites input"),
        (tanh_wide, "has dtype float64, not float32"),
        (tanh_of_rows, "raises RuntimeError: two rows are too many (test_check.py:"),
    ],
)
def test_bad_manners_are_told(candidate, words):
    verdict = here(candidate, "torch.tanh")
    assert not verdict.passed
    assert words in str(verdict)


def test_an_upcast_is_named():
    assert here(tanh_wide, "tanh").mistake == "float64 instead of float32"


def test_what_no_mistake_explains_gets_no_name():
    verdict = here(tanh_slightly_off, "tanh")
    assert verdict.failed == "dinput"
    assert verdict.mistake is None
    assert "no known mistake fits" in str(verdict)


def test_a_forward_alone_is_compared_alone():
    verdict = here(lambda x: np.tanh(x), "tanh")
    assert verdict.passed
    assert "only the output was compared" in str(verdict)


def test_the_simplest_counterexample_is_shown_in_the_learners_words():
    verdict = here(losses.softmax_loss, "cross_entropy")
    text = str(verdict)
    assert "gradient of x differs" in text
    assert "x = array(" in text
    assert "y = array(" in text
    assert verdict.counterexample.arguments["x"].shape == (2, 2)


def test_one_may_bring_ones_own_strategy():
    def sine(z):
        return np.sin(z), lambda g: g * np.cos(z)

    def wrong(z):
        return np.sin(z), lambda g: -g * np.cos(z)

    def draw(source):
        return {"input": source.array(source.size(), 3)}

    assert here(sine, torch.sin, arguments=draw).passed
    assert here(wrong, torch.sin, arguments=draw).mistake == "sign flipped"


def mystery(first, stuff):
    def backward(g):
        return g @ stuff, g.T @ first

    return first @ stuff.T, backward


def test_parameters_that_say_nothing_are_asked_for():
    with pytest.raises(Unclear, match=r"'stuff' of mystery is; say which of .*weight"):
        here(mystery, "linear")
    assert here(mystery, "linear", map={"stuff": "weight"}).passed


def test_unknown_references_are_refused_with_a_suggestion():
    with pytest.raises(Unclear, match=r"did you mean .*layer_norm"):
        here(tanh, "torch.nn.functional.layernorm")
    with pytest.raises(Unclear, match="has no argument colour"):
        here(tanh, "tanh", options={"colour": 1})


def test_the_reduction_can_be_fixed():
    def sum_of_squares(x, t):
        return ((x - t) ** 2).sum(), lambda g: g * 2 * (x - t)

    assert here(sum_of_squares, "mse_loss", options={"reduction": "sum"}).passed
    verdict = here(sum_of_squares, "mse_loss")
    assert verdict.mistake == "sum instead of mean"


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        (lambda x: None, "must return a NumPy array, got NoneType"),
        (lambda x: (np.tanh(x), lambda g: None), "must return arrays, one for each"),
        (object, "object has no method backward"),
        (3, "expected two functions"),
    ],
)
def test_what_is_no_implementation_is_refused(candidate, words):
    with pytest.raises(Unclear, match=words):
        here(candidate, "tanh")


def test_a_gradient_left_out_is_missed():
    def affine(x, w, b):
        return x @ w.T + b, lambda g: (g @ w, g.T @ x)

    text = str(here(affine, "linear"))
    wanted = "gradient of x, gradient of w, gradient of b"
    assert f"backward returns 2 of {wanted}" in text
