"""Tests of where a difference begins: among layers, and behind a failing battery."""

import numpy as np
import pytest

import scratch
from compare.battery.equivalence import search
from compare.battery.mismatch import Mismatch
from compare.bugs import collect
from compare.bugs.network import textbook
from compare.cases import collect as collect_cases
from compare.diagnosis import first_difference
from compare.diagnosis.failure import explain
from compare.diagnosis.knowledge import context_of
from compare.diagnosis.trace import diagnose_trace
from scratch.engine.autograd import differentiable


def table(n=5, k=3):
    return np.random.default_rng(n * 100 + k).standard_normal((n, k))


def network(ops, arguments, doutput):
    """Run linear, batch norm, relu and linear; return stages and contexts."""
    forward, contexts, tape, x = {}, {}, [], arguments["rows"]
    for stage, op, options in (
        ("first", "linear", arguments["first"]),
        ("norm", "batch_norm", arguments["norm"]),
        ("relu", "relu", {}),
        ("last", "linear", arguments["last"]),
    ):
        given = {"input": x, **options}
        kept = {k: v.copy() if hasattr(v, "copy") else v for k, v in given.items()}
        x, back = ops[op, stage](**given)
        forward[f"{stage} forward"] = {"output": x}
        tape.append((stage, op, kept, back))
    stages, g = dict(forward), doutput
    names = {
        "linear": ("dinput", "dweight", "dbias"),
        "relu": ("dinput",),
        "batch_norm": ("dinput", "", "", "dweight", "dbias"),
    }
    for stage, op, given, back in reversed(tape):
        grads = dict(zip(names[op], back(g)))
        grads.pop("", None)
        stages[f"{stage} backward"] = grads
        contexts[f"{stage} backward"] = context_of(op, given, g)
        contexts[f"{stage} forward"] = context_of(op, given, g)
        g = grads["dinput"]
    return stages, contexts


@pytest.mark.parametrize(
    ("bug", "stage", "where"),
    [
        ("averaged-twice", "first", "first backward"),
        ("averaged-twice", "last", "last backward"),
        ("bn-mean-constant", "norm", "norm backward"),
        ("bn-normalises-unbiased", "norm", "norm forward"),
        ("relu-guided", "relu", "relu backward"),
    ],
)
def test_the_first_layer_that_differs_is_found_and_diagnosed(bug, stage, where):
    bug = collect()[bug]
    rng = np.random.default_rng(3)
    arguments = {
        "rows": rng.standard_normal((9, 4)),
        "first": {"weight": rng.standard_normal((6, 4)), "bias": np.zeros(6)},
        "norm": {
            "running_mean": np.zeros(6),
            "running_var": np.ones(6),
            "weight": rng.uniform(0.5, 2, 6),
            "bias": rng.standard_normal(6),
            "training": True,
        },
        "last": {"weight": rng.standard_normal((3, 6)), "bias": np.zeros(3)},
    }
    doutput = rng.standard_normal((9, 3))
    layers = ("first", "norm", "relu", "last")
    right = {(n, s): f for n, f in textbook().items() for s in layers}
    wrong = {**right, (bug.operation.name, stage): bug.function}
    expected, contexts = network(right, arguments, doutput)
    actual, _ = network(wrong, arguments, doutput)
    found, diagnosis = diagnose_trace(actual, expected, contexts)
    assert found == where
    assert diagnosis.name == bug.diagnosis
    assert diagnose_trace(expected, expected, contexts)[0] is None


def test_the_first_value_that_differs_is_the_cause():
    right = {"0 output": table(), "1 output": table(4), "1 dinput": table(4)}
    wrong = {**right, "1 output": 2 * table(4), "1 dinput": 3 * table(4)}
    assert first_difference(wrong, right) == "1 output"
    assert first_difference(right, right) is None


def wrong_softmax(input, dim):
    e = np.exp(input - input.max(dim, keepdims=True))
    output = e / e.sum(dim, keepdims=True)
    return output, lambda doutput: (output * doutput, None)


def wrong_tanh(input):
    output = np.tanh(input)
    return output, lambda doutput: (doutput * (1 - output),)


@pytest.mark.parametrize(
    ("name", "planted", "mistake"),
    [
        ("softmax", wrong_softmax, "inner product of the Jacobian missing"),
        ("tanh", wrong_tanh, "1 - y in place of 1 - y^2"),
    ],
)
def test_a_failure_of_the_battery_is_explained(monkeypatch, name, planted, mistake):
    monkeypatch.setattr(scratch, name, differentiable(planted))
    with pytest.raises(Mismatch) as caught:
        search(collect_cases()[name], "float64", 40)
    assert mistake in explain(caught.value)
