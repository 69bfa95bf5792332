"""Rules: how far rounding may take the result of one of torch's basic operations.

Values are in float64, errors absolute. A rule returns the error of the result; a value
that is infinite or NaN without doubt has the error 0; inf where nothing is known.

The oracle of the cases has rules of its own: there a textbook's formulas run on NumPy's
arrays, here torch's basic operations, backward and in place as well, on memory that
views share. What both know, an elementary function's error, is the oracle's number.
"""

from collections.abc import Callable
from itertools import combinations, product
from math import log

import torch

from ..oracle.elementary import ELEMENTARY

CLOSE = 1 / 8  # of the largest number
STEP = 2.0**-30  # relative step at which slopes are taken in float64
RULES: dict[str, Callable] = {}


class Applied:
    """One operation on float64 values: what its rule looks at."""

    def __init__(self, name, function, values, errors, keywords):
        self.name, self.function = name, function
        self.values, self.errors, self.keywords = values, errors, keywords
        self.value = function(*values, **keywords)

    def again(self, first):
        """Call the operation on another first argument."""
        return self.function(first, *self.values[1:], **self.keywords)


class Unit:
    """The rounding of the dtype in which an operation is computed."""

    def __init__(self, dtype):
        info = torch.finfo(dtype)
        self.u = info.eps / 2
        self.eta = info.smallest_normal * info.eps
        self.huge = info.max
        self.zoom = max(STEP / self.u, 1.0)


def rule(*names):
    """Register the rule of operations: rule(call, unit) -> error of the result."""

    def register(function):
        RULES.update(dict.fromkeys(names, function))
        return function

    return register


def times(a, b):
    """Return a * b, 0 where one is 0 though the other be infinite."""
    result = a * b
    return torch.where((a == 0) | (b == 0), 0.0, result) if has_nan(result) else result


def has_nan(tensor) -> bool:
    """Whether any element is NaN."""
    return bool(torch.isnan(tensor).any())


def size(value):
    """Return absolute values that are finite."""
    return torch.nan_to_num(value.abs(), nan=0.0, posinf=0.0)


def unless(exact, unit):
    """Return the least step of the dtype, 0 where a result is exact."""
    return torch.where(exact, 0.0, torch.tensor(unit.eta, dtype=torch.float64))


def rounded(value, error, unit, units=1.0):
    """Add the rounding of a result; nothing is known of one that may overflow.

    Near the largest number an overflow depends on the order of the sums.
    """
    error = error + units * unit.u * size(value)
    near = value.abs() + error > unit.huge * CLOSE
    return torch.where(
        near & torch.isfinite(value) | torch.isnan(error), torch.inf, error
    )


@rule("add", "sub", "rsub")
def sums_of_two(call, unit):
    """Bound a + alpha * b."""
    alpha = abs(call.keywords.get("alpha", 1))
    (ea, eb), value = call.errors[:2], call.value
    return rounded(value, ea + alpha * eb, unit, 1 if alpha == 1 else 2)


@rule("mul")
def products(call, unit):
    """Bound a * b; a product with an exact zero is exact but for its sign."""
    (a, b), (ea, eb), value = call.values[:2], call.errors[:2], call.value
    first = times(a.abs(), eb) + times(b.abs(), ea) + ea * eb
    signed = (maybe_zero(a, ea) + maybe_zero(b, eb)) == 0
    tiny = unless((value == 0) & ((a == 0) | (b == 0)) & signed, unit)
    lost = lost_before(a, b, unit) | lost_before(b, a, unit)
    return torch.where(lost, torch.inf, rounded(value, first, unit) + tiny)


def lost_before(a, b, unit):
    """Tell where a vanishes in the dtype of the product, by which b is infinite."""
    return (a != 0) & (a.abs() < unit.eta) & torch.isinf(b)


@rule("div")
def quotients(call, unit):
    """Bound a / b; nothing is known where b may be zero."""
    (a, b), (ea, eb), value = call.values[:2], call.errors[:2], call.value
    least = b.abs() - eb
    first = (ea + times(size(value), eb)) / torch.where(least > 0, least, 1.0)
    first = torch.where((least > 0) | (eb == 0), first, torch.inf)
    first = torch.where((b == 0) & (ea > 0), torch.inf, first)
    tiny = unless((value == 0) & (a == 0) & (ea == 0), unit)
    return rounded(value, first, unit) + tiny


@rule("neg", "abs", "clone", "positive", "alias")
def exact(call, unit):
    """Keep the error."""
    return call.errors[0].clone()


@rule("sign", "sgn")
def signs(call, unit):
    """Know nothing where the sign may be another."""
    x, e = call.values[0], call.errors[0]
    return torch.where((x.abs() <= e) & (e > 0) | torch.isinf(e), 2.0, 0.0)


