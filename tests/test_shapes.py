"""Rearranging and indexing: all is torch's, gradients and signs of 0 too."""

import numpy as np
import pytest
import torch

import scratch

WIDE, FLAT, NUMBER = (2, 1, 3, 4), (6,), ()
CALLS = {
    WIDE: [
        lambda dl, x: x.flatten(),
        lambda dl, x: x.flatten(1),
        lambda dl, x: x.flatten(1, 2),
        lambda dl, x: x.flatten(-2),
        lambda dl, x: dl.flatten(x),
        lambda dl, x: dl.flatten(x, 1, 2),
        lambda dl, x: dl.reshape(x, (4, -1)),
        lambda dl, x: x.reshape((np.int64(8), 3)),
        lambda dl, x: x.squeeze(),
        lambda dl, x: x.squeeze(1),
        lambda dl, x: x.squeeze(0),
        lambda dl, x: x.unsqueeze(0),
        lambda dl, x: x.unsqueeze(2),
        lambda dl, x: x.unsqueeze(4),
        lambda dl, x: x.unsqueeze(-1),
        lambda dl, x: x.unsqueeze(-5),
        lambda dl, x: dl.permute(x, (3, 1, 0, 2)),
        lambda dl, x: dl.permute(x, (-1, 0, 1, -2)),
        lambda dl, x: dl.transpose(x, 0, 2),
        lambda dl, x: x.transpose(-1, 1),
        lambda dl, x: x.expand(2, 5, 3, 4),
        lambda dl, x: x.expand(-1, 5, 3, -1),
        lambda dl, x: x.expand(7, -1, 5, -1, 4),
        lambda dl, x: x.transpose(0, 3).contiguous(),
        lambda dl, x: x[0],
        lambda dl, x: x[-1, 0, 1:, 2],
        lambda dl, x: x[..., 1:3],
        lambda dl, x: x[...],
        lambda dl, x: x[None],
        lambda dl, x: x[None, 1, ..., None],
        lambda dl, x: x[:, :, ::2],
        lambda dl, x: x[:, 0, [0, 2, 0]],
        lambda dl, x: x[0, 0, [1, 1]],
        lambda dl, x: x[..., [1, 1]],
        lambda dl, x: x[None, [1, 1]],
        lambda dl, x: x[[1, 1]],
        lambda dl, x: x[dl.tensor([1, 0, 1])],
        lambda dl, x: x[x > 0],
        lambda dl, x: x[dl.tensor([True, False])],
        lambda dl, x: dl.cat([x, x[:1], x]),
        lambda dl, x: dl.cat([x, x[:, :, 1:]], -2),
        lambda dl, x: dl.concatenate([x, x], 3),
        lambda dl, x: dl.stack([x, x * 2]),
        lambda dl, x: dl.stack([x, x * 2, x], 2),
        lambda dl, x: dl.stack([x, x * 2], -1),
        lambda dl, x: dl.where(x > 0, x, 1.5),
        lambda dl, x: dl.where(x > 0, 2, x),
        *(lambda dl, x, n=n: getattr(dl, n)(x, 1) for n in ("sum", "mean", "amax")),
        lambda dl, x: dl.amin(x, 2),
    ],
    FLAT: [  # of 8 and more, torch takes the second of equal numbers in vectors
        lambda dl, x: dl.maximum(x * 0, -x * 0),
        lambda dl, x: dl.minimum(x * 0, -x * 0),
        lambda dl, x: x.flatten(),
        lambda dl, x: x.squeeze(0),
        lambda dl, x: x.permute((0,)),
        lambda dl, x: x.transpose(0, -1),
        lambda dl, x: x.expand(3, -1),
        lambda dl, x: x.expand(3, 2, 6),
        lambda dl, x: dl.where(dl.tensor(True), x, 1),
    ],
    NUMBER: [
        lambda dl, x: x.flatten(),
        lambda dl, x: x.flatten(-1, 0),
        lambda dl, x: x.squeeze(),
        lambda dl, x: x.unsqueeze(0),
        lambda dl, x: x.unsqueeze(-1),
        lambda dl, x: x.permute(()),
        lambda dl, x: x.transpose(0, -1),
        lambda dl, x: x.expand(3, 2),
        lambda dl, x: x[None],
    ],
}


def ran(dl, call, values):
    """Return what a call gives and the gradient of its input, as bytes and shapes."""
    x = dl.tensor(values).requires_grad_()
    output = call(dl, x)
    upstream = np.random.default_rng(1).integers(-1, 2, tuple(output.shape)) * -1.0
    output.backward(dl.tensor(upstream))
    arrays = output.detach().numpy(), x.grad.numpy()
    return [(array.shape, array.dtype, array.tobytes()) for array in arrays]


@pytest.mark.parametrize(
    ("shape", "call"), [(shape, call) for shape in CALLS for call in CALLS[shape]]
)
def test_every_rearrangement_is_torchs_to_the_sign_of_0(shape, call):
    values = np.random.default_rng(0).standard_normal(shape)
    assert ran(scratch, call, values) == ran(torch, call, values)


