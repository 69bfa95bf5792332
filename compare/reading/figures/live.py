"""Interactive figures: every position of the slider computed here, none in the page.

The page holds one small script that copies precomputed SVG attributes; without
JavaScript the figure stands at its first position.
"""

import html
import json
from dataclasses import dataclass, field


@dataclass
class Plane:
    """A rectangle of the picture that maps data to SVG units."""

    x: tuple[float, float]
    y: tuple[float, float]
    box: tuple[float, float, float, float] = (44, 12, 424, 268)  # x, y, width, height

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Map one point."""
        left, top, width, height = self.box
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (y - self.y[0]) / (self.y[1] - self.y[0])
        return left + width * across, top + height * (1 - up)

    def path(self, xs, ys, closed: bool = False) -> str:
        """Return the path through the points."""
        points = [self.at(x, y) for x, y in zip(xs, ys)]
        return "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in points) + "Z" * closed

    def dots(self, xs, ys) -> str:
        """Return lines of no length: round caps make them discs."""
        points = [self.at(x, y) for x, y in zip(xs, ys)]
        return "".join(f"M{a:.1f},{b:.1f}h0" for a, b in points)

    def bars(self, xs, heights, width: float) -> str:
        """Return vertical bars from the bottom edge as one path."""
        out = []
        for x, h in zip(xs, heights):
            (a, b), (c, d) = (
                self.at(x - width / 2, self.y[0]),
                self.at(x + width / 2, h),
            )
            out.append(f"M{a:.1f},{b:.1f}V{d:.1f}H{c:.1f}V{b:.1f}Z")
        return "".join(out)

    def ruler(self, x_ticks, y_ticks, x_label: str, y_label: str, zero=False) -> str:
        """Return the axes with ticks and labels."""
        left, top, width, height = self.box
        x0, y0 = self.at(0, 0) if zero else (left, top + height)
        lines = f"M{left},{y0:.1f}H{left + width}M{x0:.1f},{top}V{top + height}"
        out = [f'<path class="live-axis" d="{lines}"/>']
        out += [text(self.at(x, 0)[0], y0 + 15, t, "middle") for x, t in x_ticks]
        out += [text(x0 - 5, self.at(0, y)[1] + 4, t, "end") for y, t in y_ticks]
        below = y0 - 6 if zero else top + height + 32
        out.append(text(left + width, below, x_label, "end"))
        out.append(text(x0 + 6, top + 4, y_label))
        return "".join(out)


def text(x: float, y: float, words: str, anchor: str = "start") -> str:
    """Return SVG text at a point of the picture."""
    at = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f"<text {at}>{html.escape(str(words))}</text>"


@dataclass
class Live:
    """An interactive figure.

    Parameters
    ----------
    alt : str
        What the picture shows, for those who cannot see it.
    caption : str
        HTML below the picture.
    slider : str
        The slider's label.
    values : list of str
        What the slider says at each position.
    frames : dict of str to list of dict
        For each choice (one unnamed choice means no radio buttons) and position:
        `say`, the sentence read out, and one path for each moving shape.
    shapes : list of str
        The moving shapes' names, which are also their CSS classes.
    ground : str
        SVG that does not move.
    start : int
        Position at the start.
    """

    alt: str
    caption: str
    slider: str
    values: list[str]
    frames: dict[str, list[dict]]
    shapes: list[str]
    ground: str
    choice: str = ""
    start: int = 0
    size: tuple[int, int] = field(default=(480, 320))

    def html(self, name: str) -> str:
        """Return the figure with its data, standing at its first position."""
        first = next(iter(self.frames))
        for frames in self.frames.values():
            if len(frames) != len(self.values):
                raise ValueError(
                    f"{name}: {len(frames)} frames, {len(self.values)} values"
                )
        still, moving = self.parted()
        frame = still[first] | moving[first][self.start]
        shapes = "".join(
            f'<path class="live-{s}" data-shape="{s}" d="{frame[s]}"/>'
            for s in self.shapes
        )
        choices = "".join(
            f'<label><input type="radio" name="live-{name}" value="{html.escape(c)}"'
            f"{' checked' if c == first else ''}> {html.escape(c)}</label>"
            for c in self.frames
        )
        if len(self.frames) > 1:
            legend = f"<legend>{html.escape(self.choice)}</legend>"
            choices = f"<fieldset>{legend}{choices}</fieldset>"
        else:
            choices = ""
        data = json.dumps(
            {"values": self.values, "still": still, "frames": moving},
            separators=(",", ":"),
        )
        width, height = self.size
        return (
            f'<figure class="live" id="live-{name}">'
            f'<svg viewBox="0 0 {width} {height}" role="img" '
            f'aria-label="{html.escape(self.alt)}">{self.ground}{shapes}</svg>'
            f'{choices}<div class="live-control">'
            f'<label for="live-{name}-slider">{self.slider}</label>'
            f'<input id="live-{name}-slider" type="range" min="0" '
            f'max="{len(self.values) - 1}" value="{self.start}">'
            f'<output for="live-{name}-slider">{self.values[self.start]}</output></div>'
            f'<p class="live-say" aria-live="polite">{frame["say"]}</p>'
            "<noscript><p>The slider needs JavaScript; the picture stands at one "
            "position.</p></noscript>"
            f"<figcaption>{self.caption}</figcaption>"
            f'<script type="application/json">{data}</script></figure>'
        )

    def parted(self) -> tuple[dict, dict]:
        """Return, for each choice, the shapes that stay and the frames without them."""
        still, moving = {}, {}
        for choice, frames in self.frames.items():
            still[choice] = {
                key: path
                for key, path in frames[0].items()
                if key != "say" and all(frame[key] == path for frame in frames)
            }
            moving[choice] = [
                {key: path for key, path in frame.items() if key not in still[choice]}
                for frame in frames
            ]
        return still, moving
