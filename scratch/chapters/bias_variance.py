"""Bias and variance, measured by training on many resampled sets; what to do then."""

from collections import namedtuple

from numpy import linalg

from ..engine.autograd import Tensor
from ..engine.checks import check_has, check_not_negative, check_positive
from ..engine.creation import eye
from ..engine.functions import stack
from ..engine.random import rand, randn
from ..engine.sequences import linspace

BiasVariance = namedtuple(
    "BiasVariance", "bias2 variance noise error standard_error train_error"
)


def polynomial(x, degree):
    """Return the powers 0 ... degree of x as columns.

    Parameters
    ----------
    x : (N,) float
    degree : int

    Returns
    -------
    features : (N, degree + 1) float
    """
    check_not_negative("degree", degree)
    return stack([x**power for power in range(degree + 1)], 1)


def ridge(features, target, strength):
    """Return the weights of the least mean square with an L2 penalty.

    Parameters
    ----------
    features : (N, D) float
    target : (N,) float
    strength : float
        Lambda: mean((features @ weight - target)^2) + strength * |weight|^2.

    Returns
    -------
    weight : (D,) float

    References
    ----------
    Hoerl and Kennard, Ridge Regression, 1970, eq. 2.1.
    """
    check_not_negative("strength", strength)
    check_has("features", features, "shape")
    n, d = features.shape
    curvature = features.T @ features / n + strength * eye(d, dtype=features.dtype)
    weight = Tensor(linalg.solve(curvature.array, (features.T @ target / n).array))
    return weight


def bump(x):
    """Return the function to be learned, exp(-(3 x)^2)."""
    return (-((3 * x) ** 2)).exp()


def bias_variance(degree, strength, samples=30, repeats=200, noise=0.2):
    """Measure bias, variance and error of ridge regression on polynomials.

    Parameters
    ----------
    degree : int
        Capacity: the highest power.
    strength : float
        Lambda of the penalty.
    samples : int
        Size of each training set, drawn uniformly from [-1, 1].
    repeats : int
        Number of training sets.
    noise : float
        Standard deviation of the labels around the true function.

    Returns
    -------
    result : BiasVariance
        bias2, variance and noise (their sum is the expected error), the measured
        error on fresh labels with its standard_error, and the train_error.

    References
    ----------
    Geman, Bienenstock and Doursat, Neural Networks and the Bias/Variance Dilemma, 1992.
    """
    check_positive("samples", samples)
    check_positive("repeats", repeats)
    grid = linspace(-0.9, 0.9, 40)
    truth, features = bump(grid), polynomial(grid, degree)
    predictions, errors, train_errors = [], [], []
    for _ in range(repeats):
        x = 2 * rand(samples) - 1
        target = bump(x) + noise * randn(samples)
        weight = ridge(polynomial(x, degree), target, strength)
        train_errors.append(((polynomial(x, degree) @ weight - target) ** 2).mean())
        predictions.append(features @ weight)
        fresh = truth + noise * randn(len(grid))
        errors.append(((predictions[-1] - fresh) ** 2).mean())
    predictions, errors = stack(predictions), stack(errors)
    return BiasVariance(
        bias2=((predictions.mean(0) - truth) ** 2).mean().item(),
        variance=predictions.var(0, correction=0).mean().item(),
        noise=noise**2,
        error=errors.mean().item(),
        standard_error=errors.std().item() / repeats**0.5,
        train_error=stack(train_errors).mean().item(),
    )


Advice = namedtuple("Advice", "bias variance actions")
LOWER_BIAS = ("a larger network", "train longer", "a better optimiser", "less penalty")
LOWER_VARIANCE = ("more data", "a stronger penalty or dropout", "a smaller network")


def advise(train_error, dev_error, target, tolerance=0.02):
    """Tell bias from variance by the two errors, and what to try.

    Parameters
    ----------
    train_error, dev_error, target : float
        Error rates in [0, 1]; target is the best that can be hoped for.
    tolerance : float
        A gap up to this size counts as none.

    Returns
    -------
    advice : Advice
        Whether bias (train_error above target) and variance (dev_error above
        train_error) are high, and the actions, bias first.

    References
    ----------
    Ng, Machine Learning Yearning, 2018, chapters 20-25.
    """
    for error in (train_error, dev_error, target):
        check_not_negative("an error", error)
    bias = train_error - target > tolerance
    variance = dev_error - train_error > tolerance
    actions = LOWER_BIAS * bias + LOWER_VARIANCE * variance
    return Advice(bias, variance, actions or ("done",))
