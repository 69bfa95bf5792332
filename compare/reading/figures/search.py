"""Row 8: what a grid and random points see of a function of two hyperparameters."""

import numpy as np

from compare.reading.figures.draw import drawn, panels


def response(x):
    """Return what a point is worth: its optimum lies between the grid's columns."""
    return np.exp(-(((x - 0.5) / 0.08) ** 2))


def sixteen():
    """Return a grid of four by four points, and as many at random."""
    side = (np.arange(4) + 0.5) / 4
    grid = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
    return grid, np.random.default_rng(6).random((16, 2))


def best(points):
    """Return the point of the greatest response, and that response."""
    worth = response(points[:, 0])
    return points[np.argmax(worth)], worth.max()


@drawn
def grid_and_random(theme):
    """Draw sixteen points each way; mark their distinct values and the best."""
    figure, axes = panels(2, sharey=True)
    for ax, points, title in zip(axes, sixteen(), ("grid", "random")):
        x = np.linspace(0, 1, 200)
        hump = 1.05 + 0.25 * response(x)
        ax.fill_between(x, 1.05, hump, color=theme.blue, alpha=0.3, lw=0)
        ax.plot(*points.T, "o", color=theme.rust, ms=5)
        seen = np.unique(points[:, 0])
        ax.plot(seen, np.full(len(seen), 1.05), "|", color=theme.rust, ms=12, mew=1.5)
        point, worth = best(points)
        ax.plot(*point, "o", mfc="none", mec=theme.blue, mew=2, ms=11)
        ax.set_title(f"{title}: {len(seen)} values, best {worth:.2f}")
        ax.set(xlabel="the one that matters", xlim=(-0.05, 1.05))
        ax.set(ylim=(-0.05, 1.35), yticks=np.linspace(0, 1, 6))
    axes[0].set_ylabel("the one that does not")
    return figure


@drawn
def coarse_to_fine(theme):
    """Draw a coarse round over decades, a fine one around its best point."""
    figure, axes = panels()
    rng = np.random.default_rng(9)

    def score(lr, mu):
        return (np.log10(lr) + 2.2) ** 2 + 6 * (mu - 0.85) ** 2

    low, high = np.array([-5.0, 0.0]), np.array([0.0, 1.0])
    styles = ((theme.blue, "o"), (theme.rust, "s"), (theme.green, "^"))
    for k, (colour, mark) in enumerate(styles, 1):
        points = low + (high - low) * rng.random((20, 2))
        best = points[np.argmin(score(10 ** points[:, 0], points[:, 1]))]
        axes.plot(10 ** points[:, 0], points[:, 1], mark, color=colour, ms=4)
        axes.lines[-1].set_label(f"round {k}")
        x, y = 10 ** np.array([low[0], high[0]]), np.array([low[1], high[1]])
        axes.fill_between(x, *y, fc="none", ec=colour, lw=1.2)
        half = (high - low) / 6
        low, high = np.maximum(low, best - half), np.minimum(high, best + half)
    axes.set_xscale("log")
    axes.set(xlabel="learning rate", ylabel="momentum")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), handletextpad=0)
    return figure
