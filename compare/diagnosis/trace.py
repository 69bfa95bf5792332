"""Through several layers: which value is the first to differ."""

from .context import Context, Quantities
from .diagnose import diagnose, differ
from .report import Diagnosis


def first_difference(actual: Quantities, expected: Quantities) -> str | None:
    """Return the name of the first value that differs, in order of computation.

    Parameters
    ----------
    actual, expected : dict of arrays
        What each layer produced, forward values first, then gradients from the loss
        back: "0 linear output", "1 relu output", ..., "1 relu dinput", ...
    """
    for name in expected:
        if name in actual and differ(actual[name], expected[name]):
            return name
    return None


def diagnose_trace(
    actual: dict[str, Quantities],
    expected: dict[str, Quantities],
    contexts: dict[str, Context],
) -> tuple[str | None, Diagnosis]:
    """Find the layer in which two runs part, and diagnose there.

    Parameters
    ----------
    actual, expected : dict of dict of arrays
        For every stage, in order of computation ("linear forward", ..., "linear
        backward"), the values it produced.
    contexts : dict of Context
        What is known of each stage; up to the first difference both runs had the
        same values, so that the context of the expected run holds for both.

    Returns
    -------
    stage : str or None
        None if nothing differs.
    diagnosis : Diagnosis
        Of that stage alone; what comes after it only inherits the difference.
    """
    for stage, values in expected.items():
        if first_difference(actual.get(stage, {}), values) is not None:
            context = contexts.get(stage, Context(stage))
            return stage, diagnose(actual[stage], values, context)
    return None, Diagnosis("all stages")
