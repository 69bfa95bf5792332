"""Corners that random examples do not reach; planted faults survived in each."""

import numpy as np
import pytest
import torch

import scratch
import torch_ref


def batch_statistics(values):
    """Return the running mean and variance of a batch, of one channel."""
    mean, var = scratch.tensor([5.0]), scratch.tensor([1.0])
    input = scratch.Tensor(np.reshape(values, (-1, 1)))
    scratch.batch_norm(input, mean, var, training=True, momentum=1.0)
    return mean.item(), var.item()


def instance_statistics(values):
    """Return the running mean and variance of two equal examples, of one channel."""
    mean, var = scratch.tensor([5.0]), scratch.tensor([1.0])
    input = scratch.Tensor(np.array([[values], [values]]))
    scratch.instance_norm(input, mean, var, momentum=1.0)
    return mean.item(), var.item()


STATISTICS = pytest.mark.parametrize(
    "statistics", [batch_statistics, instance_statistics]
)


@STATISTICS
def test_the_running_mean_of_equal_values_is_that_value_to_the_last_digit(statistics):
    for value in (0.1, 1000.1, -3.3e6):
        for n in (3, 7, 11, 13, 49):
            x = np.full(n, value, np.float32)
            assert statistics(x) == (x[0], 0)


@STATISTICS
def test_the_running_mean_of_infinities_is_infinite(statistics):
    for value in (np.inf, -np.inf):
        assert statistics(np.array([1.0, value, 2.0], np.float32))[0] == value


@pytest.mark.parametrize("dl", [scratch, torch_ref, torch.nn])
def test_statistics_switched_off_after_construction_are_used_in_evaluation_only(dl):
    make = torch.tensor if dl is torch.nn else dl.tensor
    layer = dl.BatchNorm1d(1)
    layer.track_running_stats = False
    rows = make([[1.0], [3.0]])
    assert np.abs(layer(rows).detach().numpy()).max() == pytest.approx(1, abs=1e-4)
    assert (layer.running_mean.item(), layer.running_var.item()) == (0, 1)
    layer.eval()
    assert layer(rows).detach().numpy().ravel().tolist() == pytest.approx([1, 3], 1e-4)


def test_statistics_that_are_not_kept_can_be_reset(dl):
    layer = dl.BatchNorm1d(2, track_running_stats=False)
    layer.reset_running_stats()
    assert layer.running_mean is None


def test_dropout_of_nothing_draws_what_torch_draws():
    drawn = []
    for dl, dropout in ((torch, torch.nn.functional.dropout), (scratch, None)):
        dl.manual_seed(3)
        (dropout or dl.dropout)(dl.ones(20), 0.0, training=True)
        drawn.append(dl.rand(3).numpy().tolist())
    assert drawn[0] == drawn[1]


@pytest.mark.parametrize("dl", [scratch, torch_ref, torch])
def test_rows_of_nothing_are_normalised_to_rows_of_nothing(dl):
    layer_norm = torch.nn.functional.layer_norm if dl is torch else dl.layer_norm
    assert tuple(layer_norm(dl.zeros(4, 0), (0,)).shape) == (4, 0)


@pytest.mark.parametrize("dl", [scratch, torch_ref, torch])
def test_a_batch_without_examples_leaves_the_statistics_of_instances(dl):
    instance_norm = (torch.nn.functional if dl is torch else dl).instance_norm
    mean, var = dl.zeros(2), dl.ones(2)
    instance_norm(dl.ones(0, 2, 3), mean, var)
    expected = [[np.nan] * 2] * 2 if dl is torch else [[0, 0], [1, 1]]
    np.testing.assert_array_equal([mean.tolist(), var.tolist()], expected)


def losses(dl, loss, input, *args, **options):
    """Return a loss of torch or a twin, and its gradient, as arrays."""
    leaf = dl.tensor(input).requires_grad_()
    functional = torch.nn.functional if dl is torch else dl
    output = getattr(functional, loss)(leaf, *map(dl.tensor, args), **options)
    output.sum().backward()
    return output.detach().numpy(), leaf.grad.numpy()


