"""`differentiable` lets an operation on arrays take tensors, and records its calls."""

from functools import wraps
from inspect import Parameter as Argument
from inspect import signature

import numpy as np
from numpy import ndarray

from .arguments import Declaration, checked_for, number_of
from .float_warnings import current, restore, silence
from .layouts import layout_of
from .reduction import NEVER, named_today
from .saved import rule_of
from .tape import Call, grad_mode, needs_input_grad
from .tensors import Parameter, Tensor
from .versions import note_writes, overwritten
from .views import link

__all__ = [
    "Parameter",
    "Tensor",
    "checked",
    "differentiable",
    "grad_mode",
    "needs_input_grad",
]
WHOLE = "biu"  # kinds of numbers without a gradient


def differentiable(*tensors, **kinds):
    """Let an operation, from arrays to (output, backward), take and return tensors.

    `@differentiable("input", "weight")` declares which arguments are tensors, as
    `arguments` explains; a bare `@differentiable` the first one alone.
    `backward(doutput)` returns one gradient per argument, in order, None where there is
    none. Where the output is the first array itself, the first tensor is returned. An
    operation that returns a tuple of outputs has a backward of as many gradients: zeros
    for an output that nobody used, None for one of whole numbers.
    """
    if tensors and callable(tensors[0]):
        return recorded(tensors[0], (), {})
    return lambda op: recorded(op, tensors, kinds)


def recorded(op, tensors, kinds):
    """Return `op` on tensors, with its calls on the tape."""
    declared = Declaration(op, tensors, kinds, Tensor)
    names = [argument.name for argument in declared.arguments]
    defaults = [argument.default for argument in declared.arguments]
    position = {name: i for i, name in enumerate(names)}
    slots = list(zip(names, declared.checks, declared.tensors, strict=True))
    takes_list, lay_out = any(declared.lists), layout_of(op)
    rule, everything = rule_of(op, names), (range(len(names)), True, None)

    @wraps(op)
    def record(*args, **kwargs):
        if kwargs or len(args) != len(names):
            args = complete(op, args, kwargs, position, defaults)
        arrays, sources, recording, views = [], [], takes_list, False
        for arg, (name, check, is_tensor) in zip(args, slots):
            if is_tensor and isinstance(arg, Tensor):
                arrays.append(arg.array)
                if arg.source is not None:
                    views = True
                    recording = recording or arg.source.base.tracked
                if arg.tracked:
                    recording = True
                    sources.append(arg.call or arg)
                else:
                    sources.append(None)
                continue
            if isinstance(arg, Tensor):
                arg = number_of(op, name, arg)
            arrays.append(arg if check is None else check(arg))
            sources.append(None)
        if takes_list:
            args, arrays = unpack(args, arrays, declared.lists)
        settings = current()
        try:
            silence()
            output, backward = op(*arrays)
        except (MemoryError, OverflowError, ZeroDivisionError) as error:
            raise ValueError(f"{op.__name__}: {error}") from error
        finally:
            restore(settings)
        if overwritten:
            note_writes(args)
        if output is arrays[0]:
            return args[0]
        is_array = type(output) is ndarray
        if is_array and lay_out is not None and output.ndim > 1:
            laid = lay_out(output, arrays)
            if laid is not output:
                output = held_as(laid, output, backward)
        call, alone = None, is_array or type(output) is not tuple
        if (
            recording
            and grad_mode.enabled
            and not (alone and output.dtype.kind in WHOLE)
        ):
            if views:
                sources = settled(args)
            kept = rule if alone else everything
            if takes_list:
                call = call_with_lists(op, args, backward, kept)
            else:
                if type(kept) is not tuple:
                    kept = kept(args, sources)
                guards = []
                for i in kept[0]:
                    if isinstance(args[i], Tensor):
                        guards.append(args[i].version)
                call = Call(sources, guards, backward, op, kept[2])
        if not alone:
            return several(record, output, args, call)
        if call is None:
            tensor = Tensor(output)
        else:
            if kept[1] and not is_array:
                output = held_as(np.asarray(output), output, call.pullback)
            tensor = Tensor(output, True, call)
            if kept[1]:  # the output
                call.guards.append(tensor.version)
        if tensor.array.base is not None:
            link(tensor, record, args)
        return tensor

    record.declare = lambda other: recorded(other, tensors, kinds)
    return record


def held_as(array, output, backward):
    """Return the array that stands for an output, in the pullback that holds it, too.

    So that it knows of what is written there.
    """
    if array is not output:
        for cell in backward.__closure__ or ():
            try:
                if cell.cell_contents is output:
                    cell.cell_contents = array
            except ValueError:  # a variable without a value
                continue
    return array