def test_what_is_made_contiguous_lies_in_order():
    turned = scratch.ones(3, 4).T
    assert not turned.array.flags.c_contiguous
    assert turned.contiguous().array.flags.c_contiguous


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: scratch.reshape(x, 6), TypeError, "must be a tuple of integers"),
        (lambda x: x.reshape("ab"), TypeError, "must be a tuple of integers, got"),
        (lambda x: x.reshape((2.0, 3)), TypeError, "must be a tuple of integers, got"),
        (lambda x: x.reshape((True, 6)), TypeError, "must be a tuple of integers, got"),
        (lambda x: x.reshape((-2, 3)), ValueError, "-1 or at least 0, got"),
        (lambda x: x.reshape((-3, 3)), ValueError, "-1 or at least 0, got"),
        (lambda x: x.flatten(1, 0), ValueError, "must not be after end_dim, got 1, 0"),
        (lambda x: x.permute((0,)), ValueError, "permute needs 2 dimensions"),
        (lambda x: x.transpose(0, 2), IndexError, r"in \[-2, 1\], got 2"),
        (lambda x: x.transpose(2, 0), IndexError, r"in \[-2, 1\], got 2"),
        (lambda x: x.expand(-1, 2, 3), ValueError, "negative"),
        (lambda x: x.unsqueeze(3), IndexError, r"in \[-3, 2\], got 3"),
        (lambda x: scratch.cat([]), ValueError, "at least one tensor, got none"),
        (lambda x: scratch.stack([]), ValueError, "at least one tensor, got none"),
        (lambda x: scratch.cat([x, x], 2), IndexError, r"dim must be in \[-2, 1\]"),
        (lambda x: scratch.stack([x, x], 3), IndexError, r"dim must be in \[-3, 2\]"),
        (lambda x: scratch.cat([x, x[0]], 1), ValueError, "dimension"),
        (lambda x: scratch.stack([x, x[0]], 2), ValueError, "shape"),
        (lambda x: scratch.maximum(x, 1), TypeError, "other must be a Tensor, got int"),
        (lambda x: scratch.minimum(x, 1), TypeError, "other must be a Tensor, got int"),
        (lambda x: scratch.equal(x, 1), TypeError, "other must be a Tensor, got int"),
        (lambda x: scratch.allclose(x, 1), TypeError, "other must be a Tensor, got"),
        (lambda x: scratch.allclose(x, x, -1.0), ValueError, "not be negative, got -1"),
        (lambda x: scratch.allclose(x, x, 0, -0.5), ValueError, "negative, got 0, -0"),
        (lambda x: scratch.where(x > 0, "a", x), TypeError, "input must be a Tensor"),
        (lambda x: x[scratch.tensor([True])], IndexError, "a mask must have shape"),
    ],
)
def test_what_cannot_be_rearranged_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call(scratch.ones(2, 3))


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_closeness_is_measured_by_the_other_and_the_limits_belong_to_it(dl):
    def close(a, b, *options):
        a, b = (dl.tensor([v], dtype=dl.float64) for v in (a, b))
        return dl.allclose(a, b, *options)

    assert close(0.9e-8, 0.0)
    assert not close(1.00005e-8, 0.0)
    assert close(1e6 + 10, 1e6)
    assert not close(1e6 + 10.0005, 1e6)
    assert close(10.0, 11.0, 1 / 10.8)
    assert not close(11.0, 10.0, 1 / 10.8)
    assert close(2.0, 2.0, 0.0, 0.0)


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_where_takes_numbers_and_keeps_the_tensors_dtype(dl):
    mask, whole = dl.tensor([True, False]), dl.tensor([3, 4])
    assert dl.where(mask, whole, 1.5).tolist() == [3.0, 1.5]
    assert dl.where(mask, 1.5, whole).tolist() == [1.5, 4.0]
    assert dl.where(mask, True, whole).tolist() == [1, 4]
    assert dl.where(mask, 7, whole).dtype == dl.int64
    half = dl.tensor([0.5, 1.0], dtype=dl.float64)
    assert dl.where(mask, 2, half).dtype == dl.float64
    assert dl.where(mask, half, whole).dtype == dl.float64


@pytest.mark.parametrize("shape", [(0,), (0, 2)])
@pytest.mark.parametrize(("shifts", "dims"), [(1, 5), (1, -5), ((1, 1), (5, 5))])
def test_nothing_is_rolled_along_any_dimension(shape, shifts, dims):
    for dl in (scratch, torch):
        x = dl.zeros(*shape, requires_grad=True)
        y = dl.roll(x, shifts, dims)
        y.sum().backward()
        assert tuple(y.shape) == tuple(x.grad.shape) == shape


@pytest.mark.parametrize(
    "given", [((1, 1),), ((),), ((), ()), (1, (0, 1)), ((1, 1), 0), (1.5,)]
)
def test_shifts_that_do_not_match_dims_are_refused(given):
    for dl in (scratch, torch):
        for shape in ((2, 2), (0, 2)):
            with pytest.raises((ValueError, TypeError, RuntimeError)):
                dl.roll(dl.ones(*shape), *given)


def test_a_dimension_is_rolled_twice():
    rolled = [
        dl.roll(dl.arange(6).reshape(2, 3), (1, 1), (1, 1)) for dl in (scratch, torch)
    ]
    assert rolled[0].tolist() == rolled[1].tolist()
