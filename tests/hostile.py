"""Malformed calls: the arguments of a case with one of them spoilt.

Each call must equal torch's or raise ValueError, TypeError or IndexError with a text.
"""

from collections.abc import Callable

import numpy as np

from compare.battery.example import Example
from compare.battery.refusals import own_part_of_torch, text_of
from compare.battery.sides import SCRATCH, TORCH, TORCH_REF, Side, leaves, replace
from compare.cases.case import (
    Case,
    FunctionCase,
    ModuleCase,
    OptimizerCase,
)
from compare.cases.strategies import Draw

CLEAR = (ValueError, TypeError, IndexError)
ODD = (
    *(None, "", "x", b"x", object(), True, False),
    *(0, 1, -1, 2, -2, 2**31, 2**62, -(2**63), 10**30),
    *(0.5, 1.5, -0.5, float("nan"), float("inf"), -float("inf"), 1j),
    *([], [1], [1.5, 2.5], (), (1, 1), (0.5, 0.25), {}, {"a": 1}),
    *(np.float32(0.5), np.float64(2.0), np.int64(1), np.bool_(True)),
    *(np.ones(2), np.array(1), np.array(["a"]), np.array([None, 1], object)),
)
DTYPES = ("bool", "uint8", "int32", "int64", "float16", "float32", "float64")


def of_type(dtype) -> Callable:
    """Return the conversion to `dtype`."""
    return lambda a: np.nan_to_num(a).astype(dtype)


SPOILT = {
    "one dimension more": lambda a: a[None],
    "one dimension less": lambda a: a[0] if a.ndim and len(a) else a.sum(),
    "flat": lambda a: a.reshape(-1),
    "one row more": lambda a: np.concatenate([a, a[:1]]) if a.ndim else a,
    "one row less": lambda a: a[:-1] if a.ndim else a,
    "one column more": lambda a: np.concatenate([a, a[..., :1]], -1) if a.ndim else a,
    "one row": lambda a: a[:1] if a.ndim else a,
    "one column": lambda a: a[..., :1] if a.ndim else a,
    "no rows": lambda a: a[:0] if a.ndim else a,
    "no columns": lambda a: a[..., :0] if a.ndim else a,
    "0-d": lambda a: np.array(a.flat[0] if a.size else 0, a.dtype),
    "transposed": lambda a: a.T,
    "negative": lambda a: -a if a.dtype != bool else ~a,
    "large": lambda a: np.full_like(a, 100),
    "NaN": lambda a: np.full_like(a, np.nan) if a.dtype.kind == "f" else a,
    "negative strides": lambda a: np.ascontiguousarray(a[::-1])[::-1] if a.ndim else a,
    "zero strides": lambda a: (
        np.broadcast_to(a[:1], a.shape) if a.ndim and a.size else a
    ),
    "gaps": lambda a: np.repeat(a[..., None], 2, -1)[..., 0],
    "big-endian": lambda a: a.astype(a.dtype.newbyteorder(">")),
    "objects": lambda a: a.astype(object),
    "text": lambda a: a.astype(str),
    "complex": lambda a: a.astype(complex),
    **{dtype: of_type(dtype) for dtype in DTYPES},
}
RAW = {
    "a list": lambda a: a.tolist(),
    "an array": lambda a: a.copy(),
    "read-only": lambda a: np.broadcast_to(a, a.shape),
}


LAYOUTS = ("transposed", "negative strides", "zero strides", "gaps")  # order of draws


class Raw:
    """An argument that is passed as it is, although it is an array."""

    def __init__(self, value):
        self.value = value


def spoil(example: Example, draw: Draw) -> tuple[str, dict, tuple]:
    """Spoil one argument; return what was done, the arguments and the inputs."""
    case = example.case
    everything = {**example.arguments, "*inputs": example.inputs}
    paths = list(leaves(everything))
    options = options_of(example)
    target = draw.choice([*paths, *options])
    if target in options or not paths:
        return with_odd(example, target, draw.choice(ODD))
    seeded = getattr(case, "seeded", False)
    method = case.name.startswith("Tensor.") and target == "input"
    ways = [how for how in SPOILT if not (seeded and how in LAYOUTS)]
    how = draw.choice(ways if method else [*ways, *RAW, "odd"])
    if how == "odd":
        value = draw.choice(ODD)
        change, how = (lambda a: Raw(value)), repr(value)
    elif how in RAW:
        change = lambda a: Raw(RAW[how](a))  # noqa: E731
    else:
        change = lambda a: np.asarray(SPOILT[how](a))  # noqa: E731
    with np.errstate(all="ignore"):
        done = replace(everything, lambda p, a: change(a) if p == target else a)
    inputs = done.pop("*inputs")
    return f"{target}: {how}", done, tuple(inputs)


def with_odd(example: Example, option: str, value) -> tuple[str, dict, tuple]:
    """Give an option an odd value; return what `spoil` does."""
    arguments = {**example.arguments, option: Raw(value)}
    return f"{option} = {value!r}", arguments, tuple(example.inputs)


def options_of(example: Example) -> list[str]:
    """Return the names of the arguments that are no arrays."""
    paths = leaves(example.arguments)
    return [name for name in example.arguments if name not in paths]


def bare(value):
    """Return arguments with every `Raw` as what it holds."""
    if isinstance(value, Raw):
        return value.value
    if isinstance(value, dict):
        return {key: bare(part) for key, part in value.items()}
    if type(value) in (list, tuple):
        return type(value)(bare(part) for part in value)
    return value


class Unmade(Exception):
    """An argument of which the library makes no tensor."""


