"""What an index selects, overwrites and gives gradients to is what torch says."""

from itertools import product

import numpy as np
import pytest
import torch

import scratch
from scratch.engine.indexing import add_at

SHAPE = (3, 4, 2, 5)  # of a tensor of rank r: the first r
PARTS = {
    "int": lambda dl, n: n - 2,
    "last": lambda dl, n: -1,
    "slice": lambda dl, n: slice(1, None),
    "every other": lambda dl, n: slice(None, None, 2),
    "list": lambda dl, n: [n - 1, 0],
    "repeated": lambda dl, n: dl.tensor([[1], [-1], [1]]),
    "mask": lambda dl, n: dl.tensor([i in (0, n - 1) for i in range(n)]),
    "None": lambda dl, n: None,
    "...": lambda dl, n: Ellipsis,
    "bool": lambda dl, n: True,
    "0-d": lambda dl, n: dl.tensor(n - 1),
    "array": lambda dl, n: np.array([0, n - 1]),
}
FEWER = ("int", "slice", "list", "mask", "None", "...")
FEWEST = ("int", "slice", "list", "mask", "None")  # of four parts
CHOICES = {1: PARTS, 2: PARTS, 3: FEWER, 4: FEWEST}
NONE = ("None", "...", "bool")  # take no dimension, or as many as are left


def patterns(rank):
    """Yield sequences of parts that index a tensor of this rank."""
    for length in range(1, max(rank, 2) + 1):
        yield from product(CHOICES[length], repeat=length)


def fits(pattern, rank):
    """Tell whether a pattern names no more dimensions than there are."""
    taken = sum(part not in NONE for part in pattern)
    return taken <= rank and pattern.count("...") <= 1


def index_of(dl, pattern, rank):
    """Return the index that a pattern stands for."""
    dim, parts = 0, []
    for place, part in enumerate(pattern):
        if part == "...":
            after = sum(p not in NONE for p in pattern[place + 1 :])
            dim = max(rank - after, dim)
        parts.append(PARTS[part](dl, SHAPE[min(dim, 3)]))
        dim += part not in NONE
    return parts[0] if len(parts) == 1 else tuple(parts)


def seen(dl, pattern, values):
    """Return what is read, its gradient and two writes, or the error's kind."""
    index, x = index_of(dl, pattern, values.ndim), dl.tensor(values, requires_grad=True)
    try:
        output = x[index]
    except IndexError:
        return "refused"
    upstream = np.arange(1.0, 1 + output.numel()).reshape(tuple(output.shape))
    if output.requires_grad:
        (output * dl.tensor(upstream)).sum().backward()
    number, tensor = x.detach().clone(), x.detach().clone()
    number[index] = 7.0
    if "repeated" not in pattern:  # of values for one element, any may win
        tensor[index] = dl.tensor(upstream)
    address = x.data_ptr if dl is torch else x.array.ctypes.data
    address = address() if callable(address) else address
    first = output.data_ptr() if dl is torch else output.array.ctypes.data
    inside = 0 <= first - address < 8 * values.size
    return {
        "output": output.detach().numpy().tolist(),
        "shape": tuple(output.shape),
        "gradient": x.grad.numpy().tolist(),
        "view": inside and output.numel() > 0,
        "number": number.numpy().tolist(),
        "tensor": tensor.numpy().tolist(),
    }


@pytest.mark.parametrize("rank", range(5))
def test_every_pattern_reads_writes_and_differentiates_as_torchs(rank):
    shape = SHAPE[:rank]
    values = np.arange(1.0, 1 + np.prod(shape)).reshape(shape)
    compared = 0
    for pattern in patterns(rank):
        if not fits(pattern, rank):
            continue
        ours, theirs = (seen(dl, pattern, values) for dl in (scratch, torch))
        assert ours == theirs, pattern
        compared += ours != "refused"
    assert compared >= (5, 30, 80, 150, 400)[rank]


