"""Attention: the weights of a trained model, and what the scale is for."""

import base64
import html
import json
from functools import cache
from math import sqrt

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

import scratch as dl
from compare.reading.figures.draw import drawn, live, panels
from compare.reading.figures.live import text as words_at
from compare.trainings.text import sonnets

LAYERS, HEADS, WIDTH, CONTEXT, STEPS = 2, 2, 32, 32, 500
TEXT = "Shall I compare thee"


@cache
def trained():
    """Train a small GPT on the sonnets; return it, rounded, and its characters.

    Every array is rounded to 16 bits, as it stands in the page.
    """
    tokens, characters = sonnets()
    data = dl.tensor(tokens)
    dl.manual_seed(1337)
    model = dl.GPT(len(characters), CONTEXT, LAYERS, HEADS, WIDTH).float()
    optimizer = dl.AdamW(dl.decay_groups(model, 0.1), lr=5e-3)
    share = lambda step: dl.warmup_cosine(step, 20, STEPS)  # noqa: E731
    schedule = dl.LambdaLR(optimizer, share)
    for _ in range(STEPS):
        input, target = dl.text_batch(data, CONTEXT, 24)
        logits = model(input).reshape(-1, len(characters))
        loss = dl.cross_entropy(logits, target.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        dl.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
    for param in model.parameters():
        whole, step = rounded(param.detach().numpy())
        param.data.copy_(dl.tensor(whole * step, dtype=dl.float32))
    return model.eval(), characters


def rounded(array):
    """Return an array as 16-bit integers, and what one of them is worth."""
    step = float(np.abs(array).max()) / 32767
    return np.rint(array / step).astype("<i2"), step


def maps(model, tokens) -> list[np.ndarray]:
    """Return the attention weights of every head, layer by layer."""
    found = []
    with dl.no_grad():
        x = model.wte(tokens) + model.wpe(dl.arange(tokens.shape[1]))
        n, unseen = tokens.shape[1], dl.ones(tokens.shape[1], tokens.shape[1]).triu(1)
        for block in model.h:
            q, k, _ = block.attn.c_attn(block.ln_1(x)).chunk(3, -1)
            q, k = (t.reshape(n, HEADS, -1).transpose(0, 1) for t in (q, k))
            scores = q @ k.transpose(-1, -2) / sqrt(WIDTH / HEADS)
            weights = dl.softmax(scores.masked_fill(unseen == 1, -np.inf), -1)
            found += list(weights.numpy())
            x = block(x)
    return found


def read(text: str) -> list[np.ndarray]:
    """Return the maps of a text."""
    model, characters = trained()
    return maps(model, dl.tensor([[characters.index(c) for c in text]]))


def names() -> list[str]:
    """Return what the heads are called."""
    layers, heads = range(1, LAYERS + 1), range(1, HEADS + 1)
    return [f"layer {layer}, head {head}" for layer in layers for head in heads]


@drawn
def attention_maps(theme):
    """Draw the weights of all heads for one line."""
    figure, axes = panels(2, 2, height=6.4)
    colours = LinearSegmentedColormap.from_list(
        "weights",
        [
            (*[int(theme.blue[i : i + 2], 16) / 255 for i in (1, 3, 5)], a)
            for a in (0, 1)
        ],
    )
    shown = [c.replace(" ", "·") for c in TEXT]
    for ax, map, name in zip(axes.flat, read(TEXT), names(), strict=True):
        image = ax.pcolormesh(map, cmap=colours, vmin=0, vmax=1, ec=theme.grid, lw=0.2)
        places = np.arange(len(TEXT)) + 0.5
        ax.set_xticks(places, shown, fontsize=9)
        ax.set_yticks(places, shown, fontsize=9)
        ax.set(title=name, aspect="equal")
        ax.invert_yaxis()
        ax.grid(False)
        ax.tick_params(length=0)
    bar = figure.colorbar(image, ax=axes, shrink=0.5, aspect=30)
    bar.outline.set_visible(False)
    return figure


@drawn
def softmax_of_products(theme):
    """Draw the largest weight and the softmax's slope against the width."""
    figure, (left, right) = panels(2)
    widths = 2 ** np.arange(1, 11)
    rng = np.random.default_rng(0)
    lines = (("with 1/√E", True, theme.blue, "-"), ("without", False, theme.rust, "--"))
    for label, scaled, colour, line in lines:
        largest, slopes = [], []
        for width in widths:
            q, k = rng.normal(size=(200, width)), rng.normal(size=(40, width))
            scores = q @ k.T / (sqrt(width) if scaled else 1)
            p = np.exp(scores - scores.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
            largest.append(p.max(1).mean())
            slopes.append((1 - (p**2).sum(1)).mean())  # the trace of the Jacobian
        left.semilogx(widths, largest, line, color=colour, label=label, base=2)
        right.semilogx(widths, slopes, line, color=colour, base=2)
    left.set(xlabel="width E of a query", ylabel="largest weight", ylim=(0, 1))
    right.set(xlabel="width E of a query", ylabel="trace of the Jacobian", ylim=(0, 1))
    left.legend()
    return figure


class Typed:
    """The figure whose text can be typed; its script is _static/attention.js."""

    def html(self, name: str) -> str:
        """Return the figure, showing the last position of TEXT in the first head."""
        model, characters = trained()
        arrays = {}
        for key, param in model.named_parameters():
            key = "lm_head.weight" if key == "wte.weight" else key
            whole, step = rounded(param.detach().numpy())
            code = base64.b64encode(whole.tobytes()).decode()
            arrays[key] = {"step": step, "shape": list(param.shape), "bytes": code}
        data = {"characters": characters, "context": CONTEXT, "text": TEXT}
        data |= {"layers": LAYERS, "heads": HEADS, "arrays": arrays}
        heads = "".join(
            f'<label><input type="radio" name="live-{name}"'
            f"{' checked' if k == 0 else ''}> {label}</label>"
            for k, label in enumerate(names())
        )
        said, cells = still(read(TEXT)[0])
        n = len(TEXT)
        return (
            f'<figure class="live typed" id="live-{name}"><svg viewBox="0 0 480 464" '
            'role="img" aria-label="A triangle of squares: row i shows how much '
            'position i of the text reads from every position up to itself">'
            f'<g class="typed-cells">{cells}</g></svg><div class="live-control">'
            f'<label for="live-{name}-text">text</label><input type="text" '
            f'id="live-{name}-text" maxlength="{CONTEXT}" value="{TEXT}" '
            'autocomplete="off" spellcheck="false"></div>'
            f"<fieldset><legend>Head</legend>{heads}</fieldset>"
            f'<div class="live-control"><label for="live-{name}-slider">position'
            f'</label><input id="live-{name}-slider" type="range" min="1" max="{n}" '
            f'value="{n}"><output for="live-{name}-slider">{n} of {n}</output></div>'
            f'<p class="live-say" aria-live="polite">{said}</p>'
            "<noscript><p>To type a text of your own needs JavaScript; the picture "
            f"shows “{TEXT}”.</p></noscript><figcaption>The weights of a GPT of "
            f"{sum(p.numel() for p in model.parameters()):,} weights, trained on the "
            "sonnets when this site was built; they stand in the page, and your "
            "browser computes the maps from them. Characters that the sonnets lack "
            "are left out.</figcaption>"
            f'<script type="application/json">{json.dumps(data)}</script></figure>'
        )


def still(map) -> tuple[str, str]:
    """Return the sentence and the squares of the last position of TEXT."""
    side, last = 432 / len(TEXT), len(TEXT) - 1
    cells = [
        f'<rect class="typed-cell" x="{40 + j * side:.1f}" y="{24 + i * side:.1f}" '
        f'width="{side:.1f}" height="{side:.1f}" fill-opacity="{map[i, j]:.3f}"/>'
        for i in range(len(TEXT))
        for j in range(i + 1)
    ]
    for k, character in enumerate(TEXT.replace(" ", "·")):
        cells.append(words_at(28, 24 + (k + 0.75) * side, character, "middle"))
        cells.append(words_at(40 + (k + 0.5) * side, 18, character, "middle"))
    best = np.argsort(-map[last], kind="stable")[:3]
    shown = [
        f"“{html.escape(TEXT[j])}” at {j + 1} ({100 * map[last, j]:.0f} %)"
        for j in best
    ]
    return f"“{TEXT[last]}” reads from {', '.join(shown)}.", "".join(cells)


@live
def typed_attention():
    """Let a text be typed, and draw how every position reads it."""
    return Typed()
