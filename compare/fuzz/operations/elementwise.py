"""Arithmetic, comparisons, functions of one argument, choices between elements."""

from ..tensors import NAMES, SPELLED, is_float, is_lent
from .operation import table


def two(choices, state):
    """Draw a tensor and another that broadcasts, or a number."""
    ref = state.pick()
    kind = choices.below(10)
    if kind < 3:
        return ref, state.number()
    shape = state[ref].shape
    if kind < 7:
        other = state.pick(lambda t: broadcasts(t.shape, shape))
        if other is not None:
            return (ref, other) if choices.chance(70) else (other, ref)
    if choices.chance(3):
        return ref, state.pick()
    dtype = SPELLED.get(state[ref].dtype, "float32")
    if choices.chance(15):
        dtype = choices.one(NAMES)
    grad = dtype in ("float32", "float64") and choices.chance(50)
    return ref, state.leaf(state.fitting(shape), dtype, grad)


def broadcasts(a, b) -> bool:
    """Whether two shapes broadcast."""
    return all(m == n or m == 1 or n == 1 for m, n in zip(reversed(a), reversed(b)))


def number_first(choices, state):
    """Draw a number and a tensor."""
    return state.number(), state.pick()


def two_tensors(choices, state):
    """Draw two tensors, a number for one of them now and then."""
    drawn = two(choices, state)
    if all(type(d).__name__ == "Ref" for d in drawn) or choices.chance(3):
        return drawn
    return None


def only_tensors(choices, state):
    """Draw two tensors."""
    drawn = two(choices, state)
    return drawn if all(type(d).__name__ == "Ref" for d in drawn) else None


def one(choices, state):
    """Draw a tensor of real numbers, mostly."""
    return (state.pick_float(),)


def any_one(choices, state):
    """Draw any tensor."""
    return (state.pick(),)


def power(choices, state):
    """Draw a base and an exponent that is a number."""
    exponents = (2, 3, 1, 0, -1, 0.5, -2.5, 2.0, -0.5, True, 1.0, 0.0, 4, -2)
    return state.pick(), choices.one(exponents)


def base(choices, state):
    """Draw a number and the tensor of its powers."""
    return choices.one((2, 0, 1, -1, 0.5, 2.5, True)), state.pick()


def limits(choices, state):
    """Draw a tensor and one or both limits."""
    ref = state.pick()
    low, high = choices.one(
        (
            (-1.0, 1.0),
            (None, 0.5),
            (0.0, None),
            (1.0, -1.0),
            (0, 2),
            (0, None),
            (None, 1),
        )
    )
    if choices.chance(10):
        low = state.number()
    if choices.chance(8):
        low = state.leaf(state.fitting(state[ref].shape), state.dtype)
        high = None if choices.chance(50) else state.leaf((), state.dtype)
    return ref, low, high


def chosen(choices, state):
    """Draw a mask and two operands, each a tensor or a number."""
    ref = state.pick()
    condition = mask_for(choices, state, ref)
    other = two(choices, state)[1]
    pair = (ref, other) if choices.chance(50) else (other, ref)
    if choices.chance(5):
        pair = state.number(), state.number()
    return condition, *pair


def mask_for(choices, state, ref):
    """Draw a mask of a tensor's shape: a comparison, or bools."""
    tensor = state[ref]
    if choices.chance(50):
        made = state.emit("gt", ref, choices.one((0, 1, 0.5)))
        if made is not None:
            return made
    return state.leaf(tuple(tensor.shape), "bool")


def bitwise(choices, state):
    """Draw two tensors without fractions, mostly."""
    ref = state.pick(lambda t: not is_float(t))
    if ref is None:
        ref = state.other_leaf()
    if choices.chance(30):
        return ref, choices.one((0, 1, 2, -2, True, 7, 255, 0.5))
    dtype = SPELLED[state[ref].dtype]
    return ref, state.leaf(state.fitting(state[ref].shape), dtype)


def products(choices, state):
    """Draw two operands of a matrix product, none lent: see `listed.UNCOMPARED`."""
    ref = state.pick(lambda t: is_float(t) and t.dim() > 0 and not is_lent(t))
    if ref is None:
        return None
    shape = state[ref].shape
    inner, dtype = shape[-1], SPELLED[state[ref].dtype]
    rank = choices.one((1, 2, 2, 2, 3))
    n = choices.one(state.sizes)
    other = (inner,) if rank == 1 else (*shape[:-2], inner, n)[-rank:]
    if rank > 1 and len(other) < 2:
        other = (inner, n)
    if choices.chance(3):
        other = state.shape()
    made = state.leaf(other, dtype, choices.chance(50))
    return ref, made


TABLE = [
    *table("arithmetic", two, """
        add {0} + {1}
        sub {0} - {1}
        mul {0} * {1}
        truediv {0} / {1}
    """, weight=26),
    *table("arithmetic", number_first, """
        radd {0} + {1}
        rsub {0} - {1}
        rmul {0} * {1}
        rtruediv {0} / {1}
    """, weight=7),
    *table("arithmetic", power, "pow {0} ** {1}", weight=22),
    *table("arithmetic", base, "rpow {0} ** {1}", weight=6),
    *table("arithmetic", two_tensors, "pow_tensors {0} ** {1}", weight=5),
    *table("comparison", two, """
        gt {0} > {1}
        ge {0} >= {1}
        lt {0} < {1}
        le {0} <= {1}
        eq {0} == {1}
        ne {0} != {1}
    """, weight=6),
    *table("comparison", two_tensors, """
        equal dl.equal({0}, {1})
        allclose dl.allclose({0}, {1})
    """, weight=2),
    *table("kink", two_tensors, """
        maximum dl.maximum({0}, {1})
        minimum dl.minimum({0}, {1})
    """, weight=14),
    *table("kink", only_tensors, """
        max_other dl.max({0}, {1})
        min_other dl.min({0}, {1})
    """, weight=3),
    *table("kink", limits, """
        clamp {0}.clamp({1}, {2})
        clamp_function dl.clamp({0}, {1}, {2})
    """, weight=12),
    *table("kink", one, """
        abs {0}.abs()
        abs_function dl.abs({0})
        abs_builtin abs({0})
        sign {0}.sign()
    """, weight=7),
    *table("function", one, """
        neg -{0}
        exp {0}.exp()
        log {0}.log()
        sqrt {0}.sqrt()
    """, weight=15),
    *table("function", one, """
        exp_function dl.exp({0})
        log_function dl.log({0})
        sqrt_function dl.sqrt({0})
    """, weight=4),
    *table("mask", chosen, "where dl.where({0}, {1}, {2})", weight=25),
    *table("bitwise", bitwise, """
        and {0} & {1}
        or {0} | {1}
        xor {0} ^ {1}
    """, weight=4),
    *table("bitwise", any_one, "invert ~{0}", weight=5),
    *table("product", products, """
        matmul {0} @ {1}
        matmul_function dl.matmul({0}, {1})
    """, weight=12),
]  # fmt: skip
