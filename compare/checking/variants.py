"""Gradients for other options than were given: those of a backward that ignores one."""

import numpy as np
import torch

OTHERS = (1, 0, 2, 0.0, 1.0, 0.5)


def options(value, path=()):
    """Yield (path, number) of every number among the arguments."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from options(part, (*path, key))
    elif isinstance(value, (bool, int, float)) and path:
        yield path, value


def having(inputs, path, value):
    """Return a call with one number replaced."""
    key, *rest = path
    if not rest:
        return {**inputs, key: value}
    return {**inputs, key: having(inputs[key], rest, value)}


def fitted(upstream, shape):
    """Cut or fill an upstream gradient to another shape."""
    if upstream.ndim != len(shape):
        return None
    made = np.zeros(shape)
    common = tuple(slice(0, min(a, b)) for a, b in zip(upstream.shape, shape))
    made[common] = upstream[common]
    return made


def variants(standard, inputs, upstream, extra=None) -> list:
    """Return [words, gradients] for each option replaced by each other value."""
    found = []
    for path, value in options(inputs):
        for other in OTHERS:
            if other == value or isinstance(other, float) != isinstance(value, float):
                continue
            changed = having(inputs, path, other)
            grads = gradients(standard, changed, upstream, extra)
            if grads is not None:
                found.append(
                    [
                        f"{path[-1]} is ignored in backward: it is what "
                        f"{path[-1]} = {other!r} would give",
                        grads,
                    ]
                )
    return found


def gradients(standard, inputs, upstream, extra=None):
    """Return the gradients of a call whose outputs may have other shapes."""
    try:
        call = standard.call(inputs, extra)
        leaf = [v.double().requires_grad_() for v in call.values]
        outs = [
            t
            for t in torch.utils._pytree.tree_leaves(call(leaf))
            if isinstance(t, torch.Tensor) and t.requires_grad
        ]
        given = [fitted(u, tuple(o.shape)) for u, o in zip(upstream, outs)]
        if any(g is None for g in given):
            return None
        grads = torch.autograd.grad(
            outs, leaf, [torch.as_tensor(g) for g in given], allow_unused=True
        )
    except Exception:
        return None
    return [
        np.zeros(tuple(v.shape)) if g is None else g.numpy()
        for v, g in zip(leaf, grads)
    ]
