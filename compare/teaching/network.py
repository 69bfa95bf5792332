"""A network of two layers by hand, as the course draws it: one column an example."""

import numpy as np


def two_layers(X, Y, W1, b1, W2, b2):
    """Return the cost of a network with relu inside and a sigmoid outside.

    Parameters
    ----------
    X : (n0, m) float
        Features x examples.
    Y : (n2, m) float
        0 or 1 for each output and example.
    W1, b1 : (n1, n0) and (n1, 1) float
    W2, b2 : (n2, n1) and (n2, 1) float

    Returns
    -------
    cost : () float
        Binary cross-entropy, summed over the outputs, averaged over the examples.
    """
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.maximum(Z1, 0)
    Z2 = W2 @ A1 + b2
    # -log(A2) = log(1 + exp(-Z2)) and -log(1 - A2) = log(1 + exp(Z2)), A2 = sigmoid(Z2)
    losses = Y * np.logaddexp(0, -Z2) + (1 - Y) * np.logaddexp(0, Z2)
    A2 = np.exp(-np.logaddexp(0, -Z2))
    output = losses.sum() / m

    def backward(doutput):
        # the sigmoid and its cost together: dZ2 = A2 - Y, and 1/m comes with the cost
        dZ2 = doutput * (A2 - Y) / m
        # Z2 = W2 A1 + b2
        dW2 = dZ2 @ A1.T
        db2 = dZ2.sum(1, keepdims=True)
        dA1 = W2.T @ dZ2
        # A1 = max(Z1, 0): the slope is 1 where Z1 > 0, else 0
        dZ1 = dA1 * (Z1 > 0)
        # Z1 = W1 X + b1
        dW1 = dZ1 @ X.T
        db1 = dZ1.sum(1, keepdims=True)
        dX = W1.T @ dZ1
        return dX, None, dW1, db1, dW2, db2

    return output, backward


def two_layers_in_torch(X, Y, W1, b1, W2, b2):
    """Return the same cost, for autograd."""
    from torch.nn.functional import binary_cross_entropy_with_logits, relu

    logits = W2 @ relu(W1 @ X + b1) + b2
    losses = binary_cross_entropy_with_logits(logits, Y.to(logits), reduction="none")
    return losses.sum() / X.shape[1]
