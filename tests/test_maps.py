"""What the pages about a network that looks and about norms of images say."""

import numpy as np
import pytest

import scratch as dl
from compare.reading.figures.convolution import reported, touched


def test_lenet_has_61706_weights_most_of_them_in_full_layers():
    net = dl.LeNet()
    sizes = [sum(p.numel() for p in part.parameters()) for part in net.children()]
    assert sizes == [6 * 26 + 16 * (6 * 25 + 1), 401 * 120 + 121 * 84 + 85 * 10]
    assert sum(sizes) == 61706
    x, work = dl.zeros(1, 1, 28, 28), []
    for layer in [*net.features, *net.classifier]:
        x = layer(x)
        if hasattr(layer, "weight"):
            work.append(layer.weight.numel() * x[0, 0].numel())
    assert [*work[:2], sum(work[2:])] == [117600, 240000, 58920]


@pytest.mark.parametrize("size", [8, 28])
def test_lenet_is_its_plan_written_out(dl, size):
    dl.manual_seed(6)
    net = dl.LeNet(size).double()
    x = dl.randn(3, 1, size, size, dtype=dl.float64)
    (k1, c1), (k2, c2), *full = zip(*[iter(net.parameters())] * 2, strict=True)
    border, relu = (2, 0) if size == 28 else (1, 1), dl.relu
    m1 = dl.max_pool2d(relu(dl.conv2d(x, k1, c1, padding=border[0])), 2)
    m2 = dl.max_pool2d(relu(dl.conv2d(m1, k2, c2, padding=border[1])), 2)
    (w1, b1), (w2, b2), (w3, b3) = full
    h = relu(relu(m2.reshape(3, -1) @ w1.T + b1) @ w2.T + b2)
    z = (h @ w3.T + b3).detach().numpy()
    np.testing.assert_allclose(net(x).detach().numpy(), z, rtol=1e-11, atol=1e-14)
    assert 0.1 < (h > 0).double().mean().item() < 0.9


def test_the_maps_of_a_moved_image_are_the_moved_maps():
    dl.manual_seed(3)
    net = dl.LeNet(8).double()
    x = dl.pad(dl.randn(1, 1, 8, 8, dtype=dl.float64), (8, 8, 8, 8))
    still, moved = net.features(x), net.features(dl.roll(x, 4, 3))
    gap = (moved[..., 2:-1] - still[..., 1:-2]).abs().max().item()
    assert gap < 1e-13
    assert still.std().item() > 1e-3


def test_the_reported_trainings_passed():
    rows = reported()
    assert {row["size"]: row["steps"][-1] for row in rows} == {8: 300, 28: 300}
    for row in rows:
        assert row["passed"]
        assert max(row["every step alone"].values()) <= row["allowed"]
        own = row["left to itself"]["torch's own"]
        for side in ("scratch", "torch_ref"):
            pairs = zip(row["left to itself"][side], own, strict=True)
            assert all(gone <= most for gone, most in pairs)


