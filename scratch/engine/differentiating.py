"""Gradients of functions, and names of the first days of torch."""

import numpy as np

from .arguments import check_bool
from .autograd import Tensor
from .function import grad, listed
from .tape import replay
from .tensors import SECOND, upstream


class VariableType(type):
    """A type whose instances all tensors are."""

    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor)


class Variable(metaclass=VariableType):
    """The old name of a tensor that may require grad: `Variable(tensor)` is one.

    Parameters
    ----------
    data : Tensor, whose memory is shared
    requires_grad : bool
    """

    def __new__(cls, data, requires_grad=False):
        """Return the tensor."""
        if not isinstance(data, Tensor):
            raise TypeError(f"data must be a Tensor, got {type(data).__name__}")
        tensor = data.detach()
        return tensor.requires_grad_() if requires_grad else tensor


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False):
    """Add the gradients of several tensors to the `grad` of every leaf.

    Parameters
    ----------
    tensors : Tensor or sequence of Tensors
    grad_tensors : Tensor or sequence of Tensors and None, optional
        The upstream gradients; may be left out for tensors of one element.
    retain_graph : bool, optional
    create_graph : bool
        Must be False: there are no second derivatives.
    """
    if create_graph:
        raise NotImplementedError(SECOND)
    tensors = listed("tensors", tensors)
    if grad_tensors is None or isinstance(grad_tensors, Tensor):
        grad_tensors = [grad_tensors] * len(tensors)
    roots = [(t, upstream(t, g)) for t, g in zip(tensors, grad_tensors, strict=True)]
    replay(roots, bool(retain_graph))


class set_detect_anomaly:
    """Ask to be told which call made a NaN; here values are not looked at.

    Parameters
    ----------
    mode : bool
    check_nan : bool
    """

    def __init__(self, mode, check_nan=True):
        check_bool("mode", mode)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass


def jacobian(func, inputs):
    """Return the derivatives of every element of func(*inputs) to every input.

    Parameters
    ----------
    func : callable, from tensors to one tensor
    inputs : Tensor or tuple of Tensors

    Returns
    -------
    Tensor of the shape of the output, then of the input; a tuple of them for a tuple
    """
    given = listed("inputs", inputs)
    leaves = [tensor.detach().clone().requires_grad_() for tensor in given]
    output = func(*leaves)
    if not isinstance(output, Tensor):
        raise TypeError(f"func must return a Tensor, got {type(output).__name__}")
    rows = []
    for place in range(output.array.size):
        start = np.zeros(output.array.shape, output.array.dtype)
        start.flat[place] = 1
        rows.append(slopes(output, leaves, Tensor(start)))
    found = []
    for leaf, parts in zip(leaves, zip(*rows)):
        stacked = np.stack([part.array for part in parts])
        shape = (*output.array.shape, *leaf.array.shape)
        found.append(Tensor(stacked.reshape(shape)))
    return tuple(found) if isinstance(inputs, tuple) else found[0]


def slopes(output, leaves, start):
    """Return the gradients of leaves, zeros for those that do not take part."""
    if not output.requires_grad:
        return [Tensor(np.zeros_like(leaf.array)) for leaf in leaves]
    return grad(output, leaves, start, True, materialize_grads=True, allow_unused=True)


def vjp(func, inputs, v=None):
    """Return func(*inputs) and the product of a vector with its Jacobian.

    Parameters
    ----------
    func : callable, from tensors to one tensor
    inputs : Tensor or tuple of Tensors
    v : Tensor of the shape of the output; may be left out for one element
    """
    given = listed("inputs", inputs)
    leaves = [tensor.detach().clone().requires_grad_() for tensor in given]
    output = func(*leaves)
    if v is None and output.array.size != 1:
        raise RuntimeError(f"v is needed for an output of shape {output.array.shape}")
    start = v if v is not None else Tensor(np.ones_like(output.array))
    found = tuple(slopes(output, leaves, start))
    return output.detach(), found if isinstance(inputs, tuple) else found[0]
