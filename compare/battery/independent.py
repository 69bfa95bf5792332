"""The gradient against the forward's own slope: autograd has no part in it."""

import numpy as np

from ..oracle import complex_step, lifted, longdouble_difference
from .example import Example
from .mismatch import Mismatch
from .runs import Run, bounds, invoke, last_subnormal, named
from .sides import SCRATCH, is_float, leaves, replace


def check_independently(example: Example, result: Run, doutput):
    """Compare the gradient along a random direction with the forward's own slope."""
    case = example.case
    paths = list(result.gradients)
    if not paths or example.regime == "special" or case.seeded or case.bounded:
        return
    if not case.sloped(example.arguments):
        return
    rng = example.rng(3)
    arrays = leaves(example.arguments)
    directions = [rng.integers(-8, 9, arrays[p].shape) / 8.0 for p in paths]
    start = doutput(result.outputs[next(iter(result.outputs))].shape)

    def forward(moved):
        changed = dict(zip(paths, moved))

        def wide(path, array):
            if path not in changed:
                array = array.astype(moved[0].dtype) if is_float(array) else array
            return SCRATCH.tensor(changed.get(path, array))

        with lifted(example.dtype):
            given = replace(example.arguments, wide)
            outputs = named(invoke(case, SCRATCH, given, example.seed), SCRATCH)
        return next(iter(outputs.values())).array

    bound = bounds(case, example, doutput).gradients
    least = np.longdouble(last_subnormal(example.dtype, doutput, result))
    terms = [
        (result.gradients[p].astype(np.longdouble) * d, (bound[p] + least) * np.abs(d))
        for p, d in zip(paths, directions)
    ]
    ours = sum(term.sum() for term, _ in terms)
    rounding = sum(np.abs(term).sum() for term, _ in terms) * 2.0**-58
    allowed = 4 * sum(slack.sum() for _, slack in terms) + rounding
    values = [arrays[p] for p in paths]
    with np.errstate(all="ignore"):
        what, truth, uncertainty = slope(
            forward, values, directions, start, case.analytic(example.arguments)
        )
    if not np.isfinite([truth, ours, allowed, uncertainty]).all():
        return
    allowed = allowed + uncertainty
    if not abs(truth - ours) <= allowed:
        raise Mismatch(
            case.name,
            f"gradient of {' and '.join(paths)} along a direction",
            f"backward and {what} of the forward differ",
            index=(),
            actual=float(ours),
            expected=float(truth),
            bound=float(allowed),
        )


def slope(forward, values, directions, start, analytic: bool):
    """Return the oracle's name, the slope of the forward and its uncertainty.

    A formula of complex numbers need not be analytic (`abs`, a comparison): the complex
    step counts only where it agrees with the differences, which hold for any formula.
    """
    plain = longdouble_difference(forward, values, directions, start)
    if analytic:
        exact = complex_step(forward, values, directions, start)
        if not np.isfinite(plain).all() or abs(exact - plain[0]) <= 4 * plain[1]:
            return "complex step", exact, 0.0
    return "long double differences", *plain
