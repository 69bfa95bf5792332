"""Prove that scratch, torch_ref and torch agree, and check implementations of others.

`compare.check(candidate, against)` judges one, `compare.assert_matches` fails a test.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for type checkers; imported when asked for
    from .checking.running import assert_matches, check

__all__ = ["assert_matches", "check"]


def __getattr__(name: str) -> Any:
    """Import the checking when it is asked for."""
    if name in __all__:
        from . import checking

        return getattr(checking, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List what is meant to be used."""
    return sorted(__all__)
