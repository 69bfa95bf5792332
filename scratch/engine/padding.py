"""A border made of the image itself: reflected, repeated or continued."""

import numpy as np

from .pooling import summed_at

MODES = ("reflect", "replicate", "circular")


def surrounded(input, pad, mode):
    """Return input with a border of its own elements, and its backward.

    Parameters
    ----------
    input : (..., *size) any dtype
        One, two or three dimensions with a border, and one or two without.
    pad : sequence of int
        As of `pad`.
    mode : "reflect", "replicate" or "circular"
    """
    dims = check_surrounded(input, pad, mode)
    pairs = list(zip(pad[::2], pad[1::2]))[::-1]
    sources = [
        places(mode, size, *pair) for size, pair in zip(input.shape[-dims:], pairs)
    ]
    index = np.ix_(*sources)
    output = input[..., *index]

    def backward(doutput):
        # an element that appears several times gets the sum of its gradients
        return summed_at(doutput, index, input.shape[-dims:]), None, None, None

    return output, backward


def check_surrounded(input, pad, mode):
    """Refuse what has no such border; return how many dimensions get one."""
    if mode not in MODES:
        raise ValueError(f"mode must be constant, {', '.join(MODES)}, got {mode!r}")
    dims = len(pad) // 2
    if len(pad) not in (2, 4, 6) or input.ndim - dims not in (1, 2):
        raise ValueError(
            "pad must be 2, 4 or 6 numbers for an input with one or two dimensions "
            f"more than it has pairs, got {tuple(pad)} for shape {input.shape}"
        )
    if mode != "circular" and min(input.shape[-dims:]) < 1:
        raise ValueError(f"input must not be empty, got shape {input.shape}")
    return dims


def places(mode, size, before, after):
    """Return which element of a dimension stands in each place of the padded one."""
    first, last = max(-before, 0), size - max(-after, 0)  # what is not taken away
    # beyond one round of what is left torch returns memory that nobody wrote
    most = {"reflect": size - 1, "circular": max(last - first, 0)}.get(mode)
    if most is not None and max(before, after) > most:
        raise ValueError(
            f"pad must be at most {most} in mode {mode} for {size} elements, "
            f"got {before} and {after}"
        )
    least = 0 if mode == "circular" else 1
    if size + before + after < least:
        raise ValueError(f"pad takes away more than there is, got {before}, {after}")
    place = np.arange(-before, size + after)
    if mode == "replicate":
        return place.clip(0, size - 1)
    if mode == "reflect":
        return size - 1 - abs(size - 1 - abs(place))
    return first + (place - first) % (last - first)
