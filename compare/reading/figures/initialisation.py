"""How initial weights decide: signals through twenty layers, and units that are one."""

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, panels

DEPTH, WIDTH = 20, 128
GAINS = (0.5, 1.0, 1.5)


def sizes(gain: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the sizes of activations and gradients in twenty ReLU layers.

    The gain is a factor of Kaiming's standard deviation.
    """
    dl.manual_seed(0)
    input, doutput = dl.randn(256, WIDTH), dl.randn(256, WIDTH)
    weights = [dl.init.kaiming_normal_(dl.empty(WIDTH, WIDTH)) for _ in range(DEPTH)]
    found = dl.signal_sizes(input, [gain * weight for weight in weights], doutput)
    return tuple(part.numpy() for part in found)


@drawn
def signals_through_layers(theme):
    """Draw the sizes of activations and of gradients, layer by layer."""
    figure, axes = panels(2, sharey=True)
    styles = ((theme.green, ":", "^"), (theme.blue, "-", "o"), (theme.rust, "--", "s"))
    for gain, (colour, line, mark) in zip(GAINS, styles):
        for ax, size in zip(axes, sizes(gain)):
            ax.semilogy(size, line, color=colour, marker=mark, ms=3.5)
            ax.lines[-1].set_label(f"gain {gain}")
    titles = ("activations, on the way there", "gradients, on the way back")
    for ax, title in zip(axes, titles):
        ax.set(xlabel="layer", title=title, xticks=range(0, 21, 5))
    axes[0].set_ylabel("root mean square")
    axes[0].legend(loc="lower left")
    return figure


def tracks(equal: bool, steps: int = 150) -> np.ndarray:
    """Return one weight of each of five hidden units over a training on XOR."""
    dl.manual_seed(1)
    x = dl.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = dl.tensor([[0.0], [1.0], [1.0], [0.0]])
    model = dl.Sequential(dl.Linear(2, 5), dl.Tanh(), dl.Linear(5, 1))
    if equal:
        for parameter in model.parameters():
            dl.init.constant_(parameter, 0.3)
    optimizer, seen = dl.SGD(model.parameters(), lr=0.3, momentum=0.9), []
    for _ in range(steps):
        optimizer.zero_grad()
        dl.binary_cross_entropy_with_logits(model(x), y).backward()
        optimizer.step()
        seen.append(model[0].weight.detach().numpy()[:, 0].copy())
    return np.array(seen)


@drawn
def symmetry(theme):
    """Draw a weight of every hidden unit, from equal and from random values."""
    figure, axes = panels(2, sharey=True)
    colours = (theme.blue, theme.rust, theme.green, theme.violet, theme.quiet)
    lines = ("-", "--", ":", "-.", (0, (1, 3)))
    titles = ("from equal values", "from random values")
    for ax, equal, title in zip(axes, (True, False), titles):
        for k, track in enumerate(tracks(equal).T):
            ax.plot(track, ls=lines[k], color=colours[k], label=f"unit {k + 1}")
        ax.set(xlabel="step", title=title)
    axes[0].set_ylabel("first weight of the unit")
    axes[0].legend(loc="upper left", ncols=2)
    return figure
