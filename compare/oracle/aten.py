"""Rules of aten operations whose arguments are arranged otherwise than NumPy's."""

import numpy as np
import torch

from . import conditions, rules, sums
from .bounded import Bounded, error_of, value_of
from .structural import tensor
from .table import ATEN

ADAPTED = {}


def adapted(*names):
    """Register the rule of operations."""

    def register(rule):
        ADAPTED.update(dict.fromkeys(names, rule))
        return rule

    return register


def array(x):
    """Return an operand as the rules take it: arrays, and a condition as a number."""
    if isinstance(x, Bounded) and x.value.dtype.kind == "b":
        return to_copy(x)
    return x.numpy() if isinstance(x, torch.Tensor) else x


def scaled(x, alpha):
    """Return alpha times an operand."""
    return x if alpha == 1 else rules.multiply(array(x), alpha)


@adapted("add")
def add(x, y, alpha=1):
    """Bound x + alpha * y; a bias may come first into a product's accumulator."""
    x, y = array(x), scaled(array(y), alpha)
    return sums.with_bias(sums.with_bias(rules.add(x, y), x, y), y, x)


@adapted("sub")
def sub(x, y, alpha=1):
    """Bound x - alpha * y."""
    return add(x, rules.negative(scaled(array(y), alpha)))


@adapted("rsub")
def rsub(x, y, alpha=1):
    """Bound y - alpha * x."""
    return sub(y, x, alpha)


@adapted("div")
def div(x, y, rounding_mode=None):
    """Bound a quotient."""
    quotient = rules.divide(array(x), array(y))
    if rounding_mode is None:
        return quotient
    function = np.floor if rounding_mode == "floor" else np.trunc
    return steps(function)(quotient)


def steps(function):
    """Make the rule of a step function: sure unless a step is within reach."""

    def rule(x):
        value, reach = function(x.value), x.error * Bounded.U
        low, high = function(x.value - reach), function(x.value + reach)
        return Bounded(value, np.where(x.error > 0, high - low, 0.0) / Bounded.U)

    return rule


for name, function in {
    "floor": np.floor,
    "ceil": np.ceil,
    "trunc": np.trunc,
    "sign": np.sign,
    "sgn": np.sign,
}.items():
    ADAPTED[name] = steps(function)


@adapted("round")
def round(x, decimals=0):
    """Scale, round to whole numbers, scale back."""
    if decimals == 0:
        return steps(np.rint)(x)
    whole = steps(np.rint)(rules.multiply(x, 10.0**decimals))
    return rules.divide(whole, 10.0**decimals)


@adapted("clamp", "hardtanh")
def clamp(x, low=None, high=None, min=None, max=None):
    """Bound a value within limits."""
    low, high = min if low is None else low, max if high is None else high
    if low is not None:
        x = rules.between(np.maximum)(x, array(low))
    return x if high is None else rules.between(np.minimum)(x, array(high))


def comparison(function):
    """Make the rule of a comparison: `error` is set where rounding may turn it."""

    def rule(x, y):
        x, y = array(x), array(y)
        unsure = conditions.may_turn(x, y)
        result = torch.from_numpy(np.asarray(function(value_of(x), value_of(y))))
        return Bounded(result.numpy(), unsure) if unsure.any() else result

    return rule


for name, function in {
    "gt": np.greater,
    "ge": np.greater_equal,
    "lt": np.less,
    "le": np.less_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}.items():
    ADAPTED[name] = comparison(function)


@adapted("where")
def where(condition, x, y):
    """Bound a choice; both sides count where the condition is unsure."""
    x, y = array(x), array(y)
    unsure = condition.error if isinstance(condition, Bounded) else False
    return conditions.choice(tensor(condition).numpy(), unsure, x, y)


@adapted("masked_fill")
def masked_fill(x, mask, value):
    """Bound a choice between a number and x."""
    return where(mask, value, x)


@adapted("_to_copy", "convert_element_type")
def to_copy(x, dtype=None, **_):
    """Convert; an unsure condition becomes a number that may be one off."""
    if dtype is not None and not dtype.is_floating_point:
        return tensor(x).to(dtype)
    if x.value.dtype.kind == "b":
        return Bounded(x.value.astype(float), x.error / Bounded.U)
    copied = Bounded(x.value.copy(), x.error.copy())
    if dtype is None or dtype is torch.float64:
        return copied
    lost = torch.finfo(dtype).eps / 2 / Bounded.U
    return Bounded(copied.value, copied.error + lost * np.abs(copied.value))


def axes(x, dim):
    """Return NumPy's axis of torch's dim."""
    if dim is None or (isinstance(dim, (list, tuple)) and not dim) or not x.ndim:
        return None
    return dim if isinstance(dim, int) else tuple(dim)


@adapted("sum")
def total(x, dim=None, keepdim=False, dtype=None):
    """Bound a sum in any order."""
    return sums.total(x, axes(x, dim), keepdim and x.ndim > 0)


@adapted("mean")
def mean(x, dim=None, keepdim=False, dtype=None):
    """Bound a mean."""
    summed = total(x, dim, keepdim)
    count = x.size // max(summed.size, 1) if x.size else 0
    return rules.divide(summed, count)


@adapted("cumsum")
def cumsum(x, dim, dtype=None):
    """Bound running sums."""
    return sums.cumsum(x, dim) if x.ndim else x


@adapted("cumprod")
def cumprod(x, dim, dtype=None):
    """Bound running products."""
    return sums.cumprod(x, dim) if x.ndim else x


@adapted("prod")
def prod(x, dim=None, keepdim=False, dtype=None):
    """Bound a product."""
    return sums.prod(x, axes(x, dim), keepdim and x.ndim > 0)


@adapted("amax")
def amax(x, dim=(), keepdim=False):
    """Bound the largest."""
    return rules.extreme(np.max)(x, axes(x, dim), keepdim and x.ndim > 0)


@adapted("amin")
def amin(x, dim=(), keepdim=False):
    """Bound the smallest."""
    return rules.extreme(np.min)(x, axes(x, dim), keepdim and x.ndim > 0)


@adapted("pow")
def pow(x, exponent):
    """Bound a power; the usual ones as they are computed."""
    if not isinstance(exponent, (int, float)) or not isinstance(x, Bounded):
        return rules.power(array(x), array(exponent))
    if exponent == 0.5:
        return ATEN["sqrt"](x)
    if exponent == -0.5:
        return ATEN["rsqrt"](x)
    if exponent == 3:
        return rules.multiply(rules.multiply(x, x), x)
    return rules.power(x, exponent)


@adapted("copy")
def copy(x, y, non_blocking=False):
    """Give y the shape of x."""
    y = array(y)
    value = np.broadcast_to(value_of(y).astype(float), x.shape).copy()
    return Bounded(value, np.broadcast_to(error_of(y), x.shape).copy())


def linear(product):
    """Make the rule of a product whose accumulator may start with a bias."""

    def rule(bias, x, y, beta=1, alpha=1):
        return add(scaled(bias, beta), scaled(product(array(x), array(y)), alpha))

    return rule


for name in ("addmm", "baddbmm", "addmv"):
    ADAPTED[name] = linear(sums.matmul)
