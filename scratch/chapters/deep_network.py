"""The notes' forward and backward equations, literally: one column per example."""

from collections import namedtuple

from ..engine.checks import check_has, check_same_shape
from ..engine.grad_mode import no_grad
from ..layers.leaky_relu import leaky_relu
from ..layers.log_softmax import log_softmax
from ..layers.logsigmoid import logsigmoid
from ..layers.relu import relu
from ..layers.sigmoid import sigmoid
from ..layers.softmax import softmax
from ..layers.tanh import tanh

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
Gradients = namedtuple("Gradients", "dW db dZ dA")


def deep_forward(X, W, b, g):
    """Compute Z[l] = W[l] A[l-1] + b[l] and A[l] = g[l](Z[l]) for l = 1 ... L.

    Parameters
    ----------
    X : (n[0], m) float
        Features x examples.
    W : list, None then (n[l], n[l-1]) float for each layer
    b : list, None then (n[l], 1) float for each layer
    g : list, None then the name of each layer's activation
        linear, relu, leaky_relu, sigmoid, tanh; last sigmoid or softmax.

    Returns
    -------
    Z : list, None then (n[l], m) float for each layer
    A : list, X then (n[l], m) float for each layer

    Raises
    ------
    ValueError
        If an activation has another name.
    """
    for name, value in (("W", W), ("b", b), ("g", g)):
        if not isinstance(value, (list, tuple)):
            raise TypeError(f"{name} must be a list, got {type(value).__name__}")
    for l in range(1, len(W)):
        check_has(f"W[{l}]", W[l], "requires_grad")
        check_has(f"b[{l}]", b[l], "requires_grad")
    check_activations(g)
    Z, A = [None], [X]
    for l in range(1, len(W)):
        Z.append(W[l] @ A[l - 1] + b[l])
        A.append(ACTIVATIONS[g[l]](Z[l]))
    return Z, A


def deep_cost(ZL, Y, head):
    """Average the loss of the output layer over the m examples.

    Parameters
    ----------
    ZL : (n[L], m) float
        Logits of the output layer.
    Y : (n[L], m) float
        Labels in {0, 1}; with softmax one-hot columns.
    head : {"sigmoid", "softmax"}
        Binary cross-entropy of each output, or cross-entropy of each column.

    Returns
    -------
    cost : () float, in nats

    Raises
    ------
    ValueError
        If head has another name or the shapes differ.
    """
    check_has("ZL", ZL, "shape")
    check_has("Y", Y, "shape")
    check_same_shape(ZL=ZL, Y=Y)
    m = Y.shape[1]
    if head == "sigmoid":
        return -(Y * logsigmoid(ZL) + (1 - Y) * logsigmoid(-ZL)).sum() / m
    if head == "softmax":
        return -(Y * log_softmax(ZL, 0)).sum() / m
    raise ValueError(f"head must be sigmoid or softmax, got {head!r}")


def deep_backward(X, Y, W, b, g):
    """Compute every dZ[l], dA[l], dW[l] and db[l] of the cost.

    Parameters
    ----------
    X : (n[0], m) float
    Y : (n[L], m) float
    W, b, g : list
        As for `deep_forward`.

    Returns
    -------
    gradients : Gradients
        Lists dW, db (averaged over the examples, None at 0) and dZ, dA (of each
        example's own loss, not averaged; dZ[0] is None). dA[L] is left out (None):
        dZ[L] = A[L] - Y needs none.

    Notes
    -----
    dZ = A - Y holds for the output layer alone, and only for sigmoid with binary
    cross-entropy or softmax with cross-entropy; elsewhere dZ = dA * g'(Z).
    """
    check_has("Y", Y, "shape")
    Z, A = deep_forward(X, W, b, g)
    L, m = len(W) - 1, Y.shape[1]
    deep_cost(Z[L], Y, g[L])  # refuses what has no cost
    dW, db, dZ, dA = ([None] * (L + 1) for _ in range(4))
    with no_grad():
        dZ[L] = A[L] - Y
        for l in range(L, 0, -1):
            dW[l] = dZ[l] @ A[l - 1].T / m
            db[l] = dZ[l].sum(1, keepdim=True) / m
            dA[l - 1] = W[l].T @ dZ[l]
            if l > 1:
                dZ[l - 1] = dA[l - 1] * DERIVATIVES[g[l - 1]](Z[l - 1], A[l - 1])
    return Gradients(dW, db, dZ, dA)


def check_activations(g):
    """Refuse an activation that does not exist or stands where it cannot."""
    for l, name in enumerate(g):
        known = ACTIVATIONS if l == len(g) - 1 else ACTIVATIONS.keys() - {"softmax"}
        if l and name not in known:
            raise ValueError(f"g[{l}] must be one of {sorted(known)}, got {name!r}")