@rule("relu", "hardtanh", "fmod")
def kinks(call, unit):
    """Take the ends of the operands' intervals; nothing is rounded."""
    return corners(call, unit)


@rule("maximum", "minimum", "clamp", "clamp_min", "clamp_max")
def extremes_of_two(call, unit):
    """Bound an extreme; of 0 and -0 in tensors, torch takes one by its place."""
    tensors = [v for v in call.values if torch.is_tensor(v)]
    either = torch.zeros_like(call.value)
    for a, b in combinations(tensors, 2):
        zeros = (a == 0) & (b == 0) & (torch.signbit(a) != torch.signbit(b))
        either = either + zeros.double() * unit.eta
    return corners(call, unit) + either


@rule(
    *("exp", "log", "sqrt", "rsqrt", "tanh", "erf", "log1p"),
    *("expm1", "elu", "softplus", "leaky_relu", "xlogy"),
    *("logaddexp", "square", "log_sigmoid"),
)
def functions(call, unit):
    """Take the ends of the operands' intervals and an elementary function's error."""
    error = rounded(call.value, corners(call, unit), unit, ELEMENTARY)
    return error + unless((call.value == 0) & (error == 0), unit)


@rule("pow", "reciprocal")
def powers(call, unit):
    """Know nothing of a power of what may be 0."""
    zero = maybe_zero(call.values[0], call.errors[0])
    return torch.where(zero > 0, torch.inf, functions(call, unit))


@rule("elu_backward")
def elu_slope(call, unit):
    """Know nothing at NaN: torch's kernel takes either branch, by its place."""
    error = slopes(call, unit)
    return torch.where(torch.isnan(call.values[-1]), torch.inf, error)


@rule("sigmoid", "silu")
def gates(call, unit):
    """Bound what torch computes as 1 / (1 + exp(-x)), 0 where exp(-x) overflows."""
    error, x = functions(call, unit), call.values[0]
    lost = torch.exp(x) * (size(x) + 1)
    return torch.where(x < -log(unit.huge), error + lost, error)


@rule(
    *("tanh_backward", "sigmoid_backward"),
    *("softplus_backward", "leaky_relu_backward"),
    *("threshold_backward", "log_sigmoid_backward", "hardtanh_backward"),
)
def slopes(call, unit):
    """Bound an upstream gradient times a slope, in the same way."""
    upstream = size(call.values[0]) + size(call.errors[0])
    tiny = ELEMENTARY * unit.u * upstream + unit.eta
    return functions(call, unit) + torch.where(upstream == 0, 0.0, tiny)


@rule("gelu")
def gelu(call, unit):
    """Bound gelu as torch computes it: x / 2 (1 + erf), absolute in the left tail."""
    error = functions(call, unit) + ELEMENTARY * unit.u * size(call.values[0])
    return torch.where(torch.isinf(call.values[0]), torch.inf, error)  # NaN or not


@rule("gelu_backward")
def gelu_slope(call, unit):
    """Bound its slope: absolute in the left tail as well, where it may be 0."""
    upstream, x = size(call.values[0]), size(call.values[1])
    tail = ELEMENTARY * unit.u * x
    slope = call.again(torch.ones_like(call.values[0]))
    lost = torch.isinf(call.values[0]) & (slope.abs() <= tail)
    error = signless_slopes(call, unit) + tail * upstream
    return torch.where(lost, torch.inf, error)


@rule("silu_backward")
def signless_slopes(call, unit):
    """Bound a slope that may be of either sign: in the tail it rounds to 0."""
    return slopes(call, unit) + (call.value == 0).double() * unit.eta


def corners(call, unit):
    """Return how far the result moves at the ends of the operands' intervals."""
    moving = [i for i, e in enumerate(call.errors) if torch.is_tensor(e) and e.any()]
    worst = torch.zeros_like(call.value)
    for *signs, zoom in product(*[(-1, 1)] * len(moving), {1.0, unit.zoom}):
        args = list(call.values)
        for i, sign in zip(moving, signs):
            args[i] = args[i] + sign * zoom * call.errors[i]
        moved = (call.function(*args, **call.keywords) - call.value).abs()
        moved = torch.where(torch.isnan(moved), torch.inf, moved) / zoom
        worst = torch.maximum(worst, moved)
    if not moving:
        return worst
    reach = torch.zeros_like(worst)
    for i in moving:
        reach = torch.maximum(reach, call.errors[i])
    worst = torch.where(torch.isinf(reach), torch.inf, worst)  # where NaN may stand
    worst = torch.where(call.value == 0, worst + unit.eta, worst)  # of either sign
    return torch.where(reach > 0, worst, 0.0)


