"""What the right answer is, and how far a correct program may be from it.

For scratch's own bodies: run them on `Bounded` arrays, `lift`ed onto the tape.
For any torch callable, with the arguments of one call nested as they may be:

    call = Call.of(F.layer_norm, x, (5,), weight=w)     # or a module, or a function
    call.names                        # what gradients are taken of: input, weight
    found = truth(call, "float32", upstream=None, seed=0, opinion=True)
    found.call, found.upstream        # rounded to the dtype: what a candidate is given
    found.call.arguments(convert=...)                   # (args, options)
    for quantity in found.quantities: # outputs, buffers, gradients: value and tolerance
        quantity.agrees(actual)       # of each element
        quantity.suspicious(actual)   # within the bound, beyond random rounding
    found.unresolved, found.sampled   # the share that 1e-4 might cross; rules lacking
    truth(call.having(values), "float32", traced=found.trace)  # of the same shapes

A trace whose reference `looks` at values holds for these values alone.
"""

from .bounded import Bounded
from .call import Call
from .directional import complex_step, longdouble_difference
from .tape import lift, lifted
from .trace import Trace, trace
from .truth import Quantity, Truth, truth

__all__ = [
    "Bounded",
    "Call",
    "Quantity",
    "Trace",
    "Truth",
    "complex_step",
    "lift",
    "lifted",
    "longdouble_difference",
    "trace",
    "truth",
]
