"""Writing into tensors: the tape follows, and knows what it lost.

A tensor that is written into takes over the history of what was written. If it is a
view, its base does, and the other views are recorded anew when they are next used.
"""

from math import inf

import numpy as np

from . import arithmetic
from .arithmetic import shape_of, unbroadcast
from .assignment import as_value
from .autograd import differentiable
from .casting import cut
from .indexing import getitem, selection
from .memory import check_overlap, check_writable
from .tape import Call, grad_mode
from .tensors import Tensor
from .versions import held, last_write, next_order, root, wrote
from .views import as_strided, take_history

KINDS = {"b": 0, "u": 1, "i": 1, "f": 2}


def recording(tensor, *operands):
    """Whether what is written into `tensor` must be recorded.

    Raises
    ------
    RuntimeError
        If it is a leaf that requires grad, or a view that autograd cannot follow.
    """
    if not grad_mode.enabled:
        return False
    needed = tensor.requires_grad
    for operand in operands:
        needed = needed or (isinstance(operand, Tensor) and operand.requires_grad)
    view = tensor.source
    if view is not None:
        view.settle(tensor)
    leaf = tensor if view is None else view.base
    if leaf.call is None and (leaf.tracked or (view and tensor.tracked)):
        which = "a leaf" if view is None else "a view of a leaf"
        raise RuntimeError(
            f"{which} that requires grad must not be changed in-place while recording; "
            "use no_grad()"
        )
    if view is not None and (needed or leaf.tracked):
        view.refuse("it was written into")
    return needed


def write(tensor, compute, *operands):
    """Overwrite `tensor` with compute(tensor, *operands), recorded; return it.

    Raises
    ------
    ValueError
        If the result has another shape.
    TypeError
        If it has a dtype that the tensor's cannot hold.
    """
    check_writable(tensor.array)
    call = tensor.call
    if tensor.tracked and tensor.source is not None:
        call = as_strided(tensor.source, -0.0)  # to which a 0 of either sign is added
    before = Tensor(tensor.array.copy(), tensor.tracked, call)
    operands = [overwritten(o) if on_memory(o, tensor) else o for o in operands]
    result = compute(before, *operands)
    if result.array.shape != tensor.array.shape:
        raise ValueError(
            f"a tensor of shape {tensor.array.shape} cannot hold a result of shape "
            f"{result.array.shape}"
        )
    if result.array.dtype != tensor.array.dtype:
        check_kind(result.array.dtype, tensor.array.dtype)
        result = arithmetic.astype(result, tensor.array.dtype)
    tensor.array[...] = result.array
    wrote(tensor)
    if not result.tracked:
        return tensor
    guards = result.call.guards
    if result.call.keeps is not None:
        if any(version is result.version for version in guards):
            guards.append(tensor.version)
    elif any(array is result.array for array in held(result.call.pullback)):
        guards.append(tensor.version)
        tensor.version.append(id(root(result.array)))
    result.call.order = next_order()  # younger than the write that it is itself
    last_write[0] = next_order()
    if tensor.source is None:
        take_history(tensor, result)
    else:
        if compute is replace:  # nothing of the view is left: its base has the rest
            result.call.args[0] = None
        write_base(tensor.source, result)
        tensor.source.settle(tensor)
    return tensor


def check_apart(tensor, *operands):
    """Refuse operands that overlap in part with the tensor that is written into."""
    for operand in operands:
        if operand is not tensor and on_memory(operand, tensor):
            check_overlap(tensor.array, operand.array)


def on_memory(operand, tensor):
    """Whether an operand is on the memory that is written into."""
    return isinstance(operand, Tensor) and operand.version is tensor.version


def overwritten(tensor):
    """Return the tensor as one whose values are lost to whoever needs them later."""
    call = tensor.call
    if tensor.tracked and call is None:  # a leaf, which gets the alias's gradient
        call = Call((tensor,), [], lambda doutput: (doutput,))
    alias = Tensor(tensor.array, tensor.tracked, call)
    alias.version = [inf, id(root(tensor.array))]
    return alias


def check_kind(found, kept):
    """Refuse to write numbers of a higher kind than the tensor can hold."""
    if KINDS[found.kind] > KINDS[kept.kind]:
        raise TypeError(f"a tensor of {kept} cannot hold a result of {found}")


def write_base(view, result):
    """Let the base of a view take over the history of what was written there."""
    base, kept = view.base, result.call.args[0]

    def pullback(doutput):
        dbase = np.empty_like(base.array)
        dbase[...] = doutput
        part = view.of(dbase)
        dresult = part.copy()
        part[...] = 0 if kept is None else -0.0
        return dbase, dresult

    former = (base.call or base) if base.tracked else None
    written = Tensor(base.array, True, Call((former, result.call), [], pullback))
    take_history(base, written)


def write_at(tensor, index, value):
    """Overwrite tensor[index] with a tensor or a number, recorded."""
    basic, advanced = selection(index, tensor.array.shape)
    part = getitem(tensor, basic)
    if advanced is None:
        write(part, replace, value)
    else:
        given = value.array if isinstance(value, Tensor) else value
        fitting = as_value(tensor.array.dtype, index, given)
        if not isinstance(value, Tensor) or not value.requires_grad:
            value = Tensor(np.asarray(fitting))
        write(part, lambda before, value: replace_at(before, value, advanced), value)


@differentiable("input", "other|number")
def replace(input, other):
    """Return other in the shape and dtype of input."""
    output = np.empty_like(input)
    output[...] = other if shape_of(other) is None else cut(other, input.dtype)

    def backward(doutput):
        return np.zeros_like(doutput), share_of(other, doutput)

    return output, backward


@differentiable("input", "value|number")
def replace_at(input, value, index):
    """Return input with value at index."""
    output = input.copy()
    output[index] = value

    def backward(doutput):
        dinput = doutput.copy()
        dinput[index] = 0
        return dinput, share_of(value, doutput[index]), None

    return output, backward


def share_of(value, doutput):
    """Return what `doutput` gives a value that was broadcast, in its dtype.

    Dimensions of length 1 that come first may be more than there are to write into.
    """
    if shape_of(value) is None:
        return None
    kept = value.shape[max(0, value.ndim - doutput.ndim) :]
    return unbroadcast(doutput, kept).reshape(value.shape).astype(value.dtype)
