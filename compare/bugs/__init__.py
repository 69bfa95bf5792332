"""The gallery of classic bugs, collected by name."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from .bug import Bug


@cache
def collect() -> dict[str, Bug]:
    """Return every bug by its name, topic by topic."""
    bugs = {}
    for found in iter_modules(__path__):
        for bug in getattr(import_module(f"{__name__}.{found.name}"), "BUGS", ()):
            if bug.name in bugs:
                raise ValueError(f"two bugs are called {bug.name!r}")
            bugs[bug.name] = bug
    return bugs
