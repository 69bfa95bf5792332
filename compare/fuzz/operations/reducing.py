"""Reductions over dimensions: sums, spreads, extremes, truths."""

from .operation import table


def reduced(choices, state):
    """Draw a tensor, dimensions and keepdim."""
    ref = state.pick()
    return ref, state.dims(state[ref].dim()), choices.chance(40)


def extreme(choices, state):
    """Draw what `reduced` does; of a number, see `listed.UNCOMPARED`."""
    ref, dims, keepdim = reduced(choices, state)
    return ref, dims if state[ref].dim() else None, keepdim


def real(choices, state):
    """Draw a tensor of real numbers, mostly, dimensions and keepdim."""
    ref = state.pick_float()
    return ref, state.dims(state[ref].dim()), choices.chance(40)


def spread(choices, state):
    """Draw what `real` does and a correction."""
    ref, dims, keepdim = real(choices, state)
    if not dims and dims is not None and dims != 0:  # see `listed.UNCOMPARED`
        dims = None
    return ref, dims, choices.one((1, 1, 0, 2, 3, 0.5)), keepdim


def along(choices, state):
    """Draw a tensor, one dimension and keepdim."""
    ref = state.pick()
    return ref, state.dim(state[ref].dim()), choices.chance(40)


def whole(choices, state):
    """Draw a tensor."""
    return (state.pick(),)


def whole_real(choices, state):
    """Draw a tensor of real numbers, mostly."""
    return (state.pick_float(),)


def ordered(choices, state):
    """Draw a tensor and the order of its norm."""
    return state.pick_float(), choices.one((1, 2, 3, 0, float("inf"), 0.5))


TABLE = [
    *table("reduction", reduced, """
        sum {0}.sum({1}, keepdim={2})
        sum_function dl.sum({0}, {1}, {2})
    """, weight=10),
    *table("reduction", whole, """
        sum_all {0}.sum()
        max_all {0}.max()
        min_all {0}.min()
        amax_all {0}.amax()
        amin_all {0}.amin()
    """, weight=6),
    *table("reduction", whole_real, """
        mean_all {0}.mean()
        var_all {0}.var()
        std_all {0}.std()
        norm {0}.norm()
    """, weight=7),
    *table("reduction", real, """
        mean {0}.mean({1}, keepdim={2})
        mean_function dl.mean({0}, {1}, {2})
    """, weight=8),
    *table("reduction", spread, """
        var {0}.var({1}, correction={2}, keepdim={3})
        std {0}.std({1}, correction={2}, keepdim={3})
    """, weight=9),
    *table("extreme", extreme, """
        amax {0}.amax({1}, {2})
        amin {0}.amin({1}, {2})
        amax_function dl.amax({0}, {1}, {2})
    """, weight=7),
    *table("extreme", along, """
        max_values {0}.max({1}, {2}).values
        max_indices {0}.max({1}, {2}).indices
        min_values {0}.min({1}, {2}).values
        min_indices {0}.min({1}, {2}).indices
        max_function dl.max({0}, {1}, {2})[0]
        argmax {0}.argmax({1}, {2})
        argmin {0}.argmin({1}, {2})
    """, weight=5),
    *table("extreme", whole, """
        argmax_all {0}.argmax()
        argmin_all {0}.argmin()
    """, weight=3),
    *table("truth", whole, """
        all {0}.all()
        any {0}.any()
    """, weight=4),
]  # fmt: skip
