"""How an optimiser is given weights and gradients: arrays, dictionaries, objects."""

from types import SimpleNamespace

import numpy as np

from .messages import Held


class Wrap:
    """Arrays as they are."""

    parts = 1  # arrays that it takes at a time

    def weights(self, a):
        """Return what stands for the weights."""
        return a

    def gradient(self, a):
        """Return what stands for their gradient."""
        return self.weights(a)

    def zeros(self, a):
        """Return a buffer before the first step."""
        return self.gradient(np.zeros_like(a))

    def unwrap(self, value):
        """Return the weights in what came back; None if they are not there."""
        return value if isinstance(value, np.ndarray) else None


class Named(Wrap):
    """A dictionary with the same key for weights and gradient."""

    def weights(self, a):  # noqa: D102
        return {"W": a}

    def unwrap(self, value):  # noqa: D102
        return value.get("W") if isinstance(value, dict) else None


class Course(Wrap):
    """Dictionaries of a course: W1 and b1, dW1 and db1."""

    parts = 2

    def weights(self, a):  # noqa: D102
        return {"W1": a[0], "b1": a[1]}

    def gradient(self, a):  # noqa: D102
        return {"dW1": a[0], "db1": a[1]}

    def unwrap(self, value):  # noqa: D102
        if not isinstance(value, dict) or not {"W1", "b1"} <= value.keys():
            return None
        return np.stack([value["W1"], value["b1"]])


class Listed(Wrap):
    """A list of arrays."""

    def weights(self, a):  # noqa: D102
        return [a]

    def unwrap(self, value):  # noqa: D102
        return value[0] if isinstance(value, list) and value else None


class Object(Wrap):
    """An object that holds its numbers and their gradient, in the child.

    Attributes
    ----------
    kind : str
        "value" has data and grad, "parameter" is torch's, "layer" has weights, biases
        and their gradients.
    """

    def __init__(self, kind):
        self.kind = kind
        self.parts = 2 if kind == "layer" else 1

    def weights(self, a):  # noqa: D102
        return Held("weights") if self.kind == "layer" else [Held("weights")]


ARRAYS = (Wrap(), Named(), Course(), Listed())


# What the child keeps.
def made(kind: str, value):
    """Return an object that holds weights."""
    if kind == "parameter":
        import torch

        return torch.nn.Parameter(torch.from_numpy(value.copy()))
    if kind == "layer":
        return SimpleNamespace(weights=value[0].copy(), biases=value[1].copy())
    return SimpleNamespace(data=value.copy(), grad=np.zeros_like(value))


def give(thing, kind: str, gradient) -> None:
    """Let an object hold a gradient."""
    if kind == "parameter":
        import torch

        thing.grad = torch.from_numpy(gradient.copy())
    elif kind == "layer":
        thing.dweights, thing.dbiases = gradient[0].copy(), gradient[1].copy()
    else:
        thing.grad = gradient.copy()


def held(thing, kind: str):
    """Return the weights that an object holds."""
    if kind == "parameter":
        return thing.detach().numpy().copy()
    if kind == "layer":
        return np.stack([thing.weights, thing.biases])
    return np.array(thing.data)
