"""Initial values: torch's, bit for bit, and the same words consumed."""

import math
import warnings
from inspect import signature

import numpy as np
import pytest
import torch
from hypothesis import settings

import scratch as dl
import torch_ref
from compare.battery.streams import build, is_replayed
from scratch.engine.init import normal_cdf

ROUNDS = 5000 if settings.default.max_examples >= 1000 else 300
GAINS = ["linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu"]
MATRICES = ("dirac_", "eye_", "orthogonal_")  # of other shapes, or by LAPACK
FILLS = [
    name
    for name in torch_ref.init.__all__
    if name.endswith("_") and name not in MATRICES
]
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


def test_orthogonal_matrices_are_torchs_up_to_rounding():
    rng = np.random.default_rng(4)
    for seed in range(40):
        shape = tuple(rng.integers(1, 9, size=rng.integers(2, 5)).tolist())
        gain = float(rng.uniform(0.5, 2))
        tensor = dl.empty(shape, dtype=dl.float64)
        expected = torch.empty(shape, dtype=torch.float64)
        g = dl.Generator().manual_seed(seed)
        assert dl.init.orthogonal_(tensor, gain, g) is tensor
        h = torch.Generator().manual_seed(seed)
        torch_ref.init.orthogonal_(expected, gain, h)
        np.testing.assert_allclose(tensor.numpy(), expected.numpy(), atol=1e-12)
        assert (g.get_state().numpy() == h.get_state().numpy()).all()
    assert dl.init.orthogonal_(dl.empty(0, 3)).shape == (0, 3)


@pytest.mark.parametrize("shape", [(4, 3, 3), (6, 2, 2, 5), (4, 1, 1, 2, 3), (4, 9)])
@pytest.mark.parametrize("groups", [1, 2, 4, 3, 0])
def test_identities_are_torchs(shape, groups):
    found = []
    for side in (dl, torch.nn):
        tensor = torch.ones(shape) if side is torch.nn else dl.ones(shape)
        try:
            fill = side.init.eye_ if len(shape) == 2 else side.init.dirac_
            given = () if len(shape) == 2 else (groups,)
            found.append(fill(tensor, *given).tolist())
        except (ValueError, ZeroDivisionError):
            found.append("refused")
    assert found[0] == found[1]


@replayed
def test_linear_layers_start_with_torchs_weights():
    rng = np.random.default_rng(2)
    for seed in range(ROUNDS):
        n, m = rng.integers(1, 40, size=2).tolist()
        dl.manual_seed(seed)
        torch.manual_seed(seed)
        layer, expected = dl.Linear(n, m), torch.nn.Linear(n, m)
        for ours, theirs in zip(layer.parameters(), expected.parameters(), strict=True):
            assert (ours.array == theirs.detach().numpy()).all()


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


@pytest.mark.parametrize("kind", sorted(dl.init.GAINS))
def test_a_gain_is_torchs(kind):
    assert dl.init.calculate_gain(kind) == torch.nn.init.calculate_gain(kind)


@pytest.mark.parametrize("slope", [None, 0, 0.01, 0.3, 2, -1.5])
def test_the_gain_of_a_leaky_relu_is_torchs(slope):
    ours = dl.init.calculate_gain("leaky_relu", slope)
    assert ours == torch.nn.init.calculate_gain("leaky_relu", slope)
    if slope is not None:
        assert ours == math.sqrt(2 / (1 + slope**2))


@replayed
@pytest.mark.parametrize("shape", [(5, 3), (3, 5, 2), (2, 3, 2, 3, 2)])
@pytest.mark.parametrize("name", ["xavier", "kaiming"])
@pytest.mark.parametrize("kind", ["uniform_", "normal_"])
def test_what_is_left_out_has_torchs_value(name, kind, shape):
    tensor, expected = dl.empty(shape), torch.empty(shape)
    dl.manual_seed(5)
    torch.manual_seed(5)
    assert getattr(dl.init, f"{name}_{kind}")(tensor) is tensor
    getattr(torch.nn.init, f"{name}_{kind}")(expected)
    assert (tensor.numpy() == expected.numpy()).all()


