"""Rows 4 and 5: learning-rate schedules, and one experiment under several settings."""

from functools import cache

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes

import scratch as dl
from compare.reading.figures.draw import drawn, panels

EPOCHS = 60


def rates(make) -> list[float]:
    """Return the learning rate of each epoch under a schedule."""
    optimizer = dl.SGD([dl.Parameter(dl.zeros(1))], lr=1.0)
    scheduler, seen = make(optimizer), []
    for _ in range(EPOCHS):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return seen


@drawn
def schedules(theme):
    """Draw five schedules."""
    figure, axes = panels()
    lines = (
        ("inverse time", lambda o: dl.LambdaLR(o, lambda t: 1 / (1 + 0.1 * t)), "-"),
        ("step", lambda o: dl.StepLR(o, 15, 0.5), "--"),
        ("exponential", lambda o: dl.ExponentialLR(o, 0.95), ":"),
        ("cosine", lambda o: dl.CosineAnnealingLR(o, EPOCHS), "-."),
        (
            "linear warm-up",
            lambda o: dl.LinearLR(o, 0.1, 1.0, 15),
            (0, (5, 1, 1, 1, 1, 1)),
        ),
    )
    colours = (theme.blue, theme.rust, theme.green, theme.violet, theme.quiet)
    for (name, make, line), colour in zip(lines, colours):
        shape = "steps-post" if name == "step" else "default"
        axes.plot(rates(make), ls=line, color=colour, label=name, drawstyle=shape)
    axes.set(xlabel="epoch", ylabel="learning rate / initial rate")
    axes.legend()
    return figure


@cache
def train(lr=0.05, momentum=0.0, width=16, weight_decay=0.0, batch=64):
    """Return the cost after each epoch of a small network on breast cancer."""
    x, y = load_breast_cancer(return_X_y=True)
    x = ((x - x.mean(0)) / x.std(0)).astype(np.float32)
    dl.manual_seed(0)
    x, y = dl.tensor(x), dl.tensor(y.astype(np.float32))
    first, last = dl.Linear(x.shape[1], width), dl.Linear(width, 1)
    parameters = [*first.parameters(), *last.parameters()]
    optimizer = dl.SGD(parameters, lr, momentum, weight_decay=weight_decay)
    costs = []
    for _ in range(20):
        order = dl.randperm(len(x)).numpy()
        for start in range(0, len(x), batch):
            rows = order[start : start + batch]
            z = last(dl.relu(first(dl.tensor(x.numpy()[rows]))))
            wanted = dl.tensor(y.numpy()[rows])
            cost = dl.binary_cross_entropy_with_logits(z.reshape(-1), wanted)
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
        z = last(dl.relu(first(x))).reshape(-1)
        costs.append(dl.binary_cross_entropy_with_logits(z, y).item())
    return costs


@drawn
def hyperparameter_curves(theme):
    """Draw the same experiment with one hyperparameter changed at a time."""
    figure, axes = panels()
    for name, options, colour, line in (
        ("as it was", {}, theme.blue, "-"),
        ("learning rate × 4", {"lr": 0.2}, theme.rust, "--"),
        ("momentum 0.9", {"momentum": 0.9}, theme.green, ":"),
        ("one unit wide", {"width": 1}, theme.violet, "-."),
        ("weight decay 0.1", {"weight_decay": 0.1}, theme.quiet, (0, (1, 1))),
    ):
        axes.semilogy(range(1, 21), train(**options), ls=line, color=colour, label=name)
    axes.set(xlabel="epoch", ylabel="cost on the training set")
    axes.set_xticks(range(0, 21, 5))
    axes.set_ylim(None, 2)
    axes.legend(loc="upper right", ncols=2)
    return figure


@cache
def regression():
    """Return the diabetes data, standardised, and its least-squares weights."""
    x, y = load_diabetes(return_X_y=True)
    x, y = (x - x.mean(0)) / x.std(0), (y - y.mean()) / y.std()
    return x, y, np.linalg.lstsq(x, y, rcond=None)[0]


def floor(lr: float, batch: int) -> float:
    """Return the excess cost at which a constant rate settles, direction by direction.

    Each eigenvector of the Hessian is a parabola of its own curvature, with the noise
    that the gradient of a batch has at the minimum.
    """
    x, y, best = regression()
    curvature, directions = np.linalg.eigh(x.T @ x / len(x))
    noise = ((x * (x @ best - y)[:, None]) @ directions).var(0) / batch
    return float((lr * noise / (2 * (2 - lr * curvature))).sum())


@cache
def excess(lr: float, decay: float, epochs: int = 40, batch: int = 4, copies: int = 64):
    """Train copies of a regression; return the mean excess cost after each epoch."""
    x, y, best = regression()
    rng, steps = np.random.default_rng(2), len(x) // batch
    w = dl.tensor(np.zeros((copies, 1, x.shape[1])), requires_grad=True)
    optimizer = dl.SGD([w], lr)
    scheduler = dl.LambdaLR(optimizer, lambda epoch: 1 / (1 + decay * epoch))
    means = []
    for _ in range(epochs):
        for rows in rng.integers(0, len(x), (steps, copies, batch)):
            gap = (dl.tensor(x[rows]) * w).sum(2) - dl.tensor(y[rows])
            optimizer.zero_grad()
            ((gap**2).sum() / (2 * batch)).backward()  # each copy has its own mean
            optimizer.step()
        scheduler.step()
        away = (w.detach().numpy()[:, 0] - best) @ x.T
        means.append(np.mean(away**2) / 2)
    return means


@drawn
def noise_floor(theme):
    """Draw how far from the minimum a training stays, by its learning rate."""
    figure, axes = panels()
    for name, lr, decay, colour, line, mark in (
        ("constant, α = 0.1", 0.1, 0.0, theme.rust, "--", "s"),
        ("constant, α = 0.0125", 0.0125, 0.0, theme.green, ":", "^"),
        ("inverse time from 0.1", 0.1, 1.0, theme.blue, "-", "o"),
    ):
        style = {"color": colour, "marker": mark, "ms": 4, "markevery": 4}
        axes.semilogy(range(1, 41), excess(lr, decay), line, label=name, **style)
        if not decay:
            axes.axhline(floor(lr, 4), color=colour, lw=0.9)
            words = f"its floor by the formula: {floor(lr, 4):.4f}"
            axes.text(
                40, floor(lr, 4) * 0.93, words, ha="right", va="top", fontsize=9.5
            )
    axes.set(xlabel="epoch", ylabel="cost above its minimum", ylim=(8e-4, 0.3))
    axes.legend(loc="upper right")
    return figure
