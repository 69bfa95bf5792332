"""The operations that programs are made of, by name."""

from importlib import import_module
from pkgutil import iter_modules

from .operation import Operation


def collect() -> dict[str, Operation]:
    """Return every operation by its name."""
    found = {}
    for module in iter_modules(__path__):
        table = getattr(import_module(f"{__name__}.{module.name}"), "TABLE", ())
        for operation in table:
            if operation.name in found:
                raise ValueError(f"two operations are called {operation.name!r}")
            found[operation.name] = operation
    return found


OPERATIONS = collect()
