"""Activations: numbers worked by hand, kinks, extremes."""

import math

import numpy as np
import pytest
import torch

import scratch

LOG = math.log
functional = torch.nn.functional

# (function, options, input, output, slope or None): exact by hand, or from a table
BY_HAND = [
    # the inverse of the sigmoid is the logit log(p / (1 - p)): Berkson, Application of
    # the Logistic Function to Bio-Assay, 1944; the slope is p (1 - p)
    ("sigmoid", {}, 0.0, 1 / 2, 1 / 4),
    ("sigmoid", {}, LOG(3), 3 / 4, 3 / 16),
    ("sigmoid", {}, -LOG(9), 1 / 10, 9 / 100),
    # tanh x = (e^2x - 1) / (e^2x + 1): Abramowitz and Stegun, 1964, 4.5.3, 4.5.64
    ("tanh", {}, LOG(2), 3 / 5, 16 / 25),
    ("tanh", {}, LOG(3), 4 / 5, 9 / 25),
    ("tanh", {}, -LOG(2), -3 / 5, 16 / 25),
    # Nair and Hinton, 2010: max(0, x)
    ("relu", {}, 1.5, 1.5, 1.0),
    ("relu", {}, -1.5, 0.0, 0.0),
    ("relu", {}, 0.0, 0.0, 0.0),
    # Maas, Hannun and Ng, 2013, eq. 2: x, or 0.01 x
    ("leaky_relu", {}, 3.0, 3.0, 1.0),
    ("leaky_relu", {}, -3.0, -0.03, 0.01),
    ("leaky_relu", {"negative_slope": 0.25}, -8.0, -2.0, 0.25),
    # Clevert, Unterthiner and Hochreiter, 2016, eq. 15: alpha (exp(x) - 1)
    ("elu", {}, -LOG(2), -1 / 2, 1 / 2),
    ("elu", {"alpha": 3.0}, -LOG(4), -9 / 4, 3 / 4),
    ("elu", {"alpha": 2.0}, -LOG(4), -3 / 2, 1 / 2),
    ("elu", {"alpha": 3.0}, 7.0, 7.0, 1.0),
    # x P(x) with the normal distribution of Abramowitz and Stegun, 1964, table 26.1:
    # P(1) = .84134 47460 68543, P(2) = .97724 98680 51821, Z(0) = .39894 22804 01433
    ("gelu", {}, 1.0, 0.841344746068543, None),
    ("gelu", {}, 2.0, 1.954499736103642, None),
    ("gelu", {}, -1.0, -0.158655253931457, None),
    ("gelu", {}, 0.0, 0.0, 1 / 2),
    ("gelu", {"approximate": "tanh"}, 0.0, 0.0, 1 / 2),
    ("gelu", {"approximate": "tanh"}, 1.0, 0.8411919906082768, None),
    # x sigmoid(x): Elfwing, Uchibe and Doya, 2018, eq. 8; slope p (1 + x (1 - p))
    ("silu", {}, LOG(3), 0.75 * LOG(3), 0.75 * (1 + LOG(3) / 4)),
    ("silu", {}, -LOG(9), -LOG(9) / 10, 0.1 * (1 - 0.9 * LOG(9))),
    ("silu", {}, -1.278464542761074, -0.278464542761074, 0.0),  # its minimum, ibid.
    # log(1 + e^x): Dugas et al., 2001, eq. 5; the slope is the sigmoid
    ("softplus", {}, 0.0, LOG(2), 1 / 2),
    ("softplus", {}, LOG(3), LOG(4), 3 / 4),
    ("softplus", {"beta": 2.0}, LOG(2), LOG(5) / 2, 4 / 5),
    ("softplus", {"threshold": 1.0}, 1.5, 1.5, 1.0),
    # Goodfellow, Bengio and Courville, 2016, eqs. 3.38 to 3.40: -softplus(-x)
    ("logsigmoid", {}, 0.0, -LOG(2), 1 / 2),
    ("logsigmoid", {}, LOG(3), -LOG(4 / 3), 1 / 4),
    ("logsigmoid", {}, -LOG(9), -LOG(10), 9 / 10),
]


