"""What the page about pooling says."""

import numpy as np
import pytest

import scratch as dl


def whole_numbers(*shape, seed=8):
    """Draw numbers whose sums of products are exact."""
    rng = np.random.default_rng(seed)
    return dl.tensor(rng.integers(-8, 9, shape).astype(float))


def test_every_share_of_a_tie_is_a_subgradient_and_torchs_is_one():
    rng = np.random.default_rng(0)
    x = dl.tensor([[2.0, 5.0, 5.0, 1.0, 5.0]], requires_grad=True)
    dl.max_pool1d(x, 5).sum().backward()
    tied = (x == 5).numpy()[0]
    for share in (x.grad.numpy()[0], tied / 3, np.array([0, 0.2, 0.3, 0, 0.5])):
        for _ in range(50):
            other = x.detach().numpy()[0] + rng.standard_normal(5)
            assert other.max() >= 5 + share @ (other - x.detach().numpy()[0]) - 1e-12
    assert x.grad.numpy()[0].tolist() == [0, 1, 0, 0, 0]


def test_a_gradient_outside_of_the_ties_is_no_subgradient():
    x, share = np.array([2.0, 5.0, 5.0]), np.array([0.2, 0.8, 0.0])
    other = x - [1.0, 0.0, 0.0]
    assert other.max() + 0.5 * share @ (x - other) > 5  # 5 + 0.1
    leaf = dl.tensor(x[None], requires_grad=True)
    dl.max_pool1d(leaf, 3).sum().backward()
    assert leaf.grad.numpy()[0, 0] == 0


@pytest.mark.parametrize(("s", "d", "border"), [(2, 1, 1), (1, 2, 0), (3, 2, 1)])
def test_the_largest_is_that_of_the_elements_of_its_window(dl, s, d, border):
    """All elements are negative, so a border of zeros would win."""
    rng = np.random.default_rng(9)
    x = -1 - rng.random((2, 3, 9))
    y = dl.max_pool1d(dl.tensor(x), 3, s, border, d).numpy()
    assert y.shape[2] == (9 + 2 * border - 2 * d - 1) // s + 1
    for p in range(y.shape[2]):
        places = [s * p + d * k - border for k in range(3)]
        inside = x[..., [place for place in places if 0 <= place < 9]]
        np.testing.assert_array_equal(y[..., p], inside.max(-1))


def test_the_gradient_goes_where_the_indices_say():
    x = whole_numbers(2, 3, 9, 8).requires_grad_()
    output, indices = dl.max_pool2d(x, 3, 2, 1, return_indices=True)
    doutput = whole_numbers(*output.shape, seed=4)
    output.backward(doutput)
    expected = dl.zeros(2, 3, 72, dtype=dl.float64)
    expected.scatter_add_(2, indices.flatten(2), doutput.flatten(2))
    assert dl.equal(expected.reshape(x.shape), x.grad)
    taken = x.detach().flatten(2).gather(2, indices.flatten(2))
    assert dl.equal(taken, output.detach().flatten(2))


def test_a_pooled_number_moves_no_more_than_the_pixels():
    rng = np.random.default_rng(5)
    x = dl.tensor(rng.standard_normal((2, 3, 8, 8)))
    y = x + dl.tensor(rng.uniform(-0.1, 0.1, x.shape))
    most = (y - x).abs().max().item()
    for pool in (dl.max_pool2d, dl.avg_pool2d):
        gap = (pool(y, 2) - pool(x, 2)).abs().max().item()
        assert 0.2 * most < gap <= most


def test_the_gradient_of_a_mean_is_the_same_share_for_every_element():
    x = whole_numbers(1, 1, 6, 6).requires_grad_()
    output = dl.avg_pool2d(x, 2)
    doutput = whole_numbers(*output.shape, seed=6)
    output.backward(doutput)
    share = doutput.numpy()[0, 0].repeat(2, 0).repeat(2, 1) / 4
    np.testing.assert_array_equal(x.grad.numpy()[0, 0], share)


def test_an_image_moved_by_a_stride_moves_its_pooled_maps_by_one():
    x = whole_numbers(1, 2, 8, 8)
    for pool in (dl.max_pool2d, dl.avg_pool2d):
        still, moved = pool(x, 2), pool(dl.roll(x, 2, 3), 2)
        assert dl.equal(moved[..., 1:], still[..., :-1])


def test_pooling_everything_forgets_where():
    x = whole_numbers(2, 3, 8, 8)
    moved = dl.roll(x, (3, 2), (2, 3))
    for pool in (dl.adaptive_max_pool2d, dl.adaptive_avg_pool2d):
        assert dl.equal(pool(moved, 1), pool(x, 1))
