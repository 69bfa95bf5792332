"""Check your own: an implementation against torch, from shell, test or notebook."""

from .candidate import Unclear
from .check import assert_matches, check
from .verdict import Verdict

__all__ = ["Unclear", "Verdict", "assert_matches", "check"]
