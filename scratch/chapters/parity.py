"""Parity of n bits as networks: a deep tree, a wide layer, a clever layer."""

from itertools import product

from ..engine.containers import Sequential
from ..engine.creation import tensor
from ..engine.grad_mode import no_grad
from ..engine.module import Module
from ..layers.activations.relu import ReLU
from ..layers.linear import Linear


class Threshold(Module):
    """The step unit: 1 where the input is above 0, else 0."""

    def forward(self, input):
        """Compare every element with 0."""
        return (input > 0).to(input.dtype)


def check_bits(n):
    """Refuse a number of bits that is no integer, or whose patterns fill the memory."""
    if isinstance(n, bool) or not isinstance(n, int):
        raise TypeError(f"n must be an integer, got {n!r}")
    if not 1 <= n <= 24:
        raise ValueError(f"n must be positive and at most 24, got {n}")


def all_bits(n):
    """Return all 2**n patterns of n bits, one a row.

    Parameters
    ----------
    n : int
        Number of bits, at least 1.

    Returns
    -------
    bits : (2**n, n) float
    """
    check_bits(n)
    return tensor([[float(bit) for bit in bits] for bits in product((0, 1), repeat=n)])


def affine(weight, bias):
    """Return a Linear with this weight (rows) and bias, one each or one for all."""
    layer = Linear(len(weight[0]), len(weight))
    with no_grad():
        layer.weight.copy_(tensor(weight))
        layer.bias.copy_(tensor(bias))
    return layer


def parity_tree(n):
    """Build parity as a tree of XOR blocks: O(n) units in O(log2 n) layers.

    Parameters
    ----------
    n : int

    Returns
    -------
    network : Sequential, from (N, n) bits to (N, 1)
    units : list of int
        Hidden units of each layer.

    Notes
    -----
    On bits, xor(a, b) = relu(a + b) - 2 relu(a + b - 1). A bit without a partner
    passes through one unit, relu(a) = a.
    """
    check_bits(n)
    layers, units = [], []
    while n > 1:
        pairs, single = n // 2, n % 2
        weight, bias, merge = [], [], []
        for i in range(pairs):
            both = [1.0 if j // 2 == i else 0.0 for j in range(n)]
            weight += [both, both]
            bias += [0.0, -1.0]
        if single:
            weight += [[0.0] * (n - 1) + [1.0]]
            bias += [0.0]
        for i in range(pairs):
            row = [0.0] * len(weight)
            row[2 * i], row[2 * i + 1] = 1.0, -2.0
            merge += [row]
        if single:
            merge += [[0.0] * (len(weight) - 1) + [1.0]]
        layers += [affine(weight, bias), ReLU(), affine(merge, [0.0])]
        units += [len(weight)]
        n = pairs + single
    return Sequential(*layers), units


def parity_patterns(n):
    """Build parity as an OR of ANDs: one hidden unit for each odd pattern.

    Parameters
    ----------
    n : int

    Returns
    -------
    network : Sequential, from (N, n) bits to (N, 1)
    units : list of int
        [2 ** (n - 1)]: this is the count that the usual claim speaks of.

    Notes
    -----
    relu(sum of the literals - (n - 1)) is 1 on its own pattern and 0 on all others. A
    two-level AND/OR circuit (DNF) for parity cannot do with fewer ANDs.

    References
    ----------
    Hastad, Computational Limitations of Small-Depth Circuits, 1987.
    """
    check_bits(n)
    odd = [bits for bits in product((0, 1), repeat=n) if sum(bits) % 2]
    weight = [[2.0 * bit - 1.0 for bit in bits] for bits in odd]
    bias = [1.0 - sum(bits) for bits in odd]
    sum_up = affine([[1.0] * len(odd)], [0.0])
    return Sequential(affine(weight, bias), ReLU(), sum_up), [len(odd)]


def parity_relu(n):
    """Build parity with one hidden layer of only n ReLU units.

    Parameters
    ----------
    n : int

    Returns
    -------
    network : Sequential, from (N, n) bits to (N, 1)
    units : list of int
        [n]: one hidden layer does not need 2 ** (n - 1) units.

    Notes
    -----
    Parity is a zigzag in k, the number of ones: slope +1, -1, +1, ... Each unit
    relu(k - j) turns the slope round at k = j.
    """
    check_bits(n)
    weight = [[1.0] * n for _ in range(n)]
    bias = [-j for j in range(n)]
    turns = [1.0] + [2.0 * (-1.0) ** j for j in range(1, n)]
    return Sequential(affine(weight, bias), ReLU(), affine([turns], [0.0])), [n]


def parity_threshold(n):
    """Build parity with one hidden layer of n threshold units.

    Parameters
    ----------
    n : int

    Returns
    -------
    network : Sequential, from (N, n) bits to (N, 1)
    units : list of int
        [n].

    Notes
    -----
    Unit j fires when at least j bits are set; their signs alternate in the output.

    References
    ----------
    Minsky and Papert, Perceptrons, 1969.
    """
    check_bits(n)
    weight = [[1.0] * n for _ in range(n)]
    bias = [0.5 - j for j in range(1, n + 1)]
    signs = [-((-1.0) ** j) for j in range(1, n + 1)]
    return Sequential(affine(weight, bias), Threshold(), affine([signs], [0.0])), [n]
