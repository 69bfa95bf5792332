"""Convolution: published examples, and what is true of every convolution."""

import numpy as np
import pytest
import torch

import scratch
import torch_ref
from compare.battery.sides import TORCH
from compare.trainings import cnn
from scratch.engine import columns
from scratch.layers.convolution import convolution

both = pytest.mark.parametrize("dl", [scratch, torch_ref], ids=["scratch", "torch_ref"])


def whole_numbers(*shape):
    """Draw numbers whose sums of products are exact."""
    return np.random.default_rng(8).integers(-8, 9, shape).astype(float)


@both
def test_onnx_example_with_a_kernel_of_ones(dl):
    """Test cases `basic_conv_with_padding` and `without_padding` of ONNX."""
    image = dl.arange(25, dtype=dl.float32).reshape((1, 1, 5, 5))
    ones = dl.ones(1, 1, 3, 3)
    bordered = [
        [12, 21, 27, 33, 24],
        [33, 54, 63, 72, 51],
        [63, 99, 108, 117, 81],
        [93, 144, 153, 162, 111],
        [72, 111, 117, 123, 84],
    ]
    output = dl.conv2d(image, ones, padding=1).numpy()[0, 0]
    assert output.tolist() == bordered
    assert dl.conv2d(image, ones).numpy()[0, 0].tolist() == [
        row[1:4] for row in bordered[1:4]
    ]


@both
def test_the_kernel_is_not_flipped(dl):
    output = dl.conv1d(dl.tensor([[1.0, 2.0, 4.0]]), dl.tensor([[[1.0, 10.0]]]))
    assert output.numpy().tolist() == [[21, 42]]


@both
def test_same_puts_the_odd_zero_at_the_end(dl):
    row, kernel = dl.tensor([[1.0, 2.0]]), dl.tensor([[[1.0, 10.0]]])
    assert dl.conv1d(row, kernel, padding="same").numpy().tolist() == [[21, 2]]


@both
def test_the_gradient_of_overlapping_windows_is_their_sum(dl):
    row = dl.ones(1, 4).requires_grad_()
    dl.conv1d(row, dl.ones(1, 1, 3)).sum().backward()
    assert row.grad.numpy().tolist() == [[1, 2, 2, 1]]


@both
def test_a_shifted_image_gives_a_shifted_output(dl):
    image, kernel = whole_numbers(1, 1, 9, 9), whole_numbers(2, 1, 3, 3)
    moved = np.roll(image, (2, 1), (2, 3))
    first, second = (
        dl.conv2d(dl.tensor(x), dl.tensor(kernel)).numpy() for x in (image, moved)
    )
    np.testing.assert_array_equal(second[..., 2:, 1:], first[..., :-2, :-1])


@both
def test_groups_do_not_mix(dl):
    image, kernel = whole_numbers(2, 4, 5, 5), whole_numbers(6, 2, 3, 3)
    whole = dl.conv2d(dl.tensor(image), dl.tensor(kernel), groups=2).numpy()
    parts = [
        dl.conv2d(dl.tensor(image[:, 2 * g :][:, :2]), dl.tensor(kernel[3 * g :][:3]))
        for g in range(2)
    ]
    np.testing.assert_array_equal(whole, np.concatenate([p.numpy() for p in parts], 1))


