"""Rows 4 to 7: learning rates, momentum and batches."""

import numpy as np

from compare.reading.figures.draw import drawn, live, panels
from compare.reading.figures.live import Live, Plane

CURVE = np.array([1.0, 12.0])  # the valley: J(w) = (w1^2 + 12 w2^2) / 2
START = np.array([-4.0, 1.0])
MOMENTA = (0.0, 0.5, 0.9)


def descend(lr: float, momentum: float, steps: int = 60) -> np.ndarray:
    """Follow torch's rule, v = mu v + g and w = w - lr v, down the valley."""
    w, v, path = START.copy(), np.zeros(2), [START]
    for _ in range(steps):
        v = momentum * v + CURVE * w
        w = w - lr * v
        path.append(np.clip(w, -20, 20))
    return np.array(path)


def height(w):
    """Return the cost of points of the valley."""
    return (CURVE * w**2).sum(-1) / 2


def ring(level: float, points: int = 80):
    """Return the contour of the valley at a level."""
    angle = 2 * np.pi * np.arange(points) / points
    way = np.stack([np.cos(angle), np.sin(angle)])
    return np.sqrt(2 * level / CURVE)[:, None] * way


@drawn
def valley_paths(theme):
    """Draw the same learning rate with and without momentum."""
    figure, (left, right) = panels(2)
    for level in (0.3, 1.5, 4, 8, 14):
        x, y = ring(level)
        left.plot(np.append(x, x[0]), np.append(y, y[0]), color=theme.grid, lw=1)
    lines = ((theme.blue, "-"), (theme.green, ":"), (theme.rust, "--"))
    for mu, (colour, line) in zip(MOMENTA, lines):
        path = descend(0.012, mu, 100)
        left.plot(*path.T, line, color=colour, marker="o", ms=2, lw=1.2)
        right.semilogy(height(path), line, color=colour, label=f"μ = {mu}")
    left.set(xlabel="w₁", ylabel="w₂", xlim=(-5, 3))
    right.set(xlabel="step", ylabel="cost", ylim=(None, 1e4))
    right.legend(loc="upper right")
    return figure


@live
def valley():
    """Draw learning rate and momentum on a quadratic valley."""
    rates = np.round(np.linspace(0.005, 0.2, 27), 4)
    plane = Plane(x=(-5.6, 5.9), y=(-2.4, 2.4), box=(8, 8, 464, 300))
    frames = {}
    for mu in MOMENTA:
        frames[f"μ = {mu}"] = []
        for lr in rates:
            path = descend(lr, mu)
            end = height(path[-1])
            first = np.flatnonzero(height(path) < 0.01)
            if end > height(START):
                said = f"It diverges: the cost after 60 steps is {end:.3g}."
            elif len(first):
                said = f"The cost is below 0.01 after {first[0]} steps."
            else:
                said = f"The cost after 60 steps is {end:.3g}."
            frames[f"μ = {mu}"].append(
                {
                    "line": plane.path(*path.T),
                    "dots": plane.dots(*path.T),
                    "say": said,
                }
            )
    contours = "".join(
        f'<path class="live-contour" d="{plane.path(*ring(level), True)}"/>'
        for level in (0.3, 1.5, 4, 8, 14)
    )
    return Live(
        alt="Contours of a long valley and the path of gradient descent from its side",
        caption="Small rates creep along the valley; large ones bounce across it, and "
        "from a bound on they diverge. Momentum averages the bounces away and adds up "
        "what they have in common, the way along.",
        slider="learning rate",
        values=[f"α = {lr:.4f}" for lr in rates],
        frames=frames,
        shapes=["line", "dots"],
        ground=plane.ruler([], [], "w₁", "w₂", zero=True) + contours,
        choice="Momentum",
        start=7,
        size=(480, 316),
    )


@drawn
def batch_sizes(theme):
    """Draw the cost for three batch sizes, at equal numbers of epochs."""
    figure, axes = panels()
    rng = np.random.default_rng(11)
    x = rng.normal(size=(256, 8))
    y = x @ rng.normal(size=8) + 0.5 * rng.normal(size=256)
    styles = ((1, theme.rust, "--"), (32, theme.blue, "-"), (256, theme.green, ":"))
    for size, colour, line in styles:
        w, costs, epochs = np.zeros(8), [], []
        order = np.random.default_rng(0)
        for epoch in range(6):
            shuffled = order.permutation(256)
            for start in range(0, 256, size):
                rows = shuffled[start : start + size]
                costs.append(np.mean((x @ w - y) ** 2) / 2)
                epochs.append(epoch + start / 256)
                w -= 0.05 * x[rows].T @ (x[rows] @ w - y[rows]) / len(rows)
        label = f"B = {size}: {len(costs)} updates"
        costs.append(np.mean((x @ w - y) ** 2) / 2)
        epochs.append(6)
        axes.semilogy(epochs, costs, line, color=colour, label=label, lw=1.4)
    axes.set(xlabel="epoch", ylabel="cost on all examples")
    axes.set_yticks([0.2, 0.5, 1, 2], ["0.2", "0.5", "1", "2"])
    axes.set_yticks([], minor=True)
    axes.legend()
    return figure
