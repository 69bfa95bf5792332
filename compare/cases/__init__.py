"""The cases: one module per operation, collected by name."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from .case import Case


@cache
def collect() -> dict[str, Case]:
    """Return every case by its name, in the order of the modules' names."""
    cases = {}
    for found in iter_modules(__path__):
        for case in getattr(import_module(f"{__name__}.{found.name}"), "CASES", ()):
            if case.name in cases:
                raise ValueError(f"two cases are called {case.name!r}")
            cases[case.name] = case
    return cases