@replayed
@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "FAN_OUT"])
@pytest.mark.parametrize("kind", ["uniform_", "normal_"])
def test_the_fan_may_be_written_in_capitals(mode, kind):
    tensor, expected = dl.empty(5, 2, 3), torch.empty(5, 2, 3)
    dl.manual_seed(5)
    torch.manual_seed(5)
    getattr(dl.init, f"kaiming_{kind}")(tensor, 0.1, mode)
    getattr(torch.nn.init, f"kaiming_{kind}")(expected, 0.1, mode)
    assert (tensor.numpy() == expected.numpy()).all()


EDGE = -0.10382212534995557  # from mean - std to here lie exactly 0.3 of all
TRUNCATED = {
    "defaults": (),
    "one side alone": (0.0, 1.0, -9.0, 0.5),
    "the other side alone": (0.0, 1.0, -0.5, 9.0),
    "exactly 0.3 inside": (0.0, 1.0, -1.0, EDGE),
    "a little more inside": (0.0, 1.0, -1.0, EDGE + 2.0**-50),
    "a tenth of a thousandth more": (0.0, 1.0, -1.0, EDGE + 3e-5),
    "a tenth of a thousandth less": (0.0, 1.0, -1.0, EDGE - 3e-5),
    "a narrow peak": (1.0, 0.5, 0.9, 1.1),
    "mean below": (-1.0, 0.7, 0.2, 0.9),
    "mean far below": (-1.0, 1.1, 1.0, 3.0),
    "mean above": (2.0, 0.7, 0.2, 0.9),
    "mean far above": (4.0, 2.1, -0.5, 0.2),
    "mean at an end": (0.5, 1.0, 0.5, 0.8),
    "of width 0": (0.0, 1.0, 0.25, 0.25),
}


@replayed
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", TRUNCATED)
def test_truncated_normal_numbers_are_torchs(name, dtype):
    for seed in range(5):
        g, h = dl.Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
        tensor = dl.empty(37, 3, dtype=getattr(dl, dtype))
        expected = torch.empty(37, 3, dtype=getattr(torch, dtype))
        given = TRUNCATED[name]
        assert dl.init.trunc_normal_(tensor, *given, generator=g) is tensor
        torch.nn.init.trunc_normal_(expected, *given, generator=h)
        assert (tensor.numpy() == expected.numpy()).all()
        assert (g.get_state().numpy() == h.get_state().numpy()).all()


def test_a_float32_tensor_keeps_the_ends_as_float32_knows_them():
    end = 0.1  # float32's is larger: a value there is not drawn again for ever
    tensor = dl.init.trunc_normal_(dl.empty(2000), 0.0, 1e-8, -end, end)
    assert (abs(tensor.numpy()) <= np.float32(end)).all()


@replayed
def test_many_truncated_normal_numbers_are_torchs():
    tensor, expected = dl.empty(400, 500), torch.empty(400, 500)
    dl.manual_seed(6)
    torch.manual_seed(6)
    dl.init.trunc_normal_(tensor, -1.0, 1.1, 1.0, 3.0)
    torch.nn.init.trunc_normal_(expected, -1.0, 1.1, 1.0, 3.0)
    assert (tensor.numpy() == expected.numpy()).all()


def test_the_distribution_function_is_0_a_half_and_1_where_it_must_be():
    values = [normal_cdf(x) for x in (-40.0, 0.0, 40.0)]
    assert values == [0.0, 0.5, 1.0]


@pytest.mark.parametrize("name", [*FILLS, *MATRICES])
def test_arguments_have_torchs_names_order_and_defaults(name):
    ours, theirs = (
        [
            (p.name, p.default)
            for p in signature(getattr(init, name)).parameters.values()
        ]
        for init in (dl.init, torch.nn.init)
    )
    assert ours == theirs


@replayed
def test_values_at_the_ends_stay(monkeypatch):
    drawn = [np.float32([-1.0, 1.0, 0.5]), np.float32([0.0, 0.0, 0.0])]

    def normal_(tensor, mean, std, generator):
        tensor.array[...] = drawn.pop(0)
        return tensor

    monkeypatch.setattr("scratch.engine.init.normal_", normal_)
    tensor = dl.init.trunc_normal_(dl.empty(3), 0.0, 1.0, -1.0, 1.0)
    assert tensor.tolist() == [-1.0, 1.0, 0.5]


