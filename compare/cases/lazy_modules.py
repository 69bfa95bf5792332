"""Cases of convolutions and norms that take their channels from their first input."""

from types import SimpleNamespace

import numpy as np
import torch

from .case import ProgramCase

TORCH = SimpleNamespace(**vars(torch.nn), manual_seed=torch.manual_seed)


def lazy(dl, input, name, options):
    """Build a module before an optimiser sees it, call it twice, and look at it."""
    dl.manual_seed(5)
    module = getattr(dl, name)(**options, dtype=input.dtype)
    texts, params = [repr(module)], list(module.parameters())
    module(input)
    leaf = input.clone().requires_grad_()
    output = module(leaf)
    (output * output + output).sum().backward()
    texts += [repr(module), type(module).__name__]
    return {
        "text": texts,
        "output": output,
        "grads": [param.grad for param in params],
        "state": list(module.state_dict().values()),
    }


def convolution(transposed):
    """Return what draws images for a convolution of any dimension."""

    def arguments(draw):
        groups, own, dims = draw.size(1, 2), draw.size(1, 2), draw.size(1, 3)
        if transposed:
            dims = min(dims, 2)
        outer = draw.choice(((draw.size(),), ()))
        return {
            "input": draw.array(*outer, groups * own, *[4] * dims, specials=()),
            "name": f"LazyConv{'Transpose' * transposed}{dims}d",
            "options": {
                "out_channels": groups * draw.size(1, 2),
                "kernel_size": draw.size(1, 3),
                "padding": draw.integer(0, 1),
                "groups": groups,
                "bias": draw.boolean(),
            },
        }

    return arguments


def norm(draw):
    """Draw images for a batch norm of any dimension."""
    dims = draw.size(1, 3)
    input = draw.array(3, draw.size(), *[2] * dims, specials=())
    return {
        "input": np.rint(input),  # of a small spread torch itself loses the digits
        "name": f"LazyBatchNorm{dims}d",
        "options": {
            "momentum": draw.choice((0.1, None)),
            "affine": draw.boolean(),
            "track_running_stats": draw.boolean(),
            "bias": draw.boolean(),
        },
    }


CASES = [
    ProgramCase(
        name=names[-1],
        arguments=arguments,
        program=lazy,
        third=lambda dl, **arguments: lazy(TORCH, **arguments),
        regimes=("plain",),
        exact=lambda arguments: False,
        covers=names,
        weight=0.5,
    )
    for arguments, names in (
        (convolution(False), ("LazyConv1d", "LazyConv2d", "LazyConv3d")),
        (convolution(True), ("LazyConvTranspose1d", "LazyConvTranspose2d")),
        (norm, ("LazyBatchNorm1d", "LazyBatchNorm2d", "LazyBatchNorm3d")),
    )
]
