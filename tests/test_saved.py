"""What a recorded call keeps is what torch keeps: refusals after writing in between."""

import inspect

import pytest
import torch
import torch.nn.functional

import scratch
from scratch.engine.autograd import differentiable
from scratch.engine.saved import KEPT

CALLS = {
    "x + t": lambda dl, f, x, t, i: x + t,
    "x * 2": lambda dl, f, x, t, i: x * 2,
    "x * t": lambda dl, f, x, t, i: x * t,
    "x * i": lambda dl, f, x, t, i: x * i,
    "x / t": lambda dl, f, x, t, i: x / t,
    "t / x": lambda dl, f, x, t, i: t / x,
    "i / x": lambda dl, f, x, t, i: i / x,
    "2 / x": lambda dl, f, x, t, i: 2 / x,
    "x ** 2": lambda dl, f, x, t, i: x**2,
    "x ** t": lambda dl, f, x, t, i: x**t,
    "t ** x": lambda dl, f, x, t, i: t**x,
    "2 ** x": lambda dl, f, x, t, i: 2**x,
    "x @ t": lambda dl, f, x, t, i: x @ t,
    "maximum": lambda dl, f, x, t, i: dl.maximum(x, t),
    "clamp": lambda dl, f, x, t, i: x.clamp(0, 1),
    "clamp to tensors": lambda dl, f, x, t, i: x.clamp(t),
    "where": lambda dl, f, x, t, i: dl.where(t > 1, x, t),
    "var": lambda dl, f, x, t, i: x.var(),
    "std": lambda dl, f, x, t, i: x.std(),
    "amax": lambda dl, f, x, t, i: x.amax(),
    "amin": lambda dl, f, x, t, i: x.amin(0, keepdim=True),
    "max of all": lambda dl, f, x, t, i: x.max(),
    "max along": lambda dl, f, x, t, i: x.max(0).values,
    "norm": lambda dl, f, x, t, i: x.norm(),
    "norm 1": lambda dl, f, x, t, i: x.norm(1),
    "sum": lambda dl, f, x, t, i: x.sum(),
    "mean": lambda dl, f, x, t, i: x.mean(),
    "a slice": lambda dl, f, x, t, i: x[:1] + 0,
    "an index": lambda dl, f, x, t, i: x[i],
    "a list": lambda dl, f, x, t, i: x[[0]],
    "a mask": lambda dl, f, x, t, i: x[t > 1],
    "cat": lambda dl, f, x, t, i: dl.cat([x, t]),
    "permute": lambda dl, f, x, t, i: x.permute(0) + t,
    "exp": lambda dl, f, x, t, i: x.exp(),
    "log": lambda dl, f, x, t, i: x.log(),
    "sqrt": lambda dl, f, x, t, i: x.sqrt(),
    "abs": lambda dl, f, x, t, i: x.abs(),
    "double": lambda dl, f, x, t, i: x.double(),
    "softmax": lambda dl, f, x, t, i: f.softmax(x, 0),
    "relu": lambda dl, f, x, t, i: f.relu(x),
    "elu": lambda dl, f, x, t, i: f.elu(x),
    "gelu": lambda dl, f, x, t, i: f.gelu(x),
    "sigmoid": lambda dl, f, x, t, i: f.sigmoid(x),
    "layer_norm": lambda dl, f, x, t, i: f.layer_norm(x, (2,), t, t),
    "mse_loss": lambda dl, f, x, t, i: f.mse_loss(x, t),
    "l1_loss": lambda dl, f, x, t, i: f.l1_loss(x, t),
    "huber_loss": lambda dl, f, x, t, i: f.huber_loss(x, t),
    "smooth_l1_loss": lambda dl, f, x, t, i: f.smooth_l1_loss(x, t),
    "smooth_l1_loss 0": lambda dl, f, x, t, i: f.smooth_l1_loss(x, t, beta=0.0),
    "kl_div": lambda dl, f, x, t, i: f.kl_div(x, t, reduction="sum"),
    "kl_div of logs": lambda dl, f, x, t, i: f.kl_div(
        x, t, reduction="sum", log_target=True
    ),
    "dropout of nothing": lambda dl, f, x, t, i: f.dropout(x, 0.0) + 0,
}
IN_BETWEEN = {
    "the input": lambda x, t, i, y: x.mul_(1),
    "the other": lambda x, t, i, y: t.mul_(1),
    "the index": lambda x, t, i, y: i.mul_(1),
    "the output": lambda x, t, i, y: y.mul_(1),
    "a backward": lambda x, t, i, y: y.backward(y.detach().clone()),
}


def outcome(dl, f, call, between):
    """Return the gradients, or that backward was refused."""
    x = dl.tensor([1.0, 2.0], requires_grad=True)
    t, i = dl.tensor([3.0, 1.0]), dl.tensor([0, 1])
    y = call(dl, f, x, t, i)
    if between is IN_BETWEEN["a backward"]:
        between(x, t, i, y)
    else:
        with dl.no_grad():
            between(x, t, i, y)
    try:
        y.backward(y.detach().clone())
    except RuntimeError:
        return "refused"
    return x.grad.tolist()


@pytest.mark.parametrize("name", CALLS)
def test_what_is_written_between_forward_and_backward_is_refused_as_by_torch(name):
    for what, between in IN_BETWEEN.items():
        found = outcome(scratch, scratch, CALLS[name], between)
        expected = outcome(torch, torch.nn.functional, CALLS[name], between)
        if "refused" in (found, expected):
            assert found == expected, what
        else:
            assert found == pytest.approx(expected, rel=1e-5, abs=1e-6), what


def test_a_call_that_keeps_too_little_is_not_refused(monkeypatch):
    monkeypatch.setitem(KEPT, "exp", "")  # the planted mistake
    exp = differentiable(inspect.unwrap(scratch.exp))
    found = outcome(
        scratch, scratch, lambda dl, f, x, *_: exp(x), IN_BETWEEN["the output"]
    )
    assert found != "refused"
