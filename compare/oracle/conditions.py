"""Conditions that rounding may turn: on which side of a kink a computed number lies."""

import numpy as np

from .bounded import Bounded, error_of, value_of

JOINING = {np.invert, np.logical_not, np.bitwise_and, np.bitwise_or}


class Condition(np.ndarray):
    """Truth values, of which those are marked that rounding may turn.

    An array like any other, but for a choice by it and for what joins conditions.

    Attributes
    ----------
    unsure : array of bool, or None
    """

    unsure = None

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        if any(isinstance(x, Bounded) for x in inputs):
            return NotImplemented
        result = getattr(ufunc, method)(*map(np.asarray, inputs), **options)
        if ufunc not in JOINING or method != "__call__":
            return result
        return marked(result, sum((unsure_of(x) for x in inputs), np.False_))

    def __array_function__(self, function, types, args, options):
        if function is np.where and len(args) == 3:
            return where(*args)
        return super().__array_function__(function, types, args, options)


def unsure_of(x):
    """Return where rounding may turn a condition; of any other array, nowhere."""
    unsure = x.unsure if isinstance(x, Condition) else None
    return np.False_ if unsure is None else unsure


def marked(result, unsure):
    """Return truth values with the unsure ones marked, if there are any."""
    if not np.any(unsure):
        return result
    result = np.asarray(result).view(Condition)
    result.unsure = np.broadcast_to(unsure, result.shape)
    return result


def against_number(function):
    """Make the rule of a comparison: a computed number may lie on either side of one.

    Two computed numbers are compared as they are: where they are equal, as elements
    with their maximum, both have been rounded alike.
    """

    def rule(a, b):
        result = function(value_of(a), value_of(b))
        if isinstance(a, Bounded) and isinstance(b, Bounded):
            return result
        return marked(result, may_turn(a, b))

    return rule


def may_turn(a, b):
    """Return where rounding decides which of two operands is the larger one."""
    reach = Bounded.U * (error_of(a) + error_of(b))
    return (np.abs(value_of(a) - value_of(b)) <= reach) & (reach > 0)


def where(condition, a=None, b=None):
    """Bound a choice between two operands, or find where a condition holds."""
    if a is None:
        return np.where(value_of(condition))
    return choice(value_of(condition), unsure_of(condition), a, b)


def choice(condition, unsure, a, b):
    """Bound a choice between two operands; where it is unsure, both count."""
    chosen = np.where(condition, value_of(a), value_of(b))
    error = np.where(condition, error_of(a), error_of(b))
    if not np.any(unsure):
        return Bounded(chosen, error)
    apart = np.abs(value_of(a) - value_of(b)) / Bounded.U
    either = np.maximum(error_of(a), error_of(b)) + apart
    return Bounded(chosen, np.where(unsure, either, error))
