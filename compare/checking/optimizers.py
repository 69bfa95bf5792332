"""Optimisers against torch.optim: how a candidate takes several steps."""

import numpy as np

from . import names, rules
from .forms import given
from .messages import Opaque
from .options import (
    CONFIG,
    GRADIENTS,
    LAYER,
    METHODS,
    STEP,
    VALUES,
    WEIGHTS,
    stands_for,
)
from .places import asked, spelt, tuple_of
from .unclear import Stuck
from .wrapping import ARRAYS, Object

STEPS = 7


class Stepper:
    """Lets a candidate take steps.

    Attributes
    ----------
    options : dict
        Its hyper-parameters under the names of `rules`.
    buffers : list of dict
        What it keeps from step to step, after each step.
    """

    def __init__(self, process, described, name, example, options):
        self.process, self.name = process, name
        self.one = described[0]
        self.family = rules.kind(name)
        self.options, self.example, self.chosen = {}, example, options
        self.held = None  # weights that the object keeps itself
        self.vectors = True  # whether the reference takes them, or matrices alone
        self.state, self.buffers, self.wrap = {}, [], ARRAYS[0]
        if self.one["kind"] not in ("class", "function"):
            raise Stuck(f"{self.one['name']} is neither a function nor a class")
        self.build = self.one["kind"] == "class"
        self.around, self.decays = (), False
        if self.build:
            there = self.one["methods"]
            methods = options["methods"] or [m for m in METHODS if m in there]
            if not methods:
                raise Stuck("cannot tell which method takes a step: say --methods NAME")
            self.takes = given(there[methods[0]])
            self.target = ["self", methods[0]]
            self.around = [
                [m for m in there if m.startswith(when) and not needed(there[m])]
                for when in ("pre_", "post_")
            ]
        else:
            self.takes, self.target = given(self.one["parameters"]), ["object 0"]

    def wraps(self) -> list:
        """Return the ways to give weights and gradients, likely ones first."""
        holds = self.build and any(
            p["name"] in WEIGHTS and p["required"]
            for p in given(self.one["parameters"])
        )
        if self.takes and self.takes[0]["name"] in LAYER:
            return [Object("layer")]
        if holds and not needed(self.takes):
            torch = [Object("parameter")] if self.one["torch"] else []
            return [*torch, Object("value")]
        return list(ARRAYS[::-1] if holds else ARRAYS)

    def option(self, name, others=()):
        """Return the option that a name stands for, unless another says it better."""
        return stands_for(name, self.family, others)

    def note(self, name, value, others=()) -> None:
        """Keep a hyper-parameter."""
        if name == "betas" and isinstance(value, (tuple, list)):
            self.options |= {"b1": float(value[0]), "b2": float(value[1])}
        option = self.option(name, others)
        if option and isinstance(value, (int, float)) and not isinstance(value, bool):
            self.options.setdefault(option, float(value))

    def start(self, weights) -> None:
        """Build an object, read what it was built with."""
        self.options, self.state, self.buffers = {}, {}, []
        if isinstance(self.wrap, Object):
            self.weights(value=weights)
        if not self.build:
            for p in self.takes:
                self.note(p["name"], p["default"])
            return
        args, kwargs = self.constructor(weights)
        answer = self.process.ask(
            "call",
            target=["object 0"],
            args=list(args),
            kwargs=kwargs,
            slot="self",
            seed=0,
        )
        asked(answer, "building")
        found = [(p[-1][1], v) for p, v in self.attributes() if len(p) == 1]
        for name, value in found:
            option = self.option(name, [n for n, _ in found])
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if option and number:
                self.options[option] = float(value)

    def constructor(self, weights) -> tuple:
        """Return the arguments that an object is built with."""
        kwargs: dict = {}
        parameters = given(self.one["parameters"])
        for p in parameters:
            name = p["name"]
            option = self.option(name, [q["name"] for q in parameters])
            if name in WEIGHTS and p["required"]:
                kwargs[name], self.held = self.wrap.weights(weights), name
            elif self.chosen["init"] is not None:
                continue
            elif names.is_options(name) and p["required"]:
                kwargs[name] = self.settings()
            elif p["required"] or option == "lr" or self.silent(p, option):
                if option is None:
                    raise Stuck(
                        f"cannot tell what {name!r} of {self.one['name']} is: "
                        'say --init "..."'
                    )
                kwargs[name] = VALUES[option]
                self.note(name, VALUES[option])
            else:
                self.note(name, p["default"], [q["name"] for q in parameters])
        if self.chosen["init"] is None:
            return [], kwargs
        args, named = self.chosen["init"]
        return args, kwargs | named

    def silent(self, p, option) -> bool:
        """Tell whether an option has no effect unless it is set."""
        wanted = option == "momentum" or (option == "decay" and self.decays)
        return wanted and p["default"] in (0, None)

    def attributes(self) -> list:
        """Return what the object holds."""
        return asked(self.process.ask("attributes", slot="self"), "reading")["found"]

    def weights(self, **body):
        """Make, feed or read the object that holds the weights."""
        answer = self.process.ask("weights", kind=self.wrap.kind, **body)
        return asked(answer, "reading")["value"]

    def arguments(self, weights, gradient, number) -> dict:
        """Return what one step is given."""
        kwargs, values = {}, []
        if self.example is not None:
            values = list(self.example[0])
        others = [p["name"] for p in self.takes]
        for i, p in enumerate(self.takes):
            name = p["name"]
            if name in self.state:
                kwargs[name] = self.state[name]
            elif name in STEP:
                kwargs[name] = number
            elif isinstance(self.wrap, Object):
                if p["required"]:
                    kwargs[name] = self.wrap.weights(weights)
            elif name in GRADIENTS or (
                (names.is_upstream(name) or i == 1)
                and name not in WEIGHTS
                and not self.option(name)
            ):
                kwargs[name] = self.wrap.gradient(gradient)
            elif name in WEIGHTS or i == 0:
                kwargs[name] = self.wrap.weights(weights)
            elif self.example is not None and i < len(values):
                kwargs[name] = values[i]
                for key, value in (
                    values[i].items()
                    if isinstance(values[i], dict)
                    else [(name, values[i])]
                ):
                    self.note(key, value)
            elif names.is_options(name) or name in ("state", "cache"):
                kwargs[name] = self.settings()
            elif self.option(name, others) and (
                p["required"] or self.silent(p, self.option(name, others))
            ):
                kwargs[name] = VALUES[self.option(name, others)]
                self.note(name, kwargs[name])
            elif p["required"]:
                kwargs[name] = self.wrap.zeros(weights)
        return {k: v for k, v in kwargs.items() if v is not None or k in self.state}

    def settings(self) -> dict:
        """Return a dictionary of settings; note what stands in it."""
        config = dict(CONFIG)
        for key, value in config.items():
            self.note(key, value, config)
        return config

    def step(self, weights, gradient, number):
        """Return the weights after a step."""
        for method in self.around[0] if self.around else ():
            asked(self.process.ask("call", target=["self", method]), "step")
        if isinstance(self.wrap, Object):
            self.weights(gradient=gradient)
        kwargs = self.arguments(weights, gradient, number)
        answer = asked(
            self.process.ask("call", target=self.target, kwargs=kwargs, slot="out"),
            "step",
        )
        after = self.after(kwargs, answer)
        for method in self.around[1] if self.around else ():
            asked(self.process.ask("call", target=["self", method]), "step")
        self.buffers.append(self.kept(weights))
        return after

    def after(self, kwargs, answer):
        """Return the weights that a step leaves; keep the state that it hands over."""
        if isinstance(self.wrap, Object):
            return self.weights()
        order, unwrap = list(kwargs), self.wrap.unwrap
        now = {order[i]: v for i, v in zip(answer["changed"], answer["now"])}
        result = answer["result"]
        mine = next((n for n in order if n in WEIGHTS or n == order[0]), None)
        self.state |= {n: v for n, v in now.items() if n != mine}
        if self.held is not None:
            for path, value in self.attributes():
                if path[0][1] == self.held and isinstance(value, np.ndarray):
                    return value
            raise Stuck(f"it keeps no {self.held} to read the weights from")
        if isinstance(result, tuple) and result and not isinstance(result[0], Opaque):
            new, *states = result
            rest = [
                p["name"]
                for p in self.takes
                if p["name"] in kwargs
                and isinstance(kwargs[p["name"]], (np.ndarray, dict))
                and p["name"] not in order[:2]
            ]
            rest = rest or [p["name"] for p in self.takes[2:3]]
            self.state |= dict(zip(rest, states))
            return unwrap(new)
        if isinstance(result, (np.ndarray, dict, list)) and unwrap(result) is not None:
            return unwrap(result)
        if mine in now:
            return unwrap(now[mine])
        raise Stuck("it neither returns the weights nor changes them")

    def kept(self, weights) -> dict:
        """Return the arrays that are kept for the next step, by their names."""
        from . import leaves

        found = dict(leaves.arrays(self.state))
        if self.build:
            found |= {
                spelt(tuple_of(p)): v
                for p, v in self.attributes()
                if p[0][1] != self.held
            }
        if isinstance(self.wrap, Object):
            looked = asked(self.process.ask("attributes", slot="weights"), "reading")
            own = ("weights", "biases", "dweights", "dbiases", "data", "grad")
            found |= {
                spelt(tuple_of(p)): v
                for p, v in looked["found"]
                if p and p[0][1] not in own
            }
        part = weights.shape[self.wrap.parts - 1 :] if self.wrap.parts > 1 else None
        return {
            n: v
            for n, v in found.items()
            if isinstance(v, np.ndarray) and v.shape in (weights.shape, part)
        }


def needed(parameters) -> list:
    """Return the parameters that must be given."""
    return [p for p in given(parameters) if p["required"]]


def follow(stepper, weights, gradients) -> list:
    """Return the weights after each step."""
    stepper.start(weights)
    found, w = [], weights
    for number, g in enumerate(gradients, 1):
        w = stepper.step(w, g, number)
        if np.shape(w) != weights.shape:
            raise Stuck(f"weights of shape {weights.shape} come back as {np.shape(w)}")
        w = np.asarray(w)
        found.append(w)
    return found
