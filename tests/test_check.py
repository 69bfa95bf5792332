"""Tests of `check` on learners' code: right passes, wrong is named, all is said."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
from learners import (
    activations,
    batch_norms,
    courses,
    dropouts,
    engines,
    hidden,
    layer_norms,
    linears,
    losses,
    optimisers,
    right,
    running_statistics,
    scalars,
    softmaxes,
    steps,
)

from compare.checking import check, judge
from compare.oracle import opinion

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
# mistakes of the forward alone, whose gradients are true to it, or that no call tells
OTHERWISE = {
    "bn_backward": "convention",
    "BatchNorm1D": "convention",
    "KerasLike": "convention",
    "PaperDropout": "convention",
    "KeepP": "convention",
    "LayerNormLayer": "not judged",
    "eps_outside_grad": "not judged",
    "linear_backward": "convention",
    "ce_with_eps": "not judged",
    "mse": "convention",
    "MSE": "convention",
    "l1": "convention",
    "naive_logits": "right",
    "SoftmaxColumns": "convention",
    "unsafe": "right",
    "log_of_softmax_backward": "right",
}
NAMED = {
    "batchnorm_backward": "mean.*left out",
    "bn_backward": "biased",
    "BatchNorm1D": "biased",
    "KerasLike": "share .* kept",
    "bn": "factor.*left out",
    "dropout_backward": "passed on unchanged",
    "loops_backward": "mean.*left out",
    "FullyConnected": "transposed",
    "lrelu": "alpha is ignored",
    "softmax_loss": "not divided by",
    "SoftmaxCE": "sign is wrong",
    "backward_like_sigmoid": "diagonal of the Jacobian",
    "mean_inner": "replaced by a mean",
    "AlwaysOn": "output differs",
}
ALL = judge.ROUNDS
MODULES = (activations, courses, optimisers, running_statistics, scalars, steps)
CASES = [case for module in MODULES for case in module.CASES]


def name_of(candidate):
    if isinstance(candidate, tuple):
        return candidate[1].__name__
    return candidate.__name__


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch):
    """Try what tells: plain numbers of two sizes, ties, evaluation, float32."""
    told = [(0, "plain", "float64"), (1, "plain", "float64"), (0, "ties", "float64")]
    rest = [(0, "evaluation", "float64"), (0, "plain", "float32")]
    monkeypatch.setattr(judge, "ROUNDS", told + rest)


def here(candidate, against, *example, **options):
    return check(
        candidate, against, *example, **{"isolate": False, "seconds": 0, **options}
    )


@pytest.mark.parametrize(
    ("candidate", "against"), RIGHT, ids=[name_of(c) for c, _ in RIGHT]
)
def test_right_implementations_pass_whatever_their_style(candidate, against):
    verdict = here(candidate, against)
    assert verdict.verdict == "right", str(verdict)
    assert str(verdict).startswith("Right: the gradients agree in ")


@pytest.mark.parametrize(
    ("candidate", "against"), [w[:2] for w in WRONG], ids=[name_of(w[0]) for w in WRONG]
)
def test_mistakes_are_told_from_conventions_and_from_other_functions(
    candidate, against
):
    name = name_of(candidate)
    verdict = here(candidate, against)
    assert verdict.verdict == OTHERWISE.get(name, "wrong"), str(verdict)
    assert re.search(NAMED.get(name, ""), verdict.line), str(verdict)
    if verdict.verdict == "wrong":
        assert "The smallest input found that shows it:" in str(verdict)
        assert verdict.diagnosis


@pytest.mark.parametrize(
    ("candidate", "against", "words"),
    [(c, a, w) for c, a, _, _, w in hidden.CASES],
    ids=[name_of(c[0]) for c in hidden.CASES],
)
def test_what_shows_in_few_calls_only_is_found(candidate, against, words, monkeypatch):
    rest = [r for r in ALL if isinstance(r[0], str) or r[0] == 99]
    monkeypatch.setattr(judge, "ROUNDS", [*judge.ROUNDS[:1], *rest])
    verdict = here(candidate, against, seconds=7)
    assert verdict.verdict == "wrong", str(verdict)
    assert re.search(words, " ".join([verdict.line, *verdict.diagnosis]))


def test_a_kink_is_no_mistake_in_float32_either(monkeypatch):
    monkeypatch.setattr(judge, "ROUNDS", [ALL[0], (1, "ties", "float32")])
    verdict = here(lambda x: (np.maximum(x, 0), lambda g: g * (x >= 0)), "relu")
    assert verdict.verdict == "convention", str(verdict)


def test_a_verdict_points_to_the_gallery():
    verdict = here((hidden.leaky, lambda g, cache: g * (cache[0] > 0)), "leaky_relu")
    assert "see `python -m compare bugs leaky-slope-forgotten`" in verdict.notes


def test_within_the_bound_but_beyond_random_rounding_is_suspicious(monkeypatch):
    def tanh(x):
        y = np.tanh(x)
        return y, lambda g: g * (1 - y) * (1 + y)

    assert not here(tanh, "tanh").precision
    monkeypatch.setattr(opinion, "FACTOR", 1e-4)  # as if random rounding were smaller
    verdict = here(tanh, "tanh")
    assert verdict.verdict == "right"
    assert "suspicious: gradient of x is within the rounding bound" in str(verdict)


def test_there_are_thirty_cases_of_other_styles():
    assert len(CASES) >= 30


@pytest.mark.parametrize(
    ("candidate", "against", "example", "expected", "words"),
    CASES,
    ids=[name_of(c[0]) for c in CASES],
)
def test_other_styles_are_understood(candidate, against, example, expected, words):
    verdict = here(candidate, against, *([example] if example else []))
    assert verdict.verdict == expected, str(verdict)
    found = " ".join([verdict.line, *verdict.diagnosis, *verdict.notes])
    assert re.search(words, found), str(verdict)


def test_a_check_that_is_not_isolated_leaves_random_numbers_alone():
    before = np.random.default_rng
    torch.manual_seed(3)
    expected = torch.rand(2).tolist()
    torch.manual_seed(3)
    here = str(Path(__file__).parent / "learners/right.py")
    names = "layernorm_forward,layernorm_backward"
    check(f"{here}:{names}", "layer_norm", isolate=False, seconds=1)
    assert np.random.default_rng is before
    assert torch.rand(2).tolist() == expected


def test_an_option_that_only_the_forward_ignores_is_found(monkeypatch):
    along = [r for r in ALL if str(r[0]).startswith("dim")]
    monkeypatch.setattr(judge, "ROUNDS", [*judge.ROUNDS[:1], *along])
    assert here(engines.softmax, "softmax").verdict == "right"
    verdict = here(engines.softmax_of_rows, "softmax")
    assert verdict.line.startswith("Wrong: dim is ignored: with dim = 0")


def test_a_batch_norm_of_images_is_tried_on_images():
    def forward(x, gamma, beta):
        n, c, h, w = x.shape
        flat = x.transpose(0, 2, 3, 1).reshape(-1, c)
        rstd = 1 / np.sqrt(flat.var(0) + 1e-5)
        xhat = (flat - flat.mean(0)) * rstd

        def backward(g):
            g = g.transpose(0, 2, 3, 1).reshape(-1, c)
            dx = g - g.mean(0) - xhat * (g * xhat).mean(0)
            dx = (gamma * rstd * dx).reshape(n, h, w, c).transpose(0, 3, 1, 2)
            return dx, (g * xhat).sum(0), g.sum(0)

        out = (gamma * xhat + beta).reshape(n, h, w, c).transpose(0, 3, 1, 2)
        return out, backward

    for name in ("torch.nn.BatchNorm2d", "F.batch_norm"):
        assert here(forward, name).verdict == "right"
