"""Functions of two tensors, or of a tensor and a number, of any element types."""

import numpy as np

from . import arithmetic, rounding
from .autograd import Tensor, checked
from .casting import fitted
from .methods import method
from .promotion import cast, common_dtype, operands, real_valued


@method
@checked("input|number", "other|number", alpha=object)
def add(input, other, *, alpha=1):
    """Return input + alpha * other."""
    input, other = either(input, other)
    return arithmetic.add(*operands(input, scaled(other, alpha, input)))


@method
@checked("input|number", "other|number", alpha=object)
def sub(input, other, *, alpha=1):
    """Return input - alpha * other."""
    input, other = either(input, other)
    for operand in (input, other):
        if getattr(operand, "dtype", type(operand)) in (np.bool_, bool):
            raise TypeError("- is not defined for bools; use ^ or ~")
    return arithmetic.sub(*operands(input, scaled(other, alpha, input)))


def scaled(other, alpha, input):
    """Return alpha * other, as add and sub take it."""
    kinds = {t.dtype.kind for t in (input, other) if isinstance(t, Tensor)}
    if isinstance(alpha, float) and "f" not in kinds and not isinstance(other, float):
        raise TypeError(f"alpha must be an int for whole numbers, got {alpha}")
    return other if alpha == 1 or (alpha and kinds == {"b"}) else other * alpha


@method
@checked("input|number", "other|number")
def mul(input, other):
    """Return input * other."""
    input, other = either(input, other)
    return arithmetic.mul(*operands(input, other))


@method
@checked("input|number", "other|number")
def div(input, other, *, rounding_mode=None):
    """Return input / other, exact or rounded by "floor" or "trunc"."""
    input, other = either(input, other)
    if rounding_mode is not None:
        modes = {"floor": rounding.floored, "trunc": rounding.truncated}
        if rounding_mode not in modes:
            raise ValueError(
                f"rounding_mode must be None, 'floor' or 'trunc', got {rounding_mode!r}"
            )
        return modes[rounding_mode](*operands(input, other))
    if not isinstance(other, Tensor):
        return arithmetic.div(real_valued(input), other)
    if common_dtype(input, other).kind in "biu":
        input, other = real_valued(input), real_valued(other)
    return arithmetic.div(*operands(input, other))


@method
@checked("input|number", "other|number")
def floor_divide(input, other):
    """Return the quotient rounded down."""
    input, other = either(input, other)
    return rounding.floor_divided(*operands(input, other))


@method
def remainder(input, other):
    """Return what division rounded down leaves, with the sign of other."""
    return rounding.remaining(*pair(input, other))


@method
@checked("input", "other|number")
def fmod(input, other):
    """Return what division rounded towards 0 leaves, with the sign of input."""
    return rounding.left_over(*operands(input, other))


@method
def pow(input, exponent):
    """Return input ** exponent; one of them may be a number."""
    whole = isinstance(input, Tensor) and input.array.dtype.kind in "biu"
    if whole and isinstance(exponent, (int, np.integer)) and exponent < 0:
        raise ValueError(f"integers have no power of {exponent}")
    of_number = not isinstance(input, Tensor)  # whose powers torch lays in rows
    input, exponent = pair(input, exponent, "exponent")
    if of_number and not exponent.is_contiguous():
        rows = exponent.contiguous()
        rows.version = exponent.version
        exponent = rows
    if input.array.dtype != bool:
        return arithmetic.pow(input, exponent)
    if isinstance(exponent, Tensor):
        raise TypeError("pow is not defined for two bool tensors")
    return input.clone() if exponent else Tensor(np.ones_like(input.array))


def either(input, other):
    """Return the operands, a number on the left as a tensor."""
    return (input, other) if isinstance(input, Tensor) else pair(input, other)


def pair(input, other, name="other"):
    """Return the operands of an operation; a number on the left as a tensor."""
    for label, operand in (("input", input), (name, other)):
        if not isinstance(operand, (Tensor, bool, int, float, np.number)):
            kind = type(operand).__name__
            raise TypeError(f"{label} must be a Tensor or a number, got {kind}")
    if isinstance(input, Tensor):
        return operands(input, other)
    if not isinstance(other, Tensor):
        raise TypeError(f"input or {name} must be a Tensor, got two numbers")
    other, number = operands(other, input)
    return Tensor(np.asarray(number, other.array.dtype)), other


@method
@checked("input", "other")
def maximum(input, other):
    """Return the larger of each pair; where equal, each gets half the gradient."""
    return arithmetic.maximum(*operands(input, other))


@method
@checked("input", "other")
def minimum(input, other):
    """Return the smaller of each pair; where equal, each gets half the gradient."""
    return arithmetic.minimum(*operands(input, other))


@method
@checked("input", "min|number", "max|number")
def clamp(input, min=None, max=None):
    """Limit input to [min, max], numbers or tensors."""
    limits = [limit for limit in (min, max) if limit is not None]
    if input.array.dtype == bool and all(type(limit) is bool for limit in limits):
        raise TypeError("clamp is not defined for bools")
    for limit in (min, max):
        if limit is not None and not isinstance(limit, Tensor):
            input = operands(input, int(limit) if type(limit) is bool else limit)[0]
    tensors = [limit for limit in (min, max) if isinstance(limit, Tensor)]
    dtype = common_dtype(input, *tensors)
    limits = [as_limit(limit, dtype) for limit in (min, max)]
    return arithmetic.clamp(cast(input, dtype), *limits)


def as_limit(limit, dtype):
    """Return a limit of clamp in the dtype of what it limits."""
    if isinstance(limit, Tensor):
        return cast(limit, dtype)
    whole = limit is not None and dtype.kind in "iu"
    return fitted("a limit", limit, dtype).item() if whole else limit


@method
def clamp_min(input, min):
    """Limit input from below."""
    return clamp(input, min)


@method
def clamp_max(input, max):
    """Limit input from above."""
    return clamp(input, None, max)


@method
@checked("input", "end", "weight|number")
def lerp(input, end, weight):
    """Return input + weight * (end - input)."""
    kinds = {t.array.dtype for t in (input, end, weight) if isinstance(t, Tensor)}
    if len(kinds) > 1 or input.array.dtype.kind != "f":
        raise TypeError(f"lerp needs one floating-point dtype, got {kinds}")
    return arithmetic.lerp(input, end, weight)


@method
@checked("input", "tensor1", "tensor2", value=float)
def addcmul(input, tensor1, tensor2, *, value=1):
    """Return input + value * tensor1 * tensor2."""
    if input.dtype == tensor1.dtype == tensor2.dtype == bool:
        raise TypeError("addcmul is not defined for bool tensors")
    if isinstance(value, float) and input.dtype.kind in "biu":
        raise ValueError(f"value must be an integer for {input.dtype}, got {value}")
    return add(input, mul(mul(tensor1, tensor2), value))


@method
@checked("input", "tensor1", "tensor2", value=float)
def addcdiv(input, tensor1, tensor2, *, value=1):
    """Return input + value * tensor1 / tensor2."""
    if tensor1.dtype.kind in "biu" and tensor2.dtype.kind in "biu":
        raise ValueError(f"addcdiv needs floating-point tensors, got {tensor1.dtype}")
    return add(input, mul(div(tensor1, tensor2), value))