@pytest.mark.parametrize("uniform", [0.0, 1.0])
def test_a_uniform_of_0_or_as_large_as_the_density_is_accepted(monkeypatch, uniform):
    drawn = [0.0, uniform]  # the first is the value of the highest density

    def uniform_(tensor, a=0.0, b=1.0, generator=None):
        tensor.array[...] = drawn.pop(0)
        return tensor

    monkeypatch.setattr("scratch.engine.init.uniform_", uniform_)
    tensor = dl.init.trunc_normal_(dl.empty(3), 0.0, 1.0, -0.1, 0.1)
    assert tensor.tolist() == [0.0, 0.0, 0.0]


def test_a_parameter_is_filled_in_place_and_goes_on_requiring_a_gradient():
    layer = dl.Linear(3, 2)
    memory = layer.weight.array
    assert dl.init.ones_(layer.weight) is layer.weight
    assert layer.weight.array is memory
    assert layer.weight.requires_grad
    assert (memory == 1).all()


REFUSED = [
    (lambda: dl.init.calculate_gain("gelu"), ValueError, "'gelu'"),
    (lambda: dl.init.calculate_gain("leaky_relu", "a"), ValueError, "slope"),
    (lambda: dl.init.calculate_gain("leaky_relu", True), ValueError, "True"),
    (lambda: dl.init.kaiming_uniform_(dl.ones(3)), ValueError, "2 dimensions"),
    (lambda: dl.init.xavier_normal_(dl.ones(3)), ValueError, "2 dimensions"),
    (lambda: dl.init.kaiming_normal_(dl.ones(2, 2), mode="x"), ValueError, "'x'"),
    (lambda: dl.init.xavier_uniform_(dl.ones(2, 2), -1.0), ValueError, "at most b"),
    (lambda: dl.init.constant_(dl.ones(2), "a"), TypeError, "number, got 'a'"),
    (lambda: dl.init.kaiming_normal_(dl.ones(2, 2), mode=1), ValueError, "got 1"),
    (lambda: dl.init.zeros_(np.ones(2)), TypeError, "Tensor, got ndarray"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_a_bad_argument_is_refused_by_name(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("name", ["kaiming_uniform_", "kaiming_normal_"])
@pytest.mark.parametrize("shape", [(0, 3), (3, 0)])
def test_an_empty_tensor_is_warned_about_where_it_was_given(name, shape):
    empty = dl.empty(shape)
    with pytest.warns(UserWarning, match="zero-element") as seen:
        assert getattr(dl.init, name)(empty) is empty
    assert seen[0].filename == __file__


# mean, std, a, b; whether the mean is more than 2 std from [a, b]
FAR = [
    ((5.0, 1.0, -1.0, 1.0), True),
    ((-5.0, 1.0, -1.0, 1.0), True),
    ((3.0, 1.0, -1.0, 1.0), False),
    ((-3.0, 1.0, -1.0, 1.0), False),
    ((3.5, 1.25, -1.0, 1.0), False),
    ((-3.5, 1.25, -1.0, 1.0), False),
    ((2.0, 0.5, -1.0, 1.0), False),
    ((-2.0, 0.5, -1.0, 1.0), False),
    ((2.25, 0.5, -1.0, 1.0), True),
    ((-2.25, 0.5, -1.0, 1.0), True),
    ((0.0, 1.0, 1.0, 2.0), False),
    ((0.0, 0.25, 1.0, 2.0), True),
    ((0.0, 0.25, -2.0, -1.0), True),
    ((0.0, 1.0, -1.0, 1.0), False),
]


@pytest.mark.parametrize(("given", "far"), FAR)
def test_a_mean_far_away_is_warned_about_as_in_torch(given, far):
    for dl_or_torch in (dl, torch.nn):
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            tensor = (dl if dl_or_torch is dl else torch).empty(3)
            dl_or_torch.init.trunc_normal_(tensor, *given)
        told = [w for w in seen if "more than 2 std" in str(w.message)]
        assert len(told) == far
        if far and dl_or_torch is dl:
            assert told[0].filename == __file__
