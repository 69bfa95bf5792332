"""Exercises on optimisers: the box of an algorithm left blank in a class.

`update` of the package's class becomes a method that keeps its own state: options of
the group and arrays of the state turn into attributes.
"""

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from . import body
from .exercise import Exercise, blank_lines
from .folding import folded


@dataclass(frozen=True, kw_only=True)
class OptimiserExercise(Exercise):
    """An algorithm's box.

    Attributes
    ----------
    options : mapping
        Of the constructor, and their defaults.
    state : tuple of str
        Arrays that are kept from step to step, and start at 0.
    """

    options: Mapping = field(default_factory=dict)
    state: tuple[str, ...] = ()
    blank = "update"

    def made_from(self, source: str) -> str:
        """Return the class from a version of the project's `update`."""
        source = body.exchanged(source, dict(self.texts), self.name)
        source = body.undocumented(source)
        source = folded(source, {"state['first']": True, **self.held})
        lines = source.splitlines()[1:]
        box = textwrap.dedent("\n".join(lines)).strip("\n")
        box = re.sub(r'group\["(\w+)"\]', r"self.\1", box)
        box = box.replace('state["step"]', "self.t")
        box = re.sub(r'state\["(\w+)"\]', r"self.\1", box)
        return self.around(textwrap.indent(box, " " * 8))

    def around(self, box: str) -> str:
        """Return the class that the box belongs to."""
        parameters = ", ".join(f"{n}={v!r}" for n, v in self.options.items())
        kept = [f"        self.{n} = {n}" for n in self.options]
        kept += ["        self.t = 0  # steps so far"]
        kept += [f"        self.{n} = None" for n in self.state]
        began = [f"            self.{n} = np.zeros_like(param)" for n in self.state]
        lines = [
            f"class {self.name}:",
            f"    def __init__(self, {parameters}):",
            *kept,
            "",
            "    def step(self, param, grad):",
            "        self.t += 1",
            *(["        if self.t == 1:", *began] if began else []),
            "        self.update(param, grad)",
            "        return param",
            "",
            "    def update(self, param, grad):",
            box,
        ]
        return "\n".join(lines) + "\n"

    @property
    def document(self) -> str:
        """The docstring of the class."""
        return body.docstring(self.place.rpartition(".")[0])

    @cached_property
    def hints(self) -> list[str]:
        """The algorithm, line by line."""
        lines = blank_lines(self.solution, self.blank)
        return [*self.steps, *(line.strip() for line in lines)]

    @property
    def wanted(self) -> list[str]:
        """What is to be moved."""
        return ["param", *(f"self.{n}" for n in self.state)]

    @property
    def points(self) -> int:
        """A point for the weights and one for every average."""
        return len(self.wanted)


def optimiser(name, of, equation, options, state=(), **others):
    """Return an exercise on a class of `scratch.optim`."""
    return OptimiserExercise(
        name=name,
        place=f"scratch.optim.{of}.update",
        equation=equation,
        options=options,
        state=state,
        methods=("step",),
        **{"against": f"torch.optim.{name}", **others},
    )


BOTH = "momentum, dampening = .*"
RATE = "lr = .*lr_decay.*"
FIRST = r"(?m)^    \(beta1, beta2\), t = "
SHRINK = 'param *= 1 - group["lr"] * group["weight_decay"]'
MOMENTS = {"lr": 1e-3, "betas": (0.9, 0.999), "eps": 1e-8}

EXERCISES = [
    optimiser(
        "SGD",
        "sgd:SGD",
        "param = param - lr grad",
        {"lr": 1e-3},
        held={"momentum != 0": False},
        texts={BOTH: ""},
    ),
    optimiser(
        "Momentum",
        "sgd:SGD",
        "buffer = momentum buffer + grad; param = param - lr buffer",
        {"lr": 1e-3, "momentum": 0.9},
        ("momentum_buffer",),
        held={"momentum != 0": True, "group['nesterov']": False},
        texts={BOTH: 'momentum = group["momentum"]'},
        against="torch.optim.SGD",
    ),
    optimiser(
        "RMSprop",
        "rmsprop:RMSprop",
        "square_avg = alpha square_avg + (1 - alpha) grad ** 2; "
        "param = param - lr grad / (sqrt(square_avg) + eps)",
        {"lr": 1e-2, "alpha": 0.99, "eps": 1e-8},
        ("square_avg",),
        held={"group['centered']": False, "group['momentum'] > 0": False},
    ),
    optimiser(
        "Adagrad",
        "adagrad:Adagrad",
        "sum = sum + grad ** 2; param = param - lr grad / (sqrt(sum) + eps)",
        {"lr": 1e-2, "eps": 1e-10},
        ("sum",),
        texts={RATE: 'lr = group["lr"]'},
    ),
    optimiser(
        "Adam",
        "adam:Adam",
        "param = param - lr mhat / (sqrt(vhat) + eps), means m of grad and v of "
        "grad ** 2, both corrected: mhat = m / (1 - beta1 ** t)",
        MOMENTS,
        ("exp_avg", "exp_avg_sq"),
        held={"group['amsgrad']": False},
    ),
    optimiser(
        "AdamW",
        "adam:Adam",
        "param shrinks by the share lr weight_decay, then steps as in Adam",
        {**MOMENTS, "weight_decay": 1e-2},
        ("exp_avg", "exp_avg_sq"),
        held={"group['amsgrad']": False},
        texts={FIRST: f"    {SHRINK}\n    (beta1, beta2), t = "},
    ),
]
