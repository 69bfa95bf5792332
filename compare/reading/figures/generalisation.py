"""Rows 9 and 15: bias and variance over capacity and over lambda, early stopping."""

from functools import cache

import numpy as np

from compare.reading.figures.draw import drawn, panels

NOISE = 0.3


def truth(x):
    """Return the function that the samples follow."""
    return np.sin(2 * np.pi * x)


def features(x, degree: int):
    """Return Legendre polynomials up to a degree."""
    return np.polynomial.legendre.legvander(2 * x - 1, degree)


@cache
def decompose(degree: int, lam: float, sets: int = 400, n: int = 25):
    """Return bias^2, variance and the measured error on fresh noisy points."""
    rng = np.random.default_rng(0)
    x_test = np.linspace(0, 1, 101)
    design, fits = features(x_test, degree), []
    for _ in range(sets):
        x = rng.random(n)
        y = truth(x) + NOISE * rng.normal(size=n)
        a = features(x, degree)
        gram = a.T @ a + n * lam * np.eye(degree + 1)
        fits.append(design @ np.linalg.solve(gram, a.T @ y))
    fits = np.array(fits)
    bias = ((fits.mean(0) - truth(x_test)) ** 2).mean()
    fresh = truth(x_test) + NOISE * rng.normal(size=fits.shape)
    return bias, fits.var(0).mean(), ((fits - fresh) ** 2).mean()


@drawn
def decomposition(theme):
    """Draw the parts of the error over capacity and over lambda."""
    figure, (left, right) = panels(2, sharey=True)
    degrees = range(0, 11)
    lambdas = np.logspace(-5, 1, 19)
    over = (
        (
            left,
            degrees,
            [decompose(d, 1e-6) for d in degrees],
            "degree of the polynomial",
        ),
        (right, lambdas, [decompose(10, lam) for lam in lambdas], "λ (degree 10)"),
    )
    for ax, x, parts, label in over:
        bias, variance, error = np.array(parts).T
        ax.plot(x, bias, color=theme.blue, label="bias²")
        ax.plot(x, variance, "--", color=theme.rust, label="variance")
        ax.plot(
            x, bias + variance + NOISE**2, color=theme.quiet, label="sum with noise"
        )
        ax.plot(x, error, "o", color=theme.green, ms=4, label="measured error")
        ax.set(xlabel=label, ylim=(0, 0.8))
    right.set_xscale("log")
    left.set_ylabel("squared error")
    right.legend()
    return figure


@drawn
def early_stopping(theme):
    """Draw training and dev error of a wide linear model, step by step."""
    figure, axes = panels()
    rng = np.random.default_rng(2)
    scale = 1 / np.sqrt(1 + np.arange(60))
    x, x_dev = (rng.normal(size=(n, 60)) * scale for n in (50, 500))
    weight = rng.normal(size=60) * (np.arange(60) < 8)
    y, y_dev = (a @ weight + 0.7 * rng.normal(size=len(a)) for a in (x, x_dev))
    w, train, dev = np.zeros(60), [], []
    for _ in range(400):
        train.append(np.mean((x @ w - y) ** 2))
        dev.append(np.mean((x_dev @ w - y_dev) ** 2))
        w -= 0.2 * x.T @ (x @ w - y) / len(y)
    best = int(np.argmin(dev))
    axes.plot(train, color=theme.blue, label="training error")
    axes.plot(dev, "--", color=theme.rust, label="dev error")
    axes.axvline(best, color=theme.green, ls=":", label=f"best dev error: step {best}")
    axes.set(xlabel="step", ylabel="mean squared error", ylim=(0, None))
    axes.legend()
    return figure
