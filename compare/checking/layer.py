"""A forward and a backward as methods of a class."""

import inspect

import numpy as np

from ..diagnosis.context import Quantities
from . import names
from .candidate import Candidate, Unclear


class Layer(Candidate):
    """A class with methods forward (or __call__) and backward."""

    def __init__(self, cls, known, renamed=None):
        super().__init__(cls.__name__, known, renamed)
        self.cls = cls
        if not hasattr(cls, "backward"):
            raise Unclear(f"{cls.__name__} has no method backward")
        self.method = "forward" if hasattr(cls, "forward") else "__call__"
        self.order = self.read_parameters(getattr(cls, self.method), skip=1)
        _, *back = inspect.signature(cls.backward).parameters.values()
        optional = "target" in known and all(p.default is not p.empty for p in back)
        self.takes_upstream = bool(back) and not optional
        self.attributes: dict[str, str] = {}
        self.built = self.has_modes = self.returns_all = False

    def uses(self) -> set[str]:
        """Add what the constructor takes and what the layer holds."""
        used = super().uses()
        for name in inspect.signature(self.cls).parameters:
            used.add(self.renamed.get(name) or names.resolve(name, self.known) or name)
            used |= {"p"} if name in names.KEEP else set()
        if self.has_modes or hasattr(self.cls, "eval"):
            used.add("training")
        if not self.built:
            used |= {"weight", "bias", "running_mean", "running_var"}
        return used | set(self.attributes.values())

    def build(self, arguments):
        """Construct the layer and put the parameters of the example into it."""
        options, build = {}, inspect.signature(self.cls).parameters.values()
        for parameter in build:
            name = parameter.name
            argument = self.renamed.get(name) or names.resolve(name, self.known)
            if name in names.WIDTHS and argument in (None, "normalized_shape", "input"):
                options[name] = arguments["input"].shape[-1]
            elif name in names.OUT_WIDTHS:
                options[name] = arguments["weight"].shape[0]
            elif argument is not None and argument in arguments:
                options[name] = self.value(argument, arguments)
            elif name in names.KEEP:
                options[name] = 1.0 - arguments["p"]
            elif parameter.default is parameter.empty and parameter.kind not in (
                parameter.VAR_POSITIONAL,
                parameter.VAR_KEYWORD,
            ):
                raise Unclear(
                    f"cannot tell what parameter {name!r} of {self.title}() is; "
                    "give it a default"
                )
        layer = self.cls(**options)
        self.built = True
        for argument in ("weight", "bias", "running_mean", "running_var"):
            self.put(layer, argument, arguments.get(argument))
        training = arguments.get("training", True)
        if "training" in self.known and "training" not in self.accepted.values():
            self.set_mode(layer, training)
        return layer

    def set_mode(self, layer, training):
        """Tell a layer to train or to evaluate."""
        if callable(getattr(layer, "eval", None)) and not training:
            layer.eval()
        elif callable(getattr(layer, "train", None)) and training:
            layer.train()
        for name in ("training", "train_mode", "is_training", "train"):
            if isinstance(getattr(layer, name, None), bool):
                self.has_modes = True
                setattr(layer, name, training)

    def put(self, layer, argument, value):
        """Overwrite a parameter of the layer, whatever it is called there."""
        if argument not in self.known or value is None:
            return
        for name in (argument, *names.ALIASES[argument].split()):
            for holder in (layer, getattr(layer, "params", None)):
                current = read(holder, name)
                if current is None or callable(current):
                    continue
                shape = np.shape(current)
                if argument == "weight" and np.ndim(value) == 2:
                    if shape == value.shape[::-1] != value.shape:
                        self.transposed = True  # and stays so for square ones
                    value = value.T if self.transposed else value
                write(holder, name, np.ascontiguousarray(value).reshape(shape).copy())
                self.attributes[name] = argument
                self.accepted.setdefault(name, argument)
                return

    def run(self, arguments, doutput, shapes, again=False) -> Quantities:
        """Build a layer and send one batch through it."""
        layer = self.build(arguments)
        own = [n for n in self.order if self.accepted[n] in arguments]
        own += [n for n in self.order if n not in own]
        given = self.given(sorted(own, key=self.order.index), arguments)
        returned = getattr(layer, self.method)(**given)
        output = returned[0] if isinstance(returned, tuple) else returned
        quantities = {"output": self.output(output)}
        for name, argument in self.attributes.items():
            if argument.startswith("running"):
                quantities[argument] = np.asarray(read(layer, name)).reshape(-1)
        parts = (doutput,) if self.takes_upstream else ()
        if again:
            layer.backward(*parts)
            self.forget(layer)
        back = layer.backward(*parts)
        found = self.gradients(back, shapes)
        for name, argument in self.attributes.items():
            gradient = self.gradient_of(layer, name)
            if gradient is not None and argument in shapes:
                array = np.asarray(gradient)
                array = array.T if argument == "weight" and self.transposed else array
                if array.size == np.prod(shapes[argument]) and array.ndim == 2:
                    array = (
                        array.reshape(shapes[argument]) if 1 in array.shape else array
                    )
                found[f"d{argument}"] = array
        self.not_compared = [a for a in self.gradient_order() if f"d{a}" not in found]
        return quantities | found

    def forget(self, layer):
        """Set accumulated gradients to zero between two calls of backward."""
        for name in self.attributes:
            gradient = self.gradient_of(layer, name)
            if isinstance(gradient, np.ndarray):
                gradient *= 0
        if callable(getattr(layer, "zero_grad", None)):
            layer.zero_grad()

    @staticmethod
    def gradient_of(layer, name):
        """Find the gradient of a parameter on the layer or in a dictionary of it."""
        for holder in (layer, getattr(layer, "grads", None)):
            for key in (
                *names.gradient_names(name),
                *([] if holder is layer else [name]),
            ):
                value = read(holder, key)
                if value is not None and not callable(value):
                    return value
        return None


def read(holder, name):
    """Return an attribute or an entry, None if there is none."""
    if isinstance(holder, dict):
        return holder.get(name)
    return None if holder is None else getattr(holder, name, None)


def write(holder, name, value):
    """Set an attribute or an entry."""
    if isinstance(holder, dict):
        holder[name] = value
    else:
        setattr(holder, name, value)
