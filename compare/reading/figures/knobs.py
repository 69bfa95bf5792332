"""A small network under the learning rate and the batch size that one chooses."""

import numpy as np

from compare.reading.figures.draw import live
from compare.reading.figures.live import Live, Plane


@live
def knobs():
    """Turn the learning rate of a small network, for several batch sizes."""
    rng = np.random.default_rng(4)
    x = rng.uniform(-2, 2, size=(64, 1))
    y = np.sin(2 * x)
    plane = Plane(x=(0, 40), y=(0, 0.8))
    rates = np.geomspace(0.003, 3, 21)
    frames = {}
    for size in (64, 8):
        name = f"B = {size}"
        frames[name] = []
        for rate in rates:
            costs = train(x, y, rate, size)
            end = costs[-1]
            words = f"After 40 epochs the cost is {end:.3f}."
            if not np.isfinite(end) or end > 1:
                words = "It diverges, or jumps about."
            shown = np.clip(np.nan_to_num(costs, nan=0.8), 0, 0.8)
            frames[name].append(
                {"line": plane.path(range(len(costs)), shown), "say": words}
            )
    xticks = [(k, str(k)) for k in range(0, 41, 10)]
    yticks = [(k / 10, f"{k / 10:g}") for k in range(0, 9, 2)]
    return Live(
        alt="The cost of a small network against the epoch, for the learning rate that "
        "the slider sets",
        caption="One hidden layer of 16 tanh units that learns a sine. Too small a "
        "rate does nothing in the time there is; too large a one jumps. A smaller "
        "batch makes more updates in an epoch, each with more noise.",
        slider="learning rate",
        values=[f"α = {rate:.3g}" for rate in rates],
        frames=frames,
        shapes=["line"],
        ground=plane.ruler(xticks, yticks, "epoch", "cost"),
        choice="Batch",
        start=11,
    )


def train(x, y, rate: float, size: int) -> np.ndarray:
    """Return the cost after each epoch of a network with one hidden layer."""
    rng = np.random.default_rng(0)
    w1, b1 = rng.normal(size=(1, 16)), rng.normal(size=16)
    w2, b2 = rng.normal(size=(16, 1)) / 4, np.zeros(1)
    costs = []
    with np.errstate(all="ignore"):
        for _ in range(41):
            costs.append(np.mean((np.tanh(x @ w1 + b1) @ w2 + b2 - y) ** 2))
            order = rng.permutation(len(x))
            for start in range(0, len(x), size):
                rows = order[start : start + size]
                a = np.tanh(x[rows] @ w1 + b1)
                dz = 2 * (a @ w2 + b2 - y[rows]) / len(rows)
                da = dz @ w2.T * (1 - a**2)
                w2, b2 = w2 - rate * a.T @ dz, b2 - rate * dz.sum(0)
                w1, b1 = w1 - rate * x[rows].T @ da, b1 - rate * da.sum(0)
    return np.array(costs)
