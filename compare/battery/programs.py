"""The battery for programs: everything that a program returns, by name."""

import dataclasses

import numpy as np

from .example import Example
from .mismatch import check_close, check_equal, check_shape, check_that
from .record import Record
from .sides import SCRATCH, TORCH, TORCH_REF, Side, is_float, replace


def observed(value, side: Side, path: str = "") -> dict[str, object]:
    """Return every leaf of what a program returned, by path, arrays for tensors."""
    if side.is_tensor(value):
        return {path: side.array(value).copy()}
    if isinstance(value, dict):
        parts = {f"{path}.{k}" if path else str(k): v for k, v in value.items()}
    elif isinstance(value, (list, tuple)):
        parts = {f"{path}[{i}]": v for i, v in enumerate(value)}
    else:
        return {path: value}
    found = {f"{path} (length)": len(value)} if path else {}
    for name, part in parts.items():
        found.update(observed(part, side, name))
    return found


def run(example: Example, side: Side) -> dict[str, object]:
    """Run the program in one library, its arrays as tensors."""
    case = example.case
    program = case.third if side is TORCH and callable(case.third) else case.program
    with side.default_dtype(example.dtype):
        arguments = replace(example.arguments, lambda p, a: side.tensor(a.copy()))
        side.dl.manual_seed(example.seed)
        return observed(program(side.dl, **arguments), side)


def moved(example: Example, side: Side) -> list[dict[str, object]]:
    """Run the program again from arguments moved by one rounding."""
    rng, eps = example.rng(7), float(np.finfo(example.dtype).eps)

    def move(path, array):
        if not is_float(array):
            return array
        return array * (1 + eps * rng.choice((-1, 1), array.shape)).astype(array.dtype)

    runs = []
    for _ in range(example.case.moved):
        other = dataclasses.replace(example, arguments=replace(example.arguments, move))
        runs.append(run(other, side))
    return runs


def check_program(example: Example, record: Record) -> None:
    """Compare what the program saw in each library."""
    case = example.case
    sides = [SCRATCH, TORCH_REF] + ([TORCH] if case.third else [])
    seen = {side: run(example, side) for side in sides}
    last = sides[-1]
    others = moved(example, last)
    exactly = case.exact(example.arguments)
    for side in sides[:-1]:
        names = (str(side), str(last))
        check_that(
            list(seen[side]) == list(seen[last]),
            case.name,
            "names",
            f"{side} returns {list(seen[side])}, {last} {list(seen[last])}",
        )
        for path, actual in seen[side].items():
            expected = seen[last][path]
            if not isinstance(actual, (np.ndarray, float)) or not isinstance(
                expected, (np.ndarray, float)
            ):
                equal = actual == expected and type(actual) is type(expected)
                check_that(
                    equal,
                    case.name,
                    path,
                    f"{side} has {actual!r}, {last} {expected!r}",
                )
                continue
            # a Python float has the precision of what it was read from
            kind = example.dtype if isinstance(actual, float) else actual.dtype
            actual, expected = np.asarray(actual), np.asarray(expected)
            check_shape(case.name, path, actual, expected, names)
            if exactly or not is_float(actual):
                check_equal(case.name, path, actual, expected, names)
                continue
            finite = np.abs(expected[np.isfinite(expected)]).max(initial=0.0)
            limit = case.tolerance * float(np.finfo(kind).eps) * float(finite)
            for other in others:  # how far torch itself goes from one rounding
                if np.shape(other[path]) == expected.shape:
                    apart = np.abs(other[path] - expected)
                    limit = max(limit, 8 * float(np.nan_to_num(apart).max(initial=0)))
            share = check_close(
                case.name, path, actual, expected, np.full(actual.shape, limit), names
            )
            record.record(side, "outputs", actual, expected, limit, share)
    record.exact += exactly