def call(dl, name, array, options, upstream=None):
    """Return output and gradient as arrays."""
    make = scratch.Tensor if dl is scratch else torch.tensor
    function = getattr(functional if dl is torch else dl, name, None)
    function = function or getattr(dl, name)
    input = make(np.array(array), requires_grad=True)
    if "weight" in options:
        options = {"weight": make(np.array([options["weight"]], array.dtype))}
    output = function(input, **options)
    if upstream is None:
        upstream = np.ones_like(array)
    output.backward(make(np.asarray(upstream, array.dtype)))
    return output.detach().numpy(), input.grad.numpy()


@pytest.mark.parametrize(("name", "options", "x", "y", "slope"), BY_HAND)
def test_numbers_worked_by_hand_hold(dl, name, options, x, y, slope):
    upstream = np.array([-1.75])
    output, gradient = call(dl, name, np.array([x]), options, upstream)
    assert output == pytest.approx([y], rel=4e-15, abs=1e-15)
    if slope is not None:
        assert gradient == pytest.approx([-1.75 * slope], rel=1e-14, abs=1e-14)


# (logits, probabilities)
SOFTMAX_BY_HAND = [
    # Bridle, 1990, eq. 6, with logits that are logarithms of whole numbers
    ([LOG(1), LOG(2), LOG(3), LOG(4)], [0.1, 0.2, 0.3, 0.4]),
    # two classes are the sigmoid of the difference
    ([LOG(3) + 5, 5.0], [3 / 4, 1 / 4]),
    ([7.0, 7.0, 7.0, 7.0, 7.0], [0.2, 0.2, 0.2, 0.2, 0.2]),
    # -inf is a class that cannot be
    ([0.0, -np.inf, LOG(4)], [0.2, 0.0, 0.8]),
]


@pytest.mark.parametrize(("logits", "probabilities"), SOFTMAX_BY_HAND)
def test_softmax_by_hand_holds_with_its_jacobian(dl, logits, probabilities):
    p = np.array(probabilities)
    upstream = np.array([0.5, -2.0, 3.0, 0.25, -1.0])[: len(p)]
    output, gradient = call(dl, "softmax", np.array(logits), {"dim": 0}, upstream)
    assert output == pytest.approx(p, rel=4e-15)
    jacobian = np.diag(p) - np.outer(p, p)
    assert gradient == pytest.approx(jacobian @ upstream, rel=1e-14, abs=1e-15)


@pytest.mark.parametrize(("logits", "probabilities"), SOFTMAX_BY_HAND)
def test_log_softmax_by_hand_holds_with_its_jacobian(dl, logits, probabilities):
    p = np.array(probabilities)
    upstream = np.array([0.5, -2.0, 3.0, 0.25, -1.0])[: len(p)]
    output, gradient = call(dl, "log_softmax", np.array(logits), {"dim": 0}, upstream)
    with np.errstate(divide="ignore"):
        assert output == pytest.approx(np.log(p), rel=4e-15, abs=1e-15)
    jacobian = np.eye(len(p)) - p
    assert gradient == pytest.approx(jacobian.T @ upstream, rel=1e-14, abs=1e-15)


def test_softmax_matches_the_published_example(dl):
    # Wikipedia, Softmax function, section Example, three digits
    logits = np.array([[1.0, 2, 3, 4, 1, 2, 3]])
    output, _ = call(dl, "softmax", logits, {"dim": -1})
    expected = [[0.024, 0.064, 0.175, 0.475, 0.024, 0.064, 0.175]]
    assert output == pytest.approx(np.array(expected), abs=5e-4)


def test_softmax_tends_to_hardmax_as_the_temperature_falls(dl):
    logits = dl.tensor([[1.0, 3.0, 2.0], [0.5, 0.25, 0.0]])
    sharp = dl.softmax(logits / 0.01, 1).numpy()
    assert sharp == pytest.approx(dl.hardmax(logits, 1).numpy(), abs=1e-10)
    flat = dl.softmax(logits / 1e6, 1).numpy()
    assert flat == pytest.approx(np.full((2, 3), 1 / 3), abs=1e-6)


