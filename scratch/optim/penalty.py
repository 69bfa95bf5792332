"""Penalties on the size of weights."""

import numpy as np

from ..engine.autograd import differentiable
from ..engine.checks import (
    check_finite,
    check_floating,
    check_not_negative,
    check_probability,
    check_same_dtype,
)


@differentiable("parameters[]", strength=float)
def l1_penalty(parameters, strength):
    """Return strength times the sum of all absolute values.

    Parameters
    ----------
    parameters : iterable of (...) float
        All of one dtype; `weights_of` leaves biases out.
    strength : float
        Not negative; the lambda of the literature.

    Notes
    -----
    The subgradient at 0 is 0, as torch takes it. Gradient steps therefore hardly ever
    end at an exact 0: `proximal_l1_` does.

    References
    ----------
    Tibshirani, Regression Shrinkage and Selection via the Lasso, 1996, eq. 1.
    """
    check_penalty(parameters, strength)
    output = strength * sum(abs(param).sum() for param in parameters)

    def backward(doutput):
        # d|w| / dw = sign(w)
        scale = doutput * strength
        return [scale * np.sign(param) for param in parameters], None

    return output, backward


@differentiable("parameters[]", strength=float)
def l2_penalty(parameters, strength):
    """Return strength / 2 times the sum of all squares.

    Parameters
    ----------
    parameters : iterable of (...) float
        All of one dtype; `weights_of` leaves biases out.
    strength : float
        Not negative; its gradient is that of an optimiser's weight_decay.

    References
    ----------
    Krogh and Hertz, A Simple Weight Decay Can Improve Generalization, 1991, eq. 3.
    """
    check_penalty(parameters, strength)
    output = strength / 2 * sum(param.ravel() @ param.ravel() for param in parameters)

    def backward(doutput):
        # d(w ** 2 / 2) / dw = w
        scale = doutput * strength
        return [scale * param for param in parameters], None

    return output, backward


@differentiable("parameters[]", strength=float, l1_ratio=float)
def elastic_net_penalty(parameters, strength, l1_ratio):
    """Return a mixture of `l1_penalty` (l1_ratio = 1) and `l2_penalty` (l1_ratio = 0).

    Parameters
    ----------
    parameters : iterable of (...) float
        All of one dtype; `weights_of` leaves biases out.
    strength : float
        Not negative; alpha in scikit-learn.
    l1_ratio : float
        In [0, 1].

    References
    ----------
    Zou and Hastie, Regularization and Variable Selection via the Elastic Net, 2005,
    eq. 3, in the parametrisation of Friedman, Hastie and Tibshirani, 2010, eq. 2.
    """
    check_penalty(parameters, strength)
    check_probability("l1_ratio", l1_ratio)
    size = sum(abs(param).sum() for param in parameters)
    square = sum(param.ravel() @ param.ravel() for param in parameters)
    output = strength * (l1_ratio * size + (1 - l1_ratio) / 2 * square)

    def backward(doutput):
        first, second = (doutput * strength * r for r in (l1_ratio, 1 - l1_ratio))
        dparameters = [first * np.sign(p) + second * p for p in parameters]
        return dparameters, None, None

    return output, backward


def check_penalty(parameters, strength):
    """Refuse what cannot be summed."""
    if not parameters:
        raise ValueError("parameters must not be empty")
    check_floating("parameters", parameters[0])
    check_same_dtype(**{f"parameter {i}": p for i, p in enumerate(parameters)})
    check_not_negative("strength", strength)
    check_finite("strength", strength)
