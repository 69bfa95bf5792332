"""Sizes and options of convolution and pooling, drawn at random, allowed or not.

Numbers are small and whole, so that sums of products are exact; ties, NaN and
infinities are among them.
"""

import numpy as np


class Options:
    """Random choices, most of them allowed."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)

    def integer(self, low, high):
        """Draw an integer in [low, high]."""
        return int(self.rng.integers(low, high, endpoint=True))

    def one_of(self, *options):
        """Draw one of some options."""
        return options[self.integer(0, len(options) - 1)]

    def seldom(self, often, *seldom):
        """Return `often`, or one time in forty one of the others."""
        return self.one_of(*seldom) if self.integer(0, 39) == 0 else often

    def numbers(self, dims, low, high):
        """Draw an option: one number, or one for each dimension, seldom another."""
        several = tuple(self.integer(low, high) for _ in range(dims))
        given = self.one_of(several, several[0])
        wrong = (0, -1, (*several, 1), several[:1], (), 1.5, True, 9, several[0])
        return self.seldom(given, *wrong)

    def array(self, *shape, specials=(np.nan, np.inf, -np.inf, 0.0)):
        """Draw whole numbers of a few values, and up to three special ones."""
        array = self.rng.integers(-4, 5, shape).astype(float)
        if array.size and len(specials):
            for _ in range(self.one_of(0, 0, 1, 3)):
                array.flat[self.integer(0, array.size - 1)] = self.one_of(*specials)
        return array

    def images(self, dims, channels, low=1, high=6, **options):
        """Draw images, seldom empty or of other dimensions."""
        outer = self.one_of((self.integer(1, 3),), (self.integer(1, 3),), (), (0,))
        size = [self.seldom(self.integer(low, high), 0) for _ in range(dims)]
        shape = (*outer, channels, *size)
        return self.array(*self.seldom(shape, shape[1:], (1, 1, *shape)), **options)


def convolution(dims):
    """Draw the arguments of a convolution."""

    def drawn(o):
        groups, own, out = o.one_of((1, 2, 3), (1, 1, 2), (2, 1, 1), (2, 2, 1))
        padding = o.numbers(dims, 0, 2)
        padding = o.one_of(padding, padding, "same", o.seldom("valid", "full"))
        bordered = padding not in ("valid", 0, (0,) * dims)
        # an infinite weight times the border is NaN in torch's float64 alone
        specials = () if bordered else (np.nan, np.inf, 0.0)
        kernel = [o.seldom(o.integer(1, 3), 0) for _ in range(dims)]
        weight = (o.seldom(groups * out, 1), o.seldom(own, 3), *kernel)
        return {
            "input": o.images(dims, groups * own),
            "weight": o.array(*weight, specials=specials),
            "bias": o.one_of(None, o.array(o.seldom(weight[0], 5), specials=())),
            "stride": 1
            if padding == "same" and o.integer(0, 3)
            else o.numbers(dims, 1, 3),
            "padding": padding,
            "dilation": o.numbers(dims, 1, 2),
            "groups": o.seldom(groups, 0, 3, -1),
        }

    return drawn


def transposed(dims):
    """Draw the arguments of a transposed convolution."""

    def drawn(o):
        groups, own, out = o.one_of((1, 2, 3), (1, 1, 2), (2, 1, 1), (2, 2, 1))
        kernel = [o.seldom(o.integer(1, 3), 0) for _ in range(dims)]
        weight = (o.seldom(groups * own, 1), out, *kernel)
        return {
            "input": o.images(dims, groups * own, high=4, specials=()),
            "weight": o.array(*weight, specials=()),
            "bias": o.one_of(None, o.array(o.seldom(groups * out, 5), specials=())),
            "stride": o.numbers(dims, 1, 3),
            "padding": o.numbers(dims, 0, 2),
            "output_padding": o.numbers(dims, 0, 1),
            "groups": o.seldom(groups, 0, 3, -1),
            "dilation": o.numbers(dims, 1, 2),
        }

    return drawn


def pooling(dims, largest):
    """Draw the arguments of a pooling."""

    def drawn(o):
        given = {
            "input": o.images(dims, o.seldom(o.integer(1, 3), 0)),
            "kernel_size": o.numbers(dims, 1, 4),
            "stride": o.one_of(None, o.numbers(dims, 1, 3)),
            "padding": o.one_of(0, o.numbers(dims, 0, 2)),
            "ceil_mode": o.one_of(False, True),
        }
        if largest:
            more = {"dilation": o.numbers(dims, 1, 3), "return_indices": True}
            return given | more
        given["count_include_pad"] = o.one_of(False, True)
        if dims == 2:
            given["divisor_override"] = o.one_of(None, None, 3, -2, 0)
        return given

    return drawn


def adaptive(dims, largest):
    """Draw the arguments of a pooling to a size."""

    def drawn(o):
        size = o.numbers(dims, 1, 5)
        if dims == 2 and isinstance(size, tuple):
            size = o.one_of(size, size, (None, *size[1:]))
        given = {"input": o.images(dims, o.seldom(2, 0)), "output_size": size}
        return given | ({"return_indices": True} if largest else {})

    return drawn


def columns(o):
    """Draw the arguments of `unfold`."""
    return {
        "input": o.images(2, o.seldom(2, 0)),
        "kernel_size": o.numbers(2, 1, 3),
        "dilation": o.numbers(2, 1, 2),
        "padding": o.numbers(2, 0, 2),
        "stride": o.numbers(2, 1, 3),
    }


def images(o):
    """Draw the arguments of `fold`, of a fitting number of columns most times."""
    given = columns(o) | {"output_size": (o.integer(2, 6), o.integer(2, 6))}
    pairs = {n: v if isinstance(v, tuple) else (v, v) for n, v in given.items()}
    del given["input"]
    try:
        counts = [
            (n + 2 * p - d * (k - 1) - 1) // s + 1
            for n, p, d, k, s in zip(
                *(pairs[n] for n in ("output_size", "padding", "dilation")),
                *(pairs[n] for n in ("kernel_size", "stride")),
            )
        ]
        rows, length = 2 * int(np.prod(pairs["kernel_size"])), int(np.prod(counts))
    except (ZeroDivisionError, TypeError):
        rows, length = 8, 9
    rows, length = (n if 0 < n < 300 else 8 for n in (rows, length))
    shape = (
        *o.one_of((3,), ()),
        o.seldom(rows, rows + 1),
        o.seldom(length, length + 1),
    )
    return {"input": o.array(*shape), **given}


def resized(o):
    """Draw the arguments of `interpolate`."""
    dims = o.integer(1, 3)
    # torch's gradient of a size that a factor leaves is not that of its own output
    scale = o.one_of(2, 1.5, 3.0, 0.5, 2.5, (2.0,) * dims, 0.01, -1.0)
    given = o.one_of({"size": o.numbers(dims, 1, 7)}, {"scale_factor": scale})
    given = o.seldom(given, {}, {"size": 3, "scale_factor": 2.0})
    return {"input": o.images(dims, o.seldom(2, 0), low=2), **given}


def shuffled(name):
    """Return what draws the arguments of a shuffle."""

    def drawn(o):
        r = o.seldom(o.integer(1, 3), 0, -1)
        c, h, w = o.integer(1, 2), o.integer(1, 3), o.integer(1, 3)
        up = name == "upscale_factor"
        shape = (c * r * r, h, w) if up else (c, h * abs(r), w * abs(r))
        shape = o.seldom(shape, (c, h, w), shape[1:])
        outer = o.one_of((), (2,), (2, 1))
        return {"input": o.array(*outer, *shape), name: r}

    return drawn


def bordered(o):
    """Draw the arguments of `pad`."""
    dims = o.integer(1, 3)
    shape = [o.integer(1, 4) for _ in range(dims + o.integer(0, 2))]
    pad = [o.integer(-1, 3) for _ in range(2 * dims - (o.integer(0, 15) == 0))]
    mode = o.one_of("constant", "reflect", "replicate", "circular", "wrap")
    value = o.one_of(0.5, None) if mode == "constant" else None
    return {"input": o.array(*shape), "pad": pad, "mode": mode, "value": value}


DRAWN = {
    **{f"conv{n}d": convolution(n) for n in (1, 2, 3)},
    **{f"conv_transpose{n}d": transposed(n) for n in (1, 2)},
    **{f"max_pool{n}d": pooling(n, True) for n in (1, 2)},
    **{f"avg_pool{n}d": pooling(n, False) for n in (1, 2)},
    **{f"adaptive_max_pool{n}d": adaptive(n, True) for n in (1, 2)},
    **{f"adaptive_avg_pool{n}d": adaptive(n, False) for n in (1, 2)},
    "unfold": columns,
    "fold": images,
    "interpolate": resized,
    "pixel_shuffle": shuffled("upscale_factor"),
    "pixel_unshuffle": shuffled("downscale_factor"),
    "pad": bordered,
}
