"""Where tensors come from: numbers, constants, steps, conversions, random streams."""

from ..program import Name
from ..tensors import NAMES
from .operation import Operation, table


def never(choices, state):
    """Be emitted by the program itself only."""
    return None


def numbers(choices, state):
    """Draw Python's own numbers, bools and lists of them, without a dtype."""
    kind = choices.below(5)
    if kind == 0:
        return (state.number(),)
    if kind == 1:
        return ([state.number() for _ in range(choices.below(4))],)
    if kind == 2:
        return (choices.some((True, False, 1, 0.5), choices.between(1, 3)),)
    rows = choices.between(1, 3)
    return ([state.numbers(rows, choices.one(("float32", "int64"))) for _ in "ab"],)


def listed(choices, state):
    """Draw a list of numbers."""
    return ([state.number() for _ in range(choices.below(4))],)


def any_dtype(choices):
    """Draw a dtype."""
    return Name(choices.one(NAMES))


def sized(choices, state):
    """Draw a shape and a dtype."""
    return state.shape(), any_dtype(choices)


def filled(choices, state):
    """Draw a shape and a number."""
    return state.shape(), state.number()


def filled_as(choices, state):
    """Draw a shape, a number and a dtype."""
    return state.shape(), state.number(), any_dtype(choices)


def like(choices, state):
    """Draw a tensor to be like."""
    return (state.pick(),)


def like_as(choices, state):
    """Draw a tensor to be like and a dtype."""
    return state.pick(), any_dtype(choices)


def steps(choices, state):
    """Draw the bounds of a range and its step."""
    step = choices.one((1, 2, 0.5, 0.1, -0.7, 1 / 3, -1, 0.3))
    start = choices.one((0, 1, -2, 0.5, 5, 100, 0.1))
    return (
        start,
        start + step * choices.below(12) + choices.one((0, 0, 0.05, 0.5)),
        step,
    )


def whole_steps(choices, state):
    """Draw where a range of integers ends."""
    return (choices.below(12),)


def evenly(choices, state):
    """Draw the ends of evenly spaced numbers and how many."""
    ends = (0, 1, -3, 3, 0.1, 10, -0.7, 100)
    return choices.one(ends), choices.one(ends), choices.below(9)


def evenly_as(choices, state):
    """Draw evenly spaced numbers in a dtype."""
    return *evenly(choices, state), any_dtype(choices)


def converted(choices, state):
    """Draw a tensor and a dtype."""
    return state.pick(), any_dtype(choices)


def drawn(choices, state):
    """Draw a seed and a shape."""
    return choices.below(1000), state.shape()


def shuffled(choices, state):
    """Draw a seed and how many numbers are shuffled."""
    return choices.below(1000), choices.below(9)


def drawn_like(choices, state):
    """Draw a seed and a tensor to be like."""
    return choices.below(1000), state.pick()


def default(choices, state):
    """Draw the default dtype, once and first."""
    if len(state.program) > 3:
        return None
    return (Name("float64"),)


SEEDED = "(dl.manual_seed({0}), "

TABLE = [
    Operation("tensor", "dl.leaf({0}, {1})", never, ("leaf",)),
    Operation("tensor of numbers", "dl.tensor({0})", numbers, ("creation",), 8),
    Operation("Tensor", "dl.Tensor({0})", listed, ("creation",), 3),
    *table("default dtype", default, "set_default_dtype dl.set_default_dtype({0})",
           weight=12, settings=True),
    *table("creation", sized, """
        zeros dl.zeros({0}, dtype={1})
        ones dl.ones({0}, dtype={1})
    """, weight=3),
    *table("creation", filled, "full dl.full({0}, {1})", weight=4),
    *table("creation", filled_as, "full_dtype dl.full({0}, {1}, dtype={2})", weight=3),
    *table("creation", like, """
        zeros_like dl.zeros_like({0})
        ones_like dl.ones_like({0})
    """, weight=4),
    *table("creation", like_as, """
        zeros_like_dtype dl.zeros_like({0}, dtype={1})
    """, weight=2),
    *table("creation", steps, "arange dl.arange({0}, {1}, {2})", weight=8),
    *table("creation", whole_steps, "arange_to dl.arange({0})", weight=4),
    *table("creation", evenly, "linspace dl.linspace({0}, {1}, {2})", weight=6),
    *table("creation", evenly_as, """
        linspace_dtype dl.linspace({0}, {1}, {2}, dtype={3})
    """, weight=4),
    *table("creation", whole_steps, "eye dl.eye({0})", weight=2),
    *table("conversion", converted, "to {0}.to({1})", weight=15),
    *table("conversion", like, """
        float {0}.float()
        double {0}.double()
        long {0}.long()
        bool {0}.bool()
    """, weight=7),
    *table("random", drawn, f"""
        rand {SEEDED}dl.rand({{1}}))[1]
        randn {SEEDED}dl.randn({{1}}))[1]
        randint {SEEDED}dl.randint(5, {{1}}))[1]
    """, weight=2),
    *table("random", shuffled, f"randperm {SEEDED}dl.randperm({{1}}))[1]", weight=2),
    *table("random", drawn_like, f"""
        rand_like {SEEDED}dl.rand_like({{1}}))[1]
        randn_like {SEEDED}dl.randn_like({{1}}))[1]
        bernoulli {SEEDED}dl.bernoulli({{1}}))[1]
    """, weight=2),
]  # fmt: skip
