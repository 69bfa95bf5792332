"""What the right answer is, and how far a correct program may be from it."""

from .bounded import Bounded
from .directional import complex_step, longdouble_difference
from .tape import lift, lifted

__all__ = ["Bounded", "complex_step", "lift", "lifted", "longdouble_difference"]
