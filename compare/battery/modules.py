"""The battery for modules: the same start, the same life, the same state."""

import numpy as np

from ..cases.case import ModuleCase
from ..oracle import lift, lifted
from .example import Example, upstream
from .mismatch import check_close, check_equal, check_shape, check_that
from .record import Record
from .runs import Run, last_subnormal, main_output, named, norm_wise, tolerance
from .sides import SCRATCH, TORCH, TORCH_REF, Side, is_float, replace
from .state import check_failed_module_load

PHASES = ("train", "train", "eval", "train")


def build(case: ModuleCase, side: Side, example: Example, dtype=None):
    """Construct the module from the example's seed, its parameters then made lively."""
    with side.default_dtype(dtype or example.dtype):
        side.dl.manual_seed(example.seed)
        maker = case.reference if side is TORCH else getattr(side.dl, case.name)

        def change(path, array):
            wanted = dtype if dtype is not None and is_float(array) else array.dtype
            return side.tensor(array.astype(wanted))

        return maker(**replace(example.arguments, change))


def state(side: Side, module) -> dict[str, np.ndarray]:
    """Return copies of the parameters and buffers."""
    return {k: side.array(v).copy() for k, v in module.state_dict().items()}


def load(side: Side, module, arrays: dict[str, np.ndarray], dtype):
    """Load arrays, in another floating-point type if need be."""
    cast = {k: a.astype(dtype) if is_float(a) else a for k, a in arrays.items()}
    module.load_state_dict({k: side.tensor(a) for k, a in cast.items()})


def lively(example: Example, arrays: dict[str, np.ndarray], parameters) -> dict:
    """Return the state with parameters that no initial value hides mistakes behind."""
    rng = example.rng(5)
    return {
        k: np.asarray(rng.integers(-8, 9, a.shape) / 4.0).astype(a.dtype)
        if k in parameters
        else a
        for k, a in arrays.items()
    }


def live(example, side, module, dtype, make=None, read=None) -> list[Run]:
    """Take the module through training and evaluation; return what each phase gave."""
    case, make, read = example.case, make or side.tensor, read or side.array
    runs = []
    for number, phase in enumerate(PHASES):
        module.train() if phase == "train" else module.eval()
        inputs = [
            make(
                a.astype(dtype) if is_float(a) else a,
                is_float(a) and i in case.gradients,
            )
            for i, a in enumerate(example.inputs)
        ]
        module.zero_grad()
        if case.seeded:
            side.dl.manual_seed(example.seed + number)
        outputs = named(module(*inputs), side)
        run = Run({n: read(t) for n, t in outputs.items()}, {}, {})
        output = main_output(outputs)
        if output is not None:
            start = upstream(example, tuple(output.shape), number)
            output.backward(make(start.astype(dtype), False))
            wanted = {f"input {i}": t for i, t in enumerate(inputs) if t.requires_grad}
            wanted.update(module.named_parameters())
            run.gradients = {
                n: read(t.grad) for n, t in wanted.items() if t.grad is not None
            }
        run.buffers = {n: read(t).copy() for n, t in module.named_buffers()}
        runs.append(run)
    return runs


def bounds(example: Example, arrays) -> list[Run]:
    """Return the bounds of every phase: the module run on bounded arrays."""
    dtype = example.dtype
    module = build(example.case, SCRATCH, example)
    load(SCRATCH, module, arrays, dtype)
    with lifted(dtype):
        for tensor in (*module.parameters(), *module.buffers()):
            tensor.array = lift(tensor.array, dtype)

        def make(array, requires_grad):
            return SCRATCH.tensor(lift(array, dtype), requires_grad)

        return live(example, SCRATCH, module, dtype, make, tolerance)


def check_module(example: Example, record: Record) -> None:
    """Run everything on one example of a module."""
    case, name = example.case, example.case.name
    sides = [SCRATCH, TORCH_REF] + ([TORCH] if case.reference else [])
    modules = {side: build(case, side, example) for side in sides}
    start = state(sides[-1], modules[sides[-1]])
    for side in sides[:-1]:
        own = state(side, modules[side])
        check_that(
            list(own) == list(start),
            name,
            "state_dict",
            f"{side} has keys {list(own)}, {sides[-1]} {list(start)}",
        )
        for key, array in own.items():
            names = (str(side), str(sides[-1]))
            check_equal(name, f"initial {key}", array, start[key], names)
    parameters = [n for n, _ in modules[SCRATCH].named_parameters()]
    check_that(
        parameters == [n for n, _ in modules[sides[-1]].named_parameters()],
        name,
        "named_parameters",
        "other names or another order",
    )
    arrays = lively(example, start, parameters)
    for side in sides:
        load(side, modules[side], arrays, example.dtype)
    check_functional(example, modules[SCRATCH])
    runs = {s: live(example, s, modules[s], example.dtype) for s in sides}
    compare_lives(example, runs, sides[-1], arrays, record)
    check_round_trip(example, modules, sides)
    check_failed_module_load(example, modules[SCRATCH])


