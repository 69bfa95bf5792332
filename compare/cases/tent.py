"""The case of the tent map, deep and wide."""

from .case import ProgramCase


def folds(dl, depth):
    """Return both networks' outputs on numbers that float32 holds exactly."""
    x = (dl.arange(65) / 64).reshape(-1, 1)
    found = {}
    for name in ("tent_deep", "tent_wide"):
        network, units = getattr(dl, name)(depth)
        found[name] = [network(x), units, repr(network)]
    return found


CASES = [
    ProgramCase(
        name="tent",
        arguments=lambda draw: {"depth": draw.integer(1, 6)},
        program=folds,
        covers=("tent_deep", "tent_wide"),
        weight=0.2,
        refused={
            "no depth": lambda: {"depth": 0},
            "half a layer": lambda: {"depth": 0.5},
        },
    ),
]
