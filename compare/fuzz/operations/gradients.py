"""The tape: backward, gradients read and cleared, switches."""

from ..tensors import SPELLED, has_grad, wants_grad
from .operation import Operation, table


def start(choices, state):
    """Draw a tensor that requires grad, its upstream gradient, retain_graph."""
    ref = state.pick(wants_grad, 6)
    if ref is None:
        return None
    tensor = state[ref]
    gradient = state.leaf(tuple(tensor.shape), SPELLED[tensor.dtype])
    return ref, gradient, choices.chance(45)


def start_alone(choices, state):
    """Draw a tensor that requires grad, mostly of one element."""
    ref = state.pick(wants_grad, 6)
    if ref is None or (state[ref].numel() != 1 and not choices.chance(5)):
        return None
    return (ref,)


def leaf_with_grad(choices, state):
    """Draw a leaf that has a gradient."""
    ref = state.pick(has_grad, 6)
    return None if ref is None else (ref,)


def any_one(choices, state):
    """Draw a tensor, one that requires grad as a rule."""
    ref = state.pick(wants_grad) if choices.chance(70) else state.pick()
    return None if ref is None else (ref,)


def switched(choices, state):
    """Draw a tensor and whether it requires grad, no view: see `listed.UNCOMPARED`."""
    ref = state.pick(lambda t: not t._is_view())
    return None if ref is None else (ref, choices.chance(70))


TABLE = [
    *table("backward", start, """
        backward {0}.backward({1}.clone(), retain_graph={2})
    """, weight=45),
    *table("backward", start_alone, "backward_alone {0}.backward()", weight=10),
    *table("gradient", leaf_with_grad, "grad {0}.grad", weight=6),
    Operation("zero_grad", "{0}.grad.zero_()", leaf_with_grad, ("gradient",), 5, True),
    *table("gradient", leaf_with_grad, "grad_none {0}.grad = None",
           weight=5, writes=True, statement=True),
    Operation("requires_grad_", "{0}.requires_grad_({1})", switched, ("switch",), 6),
    Operation("retain_grad", "{0}.retain_grad()", any_one, ("gradient",), 6),
    Operation("requires_grad", "{0}.requires_grad", any_one, ("question",), 1),
    Operation("is_leaf", "{0}.is_leaf", any_one, ("question",), 1),
]  # fmt: skip
