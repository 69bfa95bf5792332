"""What goes wrong with each operation: its intermediate values and known mistakes."""

from collections.abc import Callable

import numpy as np

from ..alternatives import Evaluate, add_alternatives
from ..context import Context, Quantities
from . import (
    activations,
    attention,
    convolution,
    dropout,
    linear,
    losses,
    normalisation,
    optimisers,
    regression,
    softmax,
    training,
)

KNOWLEDGE: dict[str, Callable] = {
    name: function
    for module in (
        activations,
        attention,
        convolution,
        dropout,
        linear,
        losses,
        normalisation,
        optimisers,
        regression,
        softmax,
        training,
    )
    for name, function in module.KNOWLEDGE.items()
}


def context_of(
    operation: str,
    arguments: dict,
    doutput=None,
    expected: Quantities | None = None,
    evaluate: Evaluate | None = None,
) -> Context:
    """Gather what the diagnosis can use for one call.

    Parameters
    ----------
    operation : str
        The public name; one without knowledge of its own gets the general hypotheses.
    arguments : dict
        Of the call; arrays are widened to float64.
    doutput : array, optional
        The upstream gradient.
    expected : dict of arrays, optional
    evaluate : callable, optional
        `evaluate(arguments, doutput)` returns the reference's quantities.
    """
    arguments = {n: widened(v) for n, v in arguments.items()}
    doutput = None if doutput is None else widened(np.asarray(doutput))
    context = general_context(operation, arguments, doutput, expected or {})
    with np.errstate(all="ignore"):
        if operation in KNOWLEDGE:
            KNOWLEDGE[operation](context, arguments, doutput)
        if evaluate is not None:
            add_alternatives(context, evaluate, arguments, doutput)
    return context


def widened(value):
    """Return floating arrays in float64."""
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float64)
    return value


def general_context(operation, arguments, doutput, expected) -> Context:
    """Name the sizes, numbers and arrays that every call has."""
    context = Context(operation)
    arrays = {n: v for n, v in arguments.items() if isinstance(v, np.ndarray)}
    first = next((v for v in arrays.values() if v.dtype.kind == "f"), None)
    if first is not None and first.ndim:
        context.scalars["n"] = float(len(first))
        if first.ndim > 1:
            context.scalars["k"] = float(first.shape[-1])
            context.scalars["nk"] = float(first.size)
    for name, value in arguments.items():
        if isinstance(value, float):
            context.scalars[name] = value
    context.arrays |= {n: v for n, v in arrays.items() if v.dtype.kind == "f"}
    if "output" in expected:
        context.arrays["output"] = np.asarray(expected["output"])
    if doutput is not None:
        context.arrays["the upstream gradient"] = doutput
    if "input" in arrays and arrays["input"].dtype.kind == "f":
        context.places["input == 0"] = arrays["input"] == 0
    return context
