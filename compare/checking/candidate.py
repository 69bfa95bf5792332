"""A candidate: somebody's implementation, called the way it was written."""

import inspect
from collections.abc import Callable

import numpy as np

from ..diagnosis.context import Quantities
from . import names


class Unclear(ValueError):
    """The candidate cannot be called: it is not clear what its parameters are."""


class Missing(ValueError):
    """The candidate leaves out what is expected of it."""


class Candidate:
    """Something with a forward and a backward.

    Parameters
    ----------
    title : str
    known : set of str
        The arguments of the reference.
    renamed : dict
        What the user says that parameters mean: {"foo": "input"}.

    Attributes
    ----------
    accepted : dict
        The reference's argument for every parameter of the candidate.
    takes_upstream : bool
        Whether its backward is given an upstream gradient; if not, it is 1.
    has_backward : bool
    transposed : bool
        Whether its weight is (in, out) where the reference's is (out, in).
    onehot : bool
        Whether it takes one-hot targets where the reference takes labels.
    columns : bool
        Whether its examples are columns where the reference's are rows.
    """

    def __init__(self, title: str, known: set[str], renamed: dict | None = None):
        self.title = title
        self.known = known
        self.renamed = renamed or {}
        self.accepted: dict[str, str] = {}
        self.takes_upstream = True
        self.has_backward = True
        self.transposed = False
        self.onehot = False
        self.columns = False
        self.returns_all = True
        self.not_compared: list[str] = []
        self.wanted: tuple[str, ...] = ("input", "weight", "bias")

    def uses(self) -> set[str]:
        """Return the reference's arguments that the candidate is given."""
        used = set(self.accepted.values())
        if "options" in used:
            used |= self.known - {"weight", "bias"}
        if "keep probability" in used:
            used.add("p")
        if "mode" in used:
            used.add("training")
        return used

    def label(self, quantity: str) -> str:
        """Name a quantity in the candidate's own words."""
        for parameter, argument in self.accepted.items():
            if quantity == f"d{argument}":
                return f"gradient of {parameter}"
            if quantity == argument:
                return parameter
        return quantity.replace("dinput", "gradient of the input")

    def read_parameters(self, function: Callable, skip: int = 0) -> list[str]:
        """Find out what each parameter of a forward stands for."""
        order = []
        parameters = list(inspect.signature(function).parameters.values())[skip:]
        for position, parameter in enumerate(parameters):
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            name = parameter.name
            argument = self.renamed.get(name) or names.resolve(name, self.known)
            if argument is None and name in names.KEEP and "p" in self.known:
                argument = "keep probability"
            if argument is None and name == "mode" and "training" in self.known:
                argument = "mode"
            if argument is None and names.is_options(name):
                argument = "options"
            if argument is None and position == 0:
                argument = "input"
            if argument is None and position == 1 and "target" in self.known:
                argument = "target"
            if argument in self.accepted.values():
                argument = None
            if argument is None:
                if parameter.default is not parameter.empty:
                    continue
                raise Unclear(
                    f"cannot tell what parameter {name!r} of "
                    f"{getattr(function, '__name__', function)} is; say which of "
                    f"{', '.join(sorted(self.known))} it stands for: "
                    f"map={{{name!r}: ...}} or --map {name}=..."
                )
            self.accepted[name] = argument
            order.append(name)
        return order

    def value(self, argument: str, arguments: dict):
        """Return what to pass for one parameter."""
        if argument == "keep probability":
            return 1.0 - arguments["p"]
        if argument == "mode":
            return "train" if arguments.get("training", True) else "test"
        if argument == "options":
            mode = self.value("mode", arguments)
            rest = {n: v for n, v in arguments.items() if n not in ("input", "target")}
            rest |= {"mode": mode, "epsilon": arguments.get("eps", 1e-5)}
            return rest
        value = arguments[argument]
        if argument == "weight" and self.transposed:
            return np.ascontiguousarray(value.T)
        if argument == "target" and self.onehot:
            k = arguments["input"].shape[-1]
            value = np.eye(k, dtype=arguments["input"].dtype)[value]
        return self.turned(argument, value) if self.columns else value

    @staticmethod
    def turned(argument, value):
        """Turn rows into columns, and vectors of parameters too."""
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            return value
        if value.ndim == 1 and argument != "target":
            return value.reshape(-1, 1)
        return value.T if argument in ("input", "target", "output") else value

    def returned(self, name, array, shapes):
        """Turn a gradient back into the reference's layout."""
        if name == "weight" and self.transposed:
            return array.T
        if self.columns and name == "input":
            return array.T
        if self.columns and array.ndim == 2 and array.shape == (*shapes[name], 1):
            return array.reshape(shapes[name])
        return array

    def given(self, order, arguments) -> dict:
        """Return the keyword arguments of a call."""
        return {n: self.value(self.accepted[n], arguments) for n in order}

    def gradient_order(self) -> list[str]:
        """Return the arguments whose gradients are expected, in order."""
        return [a for a in self.accepted.values() if a in self.wanted]

    def gradients(self, returned, shapes: dict) -> Quantities:
        """Name the gradients that a backward returned, by place, key or shape."""
        order = self.gradient_order()
        if isinstance(returned, dict):
            return self.by_key(returned, order, shapes)
        parts = list(returned) if isinstance(returned, (tuple, list)) else [returned]
        if len(parts) > 1:
            parts = [part for part in parts if part is not None]
        arrays = [np.asarray(part) for part in parts]
        if any(array.dtype.kind not in "fiub" for array in arrays):
            raise Unclear(
                f"backward of {self.title} must return arrays, one for each gradient"
            )
        if self.returns_all and len(arrays) < len(order):
            wanted = ", ".join(self.label(f"d{name}") for name in order)
            raise Missing(f"backward returns {len(arrays)} of {wanted}")
        if len(arrays) > len(order):
            fitting = [a for a in arrays if any(a.shape == s for s in shapes.values())]
            arrays = fitting[: len(order)]
        by_place = dict(zip(order, arrays))
        if not all(a.shape == self.own_shape(n, shapes) for n, a in by_place.items()):
            by_place = self.by_shape(arrays, order, shapes) or by_place
        self.not_compared = [n for n in order if n not in by_place]
        return {
            f"d{name}": self.returned(name, array, shapes)
            for name, array in by_place.items()
        }

    def output(self, returned) -> np.ndarray:
        """Return what a forward computed, refusing what is no array."""
        array = np.asarray(returned)
        if array.dtype.kind not in "fiub":
            raise Unclear(
                f"{self.title} must return a NumPy array, got {type(returned).__name__}"
            )
        return array

    def by_shape(self, arrays, order, shapes) -> dict | None:
        """Match arrays to arguments by shape, if that is possible in one way only."""
        matched = {}
        for array in arrays:
            fits = [n for n in order if self.own_shape(n, shapes) == array.shape]
            if len(fits) != 1 or fits[0] in matched:
                return None
            matched[fits[0]] = array
        return matched

    def own_shape(self, name, shapes) -> tuple:
        """Return the shape that an argument has in the candidate."""
        if (name == "weight" and self.transposed) or (name == "input" and self.columns):
            return shapes[name][::-1]
        if self.columns and len(shapes[name]) == 1:
            return (*shapes[name], 1)
        return shapes[name]

    def by_key(self, returned: dict, order, shapes) -> Quantities:
        """Match a dictionary of gradients by its keys."""
        found = {}
        for parameter, argument in self.accepted.items():
            if argument not in order:
                continue
            for key in (*names.gradient_names(parameter), parameter, argument):
                if key in returned:
                    array = np.asarray(returned[key])
                    found[f"d{argument}"] = self.returned(argument, array, shapes)
                    break
        self.not_compared = [n for n in order if f"d{n}" not in found]
        return found