def test_argmax_takes_the_first_of_several_maxima(dl):
    scores = dl.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 0.0]])
    assert dl.argmax(scores).item() == 1
    assert dl.argmax(scores, 1).numpy().tolist() == [1, 0]
    assert dl.argmax(scores, -2, True).numpy().tolist() == [[1, 0, 0]]
    assert str(dl.argmax(scores, 0).numpy().dtype) == "int64"


def test_hardmax_has_one_1_in_each_row_and_gradient_0(dl):
    scores = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 0.0]])
    upstream = np.array([[0.5, -2.0, 3.0], [7.0, 1.0, -1.0]])
    output, gradient = call(dl, "hardmax", scores, {"dim": 1}, upstream)
    assert output.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert gradient.tolist() == [[0, 0, 0], [0, 0, 0]]


ELEMENTWISE = [
    ("sigmoid", {}),
    ("tanh", {}),
    ("relu", {}),
    ("leaky_relu", {"negative_slope": 0.1}),
    ("elu", {"alpha": 1.5}),
    ("gelu", {}),
    ("gelu", {"approximate": "tanh"}),
    ("silu", {}),
    ("softplus", {}),
    ("softplus", {"beta": 2.0, "threshold": 5.0}),
    ("logsigmoid", {}),
    ("mish", {}),
    ("selu", {}),
    ("celu", {"alpha": 1.5}),
    ("relu6", {}),
    ("hardtanh", {"min_val": -3.0, "max_val": 2.5}),
    ("hardswish", {}),
    ("softsign", {}),
    ("prelu", {"weight": -0.5}),
]
LARGEST = {"float32": 1e4, "float64": 1e300}


@pytest.mark.parametrize("dtype", LARGEST)
@pytest.mark.parametrize(("name", "options"), ELEMENTWISE)
def test_every_activation_is_torchs_at_kinks_and_extremes(dl, dtype, name, options):
    big = LARGEST[dtype]
    points = [0.0, -0.0, np.inf, -np.inf, np.nan, big, -big, 20.0, 2.5, 1e-40, -1e-40]
    # many of each: the remainders of torch's vector loops treat NaN differently
    for point in points:
        array = np.full(64, point, dtype)
        output, gradient = call(dl, name, array, options)
        wide = array.astype(np.float64)
        expected, slope = call(torch, name, wide, options)
        eps = 8 * float(np.finfo(dtype).eps)
        assert output.dtype == gradient.dtype == np.dtype(dtype)
        assert output == pytest.approx(expected, rel=eps, abs=1e-45, nan_ok=True), point
        assert point or (np.signbit(output) == np.signbit(expected)).all(), point
        assert gradient == pytest.approx(slope, rel=eps, abs=eps, nan_ok=True), point


ENDS = {
    "relu6": (0.0, 6.0),
    "hardtanh": (-1.0, 1.0),
    "hardsigmoid": (-3.0, 3.0),
    "hardswish": (-3.0, 3.0),
}


@pytest.mark.parametrize("name", ENDS)
def test_at_the_ends_of_a_piece_the_slope_is_torchs(dl, name):
    ends = np.array(ENDS[name], np.float32)
    points = np.concatenate([np.nextafter(ends, -9), ends, np.nextafter(ends, 9)])
    output, gradient = call(dl, name, points, {})
    expected, slope = call(torch, name, points, {})
    assert output == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert gradient == pytest.approx(slope, rel=1e-6, abs=1e-6)


def test_an_infinite_gradient_where_prelu_turns_leaves_no_number(dl):
    for module in (dl, functional):
        make = torch.tensor if module is functional else dl.tensor
        weight = make([0.5], requires_grad=True)
        module.prelu(make([0.0]), weight).backward(make([math.inf]))
        assert math.isnan(weight.grad.item())


@pytest.mark.parametrize(("name", "options"), ELEMENTWISE)
def test_a_float32_number_stays_float32(name, options):
    output, gradient = call(scratch, name, np.array(-0.5, np.float32), options)
    assert output.shape == gradient.shape == ()
    assert output.dtype == gradient.dtype == np.float32