@rule("sum")
def sums(call, unit):
    """Bound a sum in any order."""
    value, x, e = call.value, call.values[0], call.errors[0]
    terms = max(x.numel() // max(value.numel(), 1), 1)
    absolute = call.again(size(x)) + call.again(e)
    error = call.again(e) + (terms - 1) * unit.u * absolute
    return torch.where(absolute > unit.huge * CLOSE, torch.inf, error)


@rule("mean")
def means(call, unit):
    """Bound a mean: the sum, divided."""
    x, e = call.values[0], call.errors[0]
    terms = max(x.numel() // max(call.value.numel(), 1), 1)
    absolute = call.again(size(x)) + call.again(e)
    error = call.again(e) + (terms + 1) * unit.u * absolute + unit.eta
    return torch.where(absolute * terms > unit.huge * CLOSE, torch.inf, error)


@rule("mm", "bmm", "mv", "dot", "matmul", "vdot")
def matrix_products(call, unit):
    """Bound a product of matrices for any order of summation."""
    return inner(call, *call.values[:2], *call.errors[:2], unit)


def inner(call, a, b, ea, eb, unit):
    """Bound a @ b."""
    f, n = call.function, a.shape[-1]
    sa, sb = size(a), size(b)
    error = f(sa, eb) + f(ea, sb) + f(ea, eb) + (n + 1) * unit.u * f(sa + ea, sb + eb)
    tiny = (error > 0) | (f((sa > 0).double(), (sb > 0).double()) > 0)
    error = error + n * unit.eta * tiny
    error = torch.where(call.value == 0, error + unit.eta, error)  # of either sign
    over = (f(sa, sb) > unit.huge * CLOSE) | maybe_nan(f, a, b, ea, eb)
    return torch.where(over | torch.isnan(error), torch.inf, error)


def maybe_nan(f, a, b, ea, eb):
    """Tell where a product has infinity times what rounding may turn into 0."""
    first, second = f(infinite(a), maybe_zero(b, eb)), f(maybe_zero(a, ea), infinite(b))
    return first + second > 0


def infinite(tensor):
    """Return 1 for what is infinite."""
    return torch.isinf(tensor).double()


def maybe_zero(tensor, error):
    """Return 1 for what rounding may turn into 0, or out of it."""
    tensor, error = (torch.as_tensor(t, dtype=torch.float64) for t in (tensor, error))
    return ((error > 0) & (tensor.abs() <= error)).double()


@rule("addmm", "addmv", "baddbmm")
def matrix_products_and_sum(call, unit):
    """Bound c + a @ b."""
    c, a, b = call.values[:3]
    ec, ea, eb = call.errors[:3]
    n = a.shape[-1]
    sa, sb = size(a), size(b)
    first = sa @ eb + ea @ sb + ea @ eb + ec
    error = first + (n + 2) * unit.u * (size(c) + ec + (sa + ea) @ (sb + eb))
    over = size(c) + sa @ sb > unit.huge * CLOSE
    over = over | maybe_nan(torch.matmul, a, b, ea, eb)
    return torch.where(over | torch.isnan(error), torch.inf, error + unit.eta)


@rule("amax", "amin", "max", "min")
def extremes(call, unit):
    """Bound an extreme by the worst error among what it is taken of."""
    if len(call.values) > 1 and torch.is_tensor(call.values[1]):
        return corners(call, unit)
    error = torch.amax(call.errors[0], *call.values[1:])
    return torch.where(call.value == 0, error + unit.eta, error)  # of either sign


@rule("where")
def choices(call, unit):
    """Bound a choice; of an unsure condition, both."""
    (c, a, b), (ec, ea, eb) = call.values[:3], call.errors[:3]
    error = torch.where(c, ea, eb)
    if not (torch.is_tensor(ec) and ec.any()):
        return error
    apart = torch.nan_to_num((a.double() - b.double()).abs(), nan=torch.inf)
    return torch.where(ec > 0, torch.maximum(ea, eb) + apart, error)


@rule("masked_fill")
def masked(call, unit):
    """Bound what is filled where a mask holds."""
    e, em = call.errors[:2]
    error = torch.where(call.values[1], 0.0, e)
    return torch.where(em > 0, torch.inf, error) if torch.is_tensor(em) else error


@rule("lerp")
def mixtures(call, unit):
    """Bound a + w * (b - a)."""
    (a, b, w), (ea, eb, _) = call.values[:3], call.errors[:3]
    w = abs(w)
    return rounded(call.value, ea + w * (ea + eb), unit, 4) + 2 * unit.u * w * (
        size(a) + size(b)
    )


STRUCTURAL = {
    *("select_backward", "slice_backward", "cat", "stack", "index", "gather", "flip"),
    *("index_select", "constant_pad_nd", "diagonal_backward", "scatter", "unfold"),
    *("repeat", "tril", "triu", "_unsafe_index", "_unsafe_view", "expand_copy"),
    *("as_strided_scatter", "select_scatter", "slice_scatter", "index_put"),
    *("_index_put_impl", "embedding"),
}
COMPARISONS = frozenset(["gt", "ge", "lt", "le", "eq", "ne"])