def settled(args):
    """Record views anew whose base has another history; return who gets gradients."""
    sources = []
    for arg in args:
        node = arg.node if isinstance(arg, Tensor) else None
        sources.append(node if node is not None and arg.tracked else None)
    return sources


def complete(op, args, kwargs, position, defaults):
    """Return every argument of the call by position, defaults filled in."""
    given = len(args)
    if not kwargs and given < len(defaults) and defaults[given] is not Argument.empty:
        return [*args, *defaults[given:]]
    if "reduction" in position and op.__name__ not in NEVER:
        kwargs = named_today(kwargs)
    values = list(args) + defaults[len(args) :]
    for name, value in kwargs.items():
        if position.get(name, -1) < len(args):
            signature(op).bind(*args, **kwargs)  # raises Python's own TypeError
        values[position[name]] = value
    if len(values) > len(position) or any(v is Argument.empty for v in values):
        signature(op).bind(*args, **kwargs)
    return values


def unpack(args, arrays, lists):
    """Return the arguments with lists for sequences, and their arrays likewise."""
    args = [b if is_list else a for a, b, is_list in zip(args, arrays, lists)]
    arrays = [
        [tensor.array for tensor in a] if is_list else a
        for a, is_list in zip(arrays, lists)
    ]
    return args, arrays


def call_with_lists(op, args, backward, rule):
    """Return the call of an operation on lists; None if no tensor requires grad."""
    tensors = [arg for arg in flat(args) if isinstance(arg, Tensor)]
    needing = {id(t): t.node for t in tensors if t.requires_grad}
    if not needing:
        return None
    sources = [
        [needing.get(id(a)) for a in arg] if type(arg) is list else needing.get(id(arg))
        for arg in args
    ]
    keeps = rule[2]
    versions = [tensor.version for tensor in tensors] if keeps is None else []
    pullback = spread(sources, backward)
    return Call(flat(sources), versions, pullback, op, keeps)


def flat(args):
    """Return the arguments, with the members of lists in the place of the lists."""
    return [m for arg in args for m in (arg if type(arg) is list else [arg])]


def spread(sources, backward):
    """Return the pullback that gives each member of a list a gradient of its own."""

    def pullback(*doutputs):
        grad_mode.wanted = sources
        dmembers = []
        for source, dargument in zip(sources, backward(*doutputs)):
            if type(source) is not list:
                dmembers.append(dargument)
            else:
                dmembers += [None] * len(source) if dargument is None else dargument
        return dmembers

    pullback.__qualname__ = backward.__qualname__
    return pullback


def several(operation, outputs, args, call):
    """Return the tensors of a call with several outputs.

    Each that is recorded has a call of its own, whose pullback puts the output's
    gradient in its place among those of the others.
    """
    tensors = [Tensor(output) for output in outputs]
    if call:
        backward = call.pullback
        kinds = [(output.shape, output.dtype) for output in outputs]
        call.pullback = lambda shares: backward(*shares.filled(kinds))
        call.pullback.__qualname__ = backward.__qualname__
        call.pullback.__dict__.update(backward.__dict__)
        call.guards += [tensor.version for tensor in tensors]
    for i, tensor in enumerate(tensors):
        if call and tensor.array.dtype.kind in "fc":
            tensor.tracked = True
            pullback = share_of(i, len(tensors), call)
            tensor.call = Call([call], [], pullback, call.operation)
        if tensor.array.base is not None:
            link(tensor, operation, args, several=True)
    return tuple(tensors)


def share_of(position, count, call):
    """Return the pullback of one of the outputs of a call."""

    def pullback(doutput):
        return (Share([doutput if i == position else None for i in range(count)]),)

    pullback.__qualname__ = call.pullback.__qualname__
    return pullback


class Share:
    """The gradients of a call's outputs as far as they are known."""

    def __init__(self, gradients):
        self.gradients = gradients

    def __add__(self, other):
        pairs = zip(self.gradients, other.gradients)
        return Share([a if b is None else b if a is None else a + b for a, b in pairs])

    def filled(self, kinds):
        """Return the gradients, zeros for floating outputs that nobody used."""
        return [
            np.zeros(shape, dtype)
            if gradient is None and dtype.kind in "fc"
            else gradient
            for gradient, (shape, dtype) in zip(self.gradients, kinds)
        ]


checked = checked_for(Tensor)
