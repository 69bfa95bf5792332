"""The tent map applied again and again: 2 ** depth pieces from 2 depth ReLU units."""

from ..engine.containers import Sequential
from ..layers.activations.relu import ReLU
from .parity import affine


def tent_deep(depth):
    """Build the tent map applied `depth` times: 2 ReLU units in each hidden layer.

    Parameters
    ----------
    depth : int
        From 1 to 16.

    Returns
    -------
    network : Sequential, from (N, 1) numbers in [0, 1] to (N, 1)
    units : list of int
        [2] * depth.

    Notes
    -----
    tent(x) = 2 relu(x) - 4 relu(x - 1/2) rises from 0 to 1 and falls back to 0. Each
    layer folds the line once more, so its output has 2 ** depth straight pieces.

    References
    ----------
    Telgarsky, Benefits of Depth in Neural Networks, 2016, section 1.
    """
    check_depth(depth)
    layers = [affine([[1.0], [1.0]], [0.0, -0.5]), ReLU()]
    for _ in range(depth - 1):
        layers += [affine([[2.0, -4.0], [2.0, -4.0]], [0.0, -0.5]), ReLU()]
    return Sequential(*layers, affine([[2.0, -4.0]], [0.0])), [2] * depth


def tent_wide(depth):
    """Build the same function with one hidden layer: a unit for each of its pieces.

    Parameters
    ----------
    depth : int
        From 1 to 16.

    Returns
    -------
    network : Sequential, from (N, 1) numbers in [0, 1] to (N, 1)
    units : list of int
        [2 ** depth].

    Notes
    -----
    Each ReLU unit bends the line in one place, so a layer of u units has at most u + 1
    pieces on a line, whatever its weights: 2 ** depth pieces need 2 ** depth - 1 units.

    References
    ----------
    Telgarsky, Benefits of Depth in Neural Networks, 2016, lemma 3.1.
    """
    check_depth(depth)
    pieces = 2**depth
    bias = [-bend / pieces for bend in range(pieces)]
    turns = [2.0 * pieces * (-1.0) ** bend for bend in range(pieces)]
    turns[0] = float(pieces)
    hidden = affine([[1.0]] * pieces, bias)
    return Sequential(hidden, ReLU(), affine([turns], [0.0])), [pieces]


def check_depth(depth):
    """Refuse a depth that is no integer, or whose pieces float32 cannot tell apart."""
    if isinstance(depth, bool) or not isinstance(depth, int):
        raise TypeError(f"depth must be an integer, got {depth!r}")
    if not 1 <= depth <= 16:
        raise ValueError(f"depth must be in [1, 16], got {depth}")
