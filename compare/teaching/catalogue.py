"""The exercises by name, in their sets."""

from functools import cache
from importlib import import_module

from ..terminal.words import did_you_mean

SETS = {
    "foundations": "Arithmetic, reductions, the linear layer and a whole network",
    "activations": "From relu to softmax",
    "losses": "From squared error to cross-entropy",
    "regularisation": "Dropout, penalties and normalisation",
    "optimisers": "From plain steps to AdamW",
    "sequences": "Tables of vectors and attention",
    "convolution": "Windows of one and two dimensions",
}


@cache
def sets() -> dict:
    """Return the exercises of every set."""
    return {s: import_module(f"{__package__}.{s}").EXERCISES for s in SETS}


@cache
def collect() -> dict:
    """Return every exercise by its name."""
    return {e.name: e for found in sets().values() for e in found}


def set_of(name: str) -> str:
    """Return the set that an exercise is in."""
    return next(s for s, found in sets().items() if any(e.name == name for e in found))


def chosen(names) -> list:
    """Return the exercises of these names and sets; all without one.

    Raises
    ------
    ValueError
        If a name is neither.
    """
    known, groups = collect(), sets()
    lower = {n.lower(): e for n, e in known.items()}
    found: dict = {}
    for name in names or groups:
        if name in groups:
            found |= {e.name: e for e in groups[name]}
        elif name.lower() in lower:
            one = lower[name.lower()]
            found[one.name] = one
        else:
            hint = did_you_mean(name, [*groups, *known])
            raise ValueError(f"no exercise or set is called {name!r}{hint}")
    return list(found.values())
