"""Rows 10 to 12: the sets that L1, L2 and elastic net allow, and their paths."""

from functools import cache

import numpy as np

from compare.reading.figures.draw import drawn, live, panels
from compare.reading.figures.live import Live, Plane, text

LAMBDAS = np.linspace(0, 1.5, 31)
SHARE = 0.5  # of L1 in the elastic net


@cache
def problem():
    """Return Hessian and least-squares solution of two correlated features."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(64, 2))
    x[:, 1] += 0.6 * x[:, 0]
    y = x @ np.array([1.5, 0.3]) + 0.1 * rng.normal(size=64)
    hessian = x.T @ x / len(x)
    return hessian, np.linalg.solve(hessian, x.T @ y / len(x))


@cache
def solution(lam: float, ratio: float) -> np.ndarray:
    """Minimise loss + lam * (ratio |w|_1 + (1 - ratio)/2 |w|_2^2), proximal steps."""
    hessian, best = problem()
    lr, w = 0.2, np.zeros(2)
    for _ in range(600):
        v = w - lr * (hessian @ (w - best) + lam * (1 - ratio) * w)
        w = np.sign(v) * np.maximum(np.abs(v) - lr * lam * ratio, 0)
    return w


def size(w, ratio: float):
    """Return the penalty of a weight vector."""
    return ratio * np.abs(w).sum(-1) + (1 - ratio) / 2 * (w**2).sum(-1)


def allowed(level: float, ratio: float, points: int = 60) -> np.ndarray:
    """Return the boundary of the set where the penalty is at most `level`."""
    angle = 2 * np.pi * np.arange(points) / points
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    linear, square = ratio * np.abs(way).sum(1), (1 - ratio) / 2
    if ratio == 1:
        radius = level / linear
    else:  # square r^2 + linear r = level
        radius = (np.sqrt(linear**2 + 4 * square * level) - linear) / (2 * square)
    return radius[:, None] * way


def ellipse(hessian, best, level: float, points: int = 60) -> np.ndarray:
    """Return the contour on which the loss exceeds its least value by `level`."""
    angle = 2 * np.pi * np.arange(points) / points
    way = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    radius = np.sqrt(2 * level / np.einsum("ki,ij,kj->k", way, hessian, way))
    return best + radius[:, None] * way


@live
def ball():
    """Show the allowed set touching the loss contour, L1 first."""
    return touching("L1", "L2", "elastic net")


@live
def ball_l2():
    """Show the same, L2 first."""
    return touching("L2", "L1", "elastic net")


@live
def ball_elastic():
    """Show the same, the elastic net first."""
    return touching("elastic net", "L1", "L2")


def touching(*names: str) -> Live:
    """Return the figure with its choices in this order."""
    hessian, best = problem()
    plane = Plane(x=(-1.7, 2.9), y=(-1.5, 1.6), box=(8, 8, 464, 313))  # a circle is one
    frames = {}
    for name in names:
        frames[name], ratio = [], {"L1": 1.0, "L2": 0.0}.get(name, SHARE)
        for lam in LAMBDAS:
            w = solution(lam, ratio)
            gap = w - best
            level = max(0.5 * gap @ hessian @ gap, 1e-6)
            zero = ": the second weight is exactly zero" if w[1] == 0 else ""
            frames[name].append(
                {
                    "area": plane.path(*allowed(size(w, ratio), ratio).T, closed=True),
                    "touch": plane.path(*ellipse(hessian, best, level).T, closed=True),
                    "point": plane.dots(w[:1], w[1:]),
                    "say": f"w = ({w[0]:.3f}, {w[1]:.3f}){zero}",
                }
            )
    rings = [ellipse(hessian, best, c).T for c in (0.02, 0.12, 0.3, 0.6)]
    contours = "".join(
        f'<path class="live-contour" d="{plane.path(*ring, True)}"/>' for ring in rings
    )
    ruler = plane.ruler([], [], "w₁", "w₂", zero=True)
    return Live(
        alt="Loss contours around the least-squares solution and the set that the "
        "penalty allows around the origin, touching at the penalised solution",
        caption="Move λ: the allowed set shrinks, and the loss contour that touches it "
        "marks the solution. On the diamond of L1 the contact slides into a corner; "
        "the round set of L2 has none; the elastic net keeps the corners and "
        "rounds the sides.",
        slider="λ",
        values=[f"λ = {lam:.3f}" for lam in LAMBDAS],
        frames=frames,
        shapes=["area", "touch", "point"],
        ground=ruler + contours + text(*plane.at(best[0] + 0.05, best[1]), "ŵ"),
        choice="Penalty",
        start=12,
        size=(480, 329),
    )


def paths(theme, choices, lambdas=LAMBDAS):
    """Draw both weights against lambda for each (name, ratio)."""
    figure, axes = panels()
    lines = ((theme.blue, "-"), (theme.rust, "--"), (theme.green, ":"))
    for (name, ratio), (colour, line) in zip(choices, lines):
        w = np.array([solution(lam, ratio) for lam in lambdas])
        label = f"{name}: w₁, thin w₂"
        axes.plot(lambdas, w[:, 0], line, color=colour, label=label)
        axes.plot(lambdas, w[:, 1], line, color=colour, lw=1)
        if w[-1, 1] == 0:
            gone = lambdas[np.argmax(w[:, 1] == 0)]
            axes.plot(gone, 0, "o", color=colour, ms=6)
            words = f"w₂ = 0\nfrom λ = {gone:.2f}"
            axes.text(gone, -0.06, words, va="top", ha="center", fontsize=10)
    axes.set_ylim(-0.32, None)
    axes.set_xlabel("λ")
    axes.set_ylabel("weight")
    axes.legend(loc="upper right")
    return figure


@drawn
def l1_l2_path(theme):
    """Draw L1 against L2."""
    return paths(theme, (("L2", 0.0), ("L1", 1.0)))


@drawn
def elastic_path(theme):
    """Draw the elastic net between its ends, until it selects."""
    choices = (("L2", 0.0), ("L1", 1.0), ("elastic net", SHARE))
    return paths(theme, choices, np.linspace(0, 3.5, 71))


def copies(ratio: float, start, steps: int = 400) -> np.ndarray:
    """Return the way of the weights of a feature and its copy, by proximal steps."""
    lr, lam, way = 0.1, 0.4, [np.array(start)]
    for _ in range(steps):
        v = way[-1] - lr * (way[-1].sum() - 2)
        size = np.maximum(np.abs(v) - lr * lam * ratio, 0)
        way.append(np.sign(v) * size / (1 + lr * lam * (1 - ratio)))
    return np.array(way)


@drawn
def shared_weights(theme):
    """Draw where equal features leave their weights, by L1 and by the elastic net."""
    figure, axes = panels(2, sharey=True)
    starts = (0.9, 0), (0, 0.7), (0.3, 0.2), (1.9, 0.8), (1.5, 1.8), (0.7, 1.9)
    for ax, ratio, title in zip(axes, (1.0, SHARE), ("L1", "elastic net, ρ = 1/2")):
        ax.plot([0, 2], [0, 2], color=theme.grid, lw=1)
        for start in starts:
            way = copies(ratio, start)
            ax.plot(*way.T, color=theme.blue, lw=1.5)
            ax.plot(*way[0], "o", color=theme.blue, mfc="none", ms=5)
            ax.plot(*way[-1], "s", color=theme.rust, ms=6, zorder=3)
        ax.set(title=title, xlabel="w₁", xlim=(-0.1, 2.1), ylim=(-0.1, 2.1))
        ax.set_aspect("equal")
    axes[0].set_ylabel("w₂")
    axes[0].text(1.45, 1.2, "w₁ = w₂", color=theme.quiet, fontsize=10)
    return figure


@drawn
def soft_threshold(theme):
    """Draw what one step of each penalty does to a weight."""
    figure, (left, right) = panels(2)
    w = np.linspace(-2, 2, 401)
    left.plot(w, w, color=theme.quiet, lw=1, label="no penalty")
    left.plot(w, w / 1.5, color=theme.blue, label="L2: w/(1 + τ)")
    soft = np.sign(w) * np.maximum(np.abs(w) - 0.5, 0)
    left.plot(w, soft, "--", color=theme.rust, label="L1: soft threshold")
    left.set(xlabel="weight before the step", ylabel="weight after, τ = 1/2")
    left.legend(loc="lower right")
    right.plot(w, w**2 / 2, color=theme.blue, label="L2: w²/2")
    right.plot(w, np.abs(w), "--", color=theme.rust, label="L1: |w|")
    right.set(xlabel="weight", ylabel="penalty")
    right.legend()
    return figure


@drawn
def sparsity(theme):
    """Draw sorted sizes of twenty weights after each penalty."""
    figure, axes = panels()
    rng = np.random.default_rng(4)
    x = rng.normal(size=(80, 20))
    truth = np.where(np.arange(20) < 5, rng.normal(size=20) * 2, 0)
    y = x @ truth + 0.5 * rng.normal(size=80)
    lr, lam = 0.1, 0.3
    for name, ratio, colour, mark in (
        ("L2", 0.0, theme.blue, "o"),
        ("L1", 1.0, theme.rust, "s"),
    ):
        w = np.zeros(20)
        for _ in range(2000):
            v = w - lr * (x.T @ (x @ w - y) / len(y) + lam * (1 - ratio) * w)
            w = np.sign(v) * np.maximum(np.abs(v) - lr * lam * ratio, 0)
        order = np.sort(np.abs(w))[::-1]
        label = f"{name}: {np.count_nonzero(w == 0)} of 20 weights are exactly 0"
        axes.plot(range(1, 21), order, mark, color=colour, ms=5, label=label)
    axes.set(xlabel="weights, largest first", ylabel="|w|")
    axes.set_xticks(range(1, 21))
    axes.legend()
    return figure
