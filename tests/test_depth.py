"""Row 1 of the notes: what depth multiplies, and what one layer cannot do with less."""

from itertools import product

import numpy as np
import pytest

import scratch
import torch_ref

X = np.linspace(0, 1, 2**10 + 1)  # every bend is one of them


def curve(dl, network):
    """Return a network's outputs on the line."""
    return network.double()(dl.tensor(X[:, None])).detach().numpy()[:, 0]


def pieces(y):
    """Count straight pieces of a polygon whose corners are among the points."""
    slopes = np.diff(y) / np.diff(X)
    turns = np.abs(np.diff(slopes))
    return 1 + int((turns > 1e-9 * np.abs(slopes).max()).sum())


def tent(x, depth):
    """Apply the tent map, by its definition."""
    for _ in range(depth):
        x = np.where(x < 0.5, 2 * x, 2 - 2 * x)
    return x


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 8])
def test_depth_multiplies_pieces_two_units_at_a_time(dl, depth):
    network, units = dl.tent_deep(depth)
    y = curve(dl, network)
    assert pieces(y) == 2**depth
    assert (
        sum(units) == sum(layer.out_features for layer in network[:-1:2]) == 2 * depth
    )
    np.testing.assert_array_equal(y, tent(X, depth))


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 8])
def test_one_hidden_layer_needs_a_unit_for_each_piece(dl, depth):
    network, units = dl.tent_wide(depth)
    assert units == [2**depth] == [network[0].out_features]
    np.testing.assert_array_equal(curve(dl, network), tent(X, depth))
    hidden = network[:2](dl.tensor(X[:, None])).detach().numpy()
    shares = hidden * network[2].weight.detach().numpy()
    for unit in range(2**depth):  # each one is a bend, or the first slope
        rest = shares.sum(1) - shares[:, unit]
        assert pieces(rest) == 2**depth - (unit > 0)
        assert np.abs(rest - tent(X, depth)).max() > 0.1


@pytest.mark.parametrize("units", [0, 1, 2, 3, 6, 14])
def test_one_hidden_layer_of_u_relus_has_at_most_u_plus_1_pieces(dl, units):
    """Whatever its weights; so 2 ** L pieces need 2 ** L - 1 units."""
    rng = np.random.default_rng(units)
    for _ in range(20):
        first = dl.Linear(1, units) if units else None
        last = dl.Linear(max(units, 1), 1)
        if first is None:
            assert pieces(curve(dl, last)) == 1
            continue
        bends, facing = rng.choice(X[1:-1], units), rng.choice([-1.0, 1.0], units)
        with scratch.no_grad(), torch_ref.no_grad():
            first.weight.copy_(dl.tensor(facing[:, None]))
            first.bias.copy_(dl.tensor(-bends * facing))
            last.weight.copy_(dl.tensor(rng.standard_normal((1, units))))
        y = curve(dl, dl.Sequential(first, dl.ReLU(), last))
        assert pieces(y) <= units + 1


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_no_smaller_or_of_ands_is_parity(n):
    """Every AND that implies parity is true on one input: all 3 ** n are tried."""
    bits = scratch.all_bits(n).numpy()
    odd = (
        scratch.parity_threshold(n)[0](scratch.all_bits(n)).detach().numpy()[:, 0] == 1
    )
    implicants = []
    for term in product((0, 1, None), repeat=n):
        used = [i for i in range(n) if term[i] is not None]
        true = np.all([bits[:, i] == term[i] for i in used] or [bits[:, 0] >= 0], 0)
        if not (true & ~odd).any():
            implicants.append((len(used), true.sum()))
    assert implicants == [(n, 1)] * 2 ** (n - 1)
    assert scratch.parity_patterns(n)[1] == [len(implicants)]


@pytest.mark.parametrize("depth", [True, 2.0])
def test_a_depth_that_is_no_integer_is_refused(dl, depth):
    for build in (dl.tent_deep, dl.tent_wide):
        with pytest.raises(TypeError, match="depth must be an integer, got"):
            build(depth)


def test_a_depth_that_float32_cannot_hold_is_refused(dl):
    for build in (dl.tent_deep, dl.tent_wide):
        for depth in (0, 17):
            with pytest.raises(ValueError, match=r"depth must be in \[1, 16\], got"):
                build(depth)
