"""Initial values: torch's, bit for bit, and the same words consumed."""

import math

import numpy as np
import pytest
import torch
from hypothesis import settings

import scratch as dl
import torch_ref
from compare.streams import build, is_replayed

ROUNDS = 5000 if settings.default.max_examples >= 1000 else 300
GAINS = ["linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]
replayed = pytest.mark.skipif(
    not is_replayed(), reason=f"{build()} is not the build that scratch replays"
)


def fills(rng):
    """Return one random call of each filling function of `init`."""
    a, b = sorted(rng.normal(size=2).tolist())
    mean, std = float(rng.normal()), float(rng.random() + 0.1)
    gain, slope = float(rng.random() * 2), float(rng.random())
    mode = str(rng.choice(["fan_in", "fan_out"]))
    kind = str(rng.choice(GAINS))
    low = mean + std * float(rng.uniform(-1.9, 1.5))
    high = low + std * float(rng.uniform(0.05, 3.0))
    return {
        "uniform_": lambda init, t, g: init.uniform_(t, a, b, g),
        "normal_": lambda init, t, g: init.normal_(t, mean, std, generator=g),
        "constant_": lambda init, t, g: init.constant_(t, a),
        "ones_": lambda init, t, g: init.ones_(t),
        "zeros_": lambda init, t, g: init.zeros_(t),
        "xavier_uniform_": lambda init, t, g: init.xavier_uniform_(t, gain, g),
        "xavier_normal_": lambda init, t, g: init.xavier_normal_(t, gain, g),
        "kaiming_uniform_": lambda init, t, g: init.kaiming_uniform_(
            t, slope, mode, kind, g
        ),
        "kaiming_normal_": lambda init, t, g: init.kaiming_normal_(
            t, slope, mode, kind, generator=g
        ),
        "trunc_normal_": lambda init, t, g: init.trunc_normal_(
            t, mean, std, low, high, g
        ),
    }


@replayed
def test_every_fill_equals_torch_for_random_seeds_shapes_and_options():
    rng = np.random.default_rng(1)
    g, h = dl.Generator(), torch.Generator()
    for seed in range(ROUNDS):
        g.manual_seed(seed)
        h.manual_seed(seed)
        shape = tuple(rng.integers(1, 9, size=rng.integers(2, 5)).tolist())
        dtype = str(rng.choice(["float32", "float64"]))
        for name, fill in fills(rng).items():
            tensor = dl.empty(shape, dtype=getattr(dl, dtype))
            expected = torch.empty(shape, dtype=getattr(torch, dtype))
            assert fill(dl.init, tensor, g) is tensor
            fill(torch_ref.init, expected, h)
            same = tensor.numpy().tobytes() == expected.numpy().tobytes()
            assert same, (name, seed, shape, dtype)
            assert (g.get_state().numpy() == h.get_state().numpy()).all(), (name, seed)


@replayed
def test_linear_layers_start_with_torchs_weights():
    rng = np.random.default_rng(2)
    for seed in range(ROUNDS):
        n, m = rng.integers(1, 40, size=2).tolist()
        dl.manual_seed(seed)
        torch.manual_seed(seed)
        layer, expected = dl.Linear(n, m), torch.nn.Linear(n, m)
        for ours, theirs in zip(layer.parameters(), expected.parameters(), strict=True):
            assert (ours.data == theirs.detach().numpy()).all()


@replayed
def test_a_transposed_weight_is_filled_as_torch_fills_it():
    for name in ("kaiming_uniform_", "xavier_normal_", "trunc_normal_"):
        array = np.empty((6, 4), np.float32)
        dl.manual_seed(3)
        getattr(dl.init, name)(dl.Tensor(array.T))
        torch.manual_seed(3)
        expected = torch.empty(6, 4)
        getattr(torch.nn.init, name)(expected.T)
        assert (array == expected.numpy()).all(), name


@pytest.mark.parametrize("kind", GAINS)
def test_a_gain_is_torchs(kind):
    assert dl.init.calculate_gain(kind) == torch.nn.init.calculate_gain(kind)
    assert dl.init.calculate_gain("leaky_relu", 0.3) == math.sqrt(2 / 1.09)


def test_a_parameter_is_filled_in_place_and_goes_on_requiring_a_gradient():
    layer = dl.Linear(3, 2)
    memory = layer.weight.data
    assert dl.init.ones_(layer.weight) is layer.weight
    assert layer.weight.data is memory
    assert layer.weight.requires_grad
    assert (memory == 1).all()


REFUSED = [
    (lambda: dl.init.calculate_gain("gelu"), ValueError, "'gelu'"),
    (lambda: dl.init.calculate_gain("leaky_relu", "a"), ValueError, "slope"),
    (lambda: dl.init.kaiming_uniform_(dl.ones(3)), ValueError, "2 dimensions"),
    (lambda: dl.init.xavier_normal_(dl.ones(3)), ValueError, "2 dimensions"),
    (lambda: dl.init.kaiming_normal_(dl.ones(2, 2), mode="x"), ValueError, "'x'"),
    (lambda: dl.init.xavier_uniform_(dl.ones(2, 2), -1.0), ValueError, "at most b"),
    (lambda: dl.init.constant_(dl.ones(2), "a"), TypeError, "number, got 'a'"),
    (lambda: dl.init.zeros_(np.ones(2)), TypeError, "Tensor, got ndarray"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_a_bad_argument_is_refused_by_name(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_empty_tensor_and_a_far_mean_are_warned_about_as_in_torch():
    with pytest.warns(UserWarning, match="zero-element"):
        dl.init.kaiming_uniform_(dl.empty(0, 3))
    with pytest.warns(UserWarning, match="more than 2 std"):
        dl.init.trunc_normal_(dl.empty(3), 5.0, 1.0, -1.0, 1.0)
