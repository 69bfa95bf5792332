"""Which numbers are normalised together, and what an outlier does to the others."""

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, panels

KINDS = {  # over which of (example, channel, place) the statistics run
    "batch norm": (True, False, True),
    "layer norm": (False, True, True),
    "instance norm": (False, False, True),
    "group norm": (False, "half", True),
}


@drawn
def normalised_axes(theme):
    """Draw examples against channels, and mark what shares a mean with one cell."""
    figure, axes = panels(4, height=2.3)
    for ax, (name, (examples, channels, _)) in zip(axes, KINDS.items(), strict=True):
        for n in range(4):
            for c in range(4):
                same = (n == 1 or examples) and (
                    c == 1 or channels is True or (channels == "half" and c < 2)
                )
                face = theme.blue if same else "none"
                ax.add_patch(
                    _square(c, n, face, theme.grid, hatch="" if same else None)
                )
        ax.text(1.5, 1.5, "×", ha="center", va="center", color=theme.text, fontsize=15)
        ax.set(xlim=(-0.1, 4.1), ylim=(4.1, -0.1), aspect="equal", title=name)
        ax.set(xticks=[], yticks=[], xlabel="channel")
        ax.spines[:].set_visible(False)
    axes[0].set_ylabel("example")
    return figure


def _square(x, y, face, edge, hatch):
    from matplotlib.patches import Rectangle

    alpha = None if face == "none" else 0.55
    return Rectangle((x, y), 1, 1, fc=face, ec=edge, lw=1.2, alpha=alpha, hatch=hatch)


@drawn
def outlier_in_a_batch(theme):
    """Draw the outputs of seven examples while an eighth grows."""
    figure, axes = panels(2, sharey=True)
    dl.manual_seed(4)
    batch = dl.randn(8, 16, dtype=dl.float64)
    sizes = np.linspace(1, 12, 45)
    norms = {
        "batch norm": lambda x: dl.batch_norm(x, None, None, training=True),
        "layer norm": lambda x: dl.layer_norm(x, (16,)),
    }
    for ax, (name, norm) in zip(axes, norms.items(), strict=True):
        seen = []
        for size in sizes:
            grown = batch.clone()
            grown[7] *= float(size)
            seen.append(norm(grown).numpy()[:, 0])
        seen = np.array(seen)
        ax.plot(sizes, seen[:, :7], color=theme.blue, lw=1)
        ax.plot(sizes, seen[:, 7], "--", color=theme.rust)
        ax.lines[0].set_label("seven others")
        ax.lines[-1].set_label("the one that grows")
        ax.set(xlabel="factor of one example", title=name)
    axes[0].set(ylabel="first feature, normalised", ylim=(-2.2, 2.9))
    axes[0].legend(loc="upper left")
    return figure
