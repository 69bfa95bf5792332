"""From a mismatch to the name of the mistake."""

from .context import Context, Mistake
from .diagnose import diagnose
from .report import Diagnosis, Finding
from .trace import first_difference

__all__ = [
    "Context",
    "Diagnosis",
    "Finding",
    "Mistake",
    "diagnose",
    "first_difference",
]
