"""Random numbers made from one uniform each: rand, uniform_, exponential_."""

import math
from operator import index

import numpy as np

from . import dtypes
from .autograd import Tensor
from .devices import check_device
from .fused import exact, fma
from .generator import chosen
from .memory import dense_like, fill, fitting
from .versions import wrote

BLOCK = 32768  # elements whose temporaries stay in cache


@fitting
def rand(*size, generator=None, dtype=None, device=None, requires_grad=False):
    """Return uniform random numbers on [0, 1).

    Parameters
    ----------
    *size : ints or one tuple of ints
    generator : Generator, default: the one that `manual_seed` seeds
    dtype : float32 or float64, default: `get_default_dtype()`
    device : device, default: the CPU
    requires_grad : bool
    """
    check_device(device)
    array = np.empty(shape_of(size), floating(dtype))
    fill(array, chosen(generator), fill_unit)
    return Tensor(array, requires_grad)


def rand_like(input, *, generator=None, dtype=None, device=None, requires_grad=False):
    """Return uniform random numbers on [0, 1) in the shape and layout of `input`."""
    check_device(device)
    array = dense_like(*like(input, dtype))
    fill(array, chosen(generator), fill_unit)
    return Tensor(array, requires_grad)


def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Fill `tensor` with uniform random numbers on [a, b) and return it.

    Parameters
    ----------
    tensor : (...) float
    a, b : float
        Finite, a <= b, and so near that b - a is finite.
    generator : Generator, default: the one that `manual_seed` seeds
    """
    array = target_of(tensor)
    number = floating(array.dtype).type
    low, high = number_in("a", a, number), number_in("b", b, number)
    if not a <= b:
        raise ValueError(f"a must be at most b, got a={a} and b={b}")
    with np.errstate(over="ignore"):
        width = high - low
    if not np.isfinite(width):
        raise ValueError(f"b - a must be finite, got a={a} and b={b}")

    def draw(out, generator):
        fill_unit(out, generator)
        if low == 0 and high == 1:
            return
        for block in blocks(out, 8192):
            block[:] = fma(block, width, low)
            block[block == high] = low  # rounded up to the excluded end

    fill(array, chosen(generator), draw)
    return tensor


def exponential_(tensor, lambd=1.0, generator=None):
    """Fill `tensor` with exponential random numbers of rate `lambd` and return it.

    Parameters
    ----------
    tensor : (...) float
    lambd : float
        Positive: one over the mean.
    generator : Generator, default: the one that `manual_seed` seeds
    """
    array = target_of(tensor)
    floating(array.dtype)
    if not lambd > 0:
        raise ValueError(f"lambd must be positive, got {lambd}")

    def draw(out, generator):
        out[:] = (-1 / lambd) * exact(np.log1p, math.log1p)(
            -unit64(out.size, generator)
        )

    fill(array, chosen(generator), draw)
    return tensor


def fill_unit(out, generator):
    """Fill a flat array with multiples of 2**-24 or 2**-53 in [0, 1)."""
    if out.dtype == np.float32:
        for block in blocks(out, 2 * BLOCK):
            words = generator.words(block.size)
            words &= 2**24 - 1
            block[:] = words.view(np.int32)  # signed integers convert faster
            block *= 2.0**-24
    else:
        for block in blocks(out, BLOCK):
            words = generator.long_words(block.size)
            words &= 2**53 - 1
            block[:] = words.view(np.int64)
            block *= 2.0**-53


def unit64(n, generator):
    """Return n uniform float64 numbers on [0, 1)."""
    out = np.empty(n)
    fill_unit(out, generator)
    return out


def blocks(array, size):
    """Return the flat `array` in consecutive views of at most `size` elements."""
    return [array[start : start + size] for start in range(0, array.size, size)]


def shape_of(size):
    """Return the shape that `*size` stands for: ints, or one tuple or list of ints."""
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = size[0]
    elif not size:
        raise TypeError("size must be given: ints or one tuple of ints")
    for n in size:
        if isinstance(n, bool) or not hasattr(n, "__index__"):
            raise TypeError(f"size must be integers, got {n!r}")
        if index(n) < 0:
            raise ValueError(f"size must not be negative, got {n}")
    return tuple(map(index, size))


def like(input, dtype):
    """Return the array of `input`, and `dtype` or its own."""
    array = data_of("input", input)
    return array, floating(array.dtype if dtype is None else dtype)


def floating(dtype):
    """Return the dtype of random real numbers: the default one, float32 or float64."""
    dtype = np.dtype(dtypes.get_default_dtype() if dtype is None else dtype)
    if dtype not in (np.float32, np.float64):
        raise TypeError(f"dtype must be float32 or float64, got {dtype}")
    return dtype


def number_in(name, value, number):
    """Return `value` in the type `number`, in whose range it must be."""
    if not isinstance(value, (int, float, np.number)):
        raise TypeError(f"{name} must be a number, got {value!r}")
    with np.errstate(over="ignore"):
        rounded = number(value)
    if not np.isfinite(rounded):
        raise ValueError(f"{name} must be finite in {number.__name__}, got {value}")
    return rounded


def data_of(name, tensor):
    """Return the array of a Tensor argument."""
    if not isinstance(tensor, Tensor):
        raise TypeError(f"{name} must be a Tensor, got {type(tensor).__name__}")
    return tensor.array


def target_of(tensor):
    """Return the array of the tensor that is to be filled."""
    array = data_of("tensor", tensor)
    wrote(tensor)
    return array
