"""The battery on a function of the gallery: which of its checks kills a bug."""

from collections.abc import Callable

import numpy as np

import scratch
from scratch.engine.autograd import differentiable

from ..battery.equivalence import check_example
from ..battery.example import seeded
from ..battery.mismatch import Mismatch
from ..battery.record import Record
from ..cases.case import Case, FunctionCase, ProgramCase, never
from .bug import Bug
from .operation import Operation, cast


def case_of(operation: Operation, function: Callable, fixed: dict, dtype) -> Case:
    """Describe an operation as a case whose scratch side is `function`."""

    def arguments(draw):
        drawn = operation.draw(np.random.default_rng(draw.seed()), **fixed)
        return cast(drawn, draw.dtype)

    shared = {
        "name": operation.name,
        "arguments": arguments,
        "regimes": ("plain",),
        "dtypes": (dtype,),
    }
    if operation.program:
        return ProgramCase(
            program=lambda dl, **given: run_program(operation, function, dl, given),
            exact=never,
            **shared,
        )

    def call(dl, **given):
        if dl is not scratch:
            return operation.reference(**given)
        tensors = [n for n, v in given.items() if isinstance(v, scratch.Tensor)]
        return differentiable(*tensors)(function)(**given)

    return FunctionCase(
        call=call,
        reference=operation.reference,
        gradients=operation.gradients,
        buffers=operation.buffers,
        whole_numbers=False,  # textbook bodies, for real numbers alone
        **shared,
    )


def run_program(operation, function, dl, given) -> dict:
    """Run a program on arrays: the function for scratch, torch's for the others."""
    arrays = {
        n: v if isinstance(v, (int, float, str)) else np.array(to_array(v))
        for n, v in given.items()
    }
    return (function if dl is scratch else operation.reference)(**arrays)


def to_array(tensor) -> np.ndarray:
    """Return the values of a tensor of either kind."""
    return tensor.array if isinstance(tensor, scratch.Tensor) else tensor.numpy()


def killed_by(bug: Bug, examples: int = 3) -> str | None:
    """Return the check of the battery that finds a bug first; None if all pass."""
    return first_failure(
        bug.operation, bug.function, bug.drawn_with, bug.dtype, examples
    )


def first_failure(operation, function, fixed, dtype, examples=3) -> str | None:
    """Run a few examples and return the name of the first check that fails."""
    case = case_of(operation, function, dict(fixed), dtype)
    for seed in range(examples):
        try:
            check_example(seeded(case, dtype, seed), Record(case.name, dtype))
        except Mismatch as mismatch:
            return mismatch.check
    return None