def test_full_layers_do_not_see_which_pixels_are_neighbours():
    """Pixels and weights in another order give the same training, number by number."""
    rng = np.random.default_rng(2)
    order = rng.permutation(64)
    images, labels = rng.standard_normal((30, 64)), dl.arange(30) % 10
    losses = []
    for given in (np.arange(64), order):
        dl.manual_seed(4)
        net = dl.Sequential(dl.Linear(64, 20), dl.Tanh(), dl.Linear(20, 10)).double()
        with dl.no_grad():
            net[0].weight.copy_(net[0].weight[:, dl.tensor(given)].clone())
        optimizer, seen = dl.SGD(net.parameters(), lr=0.5), []
        for _ in range(10):
            loss = dl.cross_entropy(net(dl.tensor(images[:, given])), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            seen.append(loss.item())
        losses.append(seen)
    np.testing.assert_allclose(losses[1], losses[0], rtol=1e-9)
    assert losses[0][-1] < losses[0][0]


# norms


def maps(*shape):
    """Draw maps of different means and sizes in every channel."""
    rng = np.random.default_rng(7)
    channels = np.arange(1, shape[1] + 1)[:, None, None]
    return dl.tensor(rng.standard_normal(shape) * channels + 3 * channels)


def test_the_norm_of_images_is_the_norm_of_their_pixels():
    x = maps(4, 3, 5, 6)
    output = dl.BatchNorm2d(3).double()(x)
    rows = x.transpose(0, 1).reshape(3, 120).T
    flat = dl.BatchNorm1d(3).double()(rows)
    back = flat.T.reshape(3, 4, 5, 6).transpose(0, 1)
    np.testing.assert_allclose(output.detach(), back.detach(), atol=1e-12)
    m = output.detach().numpy()
    np.testing.assert_allclose(m.mean((0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(m.var((0, 2, 3)), 1, atol=1e-4)


def test_the_gradient_of_a_channel_sums_to_zero_over_images_and_places():
    x, norm = maps(4, 3, 5, 6).requires_grad_(), dl.BatchNorm2d(3, eps=1e-12).double()
    output = norm(x)
    g = dl.randn(*output.shape, dtype=dl.float64)
    output.backward(g)
    grad, xhat = x.grad.numpy(), output.detach().numpy()
    np.testing.assert_allclose(grad.sum((0, 2, 3)), 0, atol=1e-10)
    np.testing.assert_allclose((grad * xhat).sum((0, 2, 3)), 0, atol=1e-8)
    assert abs(grad).max() > 1e-2


def test_in_evaluation_a_norm_folds_into_the_convolution_before_it():
    dl.manual_seed(5)
    convolution, norm = dl.Conv2d(2, 3, 3).double(), dl.BatchNorm2d(3).double()
    x = maps(4, 2, 6, 6)
    norm(convolution(x))  # moves the running statistics
    dl.init.uniform_(norm.weight, 0.5, 1.5)
    dl.init.normal_(norm.bias)
    norm.eval()
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    weight = convolution.weight * scale.reshape(3, 1, 1, 1)
    bias = (convolution.bias - norm.running_mean) * scale + norm.bias
    expected = norm(convolution(x)).detach().numpy()
    folded = dl.conv2d(x, weight, bias).detach().numpy()
    np.testing.assert_allclose(folded, expected, rtol=1e-10, atol=1e-10)


def test_one_image_has_statistics_of_its_own():
    one = maps(1, 2, 4, 4)
    assert dl.BatchNorm2d(2).double()(one).shape == one.shape
    with pytest.raises(ValueError, match="more than 1 value per channel"):
        dl.BatchNorm2d(2).double()(one[:, :, :1, :1])


def test_the_norm_of_a_moved_map_is_the_moved_norm():
    x, norm = maps(3, 2, 5, 5), dl.BatchNorm2d(2).double()
    still, moved = norm(x), norm(dl.roll(x, 2, 3))
    gap = (moved - dl.roll(still, 2, 3)).abs().max().item()
    assert gap < 1e-12
    each = dl.BatchNorm1d(50).double()  # statistics of its own for every place
    with dl.no_grad():
        each.weight.copy_(dl.linspace(0.5, 1.5, 50, dtype=dl.float64))
    still, moved = (each(t.reshape(3, 50)) for t in (x, dl.roll(x, 2, 3)))
    assert (
        moved - dl.roll(still.reshape(3, 2, 5, 5), 2, 3).reshape(3, 50)
    ).norm() > 0.1


def test_a_kernel_before_a_norm_may_have_any_length():
    dl.manual_seed(6)
    w, x = dl.randn(3, 2, 3, 3, dtype=dl.float64), maps(4, 2, 6, 6)
    found = []
    for factor in (1.0, 5.0):
        leaf = (factor * w).requires_grad_()
        output = dl.batch_norm(
            dl.conv2d(x, leaf), None, None, training=True, eps=1e-300
        )
        dl.manual_seed(7)
        output.backward(dl.randn(*output.shape, dtype=dl.float64))
        along = (leaf * leaf.grad).sum((1, 2, 3)).abs().max().item()
        assert along < 1e-9
        found.append((output.detach().numpy(), leaf.grad.numpy()))
    np.testing.assert_allclose(found[1][0], found[0][0], atol=1e-9)
    np.testing.assert_allclose(5 * found[1][1], found[0][1], rtol=1e-6, atol=1e-9)


def test_norms_differ_in_what_shares_a_mean():
    moved = {name: set(zip(*np.nonzero(m.any(2)))) for name, m in touched().items()}
    assert moved["batch norm"] == {(n, 2) for n in range(4)}
    assert moved["layer norm"] == {(1, c) for c in range(4)}
    assert moved["instance norm"] == {(1, 2)}
