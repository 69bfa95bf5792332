"""Row 14: the statistics of a batch, and those that are kept."""

import numpy as np

from compare.reading.figures.draw import drawn, live, panels
from compare.reading.figures.live import Live, Plane

BATCHES = 30


def batches(n: int = 32, momentum: float = 0.1):
    """Yield batches of one drifting feature with batch and running statistics."""
    rng = np.random.default_rng(7)
    mean, var = 0.0, 1.0
    for k in range(BATCHES):
        x = rng.normal(3 * (1 - np.exp(-k / 6)), 1.5, size=n)
        batch_mean, batch_var = x.mean(), x.var()
        mean += momentum * (batch_mean - mean)
        var += momentum * (batch_var * n / (n - 1) - var)
        yield x, batch_mean, batch_var, mean, var


@drawn
def running_statistics(theme):
    """Draw batch mean and deviation against the running ones, step by step."""
    figure, (left, right) = panels(2)
    rows = np.array([row[1:] for row in batches()])
    steps = np.arange(1, BATCHES + 1)
    left.plot(steps, rows[:, 0], "o", ms=3, color=theme.blue, label="of the batch")
    left.plot(steps, rows[:, 2], "--", color=theme.rust, label="running")
    left.set(xlabel="step", ylabel="mean")
    left.legend()
    spread = np.sqrt(rows[:, [1, 3]])
    right.plot(steps, spread[:, 0], "o", ms=3, color=theme.blue)
    right.plot(steps, spread[:, 1], "--", color=theme.rust)
    right.set(xlabel="step", ylabel="standard deviation")
    return figure


@drawn
def coupling(theme):
    """Draw how one example moves the outputs of all the others."""
    figure, axes = panels()
    rng = np.random.default_rng(5)
    x = rng.normal(size=8)
    moved = np.linspace(-6, 6, 200)
    outputs = []
    for value in moved:
        batch = np.concatenate([x[:-1], [value]])
        outputs.append((batch - batch.mean()) / np.sqrt(batch.var() + 1e-5))
    outputs = np.array(outputs)
    axes.plot(moved, outputs[:, :-1], color=theme.blue, lw=1)
    axes.plot(moved, outputs[:, -1], "--", color=theme.rust)
    axes.lines[0].set_label("the seven others, unchanged themselves")
    axes.lines[-1].set_label("the example that moves")
    axes.set(
        xlabel="value of one example", ylabel="normalised value", ylim=(-3.6, None)
    )
    axes.legend()
    return figure


def bell(x, mean: float, var: float):
    """Return the normal density."""
    return np.exp(-((x - mean) ** 2) / (2 * var)) / np.sqrt(2 * np.pi * var)


@live
def batch_statistics():
    """Draw a batch of one feature before and after, step by step."""
    plane = Plane(x=(-5, 9), y=(-0.05, 0.5))
    grid = np.linspace(-5, 9, 57)
    frames = {"as it comes": [], "normalised by the batch": [], "by the running": []}
    for x, batch_mean, batch_var, mean, var in batches(n=24):
        shift = {
            "as it comes": (0.0, 1.0),
            "normalised by the batch": (batch_mean, np.sqrt(batch_var + 1e-5)),
            "by the running": (mean, np.sqrt(var + 1e-5)),
        }
        for name, (centre, scale) in shift.items():
            z = (x - centre) / scale
            kept = bell(grid, (mean - centre) / scale, var / scale**2)
            frames[name].append(
                {
                    "dots": plane.dots(z, np.full(len(z), -0.02)),
                    "line": plane.path(grid, bell(grid, z.mean(), z.var())),
                    "dash": plane.path(grid, kept),
                    "say": f"Mean of the dots {z.mean():.2f}, deviation {z.std():.2f}. "
                    f"Running mean {mean:.2f}, deviation {np.sqrt(var):.2f}.",
                }
            )
    ticks = [(k, str(k)) for k in range(-4, 9, 2)]
    return Live(
        alt="Dots of one batch on a line, the bell curve of the batch's mean and "
        "variance, and the dashed bell curve of the running statistics",
        caption="The feature drifts in the first steps. The batch's own statistics "
        "(solid) follow at once; the running ones (dashed) come after, and only they "
        "are used in evaluation.",
        slider="step",
        values=[f"step {k + 1}" for k in range(BATCHES)],
        frames=frames,
        shapes=["dash", "line", "dots"],
        ground=plane.ruler(ticks, [], "feature", "density"),
        choice="Feature",
        start=4,
    )
