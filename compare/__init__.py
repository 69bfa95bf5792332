"""Prove that scratch, torch_ref and torch agree, and check implementations of others.

`compare.check(candidate, against)` judges one, `compare.assert_matches` fails a test.
"""

__all__ = ["assert_matches", "check"]


def __getattr__(name):
    """Import the checking when it is asked for."""
    if name in __all__:
        from . import checking

        return getattr(checking, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
