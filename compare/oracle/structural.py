"""Aten operations that move numbers about, and those that no rule covers."""

import numpy as np
import torch

from .bounded import Bounded
from .elementary import ELEMENTARY, finish

MOVING = frozenset(
    " ".join(
        (
            "view _unsafe_view reshape _reshape_alias view_copy as_strided expand",
            "transpose permute t movedim squeeze unsqueeze slice select narrow",
            "index_select gather index take diagonal unfold split split_with_sizes",
            "unbind chunk cat stack flip roll repeat tril triu diag_embed",
            "pixel_shuffle pixel_unshuffle slice_scatter select_scatter",
            "diagonal_scatter as_strided_scatter embedding",
            "clone detach alias contiguous lift_fresh lift_fresh_copy",
            "max_pool2d_with_indices max_pool3d_with_indices channel_shuffle",
            "masked_select resolve_conj resolve_neg im2col",
        )
    ).split()
)
MAKING = frozenset(
    " ".join(
        (
            "zeros_like ones_like empty_like new_zeros new_ones new_empty zeros ones",
            "empty empty_strided new_empty_strided arange rand rand_like randn",
            "randn_like bernoulli randint randperm",
        )
    ).split()
)
FREE_LAYOUT = (torch.ops.aten.view.default, torch.ops.aten._unsafe_view.default)
FILLING = frozenset(("full", "full_like", "new_full", "scalar_tensor", "fill"))
# Of an operation without a rule: how often it is tried, and how far beyond the worst
# of these a program may be; 22 was the most that torch's float32 needed, in
# grid_sampler_2d, which rounds its coordinates as well.
SAMPLES, FACTOR = 6, 32.0


def mapped(function, x):
    """Apply a function to every operand, in lists too: many times as fast as pytree."""
    if isinstance(x, (list, tuple)):
        return [mapped(function, y) for y in x]
    if isinstance(x, dict):
        return {key: mapped(function, y) for key, y in x.items()}
    return function(x)


def operands(x):
    """Yield every operand, of lists too."""
    if isinstance(x, (list, tuple)):
        for y in x:
            yield from operands(y)
    else:
        yield x


def tensor(x):
    """Return an operand as a tensor on the same memory."""
    return torch.from_numpy(x.value) if isinstance(x, Bounded) else x


def error_tensor(x):
    """Return an operand's bound as a tensor on the same memory."""
    return torch.from_numpy(x.error) if isinstance(x, Bounded) else x


def lift(x):
    """Take a floating tensor for exact."""
    if isinstance(x, torch.Tensor) and (x.is_floating_point() or x.is_complex()):
        wide = torch.zeros_like(x) if x._is_zerotensor() else x
        wide = wide.double() if x.is_floating_point() else wide.to(torch.complex128)
        return Bounded(wide.detach().resolve_conj().resolve_neg().numpy(force=True))
    return x


def lift_constant(x):
    """Take a floating tensor for rounded to the tested dtype."""
    if isinstance(x, torch.Tensor) and x.is_floating_point():
        value = x.detach().double().numpy()
        return Bounded(value, rounding(value))
    return lift(x)


def rounding(value):
    """Return the error of rounding a number to the tested dtype."""
    if Bounded.U < 2.0**-50:
        return np.zeros(np.shape(value))
    with np.errstate(all="ignore"):
        lost = np.abs(np.float32(value).astype(np.float64) - value)
    return np.nan_to_num(lost, nan=0, posinf=0) / Bounded.U


def move(op, args, kwargs):
    """Move values and bounds in the same way."""
    if op in FREE_LAYOUT:  # NumPy may have arranged the operand otherwise
        op = torch.ops.aten.reshape.default
    value = op(*mapped(tensor, args), **mapped(tensor, kwargs))
    error = op(*mapped(error_tensor, args), **mapped(error_tensor, kwargs))
    return pair(value, error)


def pair(value, error):
    """Put a value and its bound together, in lists too."""
    if isinstance(value, (list, tuple)):
        return [pair(v, e) for v, e in zip(value, error)]
    if value.dtype == torch.bool and error.dtype == torch.bool and error.any():
        return Bounded(value.numpy(), error.numpy())
    if not floating(value):
        return value
    value = value.resolve_conj().resolve_neg().numpy(force=True)
    return Bounded(value, error.numpy(force=True))


def pad(op, args, kwargs):
    """Pad with an exact number."""
    x, widths, *_ = args
    value = op(*mapped(tensor, args), **kwargs)
    return pair(value, op(error_tensor(x), widths))


def condition(op, args, kwargs):
    """Combine conditions: unsure where one of them is."""
    value = op(*mapped(tensor, args), **kwargs)
    unsure = torch.zeros_like(value)
    for x in args:
        if isinstance(x, Bounded) and x.error.dtype.kind == "b":
            unsure = unsure | torch.from_numpy(x.error)
    return pair(value, unsure)


def sampled(op, args, kwargs):
    """Perturb every operand within its bound and by one rounding, several times."""
    exact = op(*mapped(tensor, args), **mapped(tensor, kwargs))
    outputs = [exact] if isinstance(exact, torch.Tensor) else list(exact)
    worst = [np.zeros(o.shape) if floating(o) else None for o in outputs]
    step = max(Bounded.U, 2.0**-30)  # of float64, slopes are taken from a wider step
    random = torch.Generator().manual_seed(0)

    def shake(x):
        if not isinstance(x, Bounded):
            return x
        value = torch.from_numpy(x.value)
        error = torch.from_numpy(np.where(np.isfinite(x.error), x.error, 0.0))
        sign = torch.randint(0, 2, value.shape, generator=random) * 2.0 - 1
        if value.is_complex():
            turn = torch.rand(value.shape, generator=random, dtype=torch.float64)
            sign = torch.polar(torch.ones_like(turn), 2 * torch.pi * turn)
        return value + sign * step * (error + value.abs())

    for _ in range(SAMPLES):
        found = op(*mapped(shake, args), **mapped(shake, kwargs))
        found = [found] if isinstance(found, torch.Tensor) else list(found)
        for i, (now, before) in enumerate(zip(found, outputs)):
            if worst[i] is not None and now.shape == before.shape:
                away = (now - before).abs().double().numpy() / step
                worst[i] = np.fmax(worst[i], np.where(now == before, 0.0, away))
    unknown = any(
        isinstance(x, Bounded) and not np.isfinite(x.error).all()
        for x in operands((args, tuple(kwargs.values())))
    )
    results = []
    for output, moved in zip(outputs, worst):
        if moved is not None:
            value = lift(output).value
            moved = np.full(value.shape, np.inf) if unknown else FACTOR * moved
            output = finish(value, moved, ELEMENTARY)
        results.append(output)
    return results[0] if isinstance(exact, torch.Tensor) else results


def floating(x):
    """Tell whether a result carries rounding."""
    return isinstance(x, torch.Tensor) and (x.is_floating_point() or x.is_complex())
