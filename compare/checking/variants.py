"""Gradients for other options than were given: those of a backward that ignores one."""

import numpy as np
import torch

OTHERS = (1, 0, 2, 0.0, 1.0, 0.5)


def options(value, path=()):
    """Yield (path, number) of every number among the arguments, and every mask."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from options(part, (*path, key))
    elif path and (isinstance(value, (bool, int, float)) or masking(path[-1], value)):
        yield path, value


def masking(name, value) -> bool:
    """Tell a mask, of truths or of numbers."""
    array = isinstance(value, np.ndarray)
    return array and (value.dtype.kind == "b" or "mask" in str(name))


def others(name, value):
    """Yield (words, another value) for an option."""
    ignored, given = f"{name} is ignored in backward", "it is what {} = {!r} would give"
    if isinstance(value, np.ndarray):
        yield ignored, np.ones_like(value)
        yield ignored, np.zeros_like(value)
        turned = ~value if value.dtype.kind == "b" else 1 - value
        yield f"{name} is turned around in backward", turned
    elif isinstance(value, bool):
        yield f"{ignored}: {given.format(name, not value)}", not value
    else:
        for other in OTHERS:
            if other != value and isinstance(other, float) == isinstance(value, float):
                yield f"{ignored}: {given.format(name, other)}", other


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
        for words, other in others(path[-1], value):
            changed = having(inputs, path, other)
            grads = gradients(standard, changed, upstream, extra)
            if grads is not None:
                found.append([words, grads])
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
