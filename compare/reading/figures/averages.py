"""Averages that forget, and what dividing by them does to a badly scaled valley."""

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, panels

CURVE = np.array([1.0, 100.0])  # the valley: J(w) = (w1^2 + 100 w2^2) / 2
START = np.array([-4.0, 1.0])


@drawn
def moving_averages(theme):
    """Draw noisy days with three averages, and the weights of the days before."""
    figure, (left, right) = panels(2)
    days = np.arange(120)
    noise = np.random.default_rng(7).normal(size=len(days))
    series = 15 - 8 * np.cos(2 * np.pi * days / 240) + 2 * noise
    left.plot(days, series, ".", color=theme.quiet, ms=4)
    styles = ((0.5, theme.green, ":"), (0.9, theme.blue, "-"), (0.98, theme.rust, "--"))
    for beta, colour, line in styles:
        average = dl.moving_average(dl.tensor(series), beta).numpy()
        left.plot(days, average, line, color=colour, label=f"β = {beta}")
        weights = (1 - beta) * beta ** np.arange(60)
        right.semilogy(weights, line, color=colour, label=f"β = {beta}")
        right.plot(1 / (1 - beta), (1 - beta) * beta ** (1 / (1 - beta)), "o")
        right.lines[-1].set(color=colour, ms=5)
    plain = dl.moving_average(dl.tensor(series), 0.98, corrected=False).numpy()
    left.plot(days, plain, "-.", color=theme.violet, lw=1.2, label="0.98, plain")
    left.set(xlabel="day", ylabel="degrees", ylim=(-2, 37))
    left.legend(loc="upper left", ncols=2, columnspacing=1, handlelength=1.6)
    right.set(xlabel="days back", ylabel="weight", ylim=(1e-4, 4))
    right.legend(ncols=2, columnspacing=1, handlelength=1.6)
    return figure


def walk(name: str, steps: int = 150, **options) -> np.ndarray:
    """Return the way of an optimiser through the valley."""
    w = dl.tensor(START, requires_grad=True)
    optimizer, path = getattr(dl, name)([w], **options), [START]
    for _ in range(steps):
        optimizer.zero_grad()
        ((dl.tensor(CURVE) * w**2).sum() / 2).backward()
        optimizer.step()
        path.append(w.detach().numpy().copy())
    return np.array(path)


@drawn
def adaptive_steps(theme):
    """Draw four optimisers on a valley a hundred times steeper across than along."""
    figure, (left, right) = panels(2)
    ring = np.linspace(0, 2 * np.pi, 200)
    for level in (0.5, 4, 16, 40):
        x, y = np.sqrt(2 * level / CURVE)[:, None] * (np.cos(ring), np.sin(ring))
        left.plot(x, y, color=theme.grid, lw=1)
    for name, options, colour, line in (
        ("SGD", {"lr": 0.018}, theme.quiet, (0, (1, 1))),
        ("momentum", {"lr": 0.018, "momentum": 0.8}, theme.rust, "--"),
        ("RMSprop", {"lr": 0.1, "alpha": 0.9}, theme.green, ":"),
        ("Adam", {"lr": 0.3}, theme.blue, "-"),
    ):
        path = walk("SGD" if name == "momentum" else name, **options)
        left.plot(*path.T, ls=line, color=colour, lw=1.3)
        cost = (CURVE * path**2).sum(1) / 2
        right.semilogy(cost, ls=line, color=colour, label=name)
    left.set(xlabel="w₁", ylabel="w₂", xlim=(-5, 2.5), ylim=(-1.4, 1.4))
    right.set(xlabel="step", ylabel="cost", ylim=(1e-8, 1e5))
    right.legend(loc="upper right", ncols=2, columnspacing=1, handlelength=1.6)
    return figure
