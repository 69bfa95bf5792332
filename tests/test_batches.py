"""Row 7 of the notes: what the gradient of a batch is an estimate of, and how good."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import scratch

M = 6
RATIOS = pytest.mark.parametrize("B", [1, 2, 3, 5, 6])


def gradients(dl, batches):
    """Return the gradient of each batch's mean loss, and of each example's."""
    rng = np.random.default_rng(3)
    x, y = dl.tensor(rng.standard_normal(M)), dl.tensor(rng.standard_normal(M))
    w = dl.tensor(0.7, dtype=dl.float64, requires_grad=True)

    def gradient(batch):
        w.grad = None
        dl.mse_loss(w * x[batch], y[batch]).backward()
        return w.grad.item()

    alone = np.array([gradient([i]) for i in range(M)])
    return np.array([gradient(list(batch)) for batch in batches]), alone


@RATIOS
def test_the_noise_of_a_batch_by_counting_all_batches(dl, B):
    means, alone = gradients(dl, combinations(range(M), B))
    assert means.mean() == pytest.approx(alone.mean(), rel=1e-13)
    noise = alone.var(ddof=1) / B * (1 - B / M)
    assert means.var() == pytest.approx(noise, rel=1e-12, abs=1e-30)


@pytest.mark.parametrize("B", [1, 2, 3, 4])
def test_drawing_without_replacement_gains_m_minus_b_over_m_minus_1(B):
    without, _ = gradients(scratch, combinations(range(M), B))
    repeated, _ = gradients(scratch, product(range(M), repeat=B))
    assert repeated.mean() == pytest.approx(without.mean(), rel=1e-12)
    gain = without.var() / repeated.var()
    assert gain == pytest.approx((M - B) / (M - 1), rel=1e-12)  # not 1 - B / m


@given(m=st.integers(1, 40), B=st.integers(1, 45))
def test_an_epoch_has_m_over_b_batches_rounded_up_and_the_rest_in_the_last(dl, m, B):
    data = dl.TensorDataset(dl.arange(m))
    loader = dl.DataLoader(data, batch_size=B, shuffle=True)
    seen = [batch.tolist() for (batch,) in loader]
    assert len(seen) == len(loader) == -(-m // B)
    assert [len(batch) for batch in seen[:-1]] == [B] * (len(seen) - 1)
    assert len(seen[-1]) == m - B * (-(-m // B) - 1)
    assert sorted(i for batch in seen for i in batch) == list(range(m))


def test_only_weighted_by_their_sizes_do_batch_means_average_to_the_cost(dl):
    losses, sizes = gradients(dl, [range(4), range(4, 6)])[0], np.array([4, 2])
    whole = gradients(dl, [range(6)])[0][0]
    assert (losses * sizes).sum() / 6 == pytest.approx(whole, rel=1e-13)
    assert abs(losses.mean() - whole) > 0.01 * abs(whole)
