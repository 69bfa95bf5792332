"""Name the wrong step of a backward pass with no knowledge of the operation.

    named = ablate([Attempt(truth_1, found_1), Attempt(truth_2, found_2)])
    named[0].sentence, named[0].line       # what was done, and the reference's line
    describe(Attempt(truth_1, found_1))    # the difference alone, where nothing fits

A gradient is affine in what flows along any edge of the traced graph, so one run with
the edge cut tells by least squares which factor on it gives the gradients found: 0 a
forgotten path, -1 a sign, n a missing 1/n. Saved values are replaced by others, sums
and transposes left out. A hypothesis counts only if it gives every element of every
gradient, on two examples of other sizes; truths are those of float64.
"""

from .ablate import Hypothesis, ablate
from .attempt import Attempt
from .describe import describe

__all__ = ["Attempt", "Hypothesis", "ablate", "describe"]
