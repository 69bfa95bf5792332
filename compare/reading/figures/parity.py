"""Row 1: how many units parity needs, by kind of circuit."""

from functools import cache

import numpy as np

import scratch as dl  # noqa: F401 (redraw when the package changes)
from compare.reading.figures.draw import drawn, live, panels
from compare.reading.figures.live import Live, Plane
from scratch.chapters.parity import parity_patterns, parity_threshold, parity_tree

BITS = range(2, 13)


@cache
def units(n: int) -> dict[str, int]:
    """Count the hidden units of each network in the network itself."""
    makers = {
        "deep tree": parity_tree,
        "one AND per pattern": parity_patterns,
        "thresholds": parity_threshold,
    }
    return {name: sum(make(n)[1]) for name, make in makers.items()}


@drawn
def parity_units(theme):
    """Draw units against n."""
    figure, axes = panels()
    counted = [units(n) for n in BITS]
    for name, colour, line in (
        ("one AND per pattern", theme.rust, "--"),
        ("deep tree", theme.blue, "-"),
        ("thresholds", theme.green, ":"),
    ):
        y = [c[name] for c in counted]
        axes.semilogy(BITS, y, line, color=colour, marker="o", ms=4, label=name)
    axes.set_xlabel("number of bits n")
    axes.set_ylabel("hidden units")
    axes.set_xticks(list(BITS))
    axes.legend()
    return figure


@live
def parity_bars():
    """Draw units for one n, chosen by the slider."""
    names = {
        "deep tree": "tree of XORs",
        "one AND per pattern": "AND per pattern",
        "thresholds": "thresholds",
    }
    plane = Plane(x=(-0.6, 2.6), y=(0, 11.5))
    frames = []
    for n in BITS:
        count = units(n)
        heights = np.log2([count[k] for k in names])
        said = ", ".join(f"{label} {count[k]}" for k, label in names.items())
        frames.append(
            {
                "area": plane.bars(range(3), heights, 0.5),
                "say": f"Hidden units: {said}.",
            }
        )
    ticks = list(enumerate(names.values()))
    scale = [(k, str(2**k)) for k in range(0, 12, 2)]
    return Live(
        alt="Three bars: hidden units needed for the parity of n bits, log scale",
        caption="Each further bit doubles the wide layer of ANDs and adds one XOR "
        "block to the tree and one unit to the layer of thresholds.",
        slider="n",
        values=[f"n = {n}" for n in BITS],
        frames={"": frames},
        shapes=["area"],
        ground=plane.ruler(ticks, scale, "", "hidden units"),
        start=4,
    )
