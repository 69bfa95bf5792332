"""Choosing between elements: torch's own, which lets no infinity or NaN through."""

from torch import no_grad
from torch import where as choose

__all__ = [
    "choose",
    "clipped",
    "divisor",
    "largest",
]


def clipped(input, low, high):
    """Return input cut off at low and high, held constant; a zero keeps its sign."""
    input = input.detach()
    return choose(input < low, low, input).clip(max=high)


def divisor(value, least):
    """Return what may be divided by: value, raised to `least` where it is below.

    The gradient is that of value everywhere, as in torch's own.
    """
    raised = value.clone()
    with no_grad():
        raised.clamp_min_(least)
    return raised


def largest(input, dim):
    """Return the maximum along `dim`, of size 1 there, held constant."""
    return 0 if 0 in input.shape else input.detach().amax(dim, keepdim=True)
