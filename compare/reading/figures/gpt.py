"""A GPT: the shapes on the way through, where its weights sit, and how it learns."""

import json
from collections import Counter

import numpy as np
from matplotlib.patches import FancyBboxPatch

import scratch as dl
from compare.reading.figures.draw import drawn, panels
from compare.reading.pairs import ROOT
from compare.trainings.gpt import Setting
from compare.trainings.text import sonnets

REPORT = ROOT / "compare" / "reports" / "gpt_dropout.json"
PARTS = {  # of the names of parameters
    "wte": "tokens and head",
    "wpe": "positions",
    "c_attn": "queries, keys, values",
    "attn.c_proj": "heads joined",
    "c_fc": "hidden layer, in",
    "c_proj": "hidden layer, out",
    "ln_": "norms",
}


def _box(axes, x, y, words, colour, width=3.0):
    shape = FancyBboxPatch(
        (x - width / 2, y - 0.27),
        width,
        0.54,
        boxstyle="round,pad=0.02,rounding_size=0.1",
        fill=False,
        ec=colour,
        lw=1.6,
    )
    axes.add_patch(shape)
    axes.text(x, y, words, ha="center", va="center", fontsize=10)


@drawn
def gpt_shapes(theme):
    """Draw the running sum from tokens to logits, with one block beside it."""
    figure, axes = panels(height=5.6)

    def arrow(start, stop, colour=theme.text, line="-"):
        style = {"arrowstyle": "->", "color": colour, "lw": 1.4, "ls": line}
        axes.annotate("", stop, start, arrowprops=style)

    rows = (
        (0, "tokens", "(N, T)", theme.quiet),
        (1.2, "wte + wpe, dropout", "(N, T, C)", theme.blue),
        (3.2, "attention", "(N, T, C)", theme.rust),
        (5.6, "hidden layer", "(N, T, C)", theme.green),
        (7.4, "norm", "(N, T, C)", theme.violet),
        (8.6, "head = wteᵀ", "(N, T, V)", theme.blue),
    )
    spine = 0.0
    for y, words, shape, colour in rows:
        side = 3.4 if words in ("attention", "hidden layer") else 0
        if side:
            axes.plot(spine, y + 0.75, "o", color=theme.text, ms=4)
            axes.text(spine - 0.2, y + 0.75, "+", ha="right", va="center", fontsize=14)
            near = side - 1.15
            arrow((spine, y - 0.15), (near, y - 0.15), colour)
            axes.plot(
                [near, 0.9, 0.9], [y + 0.15, y + 0.15, y + 0.75], color=colour, lw=1.4
            )
            arrow((0.9, y + 0.75), (spine + 0.1, y + 0.75), colour)
            inside = {
                "attention": "norm → q, k, v: (N, H, T, C/H)\n"
                "weights (N, H, T, T) → c_proj",
                "hidden layer": "norm → c_fc: (N, T, 4C)\nGELU → c_proj",
            }[words]
            axes.text(side + 1.35, y, inside, va="center", fontsize=9.5)
            _box(axes, side, y, words, colour, 2.3)
        else:
            _box(axes, spine, y, words, colour)
            axes.text(spine + 1.7, y, shape, va="center", fontsize=10)
    for start, stop in ((0.3, 0.9), (1.5, 7.1), (7.7, 8.3)):
        arrow((spine, start), (spine, stop))
    axes.text(spine - 1.3, 4.4, "block,\nL times", ha="right", va="center", fontsize=10)
    for y in (2.2, 6.6):
        axes.plot([-2.6, -1.2], [y, y], ":", color=theme.quiet, lw=1)
    axes.plot([-1.2, -1.2], [2.2, 6.6], ":", color=theme.quiet, lw=1)
    axes.set(xlim=(-2.8, 8.2), ylim=(-0.5, 9.1))
    axes.axis("off")
    return figure


def weights() -> Counter:
    """Count the weights of the model that `python -m compare gpt` trains, by part."""
    setting, found = Setting(), Counter()
    model = dl.GPT(
        len(sonnets()[1]),
        setting.context,
        setting.layers,
        setting.heads,
        setting.width,
    )
    for name, param in model.named_parameters():
        found[next(part for word, part in PARTS.items() if word in name)] += (
            param.numel()
        )
    return found


@drawn
def gpt_weights(theme):
    """Draw how many weights each part has."""
    figure, axes = panels(height=2.8)
    found = weights()
    names = list(PARTS.values())
    places, counts = np.arange(len(names)), [found[name] for name in names]
    axes.barh(places, np.divide(counts, 1000), 0.6, color=theme.blue, alpha=0.8)
    for place, count in zip(places, counts, strict=True):
        axes.text(count / 1000, place, f" {count:,}", va="center", fontsize=10)
    axes.set_yticks(places, names)
    axes.set(xlabel=f"thousands of weights, of {sum(counts):,}")
    axes.set(xlim=(0, 1.25 * max(counts) / 1000))
    axes.invert_yaxis()
    return figure


@drawn
def gpt_losses(theme):
    """Draw the losses of the three columns, and how far their weights differ."""
    found = json.loads(REPORT.read_text(encoding="utf-8"))
    figure, (left, right) = panels(2)
    steps, lines = found["steps listed"], found["losses"]
    styles = ((5, theme.grid, "-"), (2.5, theme.rust, "--"), (1.2, theme.blue, "-"))
    for name, (size, colour, line) in zip(reversed(lines), styles, strict=True):
        left.plot(steps, lines[name], line, lw=size, color=colour, label=name)
    left.set(xlabel="step", ylabel="loss (nats)")
    left.legend()
    both = (("scratch", theme.blue, "-"), ("torch_ref", theme.rust, "--"))
    for name, colour, line in both:
        right.semilogy(steps, found["worst so far"][name], line, color=colour)
        right.lines[-1].set_label(name)
    right.axhline(found["allowed"], color=theme.quiet, ls=":", lw=1.2, label="allowed")
    right.set(xlabel="step", ylabel="worst difference so far")
    right.legend()
    return figure
