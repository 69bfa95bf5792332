"""Whether two libraries refuse the same, and give the same bits where they do not."""

import warnings
from math import ceil, floor

import numpy as np
import torch

from compare.battery.sides import SCRATCH, TORCH, TORCH_REF, replace

EPS = np.finfo(float).eps
ROUNDED = ("avg_pool", "adaptive_avg_pool")  # they divide: sums of them are not exact


def called(side, name, arguments, upstream):
    """Return what a call gives by name, or the exception.

    Parameters
    ----------
    upstream : function
        Returns the gradient of an output of some shape.
    """
    dl = torch.nn.functional if side is TORCH else side.dl.nn.functional
    leaves = {}

    def leaf(path, array):
        leaves[path] = side.tensor(array.copy(), requires_grad=True)
        return leaves[path]

    try:
        given = replace(arguments, leaf)
        found = getattr(dl, name)(**given)
        output, *others = found if isinstance(found, tuple) else (found,)
        output.backward(side.tensor(upstream(tuple(output.shape))))
    except Exception as error:
        return error
    seen = {"output": side.array(output)}
    for indices in others:
        seen["indices"] = side.array(indices)
    for path, tensor in leaves.items():
        if tensor.grad is not None:
            seen[f"gradient of {path}"] = side.array(tensor.grad)
    return seen


def judge(name, arguments, seed):
    """Return what came of a call, in words, and a difference or None."""

    def upstream(shape):
        return np.random.default_rng(seed).integers(-4, 5, shape).astype(float)

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours, twin = (
            called(side, name, arguments, upstream) for side in (SCRATCH, TORCH_REF)
        )
        if name.startswith("max_pool") and has_empty_window(arguments, int(name[-2])):
            # torch writes outside of its plane there: it is never called
            refused = isinstance(ours, ValueError) and isinstance(twin, ValueError)
            return "not asked", None if refused else "an empty window is taken"
        if unwritten(arguments):
            refused = isinstance(ours, ValueError)
            return "not asked", None if refused else "a border too long is taken"
        theirs = called(TORCH, name, arguments, upstream)
    refused = [isinstance(side, Exception) for side in (ours, twin, theirs)]
    if all(refused):
        clear = isinstance(ours, (ValueError, TypeError))
        alike = type(ours) is type(twin) or name == "pad"  # torch's own in torch_ref
        return "refused", None if clear and alike else f"{ours!r}, {twin!r}"
    if any(refused):
        if emptied(name, arguments):
            return "torch checks less", None
        shown = [
            s if isinstance(s, Exception) else "taken" for s in (ours, twin, theirs)
        ]
        return "taken", "scratch, torch_ref, torch: " + ", ".join(map(repr, shown))
    return "taken", difference(name, ours, theirs) or difference(name, twin, theirs)


def difference(name, ours, theirs):
    """Return how two results differ, None where they are the same."""
    if ours.keys() != theirs.keys():
        return f"{sorted(ours)}, torch {sorted(theirs)}"
    for key, expected in theirs.items():
        got = ours[key]
        if (got.shape, got.dtype) != (expected.shape, expected.dtype):
            return f"{key}: {got.shape} {got.dtype}, torch {expected.shape}"
        known = expected[np.isfinite(expected)]
        rounding = 64 * EPS * abs(known).max(initial=1.0)  # of a few dozen terms
        most = rounding if name.startswith(ROUNDED) else 0
        if not np.allclose(got, expected, rtol=0, atol=most, equal_nan=True):
            return f"{key}: {got.tolist()}, torch {expected.tolist()}"
    return None


def has_empty_window(arguments, dims):
    """Tell whether a window of a max pooling holds no element of the input."""
    kernel, stride = (arguments[name] for name in ("kernel_size", "stride"))
    stride = kernel if stride in (None, ()) else stride
    options = (kernel, stride, arguments["padding"], arguments["dilation"])
    each = [one_each(option, dims) for option in options]
    if None in each:
        return False  # no integers, or a wrong number of them
    return any(
        min(kernel, stride, dilation) > 0
        and any(
            not any(0 <= start + i * dilation < size for i in range(kernel))
            for start in starts(size, kernel, stride, padding, dilation, arguments)
        )
        for size, kernel, stride, padding, dilation in zip(
            arguments["input"].shape[-dims:], *each
        )
    )


def one_each(option, dims):
    """Return an option as one integer for each dimension, None if it is none."""
    numbers = option if isinstance(option, tuple) else (option,)
    numbers = numbers * dims if len(numbers) == 1 else numbers
    whole = all(type(number) is int for number in numbers)
    return numbers if whole and len(numbers) == dims else None


def starts(size, kernel, stride, padding, dilation, arguments):
    """Return where the windows begin in one dimension."""
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    count = (ceil if arguments["ceil_mode"] else floor)(room / stride) + 1
    begun = [i * stride - padding for i in range(count)]
    return [start for start in begun if start < size]


def emptied(name, arguments):
    """Tell whether torch checks less: nothing is in, or left of, a dimension.

    There it checks options in some operations only, and its backward fails in some.
    """
    if name == "adaptive_avg_pool2d" and arguments["input"].ndim == 2:
        return True  # torch takes the mean of a matrix where the size is 1
    shape, pad = arguments["input"].shape, arguments.get("pad", ())
    size = arguments.get("output_size")
    left = [n + sum(pair) for n, pair in zip(shape[::-1], pairs(pad))]
    return 0 in (*shape, *left) or size == 0 or (isinstance(size, tuple) and 0 in size)


def unwritten(arguments):
    """Tell whether torch's circular border is longer than what it is made of.

    Torch 2.13 returns memory there that nobody wrote.
    """
    return arguments.get("mode") == "circular" and any(
        max(pair) > n + sum(min(p, 0) for p in pair)
        for n, pair in zip(arguments["input"].shape[::-1], pairs(arguments["pad"]))
    )


def pairs(pad):
    """Return how much goes before and after, the last dimension first."""
    return list(zip(pad[::2], pad[1::2]))
