"""A second opinion without rules: the trace with random rounding of every operation.

It proves nothing, but sees that rounding errors cancel and correlate, where a bound
takes the worst. Beyond sixteen times its spread, though within the bound, is
suspicious.
"""

import numpy as np
import torch

from .structural import mapped
from .trace import Trace

RUNS = 8
FACTOR = 16.0  # the widest of 10,000 healthy convolutions needed more than 8


def spread(trace: Trace, inputs, seed=0):
    """Return (exact, spread) of outputs and gradients, sixteen times the largest."""
    random = torch.Generator().manual_seed(seed)
    u = torch.finfo(trace.dtype).eps / 2
    step = max(u, 2.0**-30)
    tiny = torch.finfo(trace.dtype).smallest_normal * torch.finfo(trace.dtype).eps

    def shake(x):
        if not isinstance(x, torch.Tensor) or not x.is_floating_point():
            return x
        noise = torch.rand(x.shape, generator=random, dtype=x.dtype) * 2 - 1
        return x * (1 + step * noise)

    def noisy(node, args, kwargs):
        op = node.target
        if node.op == "get_attr":
            return shake(args[0])
        if not isinstance(op, torch._ops.OpOverload):
            return op(*args, **kwargs)
        if any(r.alias_info is not None for r in op._schema.returns):
            return op(*args, **kwargs)
        return mapped(shake, op(*mapped(shake, args), **kwargs))

    exact = quantities(trace, inputs, computed)
    worst = [np.zeros(x.shape) for x in exact]
    for _ in range(RUNS):
        found = quantities(trace, inputs, noisy)
        with np.errstate(invalid="ignore"):
            worst = [np.fmax(w, abs(x - y)) for w, x, y in zip(worst, found, exact)]
    widths = [FACTOR * (w / step * u + u * abs(x) + tiny) for w, x in zip(worst, exact)]
    return exact, widths


def quantities(trace, inputs, apply):
    """Return outputs, gradients and buffers as arrays of one run."""
    copies = [x.detach().clone() for x in inputs]
    with torch.no_grad():
        result, _ = trace.walk(copies, apply)
    return [x.double().numpy() for part in result for x in part]


def computed(node, args, kwargs):
    """Compute a node as it stands."""
    return args[0] if node.op == "get_attr" else node.target(*args, **kwargs)