def test_blocks_of_images_give_what_one_block_gives(monkeypatch):
    def run():
        rng = np.random.default_rng(3)
        x, w, b = (
            scratch.tensor(rng.standard_normal(s), requires_grad=True)
            for s in ((7, 4, 6, 5), (6, 2, 3, 2), (6,))
        )
        output = scratch.conv2d(x, w, b, 2, 1, 1, 2)
        output.backward(scratch.tensor(rng.standard_normal(output.shape)))
        return [t.detach().numpy() for t in (output, x.grad, w.grad, b.grad)]

    whole = run()
    for cached in (1, 200, 700):
        monkeypatch.setattr(columns, "CACHED", cached)
        for part, expected in zip(run(), whole):
            np.testing.assert_allclose(part, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
@pytest.mark.parametrize("seed", range(12))
def test_a_border_of_the_image_itself_is_torchs(mode, seed):
    rng = np.random.default_rng(seed)
    dims = int(rng.integers(1, 4))
    shape = [*rng.integers(1, 3, rng.integers(1, 3)), *rng.integers(3, 6, dims)]
    border = rng.integers(-1, 2, 2 * dims).tolist()
    x = rng.standard_normal(shape)
    ours, theirs = scratch.tensor(x, requires_grad=True), torch.tensor(x)
    theirs.requires_grad_()
    expected = torch.nn.functional.pad(theirs, border, mode)
    output = scratch.nn.functional.pad(ours, border, mode)
    np.testing.assert_array_equal(output.detach().numpy(), expected.detach().numpy())
    doutput = rng.standard_normal(output.shape)
    expected.backward(torch.tensor(doutput))
    output.backward(scratch.tensor(doutput))
    np.testing.assert_allclose(ours.grad.numpy(), theirs.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize(
    ("shape", "border", "mode", "value"),
    [
        ((1, 4), (4, 1), "reflect", None),
        ((1, 4), (5, 1), "circular", None),
        ((1, 4), (-2, -2), "reflect", None),
        ((1, 4), (-3, -2), "circular", None),
        ((1, 0), (1, 1), "replicate", None),
        ((4,), (1, 1), "reflect", None),
        ((1, 4), (1, 1, 0, 0), "replicate", None),
        ((1, 4), (), "circular", None),
        ((1, 4), (1, 1), "wrap", None),
        ((1, 4), (1, 1), "reflect", 1.0),
    ],
)
def test_a_border_that_torch_refuses_is_refused(shape, border, mode, value):
    with pytest.raises((RuntimeError, NotImplementedError)):
        torch.nn.functional.pad(torch.ones(shape), border, mode, value)
    with pytest.raises(ValueError, match=r"must|takes away"):
        scratch.nn.functional.pad(scratch.ones(shape), border, mode, value)


def test_modules_are_written_as_torchs():
    for name, args, options in (
        ("Conv1d", (3, 6, 2), {"padding": "same", "groups": 3}),
        ("Conv2d", (1, 6, 5), {"padding": 2}),
        ("Conv2d", (3, 2, (2, 3), 2, 1, 2), {"padding_mode": "reflect", "bias": False}),
        ("Conv3d", (1, 2, 3), {}),
    ):
        theirs = repr(getattr(torch.nn, name)(*args, **options))
        assert repr(getattr(scratch, name)(*args, **options)) == theirs


@both
def test_a_transposed_convolution_is_the_gradient_of_a_convolution(dl):
    image, kernel = whole_numbers(2, 4, 7, 6), whole_numbers(6, 2, 3, 3)
    leaf = dl.tensor(image, requires_grad=True)
    output = dl.conv2d(leaf, dl.tensor(kernel), stride=2, padding=1, groups=2)
    doutput = whole_numbers(*output.shape)
    output.backward(dl.tensor(doutput))
    transposed = dl.conv_transpose2d(
        dl.tensor(doutput), dl.tensor(kernel), None, 2, 1, (0, 1), 2
    )
    np.testing.assert_array_equal(transposed.numpy(), leaf.grad.numpy())


@both
def test_the_output_size_of_a_transposed_convolution_can_be_asked_for(dl):
    layer = dl.ConvTranspose2d(2, 3, 3, stride=2, padding=1)
    small = dl.ones(1, 2, 4, 4)
    assert tuple(layer(small).shape) == (1, 3, 7, 7)
    assert tuple(layer(small, output_size=(8, 7)).shape) == (1, 3, 8, 7)
    with pytest.raises(ValueError, match="output_size must be"):
        layer(small, output_size=(9, 7))


@both
def test_unfold_then_fold_counts_how_often_an_element_is_seen(dl):
    columns = dl.unfold(dl.ones(1, 1, 4, 4), 3)
    seen = dl.fold(columns, (4, 4), 3).numpy()[0, 0]
    np.testing.assert_array_equal(seen, np.outer([1, 2, 2, 1], [1, 2, 2, 1]))


@both
def test_cells_of_adaptive_pooling_share_an_element_where_they_must(dl):
    row = dl.tensor([[1.0, 2.0, 3.0, 4.0, 5.0]], requires_grad=True)
    output = dl.adaptive_avg_pool1d(row, 3)
    assert output.detach().numpy().tolist() == [[1.5, 3, 4.5]]
    dl.adaptive_max_pool1d(row, 3).sum().backward()
    assert row.grad.numpy().tolist() == [[0, 1, 0, 1, 1]]


def test_the_training_of_a_network_stays_inside_torchs_own_envelope():
    found = cnn.train(size=8, steps=4)
    assert found.passed
    assert max(found.alone.values()) < 1e-15
    found.free["scratch"][-1] = 2 * found.envelope[-1]
    assert not found.passed


def test_a_control_moves_every_weight_to_one_of_its_two_neighbours():
    control = cnn.Run(TORCH, 8, 7)
    before = np.concatenate([w.ravel() for w in control.weights()])
    control.nudge(np.random.default_rng(0))
    after = np.concatenate([w.ravel() for w in control.weights()])
    up, down = np.nextafter(before, np.inf), np.nextafter(before, -np.inf)
    assert ((after == up) | (after == down)).all()
    assert 0.45 < (after == up).mean() < 0.55


def test_a_wrong_gradient_fails_the_training(monkeypatch):
    def halved(doutput, images, groups, windows):
        return 0.5 * correlate(doutput, images, groups, windows)

    correlate = columns.correlate
    monkeypatch.setattr(convolution, "correlate", halved)
    assert not cnn.train(size=8, steps=1).passed


def test_torchs_gradient_of_a_size_that_stays_is_not_that_of_its_own_output():
    x = torch.tensor([[[1.0, 2.0]]], requires_grad=True)
    output = torch.nn.functional.interpolate(x, scale_factor=1.3)
    assert output.tolist() == [[[1.0, 1.0]]]
    output.sum().backward()
    assert x.grad.tolist() == [[[1.0, 1.0]]]  # of elements 0 and 1
    ours = scratch.tensor([[[1.0, 2.0]]], requires_grad=True)
    scratch.interpolate(ours, scale_factor=1.3).sum().backward()
    assert ours.grad.tolist() == [[[2.0, 0.0]]]


@pytest.mark.parametrize("infinite", ["input", "weight"])
def test_what_is_infinite_reaches_only_its_own_windows(infinite):
    arrays = {"input": np.ones((2, 2, 5, 9)), "weight": np.ones((3, 2, 2, 2))}
    arrays[infinite][0, 0, 0, 0] = np.inf
    gradients = []
    for dl, conv2d in ((scratch, scratch.conv2d), (torch, torch.nn.functional.conv2d)):
        leaves = [dl.tensor(a).requires_grad_() for a in arrays.values()]
        conv2d(*leaves).backward(dl.ones(2, 3, 4, 8, dtype=dl.float64))
        gradients.append([leaf.grad.numpy() for leaf in leaves])
    for ours, theirs in zip(*gradients):
        np.testing.assert_array_equal(ours, theirs)
        assert not np.isnan(ours).any()