REFUSED = {
    "out of range": (2, IndexError, "index 2 is out of bounds for dimension 0"),
    "below": ((0, -4), IndexError, "index -4 is out of bounds for dimension 1"),
    "in a list": ((0, [0, 3]), IndexError, "index 3 is out of bounds for dimension 1"),
    "too many": ((0, 0, 0), IndexError, "too many indices for a tensor of 2"),
    "a float": (1.0, IndexError, "an index must be ints, slices"),
    "a word": ("a", IndexError, "an index must be ints, slices"),
    "a bool of NumPy": (np.bool_(True), IndexError, "an index must be ints, slices"),
    "floats": (np.ones(1), IndexError, "an index must be of int64, int32, uint8 or"),
    "int16": (np.ones(1, np.int16), IndexError, "int64, int32, uint8 or bool"),
    "a short mask": (np.ones(1, bool), IndexError, r"a mask must have shape \(2,\)"),
    "backwards": (slice(None, None, -1), ValueError, "step must be positive, got -1"),
    "no broadcast": (([0, 1, 1], [0, 1]), IndexError, "shape mismatch"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_selects_nothing_is_refused_as_by_torch(name):
    index, error, message = REFUSED[name]
    with pytest.raises(error, match=message):
        scratch.ones(2, 3)[index]
    with pytest.raises(error, match=message):
        scratch.ones(2, 3)[index] = 1
    if name != "floats":  # torch makes integers of an array's floats, not a tensor's
        with pytest.raises((IndexError, ValueError, TypeError)):
            torch.ones(2, 3)[torch.tensor(index) if name == "int16" else index]


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_a_mask_of_bytes_selects_with_a_warning(dl):
    x, mask = dl.tensor([1.0, 2.0]), dl.tensor(np.array([0, 7], np.uint8))
    with pytest.warns(UserWarning, match="uint8 is now deprecated"):
        assert x[mask].tolist() == [2.0]
    assert x[mask[0]].shape == (0, 2)


WRITES = [
    (np.zeros(2, np.uint8), 0, -1),
    (np.zeros(2, np.uint8), [0], 300),
    (np.zeros(2, np.int64), 0, 1.7),
    (np.zeros(2, np.int64), [0], np.nan),
    (np.zeros(2), 0, True),
    (np.zeros(2), 0, np.float64(2)),
    (np.zeros(2), 0, np.ones(1)),
    (np.zeros(2), 0, [1.0]),
    (np.zeros(2), 0, None),
    (np.zeros(2, np.float32), 0, 1e300),
    (np.zeros(2, np.float32), 0, -np.inf),
    (np.zeros(2), slice(None), torch.tensor([1, 2])),
    (np.zeros(2), slice(None), torch.ones(1, 1, 2)),
    (np.zeros(2), 0, torch.ones(2)),
    (np.zeros(2), [1, 0], torch.tensor([1, 2])),
    (np.zeros(2), [1, 0], torch.tensor([1.0, 2.0]).double()),
    (np.zeros(2), np.array([True, True]), torch.tensor(3)),
    (np.zeros(2), np.array([True, True]), torch.tensor([3, 4])),
    (np.zeros(2), np.array([True, False]), torch.ones(2).double()),
]


@pytest.mark.parametrize(("values", "index", "value"), WRITES)
def test_what_is_written_is_cast_or_refused_as_by_torch(values, index, value):
    written = []
    for dl in (scratch, torch):
        x, given = dl.tensor(values), value
        if isinstance(value, torch.Tensor):
            given = dl.tensor(value.numpy())
        try:
            x[index] = given
        except (ValueError, TypeError, RuntimeError):
            written.append("refused")
        else:
            written.append(x.tolist())
    assert written[0] == written[1]


def test_long_rows_are_added_as_short_ones():
    rng = np.random.default_rng(0)
    rows, values = rng.integers(-9, 9, (40, 3)), rng.standard_normal((40, 3, 20))
    found, expected = np.zeros((9, 20)), np.zeros((9, 20))
    add_at(found, (rows,), values)
    np.add.at(expected, rows, values)
    # at most 120 numbers of size 4 are added in another order
    np.testing.assert_allclose(found, expected, atol=120 * 4 * 2.0**-52)


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_what_an_array_selects_lies_in_rows(dl):
    x = dl.ones(2, 3)
    row = x[None, dl.tensor([1])]
    results = row, x + row, x <= row, dl.where(x > row, x, row)
    assert [result.is_contiguous() for result in results] == [True] * 4
