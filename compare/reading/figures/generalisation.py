"""Rows 9 and 15: bias and variance over capacity and over lambda, early stopping."""

from functools import cache

import numpy as np

import scratch as dl
from compare.reading.figures.draw import drawn, panels


@cache
def decompose(degree: int, strength: float):
    """Return bias^2, variance, noise and measured error of the chapter's experiment."""
    dl.manual_seed(0)
    found = dl.bias_variance(degree, strength, repeats=100)
    return found.bias2, found.variance, found.noise, found.error


@drawn
def decomposition(theme):
    """Draw the parts of the error over capacity and over lambda."""
    figure, (left, right) = panels(2, sharey=True)
    degrees, lambdas = range(10), np.logspace(-6, 1, 15)
    by_degree = [decompose(degree, 1e-9) for degree in degrees]
    by_lambda = [decompose(12, strength) for strength in lambdas]
    over = (
        (left, degrees, by_degree, "degree of the polynomial"),
        (right, lambdas, by_lambda, "λ (degree 12)"),
    )
    for ax, x, parts, label in over:
        bias, variance, noise, error = np.array(parts).T
        ax.plot(x, bias, color=theme.blue, label="bias²")
        ax.plot(x, variance, "--", color=theme.rust, label="variance")
        total = bias + variance + noise
        ax.plot(x, total, color=theme.quiet, label="sum with noise")
        ax.plot(x, error, "o", color=theme.green, ms=4, label="measured error")
        ax.set(xlabel=label, ylim=(0, 0.32))
    right.set_xscale("log")
    left.set_ylabel("squared error")
    left.legend(loc="upper left")
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
