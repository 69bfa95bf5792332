"""Explain a failure of the battery: run the case again on examples that tell."""

import numpy as np

from ..battery.functions import run
from ..cases.case import FunctionCase
from ..example import Example, seeded, upstream
from ..mismatch import Mismatch
from ..sides import SCRATCH, TORCH
from .alternatives import evaluate_with_torch
from .consistent import consistent
from .diagnose import diagnose
from .knowledge import context_of
from .report import Diagnosis


def explain(mismatch: Mismatch, examples: int = 60, enough: int = 4) -> str:
    """Return what the diagnosis says of a failed function, as lines; else nothing."""
    example = mismatch.example
    if example is None or not isinstance(example.case, FunctionCase):
        return ""
    found = []
    for number in (None, *range(examples)):
        try:
            one = example
            if number is not None:
                one = seeded(example.case, example.dtype, 7, number)
            diagnosis = diagnose_example(one)
        except Exception:  # an example that cannot be run explains nothing
            continue
        if diagnosis.findings:
            found.append(diagnosis)
        if len(found) == enough:
            break
    found = [d for d in found if d.name is not None] or found
    return f"  diagnosis: {consistent(found)}" if found else ""


def diagnose_example(example: Example) -> Diagnosis:
    """Compare scratch with torch on one example, and name what differs."""
    case, dtype = example.case, example.dtype

    def start(shape):
        return upstream(example, shape)

    ours = quantities(run(case, SCRATCH, example.arguments, example.seed, start))
    wide = run(case, TORCH, example.arguments, example.seed, start, wide=True)
    expected = {
        name: value.astype(dtype) if value.dtype.kind == "f" else value
        for name, value in quantities(wide).items()
    }
    doutput = start(expected["output"].shape)
    arguments = {n: v for n, v in example.arguments.items() if v is not None}
    evaluate = None
    if case.reference is not None and not case.seeded:
        evaluate = evaluate_with_torch(case.reference, case.gradients, case.buffers)
    name = case.name.partition(" ")[0]
    with np.errstate(all="ignore"):
        context = context_of(name, arguments, doutput, expected, evaluate)
        return diagnose(ours, expected, context)


def quantities(result) -> dict:
    """Return outputs, buffers and gradients under the names that diagnosis uses."""
    gradients = {f"d{path}": grad for path, grad in result.gradients.items()}
    return {**result.outputs, **result.buffers, **gradients}
