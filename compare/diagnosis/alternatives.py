"""The reference evaluated with one thing changed, for any operation.

`evaluate(arguments, doutput)` returns the reference's quantities; what it refuses is
left out.
"""

from collections.abc import Callable

import numpy as np

from .context import Context, Mistake, Quantities

Evaluate = Callable[[dict, np.ndarray | None], Quantities]


def add_alternatives(context: Context, evaluate: Evaluate, arguments, doutput):
    """Add to the context what one changed argument would give."""
    if doutput is not None:
        add(
            context,
            "upstream gradient taken as 1",
            evaluate,
            arguments,
            doutput * 0 + 1,
        )
    for name, value in arguments.items():
        for label, changed in changes(name, value, arguments):
            add(context, label, evaluate, {**arguments, name: changed}, doutput)


def add(context: Context, label: str, evaluate, arguments, doutput) -> None:
    """Add one alternative, unless the reference refuses it."""
    try:
        with np.errstate(all="ignore"):
            quantities = evaluate(arguments, doutput)
    except Exception:  # any refusal of an altered call only means: not this one
        return
    context.mistakes.append(Mistake(label, quantities, general=True))


def changes(name, value, arguments):
    """Give (label, value) for one argument changed in each way that people do."""
    if isinstance(value, bool):
        yield f"computed with {name}={not value}", not value
    elif name in ("dim", "axis") and isinstance(value, int):
        ndim = np.ndim(arguments.get("input", 0))
        for other in range(ndim):
            if other != value % ndim:
                yield f"over axis {other} instead of {value % ndim}", other
    elif isinstance(value, float):
        if value != 0:
            yield f"{name} taken as 0", 0.0
        if 0 < value < 1:
            yield f"1 - {name} in place of {name}", 1.0 - value
    elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
        if value.ndim == 2 and value.shape[0] == value.shape[1] and name != "input":
            yield f"{name} transposed", value.T.copy()
        if name in ("weight", "bias", "pos_weight"):
            yield f"{name} left out", None


def evaluate_with_torch(reference: Callable, gradients, buffers=()) -> Evaluate:
    """Return an `evaluate` that runs a torch function in float64 with autograd."""
    import torch

    def evaluate(arguments, doutput):
        given = {}
        for name, value in arguments.items():
            if isinstance(value, np.ndarray):
                wide = value.astype(np.float64) if value.dtype.kind == "f" else value
                value = torch.tensor(wide)
                value.requires_grad_(name in gradients and wide.dtype.kind == "f")
            given[name] = value
        output = reference(**given)
        quantities = {"output": output.detach().numpy().copy()}
        held = [b for b in buffers if given.get(b) is not None]
        quantities |= {b: given[b].numpy().copy() for b in held}
        if doutput is not None and output.requires_grad:
            output.backward(torch.tensor(np.asarray(doutput, np.float64)))
            for name in gradients:
                grad = getattr(given.get(name), "grad", None)
                if grad is not None:
                    quantities[f"d{name}"] = grad.numpy()
        return quantities

    return evaluate
