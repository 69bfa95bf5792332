"""An entry of the table: pages, a test, and a fault under which it must fail."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What is planted for one property of one page."""

    page: str
    test: str
    what: str
    plant: Callable[[], object]


def faults(page: str, *entries) -> list[Fault]:
    """Return the faults of a page from (test, what, plant)."""
    return [Fault(page, *entry) for entry in entries]
