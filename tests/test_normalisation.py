"""Batch and layer normalisation: what is true of them, and published numbers."""

import numpy as np
import pytest
import torch

import scratch
import torch_ref


def draw(*shape, seed=0):
    """Return normal numbers."""
    return np.random.default_rng(seed).standard_normal(shape)


def normalise(dl, x, *args):
    """Return `batch_norm` in training of a leaf, and the leaf."""
    leaf = dl.tensor(x, requires_grad=True)
    return dl.batch_norm(leaf, None, None, *args, training=True), leaf


def test_onnx_example_of_inference(dl):
    """Test case `batchnorm_example` of ONNX: 1.5 (x - 3) / sqrt(1.5) + 1."""
    x = dl.tensor([[[[-1.0, 0.0, 1.0]], [[2.0, 3.0, 4.0]]]])
    mean, var = dl.tensor([0.0, 3.0]), dl.tensor([1.0, 1.5])
    y = dl.batch_norm(x, mean, var, dl.tensor([1.0, 1.5]), dl.tensor([0.0, 1.0]))
    expected = [[-0.999995, 0, 0.999995], [-0.224741, 1, 2.224741]]
    np.testing.assert_allclose(y.numpy()[0, :, 0], expected, atol=5e-6)


def test_keras_example_of_batch_normalization(dl):
    """Keras, `ops.batch_normalization`: 0.3 / sqrt(0.67 + 0.001) = 0.36624."""
    x = dl.tensor([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]])
    mean, var = dl.tensor([0.4, 0.5, 0.6]), dl.full((3,), 0.67)
    y = dl.batch_norm(x, mean, var, eps=1e-3).numpy()
    np.testing.assert_allclose(y, [[-0.36624] * 3, [0] * 3, [0.36624] * 3], atol=5e-6)


def test_running_statistics_of_1_2_3_4_by_hand(dl):
    """The rule in torch's documentation: mean 2.5, unbiased variance 5/3."""
    layer = dl.BatchNorm1d(1).double()
    output = layer(dl.tensor([[1.0], [2.0], [3.0], [4.0]]).double())
    biased = np.array([-1.5, -0.5, 0.5, 1.5]) / np.sqrt(1.25 + 1e-5)
    np.testing.assert_allclose(output.detach().numpy()[:, 0], biased, rtol=1e-14)
    assert layer.running_mean.item() == pytest.approx(0.1 * 2.5, rel=1e-14)
    assert layer.running_var.item() == pytest.approx(0.9 + 0.1 * 5 / 3, rel=1e-14)


def test_keras_examples_of_layer_normalization(dl):
    """Keras, `ops.layer_normalization` of 0..4; `LayerNormalization` of 0, 10, ..."""
    y = dl.layer_norm(dl.arange(5, dtype=dl.float32), (5,))
    expected = [-1.4142135, -0.70710677, 0.0, 0.7071067, 1.4142135]
    np.testing.assert_allclose(y.numpy(), expected, atol=1e-5)
    rows = dl.layer_norm(dl.arange(0, 100, 10, dtype=dl.float64).reshape((5, 2)), (2,))
    np.testing.assert_allclose(rows.numpy(), [[-1, 1]] * 5, atol=1e-6)


def test_the_batch_is_normalised_with_the_biased_variance(dl):
    output, _ = normalise(dl, draw(7, 3))
    np.testing.assert_allclose(output.detach().numpy().var(0), 1, rtol=1e-4)


@pytest.mark.parametrize("length", [None, 4])
def test_the_running_variance_is_unbiased_and_momentum_weights_the_new_value(
    dl, length
):
    layer = dl.BatchNorm1d(3, momentum=0.25).double()
    x = draw(5, 3, *([length] if length else []))
    layer(dl.tensor(x))
    channels = np.moveaxis(x, 1, 0).reshape(3, -1)
    mean, var = layer.running_mean.numpy(), layer.running_var.numpy()
    np.testing.assert_allclose(mean, 0.25 * channels.mean(1), rtol=1e-13)
    np.testing.assert_allclose(var, 0.75 + 0.25 * channels.var(1, ddof=1), rtol=1e-13)


