"""Row 13: which units are dropped, and what that does to trainings."""

from functools import cache

import numpy as np
from matplotlib.colors import ListedColormap
from sklearn.datasets import load_digits

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


@cache
def curves(p: float, seed: int, epochs: int = 150) -> np.ndarray:
    """Train on 200 digits; return training cost, test cost and test error over time."""
    features, classes = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(classes))
    few, rest = order[:200], order[200:]
    x, y = dl.tensor(features[few] / 16).float(), dl.tensor(classes[few])
    test, wanted = dl.tensor(features[rest] / 16).float(), dl.tensor(classes[rest])
    dl.manual_seed(seed)
    layers = dl.Linear(64, 256), dl.ReLU(), dl.Dropout(p), dl.Linear(256, 10)
    model = dl.Sequential(*layers)
    optimizer, seen = dl.SGD(model.parameters(), lr=0.2, momentum=0.9), []
    for epoch in range(1, epochs + 1):
        optimizer.zero_grad()
        dl.cross_entropy(model(x), y).backward()
        optimizer.step()
        if epoch % 5 == 0:
            model.eval()
            with dl.no_grad():
                z = model(test)
                right = (z.argmax(1) == wanted).float().mean().item()
                costs = dl.cross_entropy(model(x), y), dl.cross_entropy(z, wanted)
            seen.append([*(cost.item() for cost in costs), 100 * (1 - right)])
            model.train()
    return np.array(seen)


@drawn
def dropout_curves(theme):
    """Draw training and test cost, and test error, over twelve seeds."""
    figure, (left, right) = panels(2)
    epochs = np.arange(5, 151, 5)
    for p, colour, mark in ((0.0, theme.rust, "s"), (0.5, theme.blue, "o")):
        runs = np.array([curves(p, seed) for seed in range(12)])
        mean, spread = runs.mean(0), runs.std(0, ddof=1) / len(runs) ** 0.5
        style = {"color": colour, "marker": mark, "ms": 3, "markevery": 5}
        for k, line, words in ((0, "--", "training"), (1, "-", "test")):
            left.semilogy(epochs, mean[:, k], line, label=f"{words}, p = {p}", **style)
        right.plot(epochs, mean[:, 2], label=f"test, p = {p}", **style)
        band = mean[:, 2] - spread[:, 2], mean[:, 2] + spread[:, 2]
        right.fill_between(epochs, *band, color=colour, alpha=0.25, lw=0)
    left.set(xlabel="epoch", ylabel="cost (nats), in evaluation", ylim=(None, 30))
    left.legend(loc="upper right", fontsize=10)
    right.set(xlabel="epoch", ylabel="test error (%)", ylim=(5, 14))
    right.legend()
    return figure
