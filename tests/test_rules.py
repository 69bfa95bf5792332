"""Every rounding rule attacked: errors at the ends of their bounds, in long double."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from compare.oracle import Call, elementary, rules, sums, table, truth
from compare.oracle.bounded import Bounded
from compare.oracle.convolutions import convolution

U = 2.0**-24
DOMAINS = {
    "log": (1e-3, 50),
    "log2": (1e-3, 50),
    "log10": (1e-3, 50),
    "log1p": (-0.99, 50),
    "sqrt": (0, 50),
    "rsqrt": (1e-3, 50),
    "reciprocal": (1e-2, 9),
    "atanh": (-0.99, 0.99),
    "asin": (-0.999, 0.999),
    "acos": (-0.999, 0.999),
    "acosh": (1.0001, 50),
    "tan": (-1.5, 1.5),
    "pow": (0.1, 4),
}
EXACT = {
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "relu": lambda x: np.maximum(x, 0),
    "erf": lambda x: torch.erf(torch.from_numpy(np.float64(x))).numpy(),
    "erfc": lambda x: torch.erfc(torch.from_numpy(np.float64(x))).numpy(),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}
ROWS = {
    row.aten.split()[0]: row
    for row in table.TABLE
    if row.aten and row.aten.split()[0] not in ("mm", "copysign")
}
BINARY = ("add", "sub", "mul", "div", "pow", "maximum", "minimum", "fmax", "fmin")
BINARY = (*BINARY, "logaddexp")


@pytest.fixture(autouse=True)
def single_precision():
    before = Bounded.U, Bounded.ETA, Bounded.TINY, Bounded.HUGE
    Bounded.use("float32")
    yield
    Bounded.U, Bounded.ETA, Bounded.TINY, Bounded.HUGE = before


def operand(random, name, size=6_000):
    """Draw values and bounds, and where within its bound each operand truly is."""
    low, high = DOMAINS.get(name, (-9, 9))
    value = random.uniform(low, high, size)
    error = np.abs(value) * 10.0 ** random.uniform(-1, 4, size)
    error[random.random(size) < 0.1] = 0.0
    moved = value + U * error * random.choice((-1, -0.999, 0.5, 1), size)
    if name in DOMAINS:
        inside = (moved >= low) & (moved <= high)
        moved = np.where(inside, moved, value)
    return Bounded(value, error), moved.astype(np.longdouble)


def worst(rule, exact, name, arguments, seed=0):
    """Return the largest distance from a rule's value, as a share of its bound.

    The result at the moved operands is rounded against the value once more.
    """
    random = np.random.default_rng(seed)
    drawn = [operand(random, name) for _ in range(arguments)]
    with np.errstate(all="ignore"):
        result = rule(*[b for b, _ in drawn])
        reached = exact(*[m for _, m in drawn]).astype(np.longdouble)
        away = np.abs(reached - result.value)
        rounding = 0.0 if name in ("maximum", "minimum", "fmax", "fmin") else 1.0
        if name in ("abs", "neg", "relu"):
            rounding = 0.0
        away = away + rounding * U * np.abs(reached)
        share = away / (result.error * U)
    return float(share[(away > 0) & np.isfinite(away)].max(initial=0.0))


@pytest.mark.parametrize("name", ROWS)
def test_no_operand_within_its_bound_leads_beyond_that_of_the_result(name):
    row = ROWS[name]
    exact = EXACT.get(name) or row.numpy[0]
    share = worst(row.rule, exact, name, 2 if name in BINARY else 1)
    assert 0.1 < share <= 1 + 1e-6


SPREADS = [name for name in vars(elementary) if name.endswith("_spread")]
FUNCTIONS = {
    "exp_spread": np.exp,
    "expm1_spread": np.expm1,
    "exp2_spread": np.exp2,
    "log_spread": np.log,
    "log2_spread": np.log2,
    "log1p_spread": np.log1p,
    "sqrt_spread": np.sqrt,
    "tanh_spread": np.tanh,
    "sigmoid_spread": EXACT["sigmoid"],
    "erf_spread": EXACT["erf"],
    "arctan_spread": np.arctan,
    "arcsinh_spread": np.arcsinh,
    "arccosh_spread": np.arccosh,
    "arctanh_spread": np.arctanh,
    "arcsin_spread": np.arcsin,
    "hyperbolic_spread": np.sinh,
    "tan_spread": np.tan,
}
CALLED = {
    "arccosh": "acosh",
    "arctanh": "atanh",
    "arcsin": "asin",
}


@pytest.mark.parametrize("name", SPREADS)
def test_a_spread_that_is_too_small_is_found(name):
    stem = name.removesuffix("_spread")
    domain = CALLED.get(stem, stem)
    spread, function = getattr(elementary, name), FUNCTIONS[name]

    def halved(x, y, d):
        return 0.5 * spread(x, y, d)

    def plain(x):
        return np.float64(function(x))

    healthy = elementary.elementary(plain, spread, 2.0)
    careless = elementary.elementary(plain, halved, 2.0)
    assert worst(healthy, function, domain, 1) <= 1 + 1e-6
    assert worst(careless, function, domain, 1) > 1.05


CARELESS = {
    "add": lambda a, b: Bounded(a.value + b.value, a.error + b.error),
    "mul": lambda a, b: Bounded(a.value * b.value, np.abs(a.value) * b.error),
    "div": lambda a, b: Bounded(a.value / b.value, a.error / np.abs(b.value)),
    "maximum": lambda a, b: Bounded(np.maximum(a.value, b.value), a.error),
}


@pytest.mark.parametrize("name", CARELESS)
def test_an_operation_whose_rule_forgets_a_term_is_found(name):
    assert worst(CARELESS[name], ROWS[name].numpy[0], name, 2) > 1.05


def sequential(terms):
    """Add up one by one in float32, which is as bad as an order can be."""
    return np.cumsum(terms.astype(np.float32), -1, dtype=np.float32)[..., -1]


def growing(random, *shape):
    """Draw numbers of one sign, of which partial sums are large."""
    return np.float32(1 + random.random(shape) * 1e-3).astype(float)


def test_a_sum_is_bounded_in_the_order_that_is_worst():
    random = np.random.default_rng(0)
    x = growing(random, 50, 400)
    result = sums.total(Bounded(x), 1)
    away = np.abs(sequential(x) - x.sum(1))
    assert (away <= U * result.error).all()
    assert (away > U * result.error / 400).any()


def bias_first(patches, kernel, bias):
    """Multiply and add in float32 with the bias as the first term."""
    products = (patches * kernel).astype(np.float32)
    return sequential(np.concatenate([bias[..., None], products], -1))


def test_a_bias_that_comes_first_into_a_convolution_is_bounded():
    random = np.random.default_rng(1)
    x = np.float32(1e-3 * random.standard_normal((64, 1, 1, 30))).astype(float)
    w = np.float32(random.standard_normal((1, 1, 1, 30))).astype(float)
    b = np.full((1,), 1e3)
    options = ([1, 1], [0, 0], [1, 1], False, [0, 0], 1)
    result = convolution(Bounded(x), Bounded(w), Bounded(b), *options)
    found = bias_first(x[:, 0, 0], w[0, 0, 0], np.full(64, 1e3))
    away = np.abs(found - result.value[:, 0, 0, 0])
    assert (away <= U * result.error[:, 0, 0, 0]).all()
    without = convolution(Bounded(x), Bounded(w), None, *options)
    forgetful = rules.add(without, Bounded(b.reshape(1, 1, 1, 1)))
    assert (away > U * forgetful.error[:, 0, 0, 0]).any()


POSITIVE = {
    "avg_pool2d": lambda x: F.avg_pool2d(x, 3, 2, 1),
    "adaptive": lambda x: F.adaptive_avg_pool2d(x, 2),
    "bicubic": lambda x: F.interpolate(x, (7, 3), mode="bicubic"),
    "fold": lambda x: F.fold(x.reshape(2, 4, 9), (4, 4), (2, 2)),
    "scatter": lambda x: x.scatter_add(2, torch.zeros(2, 4, 3, 3).long(), x),
    "prod": lambda x: x.prod(-1),
    "norm": lambda x: x.norm(dim=-1),
}


@pytest.mark.parametrize("name", POSITIVE)
def test_torch_in_float32_is_within_what_a_rule_says_and_no_rule_is_missing(name):
    function = POSITIVE[name]
    random = np.random.default_rng(2)
    first = truth(Call.of(function, random.standard_normal((2, 4, 3, 3))), "float32")
    assert first.sampled == ()
    for _ in range(8):
        scale = 10.0 ** random.uniform(-3, 3)
        x = np.float32(scale * random.standard_normal((2, 4, 3, 3)))
        found = truth(first.call.having([x]), "float32", traced=first.trace)
        leaf = torch.as_tensor(x).requires_grad_()
        output = function(leaf)
        upstream = torch.as_tensor(found.upstream[0])
        (gradient,) = torch.autograd.grad(output, leaf, upstream)
        assert found.outputs[0].agrees(output.detach().numpy()).all()
        assert found.gradients[0].agrees(gradient.numpy()).all()
        assert found.gradients[0].resolves(1e-2).mean() > 0.7
