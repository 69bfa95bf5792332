"""The notes' two functions of a layer, literally: one column for each example."""

from collections import namedtuple

from ..engine.checks import check_choice, check_has, check_same_shape
from ..engine.grad_mode import no_grad
from ..layers.activations.leaky_relu import leaky_relu
from ..layers.activations.relu import relu
from ..layers.activations.sigmoid import sigmoid
from ..layers.activations.softmax import softmax
from ..layers.activations.tanh import tanh

ACTIVATIONS = {
    "linear": lambda Z: Z,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "sigmoid": sigmoid,
    "softmax": lambda Z: softmax(Z, 0),
    "tanh": tanh,
}
DERIVATIVES = {  # g'(Z), through A = g(Z) where that is shorter
    "linear": lambda Z, A: 1,
    "relu": lambda Z, A: (Z > 0).to(Z.dtype),
    "leaky_relu": lambda Z, A: (Z > 0).to(Z.dtype) * 0.99 + 0.01,
    "sigmoid": lambda Z, A: A * (1 - A),
    "tanh": lambda Z, A: 1 - A**2,
}
Cache = namedtuple("Cache", "A_prev W b g Z A")


def layer_forward(A_prev, W, b, g):
    """Compute Z = W A_prev + b and A = g(Z), and keep what the way back needs.

    Parameters
    ----------
    A_prev : (n_prev, m) float
        Features x examples; of the first layer X.
    W : (n, n_prev) float
    b : (n, 1) float
    g : {"linear", "relu", "leaky_relu", "sigmoid", "tanh", "softmax"}

    Returns
    -------
    A : (n, m) float
    cache : Cache
        A_prev, W, b, g, Z and A.

    Raises
    ------
    ValueError
        If g has another name.
    """
    for name, value in (("A_prev", A_prev), ("W", W), ("b", b)):
        check_has(name, value, "requires_grad")
    check_choice("g", g, ACTIVATIONS)
    Z = W @ A_prev + b
    A = ACTIVATIONS[g](Z)
    return A, Cache(A_prev, W, b, g, Z, A)


def layer_backward(dA, cache):
    """Turn dA of a layer into dA_prev, dW and db, from what forward kept.

    Parameters
    ----------
    dA : (n, m) float
        Each column the gradient of that example's own loss, not averaged.
    cache : Cache
        As `layer_forward` returned it.

    Returns
    -------
    dA_prev : (n_prev, m) float
        Not averaged either.
    dW : (n, n_prev) float
        Of the cost: averaged over the m examples.
    db : (n, 1) float
        Averaged as well.
    """
    check_has("cache", cache, "A_prev")
    check_has("dA", dA, "shape")
    check_same_shape(dA=dA, A=cache.A)
    return affine_backward(activation_backward(dA, cache), cache)


def activation_backward(dA, cache):
    """Return dZ: dA * g'(Z) for an elementwise g; each softmax output needs all Z."""
    Z, A = cache.Z, cache.A
    with no_grad():
        if cache.g == "softmax":
            return A * (dA - (A * dA).sum(0, keepdim=True))
        return dA * DERIVATIVES[cache.g](Z, A)


def affine_backward(dZ, cache):
    """Return dA_prev, dW and db."""
    m = dZ.shape[1]
    with no_grad():
        dW = dZ @ cache.A_prev.T / m
        db = dZ.sum(1, keepdim=True) / m
        dA_prev = cache.W.T @ dZ
    return dA_prev, dW, db
