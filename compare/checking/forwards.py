"""Compare the forward of a candidate with that of the reference."""

import numpy as np

from . import leaves
from .messages import Opaque


def disagreement(title, got, right) -> str:
    """Say where a forward differs first."""
    if isinstance(got, Opaque):
        return "it returns no array"
    for a, b in zip(got, right):
        if np.shape(a) != np.shape(b):
            return f"its output has shape {np.shape(a)}, that of {title} {np.shape(b)}"
        if not leaves.close(a, b, 2e-5):
            at = (
                np.unravel_index(np.nanargmax(np.abs(a - b)), np.shape(b))
                if np.ndim(b)
                else ()
            )
            return (
                f"its output is not that of {title}: "
                f"{float(a[at]):.6g} for {float(b[at]):.6g} at "
                f"{tuple(int(i) for i in at)}, "
                "so that there is nothing to compare its gradient with"
            )
    return f"it returns {len(got)} outputs, the reference {len(right)}"


def noise_of(way, inputs, meaning, seed=0) -> dict:
    """Return the factor of every element, from a second call on ones."""
    source = meaning["arguments"]["input"][0]
    ones = dict(inputs) | {source: np.ones_like(inputs[source])}
    return {"noise": way.forward(ones, seed).outputs[0].astype(float)}


def agrees(got, right) -> bool:
    """Tell whether two lists of outputs are the same but for rounding in float32."""
    return len(got) == len(right) and all(
        np.shape(a) == np.shape(b) and leaves.close(a, b, 2e-5)
        for a, b in zip(got, right)
    )
