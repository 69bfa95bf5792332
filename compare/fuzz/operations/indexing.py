"""Reading parts of a tensor: integers, slices, lists, arrays, masks, None, dots."""

from .operation import table


def index_of(choices, state, shape):
    """Draw an index of any pattern for a tensor of this shape."""
    rank = len(shape)
    taken = choices.between(0, rank) if choices.chance(70) else rank
    dots = choices.below(taken + 1) if choices.chance(35) else None
    kinds = "iissssllaamnn" if choices.chance(50) else "isssn"
    parts, dim, rows = [], 0, choices.between(1, 3)
    while dim < taken or (len(parts) < 5 and choices.chance(8)):
        if dots == dim:
            parts.append(Ellipsis)
            dim, dots = max(dim, rank - (taken - dim)), None
            taken = rank
            continue
        kind = choices.one(kinds)
        if kind == "n" or dim >= taken:
            if dim < taken or kind == "n":
                parts.append(None)
            if dim >= taken:
                break
            continue
        n = shape[dim] if dim < rank else 1
        if kind == "m":
            wide = choices.one((1, 1, 2)) if dim + 1 < taken else 1
            parts.append(state.leaf(tuple(shape[dim : dim + wide]), "bool"))
            dim += wide
            continue
        parts.append(part_of(choices, state, kind, n, rows))
        dim += 1
    if len(parts) == 1 and choices.chance(60):
        return parts[0]
    return tuple(parts)


def part_of(choices, state, kind, n, rows):
    """Draw an integer, a slice, a list or an array of indices below n."""
    if kind == "i":
        return choices.between(-n, n - 1) if n and not choices.chance(2) else 0
    if kind == "s":
        ends = (None, None, 0, 1, 2, -1, -2, 5)
        step = choices.one((None, None, None, 1, 2, 3))
        if choices.chance(2):
            step = choices.one((-1, 0))
        return slice(choices.one(ends), choices.one(ends), step)
    count = rows if choices.chance(80) else choices.one((1, 1, 0, 2))
    wanted = [choices.between(-n, n - 1) if n else 0 for _ in range(count)]
    if not n and choices.chance(80):
        wanted = []
    if kind == "l":
        if n == count and choices.chance(10):
            return [choices.chance(50) for _ in range(count)]
        return wanted
    shape = choices.one(((len(wanted),), (len(wanted), 1), (1, len(wanted))))
    if len(wanted) == 1 and choices.chance(30):
        shape = ()
    dtype = "int64"
    if n < 128 and choices.chance(12):
        dtype = choices.one(("int32", "int16", "int8", "uint8"))
    if dtype == "uint8":
        wanted = [abs(i) for i in wanted]
    return state.leaf(shape, dtype, values=wanted)


def indexed(choices, state):
    """Draw a tensor and an index."""
    ref = state.pick()
    return ref, index_of(choices, state, tuple(state[ref].shape))


def masked(choices, state):
    """Draw a tensor and a mask of its own elements."""
    ref = state.pick()
    mask = state.emit("gt", ref, choices.one((0, 1, 0.5)))
    return None if mask is None else (ref, mask)


def first(choices, state):
    """Draw a tensor and the number of one of its rows."""
    ref = state.pick(lambda t: t.dim() > 0 and len(t) and not t.requires_grad)
    if ref is None:
        return None
    return ref, choices.below(len(state[ref]))


TABLE = [
    *table("index", indexed, "getitem {0}[{1}]", weight=75),
    *table("index", masked, "getitem_mask {0}[{1}]", weight=10),
    *table("index", first, "iterate list({0})[{1}]", weight=6),
]  # fmt: skip
