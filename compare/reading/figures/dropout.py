"""Row 13: which units are dropped, and what that does to the next layer's input."""

import numpy as np
from matplotlib.colors import ListedColormap

import scratch as dl
from compare.reading.figures.draw import drawn, panels


@drawn
def dropout_masks(theme):
    """Draw three calls on the same activations: a mask per example and call."""
    figure, axes = panels(3, height=2.1, sharey=True)
    dl.manual_seed(0)
    activations = dl.ones(8, 12)
    for k, ax in enumerate(axes, 1):
        kept = dl.dropout(activations, 0.5).numpy()
        ax.imshow(kept > 0, cmap=ListedColormap(["none", theme.grid]), vmin=0, vmax=1)
        for i, j in np.argwhere(kept == 0):
            ax.plot(j, i, "x", color=theme.rust, ms=4)
        ax.set(title=f"call {k}", xlabel="unit", xticks=[], yticks=range(0, 8, 2))
        ax.grid(visible=False)
    axes[0].set_ylabel("example")
    return figure


@drawn
def dropout_spread(theme):
    """Draw the next pre-activation, minus its value without dropout."""
    figure, axes = panels()
    rng = np.random.default_rng(0)
    activations, weights = rng.random(200), rng.normal(size=200) / 10
    many = dl.tensor(np.tile(activations, (4000, 1)))
    dl.manual_seed(0)
    for p, colour, line in (
        (0.2, theme.green, ":"),
        (0.5, theme.blue, "-"),
        (0.8, theme.rust, "--"),
    ):
        gap = dl.dropout(many, p).numpy() @ weights - activations @ weights
        density, edges = np.histogram(gap, bins=50, range=(-3, 3), density=True)
        label = f"p = {p}: mean {gap.mean():.3f}, deviation {gap.std():.2f}"
        label = label.replace("-", "\N{MINUS SIGN}")
        middle = (edges[1:] + edges[:-1]) / 2
        axes.plot(middle, density, line, color=colour, label=label)
    axes.plot([0, 0], [0, 1], color=theme.text, lw=0.8)
    axes.set(xlabel="pre-activation minus its value without dropout", ylabel="density")
    axes.set_ylim(0, 1.65)
    axes.legend(loc="upper right")
    return figure
