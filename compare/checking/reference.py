"""The reference: torch's function, what its case draws, and how far is far."""

import re
from collections.abc import Callable
from difflib import get_close_matches

import numpy as np

from ..battery.functions import bounds
from ..cases import collect
from ..cases.case import FunctionCase
from ..diagnosis.alternatives import evaluate_with_torch
from ..diagnosis.context import Quantities
from ..example import Example
from ..strategies import Draw, SeededDraw
from .candidate import Candidate, Unclear
from .dropout import expect_with_mask
from .names import words

LOSSES = words(
    """cross_entropy nll_loss binary_cross_entropy binary_cross_entropy_with_logits
    mse_loss l1_loss smooth_l1_loss huber_loss kl_div"""
)


class Reference:
    """What a candidate is compared with.

    Parameters
    ----------
    case : FunctionCase
    options : dict
        Arguments of the reference that the user fixes, e.g. {"reduction": "sum"}.
    """

    def __init__(self, case: FunctionCase, options: dict | None = None):
        self.case = case
        self.options = options or {}
        samples = [
            case.arguments(SeededDraw(s, "float64", ("plain",))) for s in range(9)
        ]
        self.known = {name for sample in samples for name in sample}
        function = case.reference or (
            lambda **given: case.call(torch_itself(), **given)
        )
        gradients = tuple(g for g in case.gradients if g in ("input", "weight", "bias"))
        self.gradients = gradients
        self.evaluate = evaluate_with_torch(function, gradients, case.buffers)
        unknown = set(self.options) - self.known
        if unknown:
            raise Unclear(f"{case.name} has no argument {', '.join(sorted(unknown))}")

    @property
    def name(self) -> str:
        """The name under which the diagnosis knows the operation."""
        return self.case.name.partition(" ")[0]

    def adapt(self, drawn: dict, candidate: Candidate, draw: Draw) -> dict | None:
        """Turn drawn arguments into a call that the candidate can be given.

        Returns None where they do not suit it: other than two dimensions, no rows,
        labels that do not count.
        """
        arguments = {**drawn, **self.options}
        input = arguments["input"]
        if input.ndim != 2 or 0 in input.shape or len(input) < self.fewest_rows(drawn):
            return None
        if self.name == "linear" and arguments["weight"].ndim != 2:
            return None
        if self.name == "dropout":
            if not 0 < arguments["p"] < 1:
                return None
            arguments["input"] = np.where(input == 0, 1, input).astype(input.dtype)
        uses = candidate.uses()
        if "normalized_shape" in arguments:
            arguments["normalized_shape"] = input.shape[-1:]
        for name in tuple(arguments):
            if name in self.options or name in ("input", "target", "normalized_shape"):
                continue
            if name not in uses:
                self.leave_out(name, arguments)
        if self.name != "cross_entropy":
            self.complete(arguments, uses, draw)
        if self.name == "batch_norm" and "training" in uses:
            tracked = arguments.get("running_mean") is not None
            arguments["training"] = not tracked or draw.integer(0, 2) != 2
        return arguments if self.suits(arguments, input) else None

    def fewest_rows(self, drawn) -> int:
        """Return how many rows there must be."""
        return 2 if "running_mean" in drawn else 1

    @staticmethod
    def leave_out(name, arguments):
        """Set what the candidate does not take to what it must be then."""
        if name == "training":
            arguments[name] = True
        elif name == "dim":
            arguments[name] = arguments["input"].ndim - 1
        elif name in ("running_mean", "running_var") and arguments.get(
            "training", True
        ):
            arguments[name] = None
        elif name not in ("running_mean", "running_var", "p"):
            del arguments[name]

    def complete(self, arguments, uses, draw):
        """Draw the parameters that the candidate expects to be there."""
        width = arguments["input"].shape[-1]
        for name in ("weight", "bias", "running_mean"):
            missing = name in arguments and arguments[name] is None
            if self.name == "layer_norm" and name in arguments:
                missing = np.shape(arguments[name]) != (width,)
            if missing and name in uses:
                arguments[name] = draw.array(width, specials=())
        if "running_var" in uses and arguments.get("running_var", 0) is None:
            arguments["running_var"] = draw.positive(width)
        weight, bias = arguments.get("weight"), arguments.get("bias")
        if weight is not None and bias is not None and len(bias) != len(weight):
            arguments["bias"] = draw.array(len(weight), specials=())

    def suits(self, arguments, input) -> bool:
        """Tell whether labels and parameters are of the usual kind."""
        for name in ("weight", "bias"):
            value = arguments.get(name)
            if value is not None and 0 in value.shape:
                return False
        target = arguments.get("target")
        if target is None:
            return True
        if self.name in ("cross_entropy", "nll_loss"):
            if target.ndim != 1 or target.dtype.kind != "i":
                return False
            weight = arguments.get("weight")
            if weight is not None and not weight.min() > 0:
                return False
            return bool((target >= 0).all() and (target < input.shape[1]).all())
        return target.shape == input.shape

    def expect(self, arguments, doutput) -> Quantities:
        """Return what torch gives in float64."""
        return self.evaluate(arguments, doutput)

    def complete_trial(self, trial) -> None:
        """For dropout, take the mask from the candidate's own output."""
        if self.name == "dropout":
            expect_with_mask(trial)

    def rounding(self, arguments, doutput, dtype) -> Quantities:
        """Bound the rounding errors of scratch's own computation, by quantity."""
        example = Example(self.case, np.dtype(dtype), "plain", arguments, (), 0, "")
        try:
            with np.errstate(all="ignore"):
                run = bounds(self.case, example, lambda shape: np.asarray(doutput))
        except Exception:  # a call that scratch cannot bound is judged by size alone
            return {}
        found = {"output": next(iter(run.outputs.values()))}
        return found | {f"d{n}": b for n, b in run.gradients.items()} | run.buffers


