"""The battery for functions: output, gradients and manners."""

import gc
import weakref
from dataclasses import dataclass

import numpy as np
import torch

from ..cases.case import FunctionCase
from ..example import Example, upstream
from ..mismatch import (
    Mismatch,
    check_close,
    check_equal,
    check_shape,
    check_that,
)
from ..oracle import Bounded, complex_step, lift, lifted, longdouble_difference
from ..sides import SCRATCH, TORCH, TORCH_REF, Side, is_float, leaves, replace, root
from ..tally import Tally


@dataclass
class Run:
    """What one library made of an example."""

    outputs: dict[str, np.ndarray]
    gradients: dict[str, np.ndarray]
    buffers: dict[str, np.ndarray]
    shared: bool = False  # whether an output shares memory with an input


def invoke(case: FunctionCase, side: Side, arguments: dict, seed: int):
    """Call the operation in one library."""
    if case.seeded:
        side.dl.manual_seed(seed)
    if side is TORCH and case.reference is not None:
        return case.reference(**arguments)
    if case.call is not None:
        return case.call(side.dl, **arguments)
    return getattr(side.dl, case.name)(**arguments)


def named(outputs, side: Side) -> dict:
    """Return the tensors of an answer by name; a pair gives output[0], output[1]."""
    if side.is_tensor(outputs):
        return {"output": outputs}
    if isinstance(outputs, (tuple, list)):
        return {f"output[{i}]": part for i, part in enumerate(outputs)}
    return {"output": outputs}


def tensors(side: Side, case: FunctionCase, arguments: dict, make=None):
    """Return the arguments as tensors, and those to differentiate by path."""
    inputs = {}

    def change(path, array):
        wanted = is_float(array) and root(path) in case.gradients
        tensor = make(array, wanted) if make else side.tensor(array, wanted)
        inputs[path] = tensor
        return tensor

    return replace(arguments, change), inputs


def differentiable(inputs: dict, case: FunctionCase) -> dict:
    """Return the inputs that get a gradient."""
    return {p: t for p, t in inputs.items() if t.requires_grad}


def main_output(outputs: dict):
    """Return the one output that gradients start from, None if there is none."""
    for tensor in outputs.values():
        if getattr(tensor, "requires_grad", False):
            return tensor
    return None


def run(case, side: Side, arguments, seed, doutput, wide=False) -> Run:
    """Run forward and backward in one library, in float64 if `wide`."""
    if wide:
        arguments = replace(
            arguments, lambda p, a: a.astype(np.float64) if is_float(a) else a
        )
    given, inputs = tensors(side, case, arguments)
    outputs = named(invoke(case, side, given, seed), side)
    result = Run({n: side.array(t) for n, t in outputs.items()}, {}, {})
    given_arrays = [side.array(t) for t in inputs.values()]
    result.shared = any(
        np.may_share_memory(a, b) for a in result.outputs.values() for b in given_arrays
    )
    output = main_output(outputs)
    if output is not None:
        gradient = side.array(output)
        upstream_array = doutput(gradient.shape).astype(gradient.dtype)
        output.backward(side.tensor(upstream_array))
        for path, tensor in differentiable(inputs, case).items():
            if tensor.grad is not None:
                result.gradients[path] = side.array(tensor.grad)
    result.buffers = {
        p: side.array(t) for p, t in inputs.items() if root(p) in case.buffers
    }
    return result


def bounds(case, example: Example, doutput) -> Run:
    """Return how far each array may be from the truth, by running error analysis."""
    dtype = example.dtype
    with lifted(dtype):
        given, inputs = tensors(
            SCRATCH,
            case,
            example.arguments,
            lambda array, wanted: SCRATCH.tensor(lift(array, dtype), wanted),
        )
        outputs = named(invoke(case, SCRATCH, given, example.seed), SCRATCH)
        result = Run({n: tolerance(t) for n, t in outputs.items()}, {}, {})
        output = main_output(outputs)
        if output is not None:
            start = lift(doutput(output.data.shape), dtype)
            output.backward(SCRATCH.tensor(start))
            for path, tensor in differentiable(inputs, case).items():
                if tensor.grad is not None:
                    result.gradients[path] = tolerance(tensor.grad)
        result.buffers = {
            p: tolerance(t) for p, t in inputs.items() if root(p) in case.buffers
        }
    return result


def tolerance(tensor):
    """Return the bound that a tensor carries, zero if it carries none."""
    data = getattr(tensor, "data", tensor)
    return data.tolerance() if isinstance(data, Bounded) else np.zeros(np.shape(data))


def norm_wise(reference: Run, dtype) -> Run:
    """Return a tolerance for operations that no bound is known for."""
    unit = 1e3 * float(np.finfo(dtype).eps)

    def part(arrays):
        return {
            n: np.full(a.shape, unit * np.abs(a[np.isfinite(a)]).max(initial=0.0))
            if is_float(a)
            else np.zeros(a.shape)
            for n, a in arrays.items()
        }

    return Run(*map(part, (reference.outputs, reference.gradients, reference.buffers)))


def check_function(example: Example, tally: Tally) -> None:
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
        arguments = example.arguments
        if side is SCRATCH:
            arguments = example.laid_out
        given = {p: a.copy() for p, a in leaves(arguments).items()}
        runs[side] = run(case, side, arguments, example.seed, doutput)
        check_structure(case, side, runs[side], torch_run)
        check_that(
            case.views or torch_run.shared or not runs[side].shared,
            case.name,
            "output",
            f"{side}'s shares memory with an input, torch's does not",
        )
        for path, array in leaves(arguments).items():
            if root(path) not in case.buffers and side is SCRATCH:
                check_equal(
                    case.name,
                    f"{path} is left alone",
                    array,
                    given[path],
                    (f"{side} after the call", f"{side} before"),
                )
    if example.regime == "exact" and case.exact(example.arguments):
        for side, result in runs.items():
            compare_exactly(case, side, result, torch_run)
        tally.exact += 1
    else:
        compare_closely(example, runs, torch_run, doutput, tally)
    check_manners(example, doutput)
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


