"""How often the diagnosis names the bugs of the gallery: figures, computed."""

from collections import Counter
from collections.abc import Callable

from ..terminal.workers import in_order, workers
from . import collect
from .trial import try_bug, try_healthy

DTYPES = ("float64", "float32")


def outcome(bug, seed: int, dtype: str) -> str:
    """Try a bug once and say what the diagnosis made of it.

    Returns
    -------
    str
        "hidden" if the draw does not show the bug, "right" if its name alone is
        given, "undecided" if its name is one of several, "unnamed" if no name is
        given, "wrong" if only other names are.
    """
    trial = try_bug(bug, 20, seed, dtype=dtype)
    if not trial.visible:
        return "hidden"
    names = trial.diagnose().names
    if names == (bug.diagnosis,):
        return "right"
    if bug.diagnosis in names:
        return "undecided"
    return "wrong" if names else "unnamed"


def measure(name: str, draws: int) -> dict:
    """Return the counts of one bug, and of its operation without it."""
    bug = collect()[name]
    dtypes = DTYPES if bug.dtype == "float64" else (bug.dtype,)
    counts = {
        dtype: Counter(outcome(bug, seed, dtype) for seed in range(draws))
        for dtype in dtypes
    }
    accused = sum(
        bool(try_healthy(bug.operation, 21, seed, dtype=dtype).diagnose().findings)
        for dtype in DTYPES
        for seed in range(max(1, draws // 10))
    )
    return {
        "bug": name,
        "operation": bug.operation.name,
        "diagnosis": bug.diagnosis,
        "draws": draws,
        **{dtype: dict(count) for dtype, count in counts.items()},
        "healthy operation diagnosed": accused,
        "healthy draws": len(DTYPES) * max(1, draws // 10),
    }


def campaign(
    draws: int, jobs: int = 1, advance: Callable[[], None] = lambda: None
) -> list[dict]:
    """Measure every bug on so many random draws of arguments, shapes and seeds."""
    tasks = [(name, draws) for name in sorted(collect())]
    with workers(jobs) as executor:
        return list(in_order(measure, tasks, executor, lambda task: advance()))


def summary(rows: list[dict]) -> dict:
    """Add up a campaign, and name the bug that fares worst."""
    total: Counter = Counter()
    worst, least = None, 1.0
    for row in rows:
        for dtype in DTYPES:
            count = Counter(row.get(dtype, {}))
            total += count
            seen = sum(count.values()) - count["hidden"]
            share = count["right"] / seen if seen else 1.0
            if share < least:
                worst, least = f"{row['bug']} in {dtype}", share
    return {
        "bugs": len(rows),
        "draws": sum(total.values()),
        **{k: total[k] for k in ("right", "undecided", "unnamed", "wrong", "hidden")},
        "smallest share of right names": least,
        "of": worst,
        "healthy draws": sum(row["healthy draws"] for row in rows),
        "healthy diagnosed": sum(row["healthy operation diagnosed"] for row in rows),
    }
