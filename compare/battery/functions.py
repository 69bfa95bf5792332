"""The battery for functions: output, gradients and buffers against torch."""

import numpy as np

from .contract import check_contract
from .dtypes import check_dtypes
from .example import Example, upstream
from .independent import check_independently
from .mismatch import Mismatch, check_close, check_equal, check_shape, check_that
from .record import Record
from .runs import Run, bounds, last_subnormal, norm_wise, run
from .sides import SCRATCH, TORCH, TORCH_REF, is_float
from .surroundings import unchanged


def check_function(example: Example, record: Record) -> None:
    """Run everything on one example of a function."""
    case = example.case

    def doutput(shape):
        return upstream(example, shape)

    try:
        torch_run = run(case, TORCH, example.arguments, example.seed, doutput)
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        raise Mismatch(
            case.name, "call", f"torch refuses the example: {error}"
        ) from error
    runs = {}
    for side in (SCRATCH, TORCH_REF):
        arguments = example.laid_out if side is SCRATCH else example.arguments
        runs[side] = run(case, side, arguments, example.seed, doutput)
        check_structure(case, side, runs[side], torch_run)
        check_that(
            case.views or torch_run.shared or not runs[side].shared,
            case.name,
            "output",
            f"{side}'s shares memory with an input, torch's does not",
        )
        if case.signed:
            check_zeros(case, side, runs[side], torch_run)
    if example.regime == "exact" and case.exact(example.arguments):
        for side, result in runs.items():
            compare_exactly(case, side, result, torch_run)
        record.exact += 1
    else:
        compare_closely(example, runs, torch_run, doutput, record)
    if example.seed % 2 == 0:
        with unchanged(case.name, case.seeded):
            check_contract(example, doutput)
    else:
        check_dtypes(example)
    if example.dtype == np.float64 and example.seed % 4 == 0:
        check_independently(example, runs[SCRATCH], doutput)


def check_structure(case, side, result: Run, reference: Run):
    """Require the same arrays, shapes and dtypes as torch gives."""
    for kind, label in (("outputs", ""), ("gradients", "gradient of ")):
        actual, expected = getattr(result, kind), getattr(reference, kind)
        check_that(
            list(actual) == list(expected),
            case.name,
            kind,
            f"{side} gives {list(actual)}, torch {list(expected)}",
        )
        for name in actual:
            check_shape(
                case.name,
                label + name,
                actual[name],
                expected[name],
                (str(side), "torch"),
            )


def check_zeros(case, side, result: Run, reference: Run):
    """Require torch's sign of every zero in an output."""
    for name, expected in reference.outputs.items():
        signs = np.signbit(result.outputs[name]) == np.signbit(expected)
        check_that(
            signs[expected == 0].all(), case.name, name, f"{side}: a zero's sign"
        )


def each(result: Run, reference: Run):
    """Give (label, array, reference array, kind, name) of every array of a run."""
    for kind, label in (
        ("outputs", ""),
        ("gradients", "gradient of "),
        ("buffers", "buffer "),
    ):
        arrays = getattr(result, kind)
        for name in arrays:
            yield label + name, arrays[name], getattr(reference, kind)[name], kind, name


def compare_exactly(case, side, result: Run, reference: Run):
    """Require equality bit for bit on dyadic numbers."""
    for label, actual, expected, _, _ in each(result, reference):
        check_equal(case.name, label, actual, expected, (str(side), "torch"))


def compare_closely(example, runs, torch_run, doutput, record):
    """Require agreement with torch in float64 within the running error bound."""
    case, dtype = example.case, example.dtype
    wide = torch_run
    if dtype != np.float64:
        wide = run(case, TORCH, example.arguments, example.seed, doutput, wide=True)
    if case.bounded is None:
        bound = bounds(case, example, doutput)
    else:
        bound = norm_wise(wide, dtype)
    factor = 16.0 if dtype == np.float64 else 2.0
    least = last_subnormal(dtype, doutput, runs[SCRATCH])
    sides = [(SCRATCH, runs[SCRATCH], factor), (TORCH_REF, runs[TORCH_REF], 16.0)]
    if wide is not torch_run:
        sides.append((TORCH, torch_run, 16.0))
    for side, result, slack in sides:
        for label, actual, expected, kind, name in each(result, wide):
            limit = getattr(bound, kind)[name]
            also = getattr(torch_run, kind)[name]
            names = (str(side), "torch in float64")
            if not is_float(actual):
                check_equal(case.name, label, actual, expected, names)
                continue
            limit = slack * limit + (16 * least if kind == "gradients" else 0.0)
            share = check_close(case.name, label, actual, expected, limit, names, also)
            record.record(side, kind, actual, expected, limit, share)
            if side is SCRATCH and kind == "gradients":
                record.plant(example, actual, expected, limit)
