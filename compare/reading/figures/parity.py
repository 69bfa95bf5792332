"""Row 1: how many units parity needs, by kind of circuit."""

from functools import cache

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, live, panels
from compare.reading.figures.live import Live, Plane
from scratch.chapters.parity import parity_patterns, parity_threshold, parity_tree
from scratch.chapters.tent import tent_deep

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


def tent(x, times: int):
    """Apply the tent map with the network that folds the line layer by layer."""
    network, _ = tent_deep(times)
    return network.double()(dl.tensor(x[:, None])).detach().numpy()[:, 0]


def pieces(x, y) -> int:
    """Count the straight pieces of a function that bends at points of x only."""
    slopes = np.diff(y) / np.diff(x)
    return 1 + int((np.abs(np.diff(slopes)) > 1e-6).sum())


@drawn
def tent_pieces(theme):
    """Draw the tent map applied again and again, and pieces against units."""
    figure, (left, right) = panels(2)
    x = np.linspace(0, 1, 2**11 + 1)  # every bend is one of the points
    styles = ((1, theme.green, ":"), (2, theme.rust, "--"), (4, theme.blue, "-"))
    for times, colour, line in styles:
        left.plot(x, tent(x, times), line, color=colour, lw=1.4, label=f"L = {times}")
    left.set(xlabel="x", ylabel="tent map, applied L times")
    place = {"loc": "lower center", "bbox_to_anchor": (0.5, 1)}
    left.legend(ncols=3, columnspacing=0.8, handlelength=1.3, **place)
    depths = np.arange(1, 9)
    deep = [pieces(x, tent(x, int(times))) for times in depths]
    style = {"marker": "o", "ms": 4, "color": theme.blue}
    right.semilogy(2 * depths, deep, label="L layers of 2 units", **style)
    style = {"marker": "s", "ms": 4, "color": theme.rust, "ls": "--"}
    right.semilogy(2 * depths, 2 * depths + 1, label="one layer, at most", **style)
    right.set(xlabel="ReLU units", ylabel="linear pieces", xticks=[2, 4, 8, 12, 16])
    right.legend(**place)
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
