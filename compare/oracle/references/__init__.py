"""Twenty functions in torch, each with forward and backward in NumPy by hand.

The NumPy sides sum in other orders and arrange formulas otherwise than torch does, so
that a bound is tried on programs it was not derived from; and their backward passes are
what a diagnosis is tried on, a mutant at a time.
"""

from . import activations, convolution, losses, normalisation, products, recurrent
from .reference import REFERENCES, Reference

FILES = (activations, convolution, losses, normalisation, products, recurrent)
__all__ = ["REFERENCES", "Reference"]