def agree(loss, *args, **options):
    """Require torch's loss and gradient."""
    for ours, theirs in zip(
        losses(scratch, loss, *args, **options), losses(torch, loss, *args, **options)
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_classes_stay_in_place_among_many_dimensions(reduction):
    rng = np.random.default_rng(0)
    logits = rng.standard_normal((2, 3, 4, 5))
    labels = rng.integers(0, 3, (2, 4, 5))
    for loss in ("cross_entropy", "nll_loss"):
        agree(loss, logits, labels, reduction=reduction)


def test_an_ignored_label_needs_no_class_of_its_own():
    logits, labels = np.array([[0.5], [2.0]]), np.array([0, -100])
    for loss in ("cross_entropy", "nll_loss"):
        agree(loss, logits, labels)


def test_an_impossible_class_costs_nothing_without_smoothing():
    logits = np.array([[-np.inf, 0.5, 1.0], [2.0, -np.inf, 0.0]])
    agree("cross_entropy", logits, np.array([1, 0]))


def test_small_differences_count_fully_where_smooth_l1_has_no_parabola():
    agree("smooth_l1_loss", np.array([0.5, -0.5, 0.0, 2.0]), np.zeros(4), beta=0.0)


@pytest.mark.parametrize("dl", [scratch, torch])
def test_one_row_of_weights_takes_a_bias_that_is_a_number(dl):
    linear = torch.nn.functional.linear if dl is torch else dl.linear
    row, bias = dl.tensor([1.0, 2.0, 3.0]), dl.tensor(0.5, requires_grad=True)
    output = linear(row, row, bias)
    output.backward()
    assert output.item() == 14.5
    assert (tuple(bias.grad.shape), bias.grad.item()) == ((), 1.0)


def clipped(dl, clip, *args):
    """Return what clipping gives, and the gradients, handed over by a generator."""
    grads = np.array([[3.0, -4.0], [0.5, 12.0]], np.float32)
    params = [dl.zeros(2).requires_grad_() for _ in grads]
    for param, grad in zip(params, grads):
        param.grad = dl.tensor(grad)
    utils = torch.nn.utils if dl is torch else dl
    found = getattr(utils, clip)((p for p in params), *args)
    found = None if found is None else found.item()
    return found, [p.grad.numpy().tolist() for p in params]


@pytest.mark.parametrize(
    ("clip", "args"),
    [
        ("clip_grad_norm_", (2, 2)),
        ("clip_grad_norm_", ("2.0", "inf")),
        ("clip_grad_norm_", (2.0, 1.0, True)),
        ("clip_grad_value_", (1,)),
        ("clip_grad_value_", ("2.5",)),
    ],
)
def test_clipping_takes_what_torch_takes(clip, args):
    ours, theirs = clipped(scratch, clip, *args), clipped(torch, clip, *args)
    assert ours[0] == (theirs[0] and pytest.approx(theirs[0], rel=1e-6))
    np.testing.assert_allclose(ours[1], theirs[1], rtol=1e-6)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("clip_grad_norm_", (1.0,)),
        ("clip_grad_value_", (1.0,)),
        ("proximal_l1_", (0.1,)),
        ("max_norm_", (1.0,)),
    ],
)
def test_what_is_no_parameter_is_refused(dl, name, args):
    with pytest.raises(TypeError, match="a parameter"):
        getattr(dl, name)([3.0], *args)


@pytest.mark.filterwarnings("ignore:dropout2d")
@pytest.mark.parametrize("dl", [scratch, torch_ref, torch])
@pytest.mark.parametrize("name", ["dropout", "dropout1d", "dropout2d"])
def test_dropout_of_nothing_gives_the_tensor_itself_even_of_whole_numbers(dl, name):
    dropout = getattr(torch.nn.functional if dl is torch else dl, name)
    numbers, nothing = dl.tensor([[[1, 2]]]), dl.ones(2, 0, 3)
    assert dropout(numbers, 0.0, True) is numbers
    assert dropout(nothing, 0.5, True) is nothing


def test_a_lazy_layer_says_what_it_cannot_take_and_keeps_its_dtype(dl):
    with pytest.raises(TypeError, match="input has no requires_grad"):
        dl.LazyLinear(2)([1.0])
    with pytest.raises(ValueError, match="at least 1 dimension"):
        dl.LazyLinear(2)(dl.tensor(1.0))
    layer = dl.LazyLinear(2, dtype=dl.float64)
    layer(dl.ones(3, 4, dtype=dl.float64))
    assert layer.weight.dtype == dl.float64


def test_a_vector_and_a_number_are_flat_counted_from_either_end(dl):
    for start in (0, -1):
        for input in (dl.ones(3), dl.tensor(1.0)):
            assert tuple(dl.Flatten(start)(input).shape) == (input.numel(),)