@pytest.mark.parametrize("dim", [0, 1, -1])
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_survives_the_largest_logits(dl, name, dim):
    for dtype, big in LARGEST.items():
        logits = np.array([[big, -big, 0.0], [-big, big, big]], dtype)
        upstream = np.array([[0.5, -2.0, 3.0], [7.0, 1.0, -1.0]])
        output, gradient = call(dl, name, logits, {"dim": dim}, upstream)
        expected, slope = call(torch, name, logits, {"dim": dim}, upstream)
        assert output == pytest.approx(expected, rel=1e-6)
        assert gradient == pytest.approx(slope, rel=1e-6)


ENDLESS = [[-np.inf, -np.inf], [np.inf, 0.0], [-np.inf, 2.0], [1e300, 0.0]]


@pytest.mark.parametrize("row", ENDLESS)
def test_logsumexp_of_infinite_and_of_large_numbers_is_torchs(dl, row):
    given = np.array(row), {"dim": 0}, np.array(0.5)
    output, gradient = call(dl, "logsumexp", *given)
    expected, slope = call(torch, "logsumexp", *given)
    assert output == expected
    assert gradient == pytest.approx(slope, nan_ok=True)


def test_gelu_keeps_the_digits_that_torch_loses():
    x = np.linspace(-37.0, -5.0, 200)
    truth = np.array([v * math.erfc(-v / math.sqrt(2)) / 2 for v in x])
    ours, slope = call(scratch, "gelu", x, {})
    torchs, torchs_slope = call(torch, "gelu", x, {})
    assert ours == pytest.approx(truth, rel=1e-12)
    assert np.abs(torchs / truth - 1).max() == 1  # the weakness: 0 below x = -8.3
    assert np.abs(ours - torchs).max() < 1e-15
    assert np.abs(slope - torchs_slope).max() < 1e-15


def test_softplus_is_finite_where_torchs_exp_overflows():
    x, options = np.array([100.0], np.float32), {"threshold": 1000.0}
    output, gradient = call(scratch, "softplus", x, options)
    assert (output.item(), gradient.item()) == (100.0, 1.0)
    torchs, torchs_gradient = call(torch, "softplus", x, options)
    assert np.isinf(torchs.item())  # the weakness
    assert np.isnan(torchs_gradient.item())


def test_small_probabilities_do_not_vanish_as_in_torch():
    x = np.array([-95.0, 0.0], np.float32)
    output, gradient = call(scratch, "sigmoid", x, {})
    assert output[0] == pytest.approx(math.exp(-95), rel=1e-3, abs=0)
    assert gradient[0] == pytest.approx(math.exp(-95), rel=1e-3, abs=0)
    assert call(torch, "sigmoid", x[:1], {})[0].item() == 0  # the weakness


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("softplus", {"beta": 0.0}),
        ("gelu", {"approximate": "erf"}),
        ("leaky_relu", {"negative_slope": math.inf}),
    ],
)
def test_options_without_meaning_are_refused(dl, name, options):
    with pytest.raises(ValueError, match="must"):
        getattr(dl, name)(dl.tensor([1.0]), **options)


def test_an_interval_of_one_point_is_refused(dl):
    for module, error in ((dl, ValueError), (torch.nn, AssertionError)):
        with pytest.raises(error):
            module.Hardtanh(1.0, 1.0)


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "argmax", "hardmax"])
def test_a_dimension_that_is_not_there_is_refused(dl, name):
    for dim in (2, -3):
        with pytest.raises(IndexError, match=rf"\[-2, 1\], got {dim}"):
            getattr(dl, name)(dl.tensor([[1.0, 2.0]]), dim)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int64"])
def test_logsumexp_takes_whole_numbers_in_the_default_dtype(dl, dtype):
    input = dl.tensor([[1, 0, 1]]).to(getattr(dl, dtype))
    theirs = torch.logsumexp(torch.tensor([[1.0, 0.0, 1.0]]), 1)
    output = dl.logsumexp(input, 1)
    assert output.dtype == dl.float32
    assert output.tolist() == pytest.approx(theirs.tolist())
