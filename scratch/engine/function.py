"""Operations with a backward of one's own, on tensors; gradients without `.grad`."""

import numpy as np

from .arithmetic import unbroadcast
from .autograd import several
from .tape import Call, grad_mode, replay
from .tensors import SECOND, Tensor, upstream


class Context:
    """What the forward of a `Function` leaves to its backward."""

    def __init__(self, args):
        self.needs_input_grad = tuple(
            isinstance(arg, Tensor) and arg.requires_grad for arg in args
        )
        self.saved, self.constant = [], ()

    def save_for_backward(self, *tensors):
        """Keep tensors; `saved_tensors` refuses them if they are written into."""
        for tensor in tensors:
            if tensor is not None and not isinstance(tensor, Tensor):
                raise TypeError(
                    f"save_for_backward takes Tensors, got {type(tensor).__name__}"
                )
        self.saved[:] = [
            None if t is None else (t.array, t.version, t.version[0]) for t in tensors
        ]

    def mark_non_differentiable(self, *outputs):
        """Name outputs that no gradient flows through."""
        self.constant = outputs

    @property
    def saved_tensors(self):
        """The tensors of `save_for_backward`."""
        return tuple(map(unpacked, self.saved))


def unpacked(kept):
    """Return a saved tensor, unless it was overwritten."""
    if kept is None:
        return None
    array, version, order = kept
    if version[0] != order:
        raise RuntimeError(
            "a tensor of save_for_backward, whose gradient needs it, was overwritten "
            "in place since; clone() it before"
        )
    tensor = Tensor(array)
    tensor.version = version
    return tensor


class Function:
    """An operation whose forward and backward are static methods on tensors.

    `forward(ctx, *args)` returns a tensor or a tuple, `backward(ctx, *gradients)` one
    gradient, or None, for each argument; `apply(*args)` calls and records them.
    """

    @staticmethod
    def forward(ctx, *args):
        """Compute the outputs."""
        raise NotImplementedError("a Function must define forward")

    @staticmethod
    def backward(ctx, *gradients):
        """Compute the gradients of the arguments."""
        raise NotImplementedError("a Function must define backward")

    @classmethod
    def apply(cls, *args):
        """Return the outputs of forward, recorded."""
        ctx = Context(args)
        outputs = silent(cls.forward, ctx, *args)
        parts = outputs if isinstance(outputs, tuple) else (outputs,)
        if not (grad_mode.enabled and any(ctx.needs_input_grad)):
            return outputs
        for part in parts:
            if not isinstance(part, Tensor):
                raise TypeError(
                    f"forward must return Tensors, got {type(part).__name__}"
                )
        sources = [
            a.node if needed else None for a, needed in zip(args, ctx.needs_input_grad)
        ]
        call = Call(sources, [], pullback_of(cls, ctx, args))
        recorded = several(cls.apply, [part.array for part in parts], (None,), call)
        for part, tensor in zip(parts, recorded):
            tensor.version = part.version
            if any(part is constant for constant in ctx.constant):
                tensor.tracked, tensor.call = False, None
        return recorded if isinstance(outputs, tuple) else recorded[0]


def silent(function, *args):
    """Call a function without recording."""
    enabled, grad_mode.enabled = grad_mode.enabled, False
    try:
        return function(*args)
    finally:
        grad_mode.enabled = enabled


def pullback_of(cls, ctx, args):
    """Return the backward of a Function as one on arrays."""
    backward, saved = cls.backward, ctx.saved
    sizes = [
        (a.array.shape, a.array.dtype) if isinstance(a, Tensor) else None for a in args
    ]

    def pullback(*doutputs):
        ctx.saved = saved
        given = [None if d is None else Tensor(np.asarray(d)) for d in doutputs]
        found = silent(backward, ctx, *given)
        found = found if isinstance(found, tuple) else (found,)
        if len(found) < len(sizes) or any(g is not None for g in found[len(sizes) :]):
            raise RuntimeError(
                f"{cls.__name__}.backward must return {len(sizes)} gradients, "
                f"got {len(found)}"
            )
        return [
            fitting(cls, i, g, size) for i, (g, size) in enumerate(zip(found, sizes))
        ]

    pullback.__qualname__ = f"{cls.__name__}Backward"
    pullback.may_skip = True
    return pullback


def fitting(cls, position, gradient, size):
    """Return a gradient in the shape and dtype of its argument."""
    if gradient is None or size is None:
        return None
    shape, dtype = size
    found = gradient.array.shape
    if found != shape:
        try:
            stretched = np.broadcast_shapes(found, shape) == found
        except ValueError:
            stretched = False
        if not stretched:
            raise RuntimeError(
                f"{cls.__name__}.backward must return a gradient of shape {shape} for "
                f"argument {position}, got {found}"
            )
    return unbroadcast(gradient.array, shape).astype(dtype, copy=False)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    allow_unused=None,
    materialize_grads=False,
):
    """Return the gradients of `inputs`, and leave every `.grad` as it is.

    Parameters
    ----------
    outputs, inputs : Tensor or sequence of Tensors
    grad_outputs : Tensor or sequence of Tensors and None, optional
        The upstream gradients; may be left out for tensors of one element.
    retain_graph : bool, optional
        Keep the recorded calls, so that they can run again.
    create_graph : bool
        Must be False: there are no second derivatives.
    allow_unused : bool, optional
        Return None for inputs that the outputs do not depend on.
    materialize_grads : bool
        Return zeros for them.
    """
    if create_graph:
        raise NotImplementedError(SECOND)
    outputs, inputs = listed("outputs", outputs), listed("inputs", inputs)
    if isinstance(grad_outputs, Tensor) or grad_outputs is None:
        grad_outputs = [grad_outputs] * (
            1 if grad_outputs is not None else len(outputs)
        )
    if len(grad_outputs) != len(outputs):
        raise RuntimeError(
            f"grad_outputs must be {len(outputs)} gradients, got {len(grad_outputs)}"
        )
    for tensor in inputs:
        if not tensor.requires_grad:
            raise RuntimeError("every input must require grad")
    nodes = [tensor.node for tensor in inputs]
    asked = {node.order: None for node in nodes}
    roots = [(t, upstream(t, g)) for t, g in zip(outputs, grad_outputs)]
    replay(roots, bool(retain_graph), asked)
    found = []
    for tensor, node in zip(inputs, nodes):
        gradient = asked[node.order]
        if gradient is None and materialize_grads:
            gradient = np.zeros_like(tensor.array)
        if gradient is None and not allow_unused:
            raise RuntimeError(
                "the outputs do not depend on one of the inputs; allow_unused=True "
                "gives None for it"
            )
        found.append(None if gradient is None else Tensor(np.array(gradient)))
    return tuple(found)


def listed(name, tensors):
    """Return a tensor, or several, as a list."""
    if not hasattr(tensors, "__iter__"):
        raise TypeError(f"{name} must be Tensors, got {type(tensors).__name__}")
    found = [tensors] if isinstance(tensors, Tensor) else list(tensors)
    for tensor in found:
        if not isinstance(tensor, Tensor):
            raise TypeError(f"{name} must be Tensors, got {type(tensor).__name__}")
    return found