def compare_lives(example, runs, last, arrays, record):
    """Compare every phase of every side with the last column."""
    case, dtype = example.case, example.dtype
    exactly = example.regime == "exact" and case.exact(example.arguments)
    wide = runs[last]
    if not exactly and dtype != np.float64:
        module = build(case, last, example, np.float64)
        load(last, module, arrays, np.float64)
        wide = live(example, last, module, np.float64)
    limits = None
    if not exactly and case.bounded is None:
        limits = bounds(example, arrays)
    for number in range(len(PHASES)):
        reference = wide[number]
        limit = limits[number] if limits else norm_wise(reference, dtype)
        for side, phases in runs.items():
            if phases is wide or side is last:
                continue
            compare_phase(
                example,
                side,
                phases[number],
                reference,
                limit,
                exactly,
                number,
                record,
                runs[last][number],
            )
    record.exact += exactly


def compare_phase(
    example, side, result, reference, limit, exactly, number, record, narrow
):
    """Compare one phase: outputs, gradients by name, buffers."""
    name, dtype = example.case.name, example.dtype
    sides = (str(side), "torch")
    when = f" ({PHASES[number]}, call {number + 1})"
    least = last_subnormal(dtype, lambda s: upstream(example, s, number), result)
    for kind in ("outputs", "gradients", "buffers"):
        actual, expected = getattr(result, kind), getattr(reference, kind)
        label = {"outputs": "", "gradients": "gradient of ", "buffers": "buffer "}[kind]
        check_that(
            list(actual) == list(expected),
            name,
            kind + when,
            f"{side} gives {list(actual)}, torch {list(expected)}",
        )
        for key, array in actual.items():
            check = label + key + when
            same = getattr(narrow, kind)[key]
            check_shape(name, check, array, same, sides)
            if exactly or not is_float(array):
                check_equal(name, check, array, same, sides)
                continue
            slack = 16.0 if dtype == np.float64 or side is not SCRATCH else 2.0
            allowed = slack * getattr(limit, kind)[key]
            if kind == "gradients":
                allowed = allowed + 16 * least
            names = (str(side), "torch in float64")
            share = check_close(name, check, array, expected[key], allowed, names, same)
            record.record(side, kind, array, expected[key], allowed, share)
            if side is SCRATCH and kind == "gradients":
                record.plant(example, array, expected[key], allowed)


def check_functional(example: Example, module):
    """Require that the module equals the function it is named after, bit for bit."""
    case = example.case
    if case.functional is None:
        return
    for phase in ("train", "eval"):
        module.train() if phase == "train" else module.eval()
        inputs = [SCRATCH.tensor(a) for a in example.inputs]
        before = state(SCRATCH, module)
        SCRATCH.dl.manual_seed(example.seed)
        actual = named(module(*inputs), SCRATCH)
        after = state(SCRATCH, module)
        load(SCRATCH, module, before, example.dtype)
        function, keywords = case.functional(module, *inputs)
        SCRATCH.dl.manual_seed(example.seed)
        expected = named(getattr(SCRATCH.dl, function)(**keywords), SCRATCH)
        for key, tensor in actual.items():
            check_equal(
                case.name,
                f"{key} ({phase})",
                tensor.array,
                expected[key].array,
                ("the module", f"the function {function}"),
            )
        for key, array in state(SCRATCH, module).items():
            if is_float(array):
                check_equal(
                    case.name,
                    f"buffer {key} ({phase})",
                    after[key],
                    array,
                    ("the module", f"the function {function}"),
                )
        load(SCRATCH, module, before, example.dtype)


def check_round_trip(example: Example, modules, sides):
    """Carry the state to every other side and back; copies must not share memory."""
    case, name = example.case, example.case.name
    for side in sides:
        kept = state(side, modules[side])
        for other in sides:
            fresh = build(case, other, example)
            load(other, fresh, kept, example.dtype)
            for key, array in state(other, fresh).items():
                check_equal(
                    name, f"state_dict {key}", array, kept[key], (str(other), str(side))
                )
        own, loaded = modules[side], build(case, side, example)
        loaded.load_state_dict(own.state_dict())
        for (key, a), (_, b) in zip(own.named_parameters(), loaded.named_parameters()):
            check_that(
                not np.may_share_memory(side.array(a), side.array(b)),
                name,
                f"state_dict {key}",
                "loading shares memory instead of copying",
            )
