"""What looking at the wrong set does, and what normalised inputs do for descent."""

from functools import cache
from math import comb

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, panels

SEEN = 50  # training examples, and as many held out


def expected_best(k: int, n: int) -> float:
    """Return the mean of the best of k accuracies on n examples, all guesses."""
    at_most = np.cumsum([comb(n, i) / 2**n for i in range(n + 1)])
    return 1 - (at_most[:-1] ** k).sum() / n  # the mean is a sum of tails


@cache
def coin_accuracy(candidates: int, leaking: bool, repeats: int = 40) -> np.ndarray:
    """Choose the ten best of many features of noise; return held-out accuracies.

    The labels are coins, so that 0.5 is the truth. The classifier adds up the chosen
    features with the signs that the training examples give them.
    """
    rng, found = np.random.default_rng(candidates), []
    for _ in range(repeats):
        x = rng.normal(size=(2 * SEEN, candidates))
        y = rng.permutation(np.repeat([-1.0, 1.0], SEEN))
        looked = 2 * SEEN if leaking else SEEN
        chosen = np.argsort(np.abs(y[:looked] @ x[:looked]))[-10:]
        sign = np.sign(y[:SEEN] @ x[:SEEN, chosen])
        found.append(np.mean((x[SEEN:, chosen] @ sign > 0) == (y[SEEN:] > 0)))
    return np.array(found)


@drawn
def looking_twice(theme):
    """Draw the best of many guesses on a dev set, and features chosen by a leak."""
    figure, (left, right) = panels(2, sharey=True)
    tried = np.unique(np.logspace(0, 4, 41).astype(int))
    for n, colour, line in ((100, theme.rust, "--"), (1000, theme.blue, "-")):
        best = [expected_best(k, n) for k in tried]
        left.semilogx(tried, best, line, color=colour, label=f"{n} dev examples")
    left.axhline(0.5, color=theme.quiet, lw=1)
    left.set(xlabel="models tried, all guesses", ylabel="accuracy", ylim=(0.45, 1))
    left.legend(loc="upper left")
    sizes = np.array([10, 30, 100, 300, 1000, 3000])
    styles = (
        (True, "all labels", theme.rust, "--"),
        (False, "training", theme.blue, "-"),
    )
    for leaking, name, colour, line in styles:
        runs = np.array([coin_accuracy(int(c), leaking) for c in sizes])
        style = {"color": colour, "marker": "o", "ms": 4}
        right.semilogx(sizes, runs.mean(1), line, label=f"chosen by {name}", **style)
    right.axhline(0.5, color=theme.quiet, lw=1)
    right.set(xlabel="features of noise")
    right.legend(loc="upper left")
    return figure


def valley(normalised: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return the Hessian of a regression on two features, and a descent."""
    x = np.random.default_rng(1).normal(size=(200, 2)) * [1.0, 6.0] + [2.0, 5.0]
    x = dl.Standardize(dl.tensor(x))(dl.tensor(x)).numpy() if normalised else x
    hessian = x.T @ x / len(x)
    start = np.array([-2.0, 1.5])
    w = dl.tensor(start, requires_grad=True)
    optimizer = dl.SGD([w], lr=2 / np.trace(hessian))
    path = [start]
    for _ in range(25):
        optimizer.zero_grad()
        ((dl.tensor(x) @ w) ** 2).mean().backward()
        w.grad /= 2
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return hessian, np.array(path)


@drawn
def normalised_inputs(theme):
    """Draw the contours of the cost and the way down, raw and normalised."""
    figure, axes = panels(2, sharey=True)
    ring = np.linspace(0, 2 * np.pi, 200)
    circle = np.stack([np.cos(ring), np.sin(ring)])
    titles = ("raw inputs", "normalised inputs")
    for ax, normalised, title in zip(axes, (False, True), titles):
        hessian, path = valley(normalised)
        root = np.linalg.inv(np.linalg.cholesky(hessian)).T
        top = np.sqrt(path[0] @ hessian @ path[0])
        for share in (0.05, 0.2, 0.4, 0.7, 1.0):
            ax.plot(*(share * top * root @ circle), color=theme.quiet, lw=0.8)
        ax.plot(*path.T, "-", color=theme.blue, marker="o", ms=3, lw=1.2)
        ax.set(xlabel="w₁", title=title, xlim=(-3, 3), ylim=(-2.2, 2.2))
    axes[0].set_ylabel("w₂")
    return figure
