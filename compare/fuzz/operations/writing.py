"""Writing into a tensor: in place, through a view, at an index."""

from ..program import Statement
from ..tensors import SPELLED, is_float
from .indexing import index_of
from .operation import table


def target(choices, state):
    """Draw a tensor to write into, a view as likely as any."""
    return state.pick_float() if choices.chance(70) else state.pick()


def other_for(choices, state, ref):
    """Draw what is written: a number, a tensor at hand, a fresh one."""
    if choices.chance(45):
        return state.number()
    shape = tuple(state[ref].shape)
    if choices.chance(40):
        found = state.pick(lambda t: fits(tuple(t.shape), shape))
        if found is not None:
            return found
    drawn = tuple(1 if choices.chance(25) else n for n in shape)
    dtype = SPELLED.get(state[ref].dtype, "float32")
    if choices.chance(10):
        dtype = choices.one(("int64", "float64", "bool", "float32"))
    return state.leaf(drawn, dtype)


def fits(small, large) -> bool:
    """Whether one shape broadcasts to another."""
    return len(small) <= len(large) and all(
        m in (n, 1) for m, n in zip(reversed(small), reversed(large))
    )


def with_other(choices, state):
    """Draw a tensor and what is combined with it in place."""
    ref = target(choices, state)
    return ref, other_for(choices, state, ref)


def with_tensor(choices, state):
    """Draw a tensor and another that is copied into it."""
    ref, other = with_other(choices, state)
    return (ref, other) if type(other).__name__ == "Ref" else None


def with_number(choices, state):
    """Draw a tensor and a number."""
    return target(choices, state), state.number()


def alone(choices, state):
    """Draw a tensor."""
    return (target(choices, state),)


def with_limits(choices, state):
    """Draw a tensor and limits."""
    low, high = choices.one(((-1, 1), (None, 0.5), (0, None), (0.0, 1.0), (None, None)))
    return target(choices, state), low, high


def at_index(choices, state):
    """Draw a tensor, an index and what is written there."""
    ref = target(choices, state)
    index = index_of(choices, state, tuple(state[ref].shape))
    if choices.chance(55):
        return ref, index, state.number()
    state.machine.take(Statement("getitem", (ref, index)))
    part = state.machine.values.pop()
    state.machine.errors.pop()
    shape = tuple(getattr(part, "shape", ()))
    drawn = tuple(1 if choices.chance(20) else n for n in shape)
    if choices.chance(20):
        drawn = drawn[1:]
    dtype = SPELLED.get(state[ref].dtype, "float32")
    if choices.chance(15):
        dtype = choices.one(("int64", "float64", "bool", "float32"))
    return ref, index, state.leaf(drawn, dtype, dtype[0] == "f" and choices.chance(20))


def at_mask(choices, state):
    """Draw a tensor, a mask and a number."""
    ref = target(choices, state)
    mask = state.emit("lt", ref, choices.one((0, 1, 0.5)))
    return None if mask is None else (ref, mask, state.number())


def filled(choices, state):
    """Draw a seed, a tensor and the bounds of what it is filled with."""
    return choices.below(100), state.pick(is_float)


TABLE = [
    *table("in place", with_other, """
        add_ {0}.add_({1})
        sub_ {0}.sub_({1})
        mul_ {0}.mul_({1})
        div_ {0}.div_({1})
    """, weight=9, writes=True),
    *table("in place", with_tensor, "copy_ {0}.copy_({1})", weight=8, writes=True),
    *table("in place", with_number, "fill_ {0}.fill_({1})", weight=8, writes=True),
    *table("in place", alone, "zero_ {0}.zero_()", weight=5, writes=True),
    *table("in place", with_limits, """
        clamp_ {0}.clamp_({1}, {2})
    """, weight=6, writes=True),
    *table("in place", with_other, """
        iadd {0} += {1}; return {0}
        isub {0} -= {1}; return {0}
        imul {0} *= {1}; return {0}
        itruediv {0} /= {1}; return {0}
    """, weight=3, writes=True, statement=True),
    *table("in place", at_index, "setitem {0}[{1}] = {2}",
           weight=45, writes=True, statement=True),
    *table("in place", at_mask, "setitem_mask {0}[{1}] = {2}",
           weight=8, writes=True, statement=True),
]  # fmt: skip
