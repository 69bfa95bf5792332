"""Who wrote into which memory, and whether a recorded call still needed the values.

Tensors that share memory share a version: the order of the last write and the memory.
A call with a smaller order than a write into a tensor that torch would have saved of it
is refused; of a call that `saved` does not know, it is asked whether the gradients
depend on arrays in that memory.
"""

from itertools import count
from types import CellType, FunctionType

import numpy as np

next_order = count(1).__next__  # a tensor is younger than all that it was made from
last_write = [0]  # the order of the last write into any tensor
overwritten = []  # arrays that the body of an operation wrote into, until noted
keeping = {}  # code of a pullback: whether it holds arrays


def root(array):
    """Return what owns the memory of an array."""
    while getattr(array, "base", None) is not None:
        array = array.base
    return array


def wrote(tensor):
    """Note that the values of a tensor were overwritten."""
    order = last_write[0] = next_order()
    array = tensor.array
    tensor.version[:2] = order, id(array if array.base is None else root(array))


def overwrote(array):
    """Note from the body of an operation that it wrote into an argument's memory."""
    overwritten.append(array)


def note_writes(args):
    """Give the tensors among `args` that a body has written into their new version."""
    for arg in args:
        for i, array in enumerate(overwritten):
            if hasattr(arg, "version") and root(arg.array) is root(array):
                wrote(arg)
                del overwritten[i]
                break


def parts(value):
    """Return what a container or a function holds, None for anything else."""
    if isinstance(value, (list, tuple)):
        return value
    if isinstance(value, FunctionType):
        return [cell.cell_contents for cell in value.__closure__ or () if is_set(cell)]
    return None


def is_set(cell):
    """Whether the variable of a closure has a value."""
    try:
        return cell.cell_contents is cell.cell_contents
    except ValueError:
        return False


def held(value):
    """Yield the arrays that a value holds."""
    if isinstance(value, (np.ndarray, np.generic)):
        yield value
    for part in parts(value) or ():
        yield from held(part)


def keeps_arrays(pullback):
    """Whether a pullback holds arrays; one that holds none may run again."""
    keeps = next(held(pullback), None) is not None
    if not any(isinstance(part, FunctionType) for part in parts(pullback)):
        keeping[pullback.__code__] = keeps
    return keeps


def exchanged(value, exchange):
    """Return a copy of `value` in which exchange(array) stands for each array."""
    if isinstance(value, np.ndarray):
        return exchange(value)
    if type(value) in (list, tuple):
        return type(value)(exchanged(part, exchange) for part in value)
    if not isinstance(value, FunctionType):
        return value
    cells = [
        CellType(exchanged(cell.cell_contents, exchange)) if is_set(cell) else cell
        for cell in value.__closure__ or ()
    ]
    return FunctionType(
        value.__code__,
        value.__globals__,
        value.__name__,
        value.__defaults__,
        tuple(cells),
    )


class Overwritten(np.ndarray):
    """Values that are wrong, as is whatever NumPy computes from them."""

    SHAPE_ONLY = frozenset(
        (np.empty_like, np.full_like, np.ndim, np.ones_like, np.shape, np.zeros_like)
    )

    def __array_function__(self, function, types, args, kwargs):
        result = super().__array_function__(function, types, args, kwargs)
        if function in self.SHAPE_ONLY or not isinstance(result, (np.ndarray, list)):
            return np.asarray(result) if isinstance(result, np.ndarray) else result
        if isinstance(result, list):
            return [np.asarray(part).view(Overwritten) for part in result]
        return np.asarray(result).view(Overwritten)


def spoilt(array):
    """Return other values in the place of those that were overwritten."""
    if array.dtype.kind == "b":
        return ~array
    return np.full_like(array, np.nan if array.dtype.kind == "f" else 0)


def check_versions(call, doutput, gradients):
    """Refuse gradients that depend on values overwritten since the call.

    Raises
    ------
    RuntimeError
        Where torch would have saved these values.
    """
    if call.keeps is not None:
        if any(version[0] > call.order for version in call.guards):
            refuse_overwritten(call)
        return
    memory = {key for order, *keys in call.guards if order > call.order for key in keys}
    if not memory:
        return

    def exchange_for(other):
        return lambda array: other(array) if id(root(array)) in memory else array

    if all(id(root(array)) not in memory for array in held(call.pullback)):
        return
    marked = exchanged(call.pullback, exchange_for(lambda a: a.view(Overwritten)))
    changed = exchanged(call.pullback, exchange_for(spoilt))
    try:
        found = zip(call.args, gradients, marked(doutput), changed(doutput))
        wrong = any(
            isinstance(b, Overwritten) or not np.array_equal(a, c, equal_nan=True)
            for wanted, a, b, c in found
            if wanted is not None
        )
    except (IndexError, ValueError, TypeError):  # values of no use as an index
        wrong = True
    if wrong:
        refuse_overwritten(call)


def refuse_overwritten(call):
    """Refuse to run back a call whose values are lost."""
    op = call.pullback.__qualname__.partition(".")[0]
    raise RuntimeError(
        f"a value that {op} needs for its gradient was overwritten in place since; "
        "clone() it before"
    )
