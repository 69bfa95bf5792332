"""Numbers in equal steps are torch's to the last bit, in every dtype."""

import numpy as np
import pytest
import torch

import scratch

RNG = np.random.default_rng(0)
FLOATS, WHOLE = ("float32", "float64"), ("uint8", "int32", "int64")
needs_avx2 = pytest.mark.skipif(
    torch.backends.cpu.get_cpu_capability() != "AVX2",
    reason="torch rounds by vectors of another length here",
)


def decimal():
    """Return a number of few digits, of any size."""
    return round(float(RNG.normal(0, 10 ** RNG.uniform(-2, 3))), int(RNG.integers(7)))


def both(name, *args, dtype):
    """Return what scratch and torch make, as arrays."""
    return [
        getattr(dl, name)(*args, dtype=getattr(dl, dtype)).numpy()
        for dl in (scratch, torch)
    ]


@needs_avx2
@pytest.mark.parametrize("dtype", FLOATS)
def test_floats_in_steps_are_torchs_to_the_bit(dtype):
    compared = 0
    for _ in range(400):
        start, end, step = decimal(), decimal(), decimal()
        step = abs(step) if end > start else -abs(step)
        if step == 0 or (end - start) / step > 3000:
            continue
        ours, theirs = both("arange", start, end, step, dtype=dtype)
        assert ours.tobytes() == theirs.tobytes(), (start, end, step)
        compared += len(ours) > 16
    assert compared > 30


@pytest.mark.parametrize("dtype", FLOATS)
def test_evenly_spaced_floats_are_torchs_to_the_bit(dtype):
    for steps in range(1, 250):
        start, end = decimal(), decimal()
        ours, theirs = both("linspace", start, end, steps, dtype=dtype)
        assert ours.tobytes() == theirs.tobytes(), (start, end, steps)


@pytest.mark.parametrize("dtype", WHOLE)
def test_whole_numbers_are_torchs(dtype):
    low = 0 if dtype == "uint8" else -90
    for steps in range(1, 80):
        start, end = (int(n) for n in RNG.integers(low, 90, 2))
        step = int(RNG.integers(1, 9)) * (1 if end >= start else -1)
        np.testing.assert_array_equal(*both("linspace", start, end, steps, dtype=dtype))
        if dtype != "uint8" or step > 0:
            range_ = both("arange", start, end, step, dtype=dtype)
            np.testing.assert_array_equal(*range_)
            range_ = both("arange", start, end, step + 0.5 * step, dtype=dtype)
            np.testing.assert_array_equal(*range_)


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_a_step_of_any_length_ends_where_it_should(dl):
    assert dl.arange(5, 0, -0.7)[-1].item() == np.float32(0.1)
    assert dl.arange(100, 101, 0.001)[-1].item() == np.float32(100.999)
    assert dl.linspace(-3, 3, 5, dtype=dl.int64).tolist() == [-3, -1, 0, 1, 3]
    assert dl.linspace(0.1, 7, 1).tolist() == [np.float32(0.1)]
    assert dl.linspace(0, 1, 0).shape == (0,)
    assert dl.arange(3, requires_grad=False).dtype == dl.int64
    assert dl.arange(0.0, 2, requires_grad=True).requires_grad
    assert dl.linspace(0, 1, 2, requires_grad=True).requires_grad
    with pytest.raises((ValueError, RuntimeError)):
        dl.arange(0, float("inf"))
    with pytest.raises((ValueError, RuntimeError)):
        dl.linspace(0, 300, 3, dtype=dl.uint8)
