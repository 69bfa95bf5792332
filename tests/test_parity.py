"""Row 1 of the notes: how many hidden units the parity of n bits needs."""

import math

import numpy as np
import pytest

import scratch
import torch_ref

BUILDERS = ["parity_tree", "parity_patterns", "parity_relu", "parity_threshold"]


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("n", range(1, 13))
def test_a_circuit_equals_parity_on_every_input(dl, build, n):
    bits = dl.all_bits(n)
    assert bits.shape == (2**n, n)
    network, _ = getattr(dl, build)(n)
    output = network(bits).detach().numpy()
    np.testing.assert_array_equal(output[:, 0], bits.numpy().sum(1) % 2)


@pytest.mark.parametrize("n", range(1, 13))
def test_and_of_literals_needs_one_unit_for_each_odd_pattern(n):
    network, units = scratch.parity_patterns(n)
    assert units == [2 ** (n - 1)] == [network[0].out_features]


@pytest.mark.parametrize("build", ["parity_relu", "parity_threshold"])
@pytest.mark.parametrize("n", range(1, 13))
def test_one_hidden_layer_does_not_need_exponentially_many_units(build, n):
    network, units = getattr(scratch, build)(n)
    assert units == [n] == [network[0].out_features]
    assert len(network) == 3


@pytest.mark.parametrize("n", range(2, 13))
def test_the_tree_has_linearly_many_units_in_logarithmically_many_layers(n):
    network, units = scratch.parity_tree(n)
    assert units == [layer.out_features for layer in network[::3]]
    assert sum(units) <= 2 * (n - 1) + math.ceil(math.log2(n))
    assert len(units) == math.ceil(math.log2(n))


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("n", range(2, 8))
def test_removing_any_hidden_unit_breaks_the_circuit(build, n):
    network, units = getattr(scratch, build)(n)
    bits = scratch.all_bits(n)
    parity = bits.numpy().sum(1) % 2
    layers = list(network)[: 3 * len(units) : 3]
    assert [layer.out_features for layer in layers] == units
    with scratch.no_grad():
        for layer in layers:
            for unit in range(layer.out_features):
                weight, bias = layer.weight.clone(), layer.bias.clone()
                layer.weight[unit] = 0.0
                layer.bias[unit] = 0.0
                assert (network(bits).numpy()[:, 0] != parity).any()
                layer.weight.copy_(weight)
                layer.bias.copy_(bias)
        assert (network(bits).numpy()[:, 0] == parity).all()


def test_no_bits_are_refused():
    for dl in (scratch, torch_ref):
        for build in ["all_bits", *BUILDERS]:
            with pytest.raises(
                ValueError, match=r"n must be positive and at most 24, got 0"
            ):
                getattr(dl, build)(0)
        with pytest.raises(ValueError, match=r"positive and at most 24, got 25"):
            dl.parity_relu(25)
        _, units = dl.parity_relu(24)
        assert units == [24]


@pytest.mark.parametrize("n", [True, 2.0, "2"])
def test_a_number_of_bits_that_is_no_integer_is_refused(n):
    for dl in (scratch, torch_ref):
        for build in ["all_bits", *BUILDERS]:
            with pytest.raises(TypeError, match="n must be an integer, got"):
                getattr(dl, build)(n)


def test_a_threshold_unit_does_not_fire_at_its_threshold(dl):
    assert dl.Threshold()(dl.tensor([-1.0, 0.0, 1e-9])).tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("n", [1, 2, 5, 7])
def test_both_twins_build_the_same_network(build, n):
    ours, theirs = (
        getattr(dl, build)(n)[0].state_dict() for dl in (scratch, torch_ref)
    )
    assert list(ours) == list(theirs)
    for name, weight in ours.items():
        np.testing.assert_array_equal(weight.numpy(), theirs[name].numpy())
