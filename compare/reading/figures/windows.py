"""An interactive figure: the windows of a kernel on an image, and what comes of them.

Which cells each window holds is computed here, by the windows that convolution and
pooling use; the page's script only draws them.
"""

import html
import json
from itertools import product

from compare.reading.figures.draw import live
from scratch.engine.windows import Windows

SIZE, CELL, MARGIN = 7, 20, 2  # cells of the image, SVG units, most cells of a border
LEFT, RIGHT, TOP = 10, 250, 34  # where the two grids begin
OPTIONS = {
    "kernel": (1, 2, 3, 4),
    "stride": (1, 2, 3),
    "padding": (0, 1, 2),
    "dilation": (1, 2, 3),
}
START = {"kernel": 3, "stride": 2, "padding": 1, "dilation": 1}
START_WINDOW = 5


def cells(kernel: int, stride: int, padding: int, dilation: int) -> list[list[int]]:
    """Return what each window of a row of SIZE cells holds; the border is outside."""
    border = [(padding, padding)]
    windows = Windows([SIZE], [kernel], [stride], border, [dilation])
    return [
        [y * stride + i * dilation - padding for i in range(kernel)]
        for y in range(max(windows.output[0], 0))
    ]


def squares(rows, columns, left: int = LEFT) -> str:
    """Return the path of the cells in these rows and columns."""
    at = (
        (left + CELL * (c + MARGIN), TOP + CELL * (r + MARGIN))
        for r in rows
        for c in columns
    )
    return "".join(f"M{x} {y}h{CELL}v{CELL}h-{CELL}z" for x, y in at)


def around(padding: int) -> str:
    """Return the path of the border's cells."""
    whole = range(-padding, SIZE + padding)
    outside = [cell for cell in whole if not 0 <= cell < SIZE]
    return squares(outside, whole) + squares(range(SIZE), outside)


def sentence(kernel, stride, padding, dilation, count) -> str:
    """Return how the size of the output comes about."""
    reach = dilation * (kernel - 1) + 1
    room = SIZE + 2 * padding - reach
    if count == 0:
        return (
            f"No window fits: it reaches over {reach} cells, and the image with its "
            f"border has {SIZE + 2 * padding}."
        )
    return (
        f"Output {count} × {count}: ⌊({SIZE} + 2·{padding} − {dilation}·({kernel} − 1) "
        f"− 1) / {stride}⌋ + 1 = ⌊{room} / {stride}⌋ + 1 = {count}."
    )


class Picture:
    """The figure: a slider for each option and one for the window."""

    def html(self, name: str) -> str:
        """Return the figure with its data, standing at START."""
        frames = {}
        for given in product(*OPTIONS.values()):
            held = cells(*given)
            key = " ".join(map(str, given))
            frames[key] = {"cells": held, "say": sentence(*given, len(held))}
        frame = frames[" ".join(map(str, START.values()))]
        count = len(frame["cells"])
        row, column = divmod(START_WINDOW, count)
        paths = {
            "border": ("fine", around(START["padding"])),
            "image": ("contour", squares(range(SIZE), range(SIZE))),
            "window": ("other", squares(frame["cells"][row], frame["cells"][column])),
            "output": ("contour", self.output(count)),
            "one": ("area", squares([row - MARGIN], [column - MARGIN], RIGHT)),
        }
        shapes = "".join(
            f'<path class="live-{look}" data-shape="{shape}" d="{path}"/>'
            for shape, (look, path) in paths.items()
        )
        sliders = "".join(
            self.slider(name, option, values[0], values[-1], START[option])
            for option, values in OPTIONS.items()
        )
        sliders += self.slider(name, "window", 0, count**2 - 1, START_WINDOW)
        data = {"frames": frames, "size": SIZE, "cell": CELL, "margin": MARGIN}
        data |= {"left": LEFT, "right": RIGHT, "top": TOP}
        alt = (
            "Two grids: an image of 7 by 7 cells with its border, the cells of one "
            "window marked, and the output, with the number that the window gives"
        )
        where = f"Window in row {row}, column {column}."
        return (
            f'<figure class="live windows" id="live-{name}">'
            f'<svg viewBox="0 0 480 270" role="img" aria-label="{html.escape(alt)}">'
            f'<text x="{LEFT}" y="20">image and border</text>'
            f'<text x="{RIGHT}" y="20">output</text>{shapes}</svg>{sliders}'
            f'<p class="live-say" aria-live="polite">{frame["say"]} {where}</p>'
            "<noscript><p>The sliders need JavaScript; the picture stands at one "
            "position.</p></noscript><figcaption>Move the sliders, or drag the window "
            "over the image. The padding is dotted; cells of the window that lie there "
            "are zeros.</figcaption>"
            f'<script type="application/json">{json.dumps(data, separators=(",", ":"))}'
            "</script></figure>"
        )

    def output(self, count: int) -> str:
        """Return the path of the output's cells."""
        inside = range(-MARGIN, count - MARGIN)
        return squares(inside, inside, RIGHT)

    def slider(self, name: str, option: str, low: int, high: int, value: int) -> str:
        """Return a labelled slider."""
        uid = f"live-{name}-{option}"
        return (
            f'<div class="live-control"><label for="{uid}">{option}</label>'
            f'<input id="{uid}" data-option="{option}" type="range" min="{low}" '
            f'max="{high}" value="{value}"><output for="{uid}">{value}</output></div>'
        )


@live
def sliding_windows():
    """Draw a kernel's windows on an image."""
    return Picture()