def test_without_momentum_the_running_statistics_are_averages_of_all_batches(dl):
    layer = dl.BatchNorm1d(2, momentum=None).double()
    batches = draw(4, 6, 2)
    for batch in batches:
        layer(dl.tensor(batch))
    assert layer.num_batches_tracked.item() == 4
    expected = batches.var(1, ddof=1).mean(0)
    np.testing.assert_allclose(layer.running_var.numpy(), expected, rtol=1e-13)


def test_a_bias_before_batch_norm_changes_nothing(dl):
    """Ioffe and Szegedy, section 2: u + b - E[u + b] = u - E[u]; exact where u + b is.

    The gradient of such a bias is zero in exact arithmetic; in floating point a sum of
    terms of rounding size is left, in torch too.
    """
    x = np.random.default_rng(0).integers(-8, 9, (8, 3)) / 4.0
    shift = np.array([1.0, -0.5, 64.0])
    plain, _ = normalise(dl, x)
    shifted, _ = normalise(dl, x + shift)
    assert dl.equal(plain, shifted)
    bias = dl.tensor(draw(3), requires_grad=True)
    output = dl.batch_norm(dl.tensor(draw(8, 3)) + bias, None, None, training=True)
    upstream = draw(8, 3, seed=1)
    output.backward(dl.tensor(upstream))
    size = np.abs(upstream).sum(0)
    assert (np.abs(bias.grad.numpy()) <= 8 * np.finfo(float).eps * size).all()


def test_the_gradient_of_that_bias_is_rounding_not_zero_in_torch_too():
    left = []
    for dl in (scratch, torch_ref, torch):
        bias = dl.tensor(draw(50), requires_grad=True)
        leaf = dl.tensor(draw(9, 50)) + bias
        norm = dl.nn.functional.batch_norm if dl is torch else dl.batch_norm
        norm(leaf, None, None, training=True).backward(dl.tensor(draw(9, 50, seed=1)))
        left.append(np.abs(bias.grad.numpy()).max())
    assert all(0 < error < 1e-14 for error in left)


def test_examples_are_coupled_in_training_and_only_there(dl):
    x = draw(5, 3)
    moved = x.copy()
    moved[0] += 1
    layers = dl.BatchNorm1d(3).double(), dl.LayerNorm(3).double()

    def others(layer):
        a, b = (layer(dl.tensor(batch)).detach().numpy()[1:] for batch in (x, moved))
        return (a == b).all(), (a != b).all()

    assert others(layers[0]) == (False, True)
    layers[0].eval()
    assert others(layers[0]) == (True, False)
    assert others(layers[1]) == (True, False)


def test_the_gradient_in_training_has_no_part_along_1_and_xhat(dl):
    output, leaf = normalise(dl, draw(9, 4), dl.tensor(draw(4)), dl.tensor(draw(4)))
    output.backward(dl.tensor(draw(9, 4, seed=1)))
    gradient, x = leaf.grad.numpy(), leaf.detach().numpy()
    np.testing.assert_allclose(gradient.sum(0), 0, atol=1e-13)
    # along xhat only eps keeps it from 0
    xhat = (x - x.mean(0)) / x.std(0)
    np.testing.assert_allclose((gradient * xhat).sum(0), 0, atol=1e-3)
    assert np.abs(gradient).max() > 0.1


def test_the_gradient_is_the_one_formula_of_neural_networks_zero_to_hero(dl):
    """Karpathy, lecture 5, exercise 3; his n / (n - 1) is 1 for the biased variance."""
    n, x, gain, d = 32, draw(32, 6), draw(6), draw(32, 6, seed=1)
    output, leaf = normalise(dl, x, dl.tensor(gain))
    output.backward(dl.tensor(d))
    var_inv = (x.var(0) + 1e-5) ** -0.5
    raw = (x - x.mean(0)) * var_inv
    expected = gain * var_inv / n * (n * d - d.sum(0) - raw * (d * raw).sum(0))
    np.testing.assert_allclose(leaf.grad.numpy(), expected, rtol=1e-11, atol=1e-12)