def compare_closely(example, runs, torch_run, doutput, tally):
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
            share = check_close(
                case.name, label, actual, expected, slack * limit, names, also
            )
            tally.record(side, kind, actual, expected, share)
            if side is SCRATCH and kind == "gradients":
                tally.plant(example, actual, expected, slack * limit)


def check_manners(example: Example, doutput):
    """Check what a good backward does beside being right (scratch only)."""
    case = example.case
    if case.buffers:
        return
    given, inputs = tensors(SCRATCH, case, example.arguments)
    before = {p: a.copy() for p, a in leaves(example.arguments).items()}
    outputs = named(invoke(case, SCRATCH, given, example.seed), SCRATCH)
    output = main_output(outputs)
    if output is None:
        return
    wanted = differentiable(inputs, case)
    name = case.name
    start = doutput(output.data.shape)

    def pull(array):
        for tensor in wanted.values():
            tensor.grad = None
        kept = array.copy()
        output.backward(SCRATCH.tensor(array), retain_graph=True)
        check_equal(name, "upstream is left alone", array, kept, ("after", "before"))
        return {p: t.grad.data for p, t in wanted.items() if t.grad is not None}

    first = pull(start)
    arrays = [("upstream", start), *leaves(example.arguments).items(), *first.items()]
    check_separate(name, arrays, first)
    for path, array in pull(start).items():
        check_equal(
            name, f"second backward, {path}", array, first[path], ("it", "first")
        )
    with np.errstate(all="ignore"):
        output.backward(SCRATCH.tensor(start), retain_graph=True)
        for path, array in first.items():
            total = wanted[path].grad.data
            check_equal(
                name,
                f"accumulation in {path}.grad",
                total,
                array + array,
                ("it", "sum"),
            )
    for path, array in pull(np.zeros_like(start)).items():
        zero = array[np.isfinite(array)]
        check_that(not zero.any(), name, f"gradient of {path}", "not 0 for upstream 0")
    if example.regime == "exact" and case.exact(example.arguments):
        other = upstream(example, start.shape, 1)
        second, both = pull(other), pull(start + 2 * other)
        for path, array in both.items():
            expected = first[path] + 2 * second[path]
            check_equal(name, f"linearity in {path}", array, expected, ("it", "sum"))
    for path, array in leaves(example.arguments).items():
        check_equal(
            name, f"{path} is left alone", array, before[path], ("it", "before")
        )
    check_dropped(example)


def check_separate(name, arrays, gradients):
    """Require that no gradient shares memory with another array."""
    for path, gradient in gradients.items():
        for other, array in arrays:
            if array is not gradient and np.may_share_memory(array, gradient):
                raise Mismatch(
                    name, f"gradient of {path}", f"it shares memory with {other}"
                )


def check_dropped(example: Example):
    """Require that a graph dies with its last reference, without the collector."""
    case = example.case
    collecting = gc.isenabled()
    gc.disable()
    try:
        given, inputs = tensors(SCRATCH, case, example.arguments)
        outputs = named(invoke(case, SCRATCH, given, example.seed), SCRATCH)
        watch = [weakref.ref(t) for t in (*outputs.values(), *inputs.values())]
        del given, inputs, outputs
        alive = sum(tensor() is not None for tensor in watch)
    finally:
        if collecting:
            gc.enable()
    check_that(not alive, case.name, "dropped graph", f"{alive} tensors outlive it")


def check_independently(example: Example, result: Run, doutput):
    """Compare the gradient along a random direction with the forward's own slope."""
    case = example.case
    paths = list(result.gradients)
    if not paths or example.regime == "special" or case.seeded or case.bounded:
        return
    rng = example.rng(3)
    arrays = leaves(example.arguments)
    directions = [rng.integers(-8, 9, arrays[p].shape) / 8.0 for p in paths]
    start = doutput(result.outputs[next(iter(result.outputs))].shape)

    def forward(moved):
        changed = dict(zip(paths, moved))
        given = replace(
            example.arguments,
            lambda p, a: SCRATCH.tensor(
                changed[p]
                if p in changed
                else a.astype(moved[0].dtype)
                if is_float(a)
                else a
            ),
        )
        outputs = named(invoke(case, SCRATCH, given, example.seed), SCRATCH)
        return next(iter(outputs.values())).data

    bound = bounds(case, example, doutput).gradients
    terms = [
        (result.gradients[p].astype(np.longdouble) * d, bound[p] * np.abs(d))
        for p, d in zip(paths, directions)
    ]
    ours = sum(term.sum() for term, _ in terms)
    rounding = sum(np.abs(term).sum() for term, _ in terms) * 2.0**-58
    allowed = 4 * sum(slack.sum() for _, slack in terms) + rounding
    values = [arrays[p] for p in paths]
    with np.errstate(all="ignore"):
        if case.analytic(example.arguments):
            truth, uncertainty = complex_step(forward, values, directions, start), 0.0
            what = "complex step"
        else:
            truth, uncertainty = longdouble_difference(
                forward, values, directions, start
            )
            what = "long double differences"
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


torch.set_num_threads(1)
