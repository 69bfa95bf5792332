"""Rows 20 and 21: the loss of one example, its fused form, and the cost's gradient."""

import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Rectangle

from compare.reading.figures.draw import drawn, panels


@drawn
def log_loss(theme):
    """Draw the loss against the probability given to the true class."""
    figure, axes = panels()
    y = np.linspace(0.005, 1, 400)
    axes.plot(y, -np.log(y), color=theme.blue, label="\N{MINUS SIGN}log ŷ")
    axes.plot(y, 1 - y, "--", color=theme.rust, label="1 \N{MINUS SIGN} ŷ")
    axes.set(xlabel="probability ŷ given to the true class", ylabel="loss (nats)")
    axes.legend()
    return figure


@drawn
def fused_loss(theme):
    """Draw where log(softmax) gives up and the fused form does not, in float32."""
    figure, axes = panels()
    z = np.arange(0, 161, 2, dtype=np.float32)  # the true class is z behind the best
    logits = np.stack([np.zeros_like(z), -z], axis=1)
    with np.errstate(divide="ignore", under="ignore"):
        probability = np.exp(logits)
        probability /= probability.sum(1, keepdims=True)
        naive = -np.log(probability[:, 1])
        fused = np.log(np.exp(logits).sum(1)) - logits[:, 1]
    lost = ~np.isfinite(naive)
    axes.plot(z, fused, color=theme.blue, label="log-sum-exp minus the true logit")
    shown = np.where(lost, np.nan, naive)
    axes.plot(z, shown, "--", color=theme.rust, lw=3, label="-log(softmax)")
    first = z[lost][0]
    axes.axvspan(first, z[-1], color=theme.rust, alpha=0.12, lw=0)
    axes.text(first + 2, 10, "-log(softmax) is\ninfinite here", color=theme.rust)
    axes.set(xlabel="largest logit minus the true class's logit", ylabel="loss (nats)")
    axes.legend()
    return figure


@drawn
def cost_gradient(theme):
    """Draw gradient of the cost in the logits of a small batch."""
    figure, (left, right) = panels(2, height=4.2)
    rng = np.random.default_rng(2)
    logits = 2 * rng.normal(size=(6, 4))
    target = rng.integers(4, size=6)
    probability = np.exp(logits - logits.max(1, keepdims=True))
    probability /= probability.sum(1, keepdims=True)
    onehot = np.eye(4)[target]
    for axes, shown, title in (
        (left, probability, "softmax of the logits"),
        (right, (probability - onehot) / 6, "(softmax \N{MINUS SIGN} one-hot) / m"),
    ):
        size = np.abs(shown).max()
        ground = np.where(
            (shown > 0)[..., None], to_rgba(theme.rust), to_rgba(theme.blue)
        )
        ground[..., 3] = 0.5 * np.abs(shown) / size
        axes.imshow(ground)
        for i, row in enumerate(shown):
            for j, value in enumerate(row):
                words = f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
                axes.text(j, i, words, ha="center", va="center", fontsize=10.5)
            cell = (target[i] - 0.46, i - 0.46)
            axes.add_patch(
                Rectangle(cell, 0.92, 0.92, fill=False, ec=theme.text, lw=1.5)
            )
        axes.set(title=title, xlabel="class", ylabel="example")
        axes.set_xticks(range(4))
        axes.grid(visible=False)
    return figure
