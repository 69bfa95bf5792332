"""Rows 2 and 3: the two passes through a network, and the size of its gradients."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from compare.reading.figures.draw import drawn, panels


def _box(axes, x, y, words, colour):
    shape = FancyBboxPatch(
        (x - 1, y - 0.24),
        2,
        0.48,
        boxstyle="round,pad=0.02,rounding_size=0.1",
        fill=False,
        ec=colour,
        lw=1.6,
    )
    axes.add_patch(shape)
    axes.text(x, y, words, ha="center", va="center", fontsize=10)


def _arrow(axes, start, stop, colour, words="", line="-", above=0.12):
    style = {"arrowstyle": "->", "color": colour, "lw": 1.5, "ls": line}
    axes.annotate("", stop, start, arrowprops=style)
    x, y = (np.array(start) + np.array(stop)) / 2
    axes.text(x, y + above, words, ha="center", fontsize=9.5, color=colour)


@drawn
def passes(theme):
    """Draw forward boxes above, backward boxes below, the caches between."""
    figure, axes = panels(height=2.9)
    places, names = (1.5, 4.5, 8.8), ("1", "2", "L")
    for x, name in zip(places, names):
        _box(axes, x, 2, f"forward [{name}]", theme.blue)
        _box(axes, x, 0.4, f"backward [{name}]", theme.rust)
        _arrow(axes, (x, 1.72), (x, 0.7), theme.green, line=":")
        axes.text(x + 0.1, 1.15, f"cache Z[{name}]", fontsize=10.5, color=theme.green)
        axes.text(x, -0.2, f"dW[{name}], db[{name}]", ha="center", fontsize=10.5)
    ahead = (("X = A[0]", -0.6), ("A[1]", 1.5), ("A[2] … A[L-1]", 4.5), ("A[L]", 8.8))
    stops = (*places, 10.9)
    for (words, x), stop in zip(ahead, stops):
        start = x + 1.04 if x > 0 else x - 0.4
        end = stop - 1.04 if stop < 10 else stop
        _arrow(axes, (start, 2), (end, 2), theme.blue, words)
        if x > 0:
            words = {1.5: "dA[1]", 4.5: "dA[L-1] … dA[2]", 8.8: "dA[L]"}[x]
            _arrow(axes, (end, 0.4), (start, 0.4), theme.rust, words, "--")
    axes.set(xlim=(-1.1, 11), ylim=(-0.35, 2.35))
    axes.axis("off")
    return figure


@drawn
def gradient_sizes(theme):
    """Draw root-mean-square of dZ in each layer of a deep network, by activation."""
    figure, axes = panels()
    depth, width, m = 12, 64, 200
    kinds = {
        "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z, a: a * (1 - a), 1.0),
        "tanh": (np.tanh, lambda z, a: 1 - a**2, 1.0),
        "ReLU": (lambda z: np.maximum(z, 0), lambda z, a: z > 0, 2.0),
    }
    lines = ((theme.blue, "-"), (theme.rust, "--"), (theme.green, ":"))
    for (name, (g, slope, gain)), (colour, line) in zip(kinds.items(), lines):
        rng = np.random.default_rng(3)
        a, weights, kept = rng.normal(size=(width, m)), [], []
        for _ in range(depth):
            w = rng.normal(size=(width, width)) * np.sqrt(gain / width)
            z = w @ a
            a = g(z)
            weights.append(w)
            kept.append((z, a))
        da, sizes = rng.normal(size=(width, m)), []
        for w, (z, a) in zip(weights[::-1], kept[::-1]):
            dz = da * slope(z, a)
            sizes.append(np.sqrt(np.mean(dz**2)))
            da = w.T @ dz
        axes.semilogy(range(depth, 0, -1), sizes, line, color=colour, marker="o", ms=4)
        axes.lines[-1].set_label(name)
    axes.set(xlabel="layer l", ylabel="root mean square of dZ[l]")
    axes.set_xticks(range(1, depth + 1))
    axes.legend()
    return figure
