"""Explain a failure of the battery: run the case again on examples that tell."""

import numpy as np

from ..battery.example import Example, seeded, upstream
from ..battery.functions import run
from ..battery.mismatch import Mismatch
from ..battery.sides import SCRATCH, TORCH
from ..cases import collect
from ..cases.case import Case, FunctionCase
from .alternatives import evaluate_with_torch
from .consistent import consistent
from .diagnose import diagnose
from .knowledge import context_of
from .report import Diagnosis

UNKNOWN = "  diagnosis: no known mistake gives these numbers"
UNKNOWABLE = "  diagnosis: mistakes are known of functions and layers, not of this"


def explain(mismatch: Mismatch, examples: int = 60, enough: int = 4) -> str:
    """Return what the diagnosis says of a function that failed, or of a module's."""
    example = mismatch.example
    case = function_of(example.case) if example is not None else None
    if case is None:
        return UNKNOWABLE
    found = []
    for number in (None, *range(examples)):
        if number is None and case is not example.case:
            continue
        try:
            one = example
            if number is not None:
                one = seeded(case, example.dtype, 7, number)
            diagnosis = diagnose_example(one)
        except Exception:  # an example that cannot be run explains nothing
            continue
        if diagnosis.findings:
            found.append(diagnosis)
        if len(found) == enough:
            break
    found = [d for d in found if d.name is not None] or found
    return f"  diagnosis: {consistent(found)}" if found else UNKNOWN


def function_of(case: Case) -> FunctionCase | None:
    """Return the case of a function, or of the one that a module is named after."""
    if isinstance(case, FunctionCase):
        return case
    plain = case.name.lower().removesuffix("loss")
    for name, other in collect().items():
        if isinstance(other, FunctionCase):
            word = name.replace("_", "").removesuffix("loss")
            if word == plain:
                return other
    return None


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