def attempt(case: Case, side: Side, example: Example, arguments: dict, inputs: tuple):
    """Call one library; return the exception, or the arrays that came out."""
    made = []

    def tensor(path, array):
        made.append(array)
        return side.tensor(array if side is SCRATCH else np.array(array))

    side.dl.manual_seed(example.seed)
    try:
        given = bare(replace(arguments, tensor))
        called = bare(replace(inputs, tensor))
    except Exception as error:
        return Unmade(error)
    try:
        outputs = invoke(case, side, given, called)
        return flat(outputs, side)
    except Exception as error:
        return error


def invoke(case: Case, side: Side, given: dict, inputs: tuple):
    """Call a function, or build and use what a case describes."""
    torch_side = side is TORCH
    reference = getattr(case, "reference", None)
    if isinstance(case, FunctionCase):
        if torch_side and reference is not None:
            return reference(**given)
        if case.call is not None:
            return case.call(side.dl, **given)
        return getattr(side.dl, case.name)(**given)
    make = reference if torch_side else getattr(side.dl, case.name)
    if isinstance(case, ModuleCase):
        return make(**given)(*inputs)
    param = side.dl.ones(2, 2, requires_grad=True)
    if isinstance(case, OptimizerCase):
        optimizer = make([param], **given)
        for _ in range(2):
            (param * param).sum().backward()
            optimizer.step()
        return param.detach()
    sgd = TORCH.dl.optim.SGD if torch_side else side.dl.SGD
    optimizer = sgd([param], lr=0.5)
    schedule = make(optimizer, **given)
    rates = []
    for _ in range(3):
        optimizer.step()
        schedule.step(*([1.0] if case.metrics else []))
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


def flat(outputs, side: Side) -> list:
    """Return the leaves of what came out, tensors as copied arrays."""
    if side.is_tensor(outputs):
        return [side.array(outputs).copy()]
    if isinstance(outputs, (list, tuple)):
        return [leaf for part in outputs for leaf in flat(part, side)]
    return [outputs]


def judge(
    case: Case,
    example: Example,
    what: str,
    arguments: dict,
    inputs: tuple,
    alike: bool = False,
):
    """Require that a spoilt call equals torch's or is clearly refused.

    Parameters
    ----------
    alike : bool
        Whether both twins must refuse it with the same class and text, or neither.

    Raises
    ------
    AssertionError
        With what was done and what came of it.
    """
    before = [(a, a.copy()) for a in leaves([arguments, list(inputs)]).values()]
    ours = attempt(case, SCRATCH, example, arguments, inputs)
    buffers = getattr(case, "buffers", ())
    for array, copy in before if not buffers else ():
        same = array.tobytes() == copy.tobytes()
        assert same, f"{case.name}, {what}: an argument was written into"
    twin = attempt(case, TORCH_REF, example, arguments, inputs)
    third = twin
    has_third = getattr(case, "reference", None) or getattr(case, "call", None)
    if has_third and not isinstance(ours, Exception):  # torch may crash on what is not
        third = attempt(case, TORCH, example, arguments, inputs)
    told = f"{case.name}, {what}: scratch {shown(ours)}, torch_ref {shown(twin)}, "
    told += f"torch {shown(third)}"
    if isinstance(ours, Unmade):
        assert isinstance(ours.args[0], CLEAR), told
        return
    if isinstance(ours, Exception):
        assert isinstance(ours, CLEAR), told
        assert str(ours), told
        memory = isinstance(twin, RuntimeError) and is_memory(str(twin))
        memory |= "read-only" in str(ours)  # the others got a copy
        refused = memory or (isinstance(twin, CLEAR) and bool(str(twin)))
        own = own_part_of_torch(case, TORCH_REF)
        assert refused or own, told
        if alike and not own:
            assert (type(ours), text_of(ours)) == (type(twin), text_of(twin)), told
        return
    if isinstance(third, TypeError) and "= np." in what:
        third = twin  # a NumPy scalar is taken for Python's own number
    assert not isinstance(third, Exception), told
    if isinstance(twin, Exception):
        assert not alike, told
        twin = third
    # the values are the battery's business: here both packages' count against torch's
    fine = equal(ours, third) or (same_kinds(ours, third) and equal(ours, twin))
    assert fine, told


def is_memory(text: str) -> bool:
    """Whether torch says that it has not the memory."""
    return "allocat" in text or "Storage size" in text


def shown(found) -> str:
    """Return an outcome in a few words."""
    if isinstance(found, Exception):
        return f"raises {type(found).__name__}: {str(found)[:200]}"
    return f"gives {found!r}"[:300]


def same_kinds(ours: list, theirs: list) -> bool:
    """Whether two outcomes agree in shapes and dtypes."""
    kinds = [[(np.shape(x), np.asarray(x).dtype) for x in s] for s in (ours, theirs)]
    return kinds[0] == kinds[1]


def equal(ours: list, theirs: list) -> bool:
    """Whether two outcomes agree in shape, dtype and, but for rounding, values."""
    if len(ours) != len(theirs):
        return False
    for a, b in zip(ours, theirs):
        a, b = np.asarray(a), np.asarray(b)
        if a.shape != b.shape or a.dtype != b.dtype:
            return False
        if a.dtype.kind not in "biuf" or a.dtype == np.float16:
            continue  # arithmetic in half precision is left out
        rtol, atol = (1e-4, 1e-5) if a.dtype == np.float32 else (1e-6, 1e-8)
        with np.errstate(all="ignore"):
            if not np.allclose(a, b, equal_nan=True, rtol=rtol, atol=atol):
                return False
    return True
