"""One call of a function, forward and backward, in each library and on bounds."""

from dataclasses import dataclass

import numpy as np

from ..cases.case import FunctionCase
from ..oracle import Bounded, lift, lifted
from .example import Example
from .mismatch import check_equal
from .sides import SCRATCH, TORCH, Side, is_float, leaves, replace, root


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


def named(outputs, side: Side, name: str = "output") -> dict:
    """Return the tensors of an answer by name; a pair gives output[0], output[1]."""
    if side.is_tensor(outputs) or not isinstance(outputs, (tuple, list)):
        return {name: outputs}
    found = {}
    for i, part in enumerate(outputs):
        found |= named(part, side, f"{name}[{i}]")
    return found


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
    before = {p: a.copy() for p, a in leaves(arguments).items()}
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
    for path, tensor in inputs.items():
        array = side.array(tensor)
        if root(path) in case.buffers:
            result.buffers[path] = array
        else:
            names = (f"{side} after the call", "before")
            check_equal(case.name, f"{path} is left alone", array, before[path], names)
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
            start = lift(doutput(output.array.shape), dtype)
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
    array = getattr(tensor, "array", tensor)
    return (
        array.tolerance() if isinstance(array, Bounded) else np.zeros(np.shape(array))
    )


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


def last_subnormal(dtype, doutput, result: Run) -> float:
    """Return what an intermediate result that is subnormal may be off by in the end.

    It is rounded to the smallest subnormal number, not to a share of itself; where a
    library multiplies by the upstream gradient only then, the error grows with it.
    """
    first = next(iter(result.outputs.values()), np.zeros(0))
    largest = float(np.abs(doutput(np.shape(first))).max(initial=1.0))
    return float(np.finfo(dtype).smallest_subnormal) * largest
