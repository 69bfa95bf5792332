"""The notes' passes through a whole network: one column for each example."""

from collections import namedtuple

from ..engine.checks import check_choice, check_has, check_same_shape
from ..engine.grad_mode import no_grad
from ..layers.activations.log_softmax import log_softmax
from ..layers.activations.logsigmoid import logsigmoid
from .layer import ACTIVATIONS, activation_backward, affine_backward, layer_forward

Gradients = namedtuple("Gradients", "dW db dZ dA")
OUTPUT_GRADIENTS = {  # dA[L] of each matched loss
    "linear": lambda A, Y: A - Y,
    "sigmoid": lambda A, Y: (A - Y) / (A * (1 - A)),
    "softmax": lambda A, Y: -Y / A,
}


def deep_forward(X, W, b, g):
    """Run `layer_forward` through the layers l = 1 ... L.

    Parameters
    ----------
    X : (n[0], m) float
        Features x examples.
    W : list, None then (n[l], n[l-1]) float for each layer
    b : list, None then (n[l], 1) float for each layer
    g : list, None then the name of each layer's activation
        linear, relu, leaky_relu, sigmoid, tanh; the last may be softmax.

    Returns
    -------
    A : (n[L], m) float
        The outputs of the last layer.
    caches : list, None then the Cache of each layer

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
    A, caches = X, [None]
    for l in range(1, len(W)):
        A, cache = layer_forward(A, W[l], b[l], g[l])
        caches.append(cache)
    return A, caches


def deep_cost(ZL, Y, head):
    """Average the loss of the output layer over the m examples.

    Parameters
    ----------
    ZL : (n[L], m) float
        What the last activation is applied to: logits, or with linear the outputs.
    Y : (n[L], m) float
        Numbers with linear, 0 or 1 with sigmoid, one-hot columns with softmax.
    head : {"linear", "sigmoid", "softmax"}
        Half the squared error, binary cross-entropy of each output, or cross-entropy of
        each column.

    Returns
    -------
    cost : () float
        Cross-entropies are in nats.

    Raises
    ------
    ValueError
        If head has another name or the shapes differ.
    """
    check_has("ZL", ZL, "shape")
    check_has("Y", Y, "shape")
    check_same_shape(ZL=ZL, Y=Y)
    check_choice("head", head, ("linear", "sigmoid", "softmax"))
    m = Y.shape[1]
    if head == "linear":
        return ((ZL - Y) ** 2).sum() / 2 / m
    if head == "sigmoid":
        return -(Y * logsigmoid(ZL) + (1 - Y) * logsigmoid(-ZL)).sum() / m
    return -(Y * log_softmax(ZL, 0)).sum() / m


def deep_backward(Y, caches):
    """Compute every dZ[l], dA[l], dW[l] and db[l] of the cost.

    Parameters
    ----------
    Y : (n[L], m) float
        As for `deep_cost`.
    caches : list
        As `deep_forward` returned it; nothing is computed forward again.

    Returns
    -------
    gradients : Gradients
        Lists dW, db (averaged over the examples, None at 0) and dZ, dA (of each
        example's own loss, not averaged; dZ[0] is None).

    Notes
    -----
    dZ = A - Y holds for the output layer alone, and only if activation and loss match:
    identity and half the squared error, sigmoid and binary cross-entropy, softmax and
    cross-entropy. Elsewhere dZ = dA * g'(Z). dA[L] divides by A and 1 - A: it is not
    finite where an output is 0 or 1 to the last bit, and dZ[L] does not use it.
    """
    check_has("Y", Y, "shape")
    check_caches(caches)
    L = len(caches) - 1
    dW, db, dZ, dA = ([None] * (L + 1) for _ in range(4))
    with no_grad():
        A, g = caches[L].A, caches[L].g
        deep_cost(caches[L].Z, Y, g)  # refuses what has no cost
        dA[L] = OUTPUT_GRADIENTS[g](A, Y)
        dZ[L] = A - Y
        for l in range(L, 0, -1):
            if l < L:
                dZ[l] = activation_backward(dA[l], caches[l])
            dA[l - 1], dW[l], db[l] = affine_backward(dZ[l], caches[l])
    return Gradients(dW, db, dZ, dA)


def check_activations(g):
    """Refuse an activation that does not exist or stands where it cannot."""
    for l, name in enumerate(g):
        known = ACTIVATIONS if l == len(g) - 1 else ACTIVATIONS.keys() - {"softmax"}
        if l and name not in known:
            raise ValueError(f"g[{l}] must be one of {sorted(known)}, got {name!r}")


def check_caches(caches):
    """Refuse what `deep_forward` does not return."""
    if not isinstance(caches, (list, tuple)):
        raise TypeError(f"caches must be a list, got {type(caches).__name__}")
    if len(caches) < 2:
        raise ValueError(f"caches needs None and a Cache for each layer, got {caches}")
    for l in range(1, len(caches)):
        check_has(f"caches[{l}]", caches[l], "A_prev")