def test_the_jacobian_couples_every_two_examples(dl):
    n, x = 5, draw(5, 1)
    rstd, rows = (x.var() + 1e-5) ** -0.5, []
    xhat = (x - x.mean()) * rstd
    for i in range(n):
        output, leaf = normalise(dl, x)
        output[i, 0].backward()
        rows.append(leaf.grad.numpy()[:, 0])
    formula = rstd * (np.eye(n) - (1 + xhat @ xhat.T) / n)
    np.testing.assert_allclose(rows, formula, rtol=1e-11, atol=1e-14)


def test_gamma_and_beta_get_sums_over_the_batch(dl):
    x, d = draw(6, 3), draw(6, 3, seed=1)
    gamma, beta = (dl.tensor(draw(3, seed=s), requires_grad=True) for s in (2, 3))
    normalise(dl, x, gamma, beta)[0].backward(dl.tensor(d))
    xhat = (x - x.mean(0)) * (x.var(0) + 1e-5) ** -0.5
    np.testing.assert_allclose(gamma.grad.numpy(), (d * xhat).sum(0), rtol=1e-12)
    np.testing.assert_allclose(beta.grad.numpy(), d.sum(0), rtol=1e-14)


def test_the_gradient_in_evaluation_is_a_plain_factor(dl):
    x, mean, var, d = draw(5, 3), draw(3), draw(3) ** 2 + 0.5, draw(5, 3, seed=1)
    leaf, gain = dl.tensor(x, requires_grad=True), dl.tensor(draw(3, seed=2))
    output = dl.batch_norm(leaf, dl.tensor(mean), dl.tensor(var), gain)
    output.backward(dl.tensor(d))
    expected = d * gain.numpy() / np.sqrt(var + 1e-5)
    np.testing.assert_allclose(leaf.grad.numpy(), expected, rtol=1e-14)


def test_one_value_per_channel_is_refused_in_training_alone(dl):
    layer = dl.BatchNorm1d(3)
    with pytest.raises(ValueError, match=r"more than 1 value .* \(1, 3\)"):
        layer(dl.ones(1, 3))
    assert layer(dl.ones(1, 3, 2)).shape == (1, 3, 2)
    layer.eval()
    assert layer(dl.ones(1, 3)).shape == (1, 3)


@pytest.mark.parametrize("n", [10, 300, 2000])
def test_large_means_in_float32_are_no_less_accurate_than_in_torch(dl, n):
    x = (1e4 + 1e-2 * draw(n, 6)).astype(np.float32)
    functional = torch.nn.functional
    for values, ours, theirs, args in [
        (x, dl.batch_norm, functional.batch_norm, (None, None, None, None, True)),
        (x.T.copy(), dl.layer_norm, functional.layer_norm, ((n,),)),
        (x.T.copy(), dl.group_norm, functional.group_norm, (1,)),
        (x.T[None].copy(), dl.instance_norm, functional.instance_norm, ()),
    ]:
        truth = theirs(torch.tensor(values).double(), *args).numpy()
        error = np.abs(ours(dl.tensor(values), *args).numpy() - truth).max()
        assert (
            error <= np.abs(theirs(torch.tensor(values), *args).numpy() - truth).max()
        )
        assert error < 1e-4


def test_the_state_travels_to_torch_and_back():
    ours, theirs = scratch.BatchNorm1d(3), torch.nn.BatchNorm1d(3)
    x = draw(6, 3).astype(np.float32)
    ours(scratch.tensor(x))
    assert list(ours.state_dict()) == list(theirs.state_dict())
    theirs.load_state_dict(
        {key: torch.tensor(value.numpy()) for key, value in ours.state_dict().items()}
    )
    assert theirs.num_batches_tracked.dtype == torch.int64
    theirs(torch.tensor(x))
    ours.load_state_dict(
        {
            key: scratch.tensor(value.numpy())
            for key, value in theirs.state_dict().items()
        }
    )
    assert ours.num_batches_tracked.item() == 2
    assert ours.running_var.tolist() == theirs.running_var.tolist()


