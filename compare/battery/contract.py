"""What a good operation does beside being right (scratch only)."""

import gc
import weakref

import numpy as np

from .example import Example, upstream
from .mismatch import Mismatch, check_equal, check_that
from .runs import differentiable, invoke, main_output, named, tensors
from .sides import SCRATCH, leaves, replace, root


def check_contract(example: Example, doutput):
    """Check what a good backward does beside being right (scratch only)."""
    case = example.case
    arguments = copied(example.arguments)
    given, inputs = tensors(SCRATCH, case, arguments)
    outputs = named(invoke(case, SCRATCH, given, example.seed), SCRATCH)
    output = main_output(outputs)
    if output is None:
        return
    wanted = differentiable(inputs, case)
    name = case.name
    start = doutput(output.array.shape)

    def pull(array):
        for tensor in wanted.values():
            tensor.grad = None
        kept = array.copy()
        output.backward(SCRATCH.tensor(array), retain_graph=True)
        check_equal(name, "upstream is left alone", array, kept, ("after", "before"))
        return {p: t.grad.array for p, t in wanted.items() if t.grad is not None}

    first = pull(start)
    arrays = [("upstream", start), *leaves(arguments).items(), *first.items()]
    check_separate(name, arrays, first)
    for path, array in pull(start).items():
        check_equal(
            name, f"second backward, {path}", array, first[path], ("it", "first")
        )
    with np.errstate(all="ignore"):
        output.backward(SCRATCH.tensor(start), retain_graph=True)
        for path, array in first.items():
            total = wanted[path].grad.array
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
    for path, array in leaves(arguments).items():
        if root(path) not in case.buffers:
            original = leaves(example.arguments)[path]
            check_equal(
                name, f"{path} is left alone", array, original, ("it", "before")
            )
    check_alone(example, first, start)
    check_unrecorded(example, output)
    check_dropped(example)


def copied(arguments):
    """Return the arguments on memory of their own."""
    return replace(arguments, lambda p, a: a.copy())


def check_alone(example: Example, gradients, start):
    """Require the same gradient where no other argument asks for one."""
    case = example.case
    if len(gradients) < 2:
        return
    for path, expected in gradients.items():
        given, inputs = tensors(SCRATCH, case, copied(example.arguments))
        for other, tensor in inputs.items():
            tensor.requires_grad = other == path
        output = main_output(named(invoke(case, SCRATCH, given, example.seed), SCRATCH))
        output.backward(SCRATCH.tensor(start))
        names = ("asked for alone", "among the others")
        check_equal(
            case.name, f"gradient of {path}", inputs[path].grad.array, expected, names
        )


def check_unrecorded(example: Example, recorded):
    """Require the same output, and no tape, inside `no_grad`."""
    case = example.case
    given, _ = tensors(SCRATCH, case, copied(example.arguments))
    with SCRATCH.dl.no_grad():
        outputs = named(invoke(case, SCRATCH, given, example.seed), SCRATCH)
    output = main_output(outputs)
    check_that(
        output is None or output.is_leaf, case.name, "no_grad", "the call is recorded"
    )
    output = next(t for t in outputs.values() if t.array.dtype == recorded.array.dtype)
    names = ("inside no_grad", "outside")
    check_equal(case.name, "output", output.array, recorded.array, names)


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
        given, inputs = tensors(SCRATCH, case, copied(example.arguments))
        outputs = named(invoke(case, SCRATCH, given, example.seed), SCRATCH)
        watch = [weakref.ref(t) for t in (*outputs.values(), *inputs.values())]
        del given, inputs, outputs
        alive = sum(tensor() is not None for tensor in watch)
    finally:
        if collecting:
            gc.enable()
    check_that(not alive, case.name, "dropped graph", f"{alive} tensors outlive it")
