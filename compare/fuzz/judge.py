"""Compare what two libraries made of a program."""

from dataclasses import dataclass

import numpy as np
import torch

import scratch

from .machine import MISSING, Machine
from .program import Program
from .tensors import has_grad, is_leaf

CLEAR = (ValueError, TypeError, IndexError, RuntimeError, NotImplementedError)


@dataclass
class Difference:
    """One thing in which the libraries differ.

    Attributes
    ----------
    number : of the statement.
    kind : "refusal", "value", "shape", "dtype", "requires_grad", ...
    """

    number: int
    kind: str
    ours: object
    theirs: object
    tolerable: bool = False  # a value that rounding may explain


def compare(program: Program, ours: Machine, theirs: Machine) -> list[Difference]:
    """Return every difference, those of refusals first."""
    found = []
    for number, (own, other) in enumerate(zip(ours.errors, theirs.errors)):
        if own is not None or other is not None:
            found += refused(number, own, other)
    if found:
        return found
    for number, (own, other) in enumerate(zip(ours.values, theirs.values)):
        if other is None or other is MISSING:
            if own is not other:
                found.append(Difference(number, "result", own, other))
        elif isinstance(other, torch.Tensor):
            found += tensors(number, own, other)
        elif not same(own, other):
            found.append(Difference(number, "result", own, other))
    if not found:
        found = aliasing(ours, theirs)
    return found


def refused(number, own, other):
    """Compare two refusals."""
    if own is None or other is None:
        return [Difference(number, "refusal", own, other)]
    if type(own) not in CLEAR or not str(own):
        return [Difference(number, "raw error", own, other)]
    return []


def same(own, other) -> bool:
    """Whether two results that are no tensors agree."""
    if isinstance(other, float) and isinstance(own, float):
        return own == other or (own != own and other != other)
    if isinstance(other, (list, tuple)):
        return (
            type(own) is type(other)
            and len(own) == len(other)
            and all(map(same, own, other))
        )
    return type(own) is type(other) and own == other


def tensors(number, own, other):
    """Compare two tensors: what they are, their values, their gradients."""
    if not isinstance(own, scratch.Tensor):
        return [Difference(number, "result", own, other)]
    array, reference = own.array, other.detach().numpy()
    if array.shape != reference.shape:
        return [Difference(number, "shape", array.shape, reference.shape)]
    if array.dtype != reference.dtype:
        return [Difference(number, "dtype", array.dtype, reference.dtype)]
    found = []
    leaf = is_leaf(other)
    if (own_leaf := is_leaf(own)) != leaf:
        return [Difference(number, "is_leaf", own_leaf, leaf)]
    if leaf is not None and own.requires_grad != other.requires_grad:
        pair = own.requires_grad, other.requires_grad
        found.append(Difference(number, "requires_grad", *pair))
    if array.tobytes() != reference.tobytes() and not equal(array, reference):
        found.append(Difference(number, "value", array, reference, True))
    if leaf or (leaf is False and other.retains_grad):
        found += gradients(number, own.grad, other.grad)
    return found


def gradients(number, own, other):
    """Compare the gradients of a tensor."""
    if (own is None) != (other is None):
        return [Difference(number, "gradient", own, other)]
    if own is None:
        return []
    array, reference = own.array, other.detach().numpy()
    if array.shape != reference.shape:
        return [Difference(number, "gradient's shape", array.shape, reference.shape)]
    if array.dtype != reference.dtype:
        return [Difference(number, "gradient's dtype", array.dtype, reference.dtype)]
    if array.tobytes() != reference.tobytes() and not equal(array, reference):
        return [Difference(number, "gradient", array, reference, True)]
    return []


def equal(array, reference) -> bool:
    """Whether all elements are equal, NaN to NaN, 0 to 0 of its sign."""
    if array.dtype.kind != "f":
        return bool((array == reference).all())
    alike = (array == reference) & (np.signbit(array) == np.signbit(reference))
    return bool((alike | ((array != array) & (reference != reference))).all())


def aliasing(ours: Machine, theirs: Machine):
    """Compare which tensors share memory.

    Torch may give several leaves parts of one gradient's memory, or the caller's own:
    no program should count on it, so here gradients share with nothing, but what is
    made of them.
    """
    found, owners, storages, grads = [], {}, {}, {}
    theirs_of_grads = {
        value.grad.untyped_storage().data_ptr()
        for value in theirs.values
        if isinstance(value, torch.Tensor) and has_grad(value)
    }
    for number, (own, other) in enumerate(zip(ours.values, theirs.values)):
        if not isinstance(other, torch.Tensor) or other.numel() == 0:
            continue
        if has_grad(other) and own.grad is not None:
            grads.setdefault(id(own), (number, id(owner(own.grad.array))))
        memory = other.untyped_storage().data_ptr()
        if memory in theirs_of_grads:
            continue
        first = storages.setdefault(memory, number)
        own_first = owners.setdefault(id(owner(own.array)), number)
        if first != own_first:
            pair = f"with v{own_first}", f"with v{first}"
            found.append(Difference(number, "memory", *pair))
    for number, memory in grads.values():
        holder = owners.setdefault(memory, None)
        if holder is not None:
            pair = f"its gradient with v{holder}", "its gradient with nothing"
            found.append(Difference(number, "memory", *pair))
        owners[memory] = number
    return found


def owner(array):
    """Return the array that holds the memory of another."""
    while (base := getattr(array, "base", None)) is not None:
        array = base
    return array