def torch_itself():
    """Import torch when it is needed."""
    import torch

    return torch


def find(against, arguments=None, gradients=("input",), options=None) -> Reference:
    """Return the reference that a name or a function of torch stands for.

    Parameters
    ----------
    against : str or callable
        "torch.nn.functional.layer_norm", "layer_norm", the function or the module.
    arguments : callable, optional
        A strategy of one's own: `arguments(draw)` returns the keyword arguments.
    """
    cases = {
        name: case for name, case in collect().items() if isinstance(case, FunctionCase)
    }
    if arguments is not None:
        function = against if callable(against) else locate(against)
        name = getattr(function, "__name__", "reference")
        case = FunctionCase(
            name=name, arguments=arguments, reference=function, gradients=gradients
        )
        return Reference(case, options)
    if callable(against):
        for case in cases.values():
            if case.reference is against:
                return Reference(case, options)
        against = getattr(against, "__name__", str(against))
    short = str(against).rpartition(".")[2]
    for name in (short, snake(short)):
        if name in cases:
            return Reference(cases[name], options)
    near = get_close_matches(snake(short), cases, 3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise Unclear(f"no case covers {against!r}{hint}; give arguments= of your own")


def snake(name: str) -> str:
    """Turn LayerNorm, BatchNorm1d, MSELoss, BCELoss into the function's name."""
    known = {
        "BCELoss": "binary_cross_entropy",
        "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
        "CrossEntropyLoss": "cross_entropy",
        "NLLLoss": "nll_loss",
        "MSELoss": "mse_loss",
        "L1Loss": "l1_loss",
        "KLDivLoss": "kl_div",
        "SmoothL1Loss": "smooth_l1_loss",
        "LeakyReLU": "leaky_relu",
        "LogSoftmax": "log_softmax",
        "LogSigmoid": "logsigmoid",
        "SiLU": "silu",
    }
    if name in known:
        return known[name]
    name = re.sub(r"[123]d$", "", name)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def locate(name: str) -> Callable:
    """Import a dotted name."""
    module, _, attribute = name.rpartition(".")
    from importlib import import_module

    return getattr(import_module(module), attribute)
