"""Random integers and permutations: randint, random_, randperm."""

from operator import index

import numpy as np

from .autograd import Tensor
from .devices import check_device
from .generator import chosen
from .memory import dense_like, fill, fitting
from .uniform import data_of, shape_of, target_of

LONG_RANGE = 2**28  # from here on a draw takes two words
LAST_PERMUTATION = 214_748_364  # 2**32 / 20, where torch changes the algorithm


@fitting
def randint(
    low=0,
    high=None,
    size=None,
    *,
    generator=None,
    dtype=None,
    device=None,
    requires_grad=False,
):
    """Return random integers, low <= integer < high.

    Parameters
    ----------
    low, high : int
        The first may be left out, also by position: `randint(10, (3,))`.
    size : tuple of ints
    generator : Generator, default: the one that `manual_seed` seeds
    dtype : default: int64
    device : device, default: the CPU
    requires_grad : bool
    """
    check_device(device)
    if size is None and isinstance(high, (tuple, list)):
        low, high, size = 0, low, high
    elif high is None:
        low, high = 0, low
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"size must be a tuple of ints, got {size!r}")
    array = np.empty(shape_of([size]), np.int64 if dtype is None else dtype)
    fill_integers(array, chosen(generator), integer("low", low), integer("high", high))
    return Tensor(array, requires_grad)


@fitting
def randint_like(
    input,
    low=0,
    high=None,
    *,
    generator=None,
    dtype=None,
    device=None,
    requires_grad=False,
):
    """Return random integers, low <= integer < high, in the shape of `input`."""
    check_device(device)
    low, high = (0, low) if high is None else (low, high)
    given = data_of("input", input)
    array = dense_like(given, given.dtype if dtype is None else dtype)
    fill_integers(array, chosen(generator), integer("low", low), integer("high", high))
    return Tensor(array, requires_grad)


def random_(tensor, low=None, high=None, generator=None):
    """Fill `tensor` with random integers, low <= integer < high, and return it.

    Parameters
    ----------
    tensor : (...) any dtype
    low, high : int
        One of them alone is `high`; without both, an integer type gets its numbers
        from 0 on, a floating-point type 0 to 2**24 (float32) or 2**53 (float64).
    generator : Generator, default: the one that `manual_seed` seeds
    """
    array = target_of(tensor)
    whole = low is None and high is None
    if whole:
        low, high = 0, highest(array.dtype) + 1
    else:
        if low is None or high is None:
            low, high = 0, low if high is None else high
        low, high = integer("low", low), integer("high", high)
    long = array.dtype.itemsize == 8 if whole else None
    fill_integers(array, chosen(generator), low, high, long)
    return tensor


def fill_integers(array, generator, low, high, long=None):
    """Fill `array` with remainders of one word, or of two for a large range."""
    if low >= high:
        raise ValueError(f"low must be less than high, got low={low} and high={high}")
    first, last = lowest(array.dtype), highest(array.dtype)
    if low < first or high - 1 > last:
        raise ValueError(
            f"integers of {array.dtype} are in [{first}, {last}], "
            f"got low={low} and high={high}"
        )
    count = high - low
    if long is None:
        long = count >= LONG_RANGE

    def draw(out, generator):
        numbers = (generator.long_words if long else generator.words)(out.size)
        numbers %= count
        numbers = numbers.astype(np.int64, copy=False)
        numbers += low
        out[:] = numbers

    fill(array, generator, draw)


def highest(dtype):
    """Return the largest integer n of `dtype` such that no smaller one is missing."""
    if dtype == np.bool_:
        return 1
    return np.iinfo(dtype).max if dtype.kind in "iu" else 2 ** mantissa(dtype)


def lowest(dtype):
    """Return the smallest integer of `dtype`, as `highest`."""
    if dtype.kind in "iu":
        return np.iinfo(dtype).min
    return 0 if dtype == np.bool_ else -highest(dtype)


def mantissa(dtype):
    """Return the bits of a floating-point type's mantissa."""
    return np.finfo(dtype).nmant + 1


def integer(name, value):
    """Return an integer argument as int."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} must be an int, got {value!r}")
    if not -(2**63) <= index(value) < 2**63:
        raise ValueError(f"{name} must be in [-2**63, 2**63 - 1], got {value}")
    return index(value)


@fitting
def randperm(n, *, generator=None, dtype=None, device=None, requires_grad=False):
    """Return a random permutation of 0 ... n - 1.

    Parameters
    ----------
    n : int
        Less than 214748364.
    generator : Generator, default: the one that `manual_seed` seeds
    dtype : default: int64
    device : device, default: the CPU
    requires_grad : bool
    """
    check_device(device)
    n = integer("n", n)
    dtype = np.dtype(np.int64 if dtype is None else dtype)
    if not 0 <= n < LAST_PERMUTATION:
        raise ValueError(f"n must be in [0, {LAST_PERMUTATION - 1}], got {n}")
    if dtype == np.bool_:
        raise TypeError("dtype must be a number type, got bool")
    if n - 1 > highest(dtype):
        raise ValueError(f"n must be at most {highest(dtype) + 1} for {dtype}, got {n}")
    order = permutation(n, chosen(generator))
    return Tensor(order.astype(dtype, copy=False), requires_grad)


def permutation(n, generator):
    """Return the result of Fisher and Yates's shuffle: (n,) int64.

    Step i swaps position i with position target[i] >= i, one word a step.
    """
    if n < 2:
        return np.arange(n)
    with generator.lock:
        target = generator.words(n - 1)
    target %= np.arange(n, 1, -1, dtype=np.uint32)
    if n < 500:
        order = list(range(n))
        for i, offset in enumerate(target.tolist()):
            order[i], order[i + offset] = order[i + offset], order[i]
        return np.array(order)
    target = target.astype(np.int64)
    target += np.arange(n - 1)
    return shuffled(n, target)


def shuffled(n, target):
    """Return what the swaps i <-> target[i] make of 0 ... n - 1, without a loop over i.

    Position p holds, when step p comes, what the last step l < p with target[l] = p put
    there: what position l held when step l came. `held` follows these chains to their
    ends by doubling. Step i then takes what its target holds: the same of the last step
    with this target, or the target itself where there was none.
    """
    target <<= 32
    target |= np.arange(n - 1)
    target.sort()  # by target, then by step
    step = (target & 0xFFFFFFFF).astype(np.int32)
    target = (target >> 32).astype(np.int32)
    first = np.empty(n - 1, np.bool_)  # of the steps with one target
    first[0] = True
    np.not_equal(target[1:], target[:-1], out=first[1:])
    last = np.append(np.nonzero(first[1:])[0], n - 2)
    before = np.empty_like(step)  # the step with this target before
    before[0] = 0
    before[1:] = step[:-1]

    held = np.arange(n, dtype=np.int32)
    held[target[last]] = step[last]  # if swapped with itself, nobody will ask
    while True:
        ends = held[held]
        if np.array_equal(ends, held):
            break
        held = ends

    order = np.empty(n, np.int64)
    order[step] = np.where(first, target, held[before])
    order[n - 1] = held[n - 1]
    return order
