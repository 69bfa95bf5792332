"""Distributions refuse what torch refuses, and keep the edges that torch keeps."""

import pytest
import torch

import scratch

BOTH = pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
REFUSED = {
    "a scale of 0": lambda dl, d: d.Normal(0.0, 0.0),
    "a scale that is no number": lambda dl, d: d.Normal(0.0, "1"),
    "a mean that is NaN": lambda dl, d: d.Normal(float("nan"), 1.0),
    "no parameter": lambda dl, d: d.Categorical(),
    "both parameters": lambda dl, d: d.Bernoulli(dl.ones(1), dl.ones(1)),
    "a negative weight": lambda dl, d: d.Categorical(dl.tensor([2.0, -1.0])),
    "weights without dimensions": lambda dl, d: d.Categorical(dl.tensor(1.0)),
    "a probability above 1": lambda dl, d: d.Bernoulli(1.5),
    "a class that is not there": lambda dl, d: d.Categorical(dl.ones(2)).log_prob(
        dl.tensor(2)
    ),
    "a side that is not there": lambda dl, d: d.Bernoulli(0.5).log_prob(dl.tensor(2.0)),
    "a value that is NaN": lambda dl, d: d.Normal(0.0, 1.0).log_prob(
        dl.tensor(float("nan"))
    ),
    "a value of another shape": lambda dl, d: d.Normal(dl.zeros(2), 1.0).log_prob(
        dl.zeros(3)
    ),
    "a number as a value": lambda dl, d: d.Normal(0.0, 1.0).log_prob(0.0),
}


@pytest.fixture(autouse=True)
def checking(monkeypatch):
    """Let torch check by default: its compiler, once imported, lets it no longer."""
    monkeypatch.setattr(torch.distributions.Distribution, "_validate_args", True)


@BOTH
@pytest.mark.parametrize("name", REFUSED)
def test_what_torch_refuses_is_refused(dl, name):
    with pytest.raises(ValueError):  # noqa: PT011  torch's own texts differ
        REFUSED[name](dl, dl.distributions)


@BOTH
def test_nothing_is_checked_where_that_is_asked_for(dl):
    normal = dl.distributions.Normal(0.0, -1.0, validate_args=False)
    assert normal.variance.item() == 1
    assert normal.log_prob(dl.tensor(0.0)).isnan().item()
    coin = dl.distributions.Bernoulli(dl.tensor([0.5]), validate_args=False)
    assert coin.log_prob(dl.tensor([2.0])).item() == pytest.approx(-0.6931472)


@BOTH
def test_what_has_no_gradient_cannot_be_drawn_with_one(dl):
    for kind in (dl.distributions.Categorical, dl.distributions.Bernoulli):
        assert not kind.has_rsample
        with pytest.raises(NotImplementedError):
            kind(dl.tensor([0.5, 0.5])).rsample()
    with pytest.raises(NotImplementedError):
        dl.distributions.kl_divergence(
            dl.distributions.Normal(0.0, 1.0), dl.distributions.Bernoulli(0.5)
        )


@BOTH
def test_impossible_sides_diverge_without_bound(dl):
    coin, choice = dl.distributions.Bernoulli, dl.distributions.Categorical
    between = dl.distributions.kl_divergence
    assert between(coin(0.5), coin(0.0)).item() == float("inf")
    assert between(coin(0.5), coin(1.0)).item() == float("inf")
    assert between(coin(1.0), coin(0.5)).item() == pytest.approx(0.6931472)
    p, q = (choice(dl.tensor(w)) for w in ([0.5, 0.5, 0.0], [0.25, 0.75, 0.0]))
    assert between(p, q).item() == pytest.approx(0.14384104)
    assert between(q, choice(dl.tensor([1.0, 0.0, 0.0]))).item() == float("inf")
    assert coin(0.5).mode.isnan().item()


@BOTH
def test_a_parameter_keeps_its_gradient_though_it_is_asked_for_without(dl):
    logits = dl.zeros(3, requires_grad=True)
    choice = dl.distributions.Categorical(logits=logits)
    with dl.no_grad():
        assert not choice.probs.sum().requires_grad
    (choice.probs**2).sum().backward()
    assert logits.grad.abs().max().item() < 1e-6


@BOTH
def test_a_tensor_of_the_common_shape_is_not_repeated(dl):
    x, y = dl.ones(2, 3, requires_grad=True), dl.ones(3)
    same, other = dl.broadcast_tensors(x, y)
    assert same is x
    assert other.shape == x.shape
