"""Dropout: torch's masks, and what the noise does on average."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import scratch

RNG = np.random.default_rng(11)


def state(dl):
    """Return the state of the default generator."""
    return dl.get_rng_state().numpy().tobytes()


@given(st.integers(0, 2**32), st.floats(0, 1), st.integers(0, 700), st.integers(1, 3))
def test_the_mask_is_that_of_torch_from_the_same_seed(seed, p, rows, columns):
    x = RNG.standard_normal((rows, columns)).astype(np.float32)
    scratch.manual_seed(seed)
    torch.manual_seed(seed)
    output = scratch.dropout(scratch.tensor(x), p)
    expected = torch.nn.functional.dropout(torch.tensor(x), p)
    np.testing.assert_array_equal(output.numpy(), expected.numpy())
    assert state(scratch) == state(torch)


@pytest.mark.parametrize("axes", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)])
@pytest.mark.parametrize("step", [1, 2])
def test_the_mask_is_drawn_in_the_order_of_memory(axes, step):
    x = RNG.standard_normal((6, 5, 4))
    scratch.manual_seed(3)
    torch.manual_seed(3)
    output = scratch.dropout(scratch.Tensor(x.transpose(axes)[::step]), 0.4)
    expected = torch.nn.functional.dropout(torch.tensor(x).permute(axes)[::step], 0.4)
    np.testing.assert_array_equal(output.numpy(), expected.numpy())


@pytest.mark.parametrize(
    ("name", "axes"),
    [
        ("Dropout1d", (2, 0, 1)),
        ("Dropout1d", (1, 2, 0)),
        ("Dropout2d", (1, 0, 2, 3)),
        ("Dropout2d", (2, 3, 0, 1)),
    ],
)
def test_channels_are_drawn_in_the_order_of_rows(dl, name, axes):
    x = (RNG.standard_normal((6, 5, 4, 3)[: len(axes)]) + 5).transpose(axes)
    dl.manual_seed(3)
    output = getattr(dl.nn, name)(0.4)(dl.tensor(x.copy()).permute(axes))
    torch.manual_seed(3)
    expected = getattr(torch.nn, name)(0.4)(torch.tensor(x.copy()).permute(axes))
    np.testing.assert_array_equal(output.numpy(), expected.numpy())


def test_a_reversed_input_has_the_mask_of_its_copy():
    x = RNG.standard_normal((6, 5))
    backwards = np.ascontiguousarray(x[::-1])[::-1]
    scratch.manual_seed(3)
    output = scratch.dropout(scratch.Tensor(backwards), 0.4)
    scratch.manual_seed(3)
    assert scratch.equal(output, scratch.dropout(scratch.Tensor(x), 0.4))


@pytest.mark.parametrize(
    ("shape", "p", "training"),
    [((3, 4), 0, True), ((3, 4), 1, True), ((3, 4), 0.5, False), ((0, 4), 0.5, True)],
)
def test_nothing_is_drawn_where_nothing_is_random(dl, shape, p, training):
    dl.manual_seed(5)
    before = state(dl)
    dl.dropout(dl.ones(*shape), p, training)
    dl.dropout1d(dl.ones(*shape, 2), p, training)
    dl.dropout2d(dl.ones(*shape, 2, 3), p, training)
    assert state(dl) == before


def test_only_training_drops(dl):
    layer, x = dl.Dropout(0.9), dl.tensor(RNG.standard_normal((20, 30)))
    dl.manual_seed(0)
    assert (layer(x) == 0).any()
    layer.eval()
    assert dl.equal(layer(x), x)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_the_mean_over_the_noise_is_the_input_and_the_variance_p_over_1_minus_p(dl, p):
    n = 200_000
    dl.manual_seed(1)
    noisy = dl.dropout(dl.full((n,), 3.0, dtype=dl.float64), p).numpy()
    variance = 3.0**2 * p / (1 - p)
    assert abs(noisy.mean() - 3) < 4 * np.sqrt(variance / n)
    kurtosis = (1 - 3 * p * (1 - p)) / (p * (1 - p))
    spread = variance * np.sqrt((kurtosis - 1 + 1e-3) / n)
    assert abs(noisy.var() - variance) < 4 * spread


def test_every_example_and_every_call_has_a_mask_of_its_own(dl):
    dl.manual_seed(2)
    first, second = (dl.dropout(dl.ones(50, 64), 0.5).numpy() for _ in range(2))
    assert len(np.unique(first, axis=0)) == 50  # not one mask for the batch
    assert not (first == second).all(1).any()  # and no mask comes back


def test_the_gradient_passes_the_mask_of_the_forward_pass(dl):
    x = dl.tensor(RNG.standard_normal((6, 5)) + 3, requires_grad=True)
    upstream = dl.tensor(RNG.standard_normal((6, 5)))
    dl.manual_seed(4)
    output = dl.dropout(x, 0.3)
    output.backward(upstream)
    kept = output.detach().numpy() != 0
    assert 0 < kept.sum() < kept.size
    np.testing.assert_allclose(x.grad.numpy(), upstream.numpy() * kept / 0.7, 1e-15)


def test_rows_may_only_be_0_or_doubled_at_one_half(dl):
    """Zhang et al., Dive into Deep Learning, 5.6: X = 0..15 with p = 0, 0.5 and 1."""
    x = dl.arange(16, dtype=dl.float32).reshape((2, 8))
    assert dl.equal(dl.dropout(x, 0.0), x)
    assert dl.equal(dl.dropout(x, 1.0), x * 0)
    dl.manual_seed(0)
    half = dl.dropout(x, 0.5).numpy()
    assert (
        np.isin(half, 2.0 * np.arange(16)) & ((half == 0) | (half == 2 * x.numpy()))
    ).all()
    assert 2 < (half == 0).sum() < 14


def test_a_fifth_of_50_units_is_shut_off_at_keep_prob_0_8(dl):
    """Ng, Improving Deep Neural Networks, week 1: 10 of 50 units, the rest / 0.8."""
    dl.manual_seed(6)
    a3 = dl.dropout(dl.ones(4000, 50), 1 - 0.8).numpy()
    assert (a3[a3 != 0] == np.float32(1.25)).all()
    assert abs((a3 == 0).sum(1).mean() - 10) < 4 * np.sqrt(50 * 0.2 * 0.8 / 4000)


@pytest.mark.parametrize(("retained", "variance"), [(0.5, 1.0), (0.8, 0.25)])
def test_the_noise_has_the_variance_of_the_papers_gaussian(dl, retained, variance):
    """Srivastava et al., 2014, section 10: sigma ** 2 = (1 - p) / p, p retained."""
    dl.manual_seed(7)
    noise = dl.dropout(dl.ones(400_000, dtype=dl.float64), 1 - retained).numpy()
    assert abs(noise.mean() - 1) < 0.01
    assert abs(noise.var() - variance) < 0.01


def test_dropping_everything_keeps_signs_and_nans_as_torch(dl):
    x = [np.inf, -1.0, 2.0, np.nan]
    output = dl.dropout(dl.tensor(x), 1.0).numpy()
    expected = torch.nn.functional.dropout(torch.tensor(x), 1.0).numpy()
    np.testing.assert_array_equal(output, expected)
    np.testing.assert_array_equal(np.signbit(output[1:3]), [True, False])
