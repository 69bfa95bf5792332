"""Check your own: an implementation against torch, from shell, test or notebook."""

HOME = {
    "Unclear": "unclear",
    "Verdict": "verdict",
    "assert_matches": "running",
    "check": "running",
}

__all__ = ["Unclear", "Verdict", "assert_matches", "check"]


def __getattr__(name):
    """Import what is asked for; a child imports none of it."""
    if name not in HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{HOME[name]}", __name__), name)
