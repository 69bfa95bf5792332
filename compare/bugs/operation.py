"""An operation of the gallery: its body, how to draw it, and torch's answer."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..diagnosis.alternatives import evaluate_with_torch
from ..diagnosis.context import Quantities


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What the bugs of one operation share.

    Attributes
    ----------
    name : str
        The public name of the operation in scratch and torch.
    topic : str
    function : callable
        `function(**arguments) -> (output, backward)`, where `backward(doutput)` gives
        one gradient per parameter; for a program, a dict of arrays by name.
    draw : callable
        `draw(rng, **fixed) -> arguments`, float64.
    reference : callable
        The same in torch: `reference(**tensors) -> output`; for a program, a function
        of the arrays that returns the dict.
    gradients, buffers : tuple of str
        Arguments to differentiate, and those updated in place.
    program : bool
    """

    name: str
    topic: str
    function: Callable
    draw: Callable
    reference: Callable
    gradients: tuple[str, ...] = ("input",)
    buffers: tuple[str, ...] = ()
    program: bool = False

    def evaluate(self, arguments: dict, doutput=None) -> Quantities:
        """Return what torch gives in float64."""
        if self.program:
            return self.reference(**arguments)
        run = evaluate_with_torch(self.reference, self.gradients, self.buffers)
        return run(arguments, doutput)

    def run(self, function: Callable, arguments: dict, doutput=None) -> Quantities:
        """Return what a NumPy function gives, by the same names."""
        given = {
            n: v.copy() if isinstance(v, np.ndarray) else v
            for n, v in arguments.items()
        }
        with np.errstate(all="ignore"):
            if self.program:
                return function(**given)
            output, backward = function(**given)
            grads = backward(doutput.copy())
        quantities = {"output": np.asarray(output)}
        quantities |= {b: given[b] for b in self.buffers}
        names = inspect.signature(self.function).parameters
        for name, grad in zip(names, grads):
            if name in self.gradients and given.get(name) is not None:
                quantities[f"d{name}"] = np.asarray(grad)
        return quantities

    def upstream(self, rng, arguments: dict):
        """Draw a random gradient of the output; None for a program."""
        if self.program:
            return None
        shape = self.evaluate(arguments)["output"].shape
        return rng.standard_normal(shape)


def body(operation: Callable) -> Callable:
    """Return the function of arrays that a file of `scratch` holds."""
    return inspect.unwrap(operation)


def cast(value, dtype):
    """Return floating arrays, alone or in a dict, list or tuple, in `dtype`."""
    if isinstance(value, np.ndarray):
        return value.astype(dtype) if value.dtype.kind == "f" else value
    if isinstance(value, dict):
        return {n: cast(v, dtype) for n, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(cast(v, dtype) for v in value)
    return value


def sizes(rng, count: int, low: int = 3, high: int = 9, **fixed) -> list[int]:
    """Draw lengths that differ from one another, so that axes can be told apart."""
    return [int(s) for s in rng.permutation(np.arange(low, high + 1))[:count]]


def follow(optimizer, parameters, lrs):
    """Return every parameter after every step."""
    import torch

    steps = {}
    for step, lr in enumerate(lrs, 1):
        for group in optimizer.param_groups:
            group["lr"] = float(lr)
        for parameter, gradients in parameters.values():
            parameter.grad = torch.tensor(gradients[step - 1])
        optimizer.step()
        for name, (parameter, _) in parameters.items():
            steps[f"{name} after step {step}"] = parameter.detach().numpy().copy()
    return steps
