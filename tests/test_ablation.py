"""Ablation: the wrong step is named with no knowledge of the operation, or none is."""

import functools
import math

import numpy as np
import pytest
import torch

from compare.diagnosis.ablation import Attempt, ablate, describe
from compare.oracle import Call, truth


def layer_norm(x, weight):
    mean = x.mean(-1, keepdim=True)
    centred = x - mean
    variance = (centred * centred).mean(-1, keepdim=True)
    return centred / torch.sqrt(variance + 1e-5) * weight


def dense(x, weight, bias):
    total = x @ weight + bias
    return torch.tanh(total)


def attention(query, key):
    scores = query @ key.mT / math.sqrt(query.shape[-1])
    return torch.softmax(scores, -1)


INPUTS = {
    layer_norm: lambda r, n, d: (r(n, d), r(d)),
    dense: lambda r, n, d: (r(n, d), r(d, d + 2), r(d + 2)),
    attention: lambda r, n, d: (r(n, d), r(n + 2, d)),
}


@functools.cache
def truths(function, seed=0):
    random = np.random.default_rng(seed).standard_normal
    drawn = [INPUTS[function](lambda *s: random(s), n, d) for n, d in ((4, 3), (3, 5))]
    return [truth(Call.of(function, *x), "float64", seed=seed) for x in drawn]


def attempts(function, backward, previous=False):
    """Return two attempts of a backward pass on the inputs of the truths."""
    found = []
    before = truths(function, 1) if previous else (None, None)
    for one, old in zip(truths(function), before):
        arrays = [v.numpy() for v in one.call.values]
        more = (old,) if previous else ()
        found.append(Attempt(one, list(backward(*arrays, *one.upstream, *more)), old))
    return found


def parts(x, weight, g):
    std = np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    xhat, dxhat = (x - x.mean(-1, keepdims=True)) / std, g * weight
    return xhat, dxhat, std, (g * xhat).sum(0)


def without_mean(x, weight, g):
    xhat, dxhat, std, dweight = parts(x, weight, g)
    return (dxhat - xhat * (dxhat * xhat).mean(-1, keepdims=True)) / std, dweight


def without_division(x, weight, g):
    xhat, dxhat, std, dweight = parts(x, weight, g)
    mean = dxhat.sum(-1, keepdims=True)
    along = xhat * (dxhat * xhat).mean(-1, keepdims=True)
    return (dxhat - mean - along) / std, dweight


def two_signs(x, weight, g):
    xhat, dxhat, std, dweight = parts(x, weight, g)
    mean = dxhat.mean(-1, keepdims=True)
    along = xhat * (dxhat * xhat).mean(-1, keepdims=True)
    return (dxhat + mean + along) / std, dweight


def by_the_input(x, weight, bias, g):
    total = x @ weight + bias
    dtotal = g * (1 - total**2)
    return dtotal @ weight.T, x.T @ dtotal, dtotal.sum(0)


def stale(x, weight, bias, g, before):
    old_x = before.call.values[0].numpy()
    total = x @ weight + bias
    dtotal = g * (1 - np.tanh(total) ** 2)
    return dtotal @ weight.T, old_x.T @ dtotal, dtotal.sum(0)


def without_scale(query, key, g):
    s = query @ key.T / np.sqrt(query.shape[-1])
    p = np.exp(s - s.max(-1, keepdims=True))
    p /= p.sum(-1, keepdims=True)
    ds = p * (g - (g * p).sum(-1, keepdims=True))
    return ds @ key, ds.T @ query


MISTAKES = {
    "mean path": (layer_norm, without_mean, "left out", "mean = x.mean"),
    "1/n": (layer_norm, without_division, "times the size of axis 1 of x", "mean = "),
    "tanh": (dense, by_the_input, "is used where `tanh(", "torch.tanh(total)"),
    "scale": (attention, without_scale, "times the ", "math.sqrt(query"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_the_wrong_step_is_named_with_the_line_of_the_reference(name):
    function, backward, words, line = MISTAKES[name]
    best, *_ = ablate(attempts(function, backward))
    assert words in best.sentence
    assert line in best.line[2]
    assert best.line[2] in str(best)


def test_two_signs_at_once_are_named():
    best, *_ = ablate(attempts(layer_norm, two_signs))
    assert best.kind == "pair"
    assert best.sentence.count("with the wrong sign") == 2


def test_a_value_of_the_call_before_is_a_stale_cache():
    best, *_ = ablate(attempts(dense, stale, previous=True))
    assert best.sentence == "`x` is that of the call before"


def test_a_sum_left_out_is_named_by_the_shape():
    def backward(x, weight, bias, g):
        dtotal = g * (1 - np.tanh(x @ weight + bias) ** 2)
        return dtotal @ weight.T, x.T @ dtotal, dtotal

    found = attempts(dense, backward)
    assert ablate(found)[0].sentence == "the gradient of bias is not summed over axis 0"
    assert describe(found[0]) == [
        "the gradient of bias has shape (4, 5), expected (5,)"
    ]


SPOILED = {
    "one element": lambda g: g * (1 + 0.4 * (np.arange(g.size) == 1).reshape(g.shape)),
    "noise": lambda g: g * (1 + 0.01 * np.random.default_rng(3).random(g.shape)),
    "an unexplained factor": lambda g: 1.37 * g,
    "unrelated": lambda g: np.random.default_rng(4).standard_normal(g.shape),
}


@pytest.mark.parametrize("kind", SPOILED)
def test_a_difference_without_structure_gets_no_name_but_a_description(kind):
    found = [
        Attempt(t, [SPOILED[kind](q.value) for q in t.gradients])
        for t in truths(layer_norm)
    ]
    assert ablate(found) == []
    assert "the gradient of x differs: it shows in" in describe(found[0])[0]


def test_what_fits_one_example_only_is_not_named():
    right, wrong = (attempts(layer_norm, f) for f in (without_division, without_mean))
    assert ablate([right[0], wrong[1]]) == []
    assert ablate(right[:1]) == []


def test_numbers_that_are_none_are_said_before_any_ratio():
    found = attempts(layer_norm, without_mean)
    spoiled = found[0].found[0].copy()
    spoiled[0, 1] = np.nan
    one = Attempt(found[0].truth, [spoiled, None])
    assert describe(one) == [
        "1 of 12 elements of the gradient of x are NaN",
        "no gradient of weight was returned",
    ]
    assert ablate([one, one]) == []
