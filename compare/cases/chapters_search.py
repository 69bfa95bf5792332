"""Cases of the search of hyperparameters: the same points, the same order of trials."""

from pathlib import Path
from tempfile import TemporaryDirectory

from .case import Arguments, ProgramCase

RANGES = ("Uniform", "LogUniform", "Integer")


def spaces(draw) -> Arguments:
    """Draw one range of each kind, some options and a number of points."""
    low = draw.integer(1, 4)
    return {
        "ranges": [[low / 4, low / 4 + draw.integer(0, 3)] for _ in RANGES[:2]]
        + [[low, low + draw.integer(0, 5)]],
        "options": draw.choice((["a"], ["a", "b"], [1, 2, 3])),
        "n": draw.integer(0, 6),
        "k": draw.integer(1, 3),
        "share": draw.choice((0.25, 0.5)),
    }


def space(dl, ranges, options):
    """Make the space of these ranges and options."""
    named = {name.lower(): getattr(dl, name)(*r) for name, r in zip(RANGES, ranges)}
    return dl.Space(**named, choice=dl.Choice(options))


def points(dl, ranges, options, n, k, share):
    """Draw points at random and on a grid, then in a smaller space."""
    whole = space(dl, ranges, options)
    drawn = whole.random(n)
    found = {"random": drawn, "grid": whole.grid(k)}
    if drawn:
        smaller = whole.around(drawn[0], share)
        found["smaller"] = [tuple(d) for d in smaller.dimensions.values()]
        found["in it"] = smaller.random(n)
    return found


def searched(dl, ranges, options, n, k, share):
    """Search: one trial fails, one gives NaN, and the log is read again."""

    def objective(point):
        if point["choice"] == "b":
            raise ValueError("b fails")
        if point["integer"] % 3 == 0:
            return float("nan")
        return (point["uniform"] - 1) ** 2 + point["loguniform"]

    def plain(trials):
        return [[trial.point, trial.value, trial.error] for trial in trials]

    whole = space(dl, ranges, options)
    with TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        first = dl.search(objective, whole.random(n), log=log)
        text = log.read_text(encoding="utf-8")
        again = dl.search(lambda point: 1 / 0, [t.point for t in first], log=log)
        narrowed = dl.coarse_to_fine(objective, whole, n, 2, share)
    return {
        "first": plain(first),
        "log": text,
        "read": plain(again),
        "narrowed": plain(narrowed),
        "trial": [dl.Trial({}, 1.0, None).value, list(dl.Trial._fields)],
    }


def given(**changes):
    """Make the arguments of a call that is refused."""
    good = {"ranges": [[0.0, 1.0], [0.5, 1.0], [1, 2]], "options": ["a"]}
    return lambda: {**good, "n": 2, "k": 2, "share": 0.5, **changes}


CASES = [
    ProgramCase(
        name="Space",
        arguments=spaces,
        program=points,
        covers=("Choice", "Integer", "LogUniform", "Space", "Uniform"),
        refused={
            "an empty range": given(ranges=[[1.0, 0.0], [0.5, 1.0], [1, 2]]),
            "a logarithm from 0": given(ranges=[[0.0, 1.0], [0.0, 1.0], [1, 2]]),
            "no options": given(options=[]),
            "no values a dimension": given(k=0),
        },
    ),
    ProgramCase(
        name="search",
        arguments=spaces,
        program=searched,
        covers=("Trial", "coarse_to_fine", "search"),
        weight=0.2,
        refused={"a share of 1": given(share=1.0), "no share": given(share=0.0)},
    ),
]