def test_without_running_statistics_evaluation_uses_the_batch(dl):
    layer = dl.BatchNorm1d(3, affine=False, track_running_stats=False)
    assert not list(layer.state_dict())
    x = dl.tensor(draw(6, 3))
    assert dl.equal(layer(x), layer.eval()(x))


def test_resetting_forgets_the_batches(dl):
    layer = dl.BatchNorm1d(2)
    layer(dl.tensor(draw(4, 2)).float())
    layer.reset_running_stats()
    buffers = [buffer.tolist() for buffer in layer.buffers()]
    assert buffers == [[0, 0], [1, 1], 0]


def test_batch_norm_forgets_the_scale_of_a_weight_and_layer_norm_of_an_example(dl):
    """Ba, Kiros and Hinton, table 1."""
    x = draw(6, 4) * 100
    scales = np.array([2.0, 8.0, 0.5, 4.0])
    a, b = normalise(dl, x)[0], normalise(dl, x * scales)[0]
    np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), atol=1e-7)
    rows = np.array([2.0, 8.0, 0.5, 4.0, 1.0, 16.0])[:, None]
    a, b = (dl.layer_norm(dl.tensor(v), (4,)).numpy() for v in (x, x * rows))
    np.testing.assert_allclose(a, b, atol=1e-7)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_rms_norm_without_eps_takes_that_of_the_dtype(dtype):
    x = np.full((2, 4), 1e-4, dtype)
    expected = torch.nn.functional.rms_norm(torch.tensor(x), (4,)).numpy()
    for dl in (scratch, torch_ref):
        found = dl.rms_norm(dl.tensor(x), (4,)).numpy()
        np.testing.assert_allclose(found, expected, rtol=4 * np.finfo(dtype).eps)


def test_group_norm_with_a_bias_alone_has_a_gradient():
    """Torch's own backward fails where weight is left out and bias is not."""
    x, b = np.random.default_rng(0).standard_normal((2, 4, 3)), np.ones(4)
    whole = [torch.tensor(a, requires_grad=True) for a in (x, np.ones(4), b)]
    torch.nn.functional.group_norm(whole[0], 2, *whole[1:]).pow(3).sum().backward()
    ours = [scratch.tensor(a, requires_grad=True) for a in (x, b)]
    output = scratch.group_norm(ours[0], 2, bias=ours[1])
    (output**3).sum().backward()
    for mine, theirs in zip(ours, (whole[0], whole[2]), strict=True):
        np.testing.assert_allclose(
            mine.grad.numpy(), theirs.grad.numpy(), rtol=1e-9, atol=1e-12
        )
    bias = torch.tensor(b, requires_grad=True)
    output = torch.nn.functional.group_norm(torch.tensor(x), 2, None, bias)
    with pytest.raises(RuntimeError):
        output.sum().backward()


@pytest.mark.parametrize(
    "options",
    [{}, {"bias": False}, {"affine": False}, {"track_running_stats": False}],
    ids=str,
)
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_a_lazy_batch_norm_becomes_the_plain_one(dl, dims, options):
    x = dl.tensor(draw(4, 3, *[2] * dims))
    lazy = getattr(dl, f"LazyBatchNorm{dims}d")(**options, dtype=dl.float64)
    plain = getattr(dl, f"BatchNorm{dims}d")(3, **options, dtype=dl.float64)
    assert (lazy(x) == plain(x)).all()
    assert type(lazy) is type(plain)
    assert repr(lazy) == repr(plain)
    states = lazy.state_dict(), plain.state_dict()
    assert list(states[0]) == list(states[1])
    for mine, theirs in zip(*(state.values() for state in states)):
        assert mine.dtype == theirs.dtype
        assert (mine == theirs).all()


def test_a_lazy_batch_norm_refuses_other_dimensions_and_stays_lazy(dl):
    layer = dl.LazyBatchNorm2d()
    with pytest.raises(ValueError, match="input must have 4 dimensions, got 3"):
        layer(dl.ones(4, 3, 2))
    assert type(layer) is dl.LazyBatchNorm2d
    assert layer.num_features == 0
