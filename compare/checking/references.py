"""The reference: a name as torch spells it, or what the user wrote in torch."""

import inspect
from difflib import get_close_matches

import torch
from torch.overrides import get_testing_overrides

from . import adapted
from .unclear import Unclear

HOMES = {
    "": torch,
    "torch": torch,
    "nn": torch.nn,
    "torch.nn": torch.nn,
    "F": torch.nn.functional,
    "functional": torch.nn.functional,
    "torch.nn.functional": torch.nn.functional,
    "torch.special": torch.special,
    "torch.linalg": torch.linalg,
    "linalg": torch.linalg,
    "special": torch.special,
    "optim": torch.optim,
    "torch.optim": torch.optim,
    "torch.Tensor": torch.Tensor,
}
ORDER = [
    "F",
    "torch",
    "torch.special",
    "torch.linalg",
    "torch.optim",
    "nn",
]  # where a bare name is looked for
CLASSES = {
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "MSELoss": "mse_loss",
    "L1Loss": "l1_loss",
    "KLDivLoss": "kl_div",
    "SmoothL1Loss": "smooth_l1_loss",
    "HuberLoss": "huber_loss",
    "LeakyReLU": "leaky_relu",
    "LogSoftmax": "log_softmax",
    "LogSigmoid": "logsigmoid",
    "SiLU": "silu",
    "ELU": "elu",
    "ReLU": "relu",
    "GELU": "gelu",
    "RMSNorm": "rms_norm",
    "BatchNorm1d": "batch_norm",
    "BatchNorm2d": "batch_norm",
    "BatchNorm3d": "batch_norm",
    "InstanceNorm1d": "instance_norm",
    "InstanceNorm2d": "instance_norm",
    "InstanceNorm3d": "instance_norm",
    "MultiMarginLoss": "multi_margin_loss",
    "SELU": "selu",
    "Hardtanh": "hardtanh",
}


class Reference:
    """A torch callable with the names of its arguments.

    Attributes
    ----------
    title : str
    name : str
        Its short name, under which the adapted ones are known.
    function : callable
    known : list of str
    defaults : dict
    own : bool
        Whether the user wrote it, for the candidate's own arguments.
    optimizer : bool
    rank : int or None
        Of the input, where the name of a module says it: BatchNorm2d.
    """

    def __init__(self, title, function, own=False, rank=None):
        self.title, self.function, self.own = title, function, own
        self.rank = rank
        self.name = title.rpartition(".")[2].rpartition(":")[2]
        self.optimizer = inspect.isclass(function) and issubclass(
            function, torch.optim.Optimizer
        )
        signature = signature_of(function)
        self.known = list(signature)
        self.defaults = {
            n: p.default for n, p in signature.items() if p.default is not p.empty
        }
        self.required = [n for n, p in signature.items() if p.default is p.empty]


def signature_of(function) -> dict:
    """Return the parameters that can be given by name."""
    if isinstance(function, torch.nn.Module):
        function = function.forward
    hidden = None  # of what is dispatched by return_indices
    cells = (
        inspect.getclosurevars(function).nonlocals
        if inspect.isfunction(function)
        else {}
    )
    if {"if_true", "if_false"} <= cells.keys():
        hidden = cells["if_false"]
    for one in (hidden or function, get_testing_overrides().get(function)):
        try:
            listed = inspect.signature(one).parameters.values()
        except (TypeError, ValueError):
            continue
        return {
            p.name: p
            for p in listed
            if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
        }
    return {}


def resolve(name: str) -> Reference:
    """Return what a name of torch stands for."""
    home, _, short = name.strip().rpartition(".")
    if home not in HOMES:
        raise Unclear(f"no reference {name!r}{near(short)}")
    homes = [HOMES[home]] if home else [HOMES[h] for h in ORDER]
    snake = functional_name(short)
    rank = int(short[-2]) + 2 if short[-2:] in ("1d", "2d", "3d") else None
    if home not in ("torch.linalg", "linalg", "optim", "torch.optim"):
        for spelling in (short, snake):
            found = getattr(adapted, spelling, None)
            if spelling in adapted.__all__ and any(hasattr(h, short) for h in homes):
                return Reference(title_of(spelling), found, rank=rank)
    for where in homes:
        value = getattr(where, short, None)
        if value is None:
            continue
        if inspect.isclass(value) and issubclass(value, torch.nn.Module):
            value = getattr(torch.nn.functional, snake, None)
            if value is None:
                raise Unclear(
                    f"{name} is a module; write its forward in torch and name it: "
                    "--against file.py:reference"
                )
            return Reference(title_of(snake), value, rank=rank)
        if callable(value):
            return Reference(title_of(short), value)
    raise Unclear(f"no reference {name!r}{near(short)}")


def title_of(short: str) -> str:
    """Return the full name."""
    for home in ("torch.nn.functional", "torch", "torch.special", "torch.optim"):
        if hasattr(HOMES[home], short):
            return f"{home}.{short}"
    return f"torch.nn.{short}" if hasattr(torch.nn, short) else short


def functional_name(name: str) -> str:
    """Turn LayerNorm, MaxPool2d, MSELoss into the function's name."""
    if name in CLASSES:
        return CLASSES[name]
    made = ""
    for before, letter in zip(" " + name, name):
        made += (
            "_" if letter.isupper() and (before.islower() or before.isdigit()) else ""
        )
        made += letter.lower()
    return made


def near(short: str) -> str:
    """Suggest names that are spelt alike."""
    known = {n for h in ORDER for n in dir(HOMES[h]) if not n.startswith("_")}
    lower = {n.lower().replace("_", ""): n for n in sorted(known)}
    found = get_close_matches(short, known, 3, 0.7)
    found += [
        lower[n]
        for n in get_close_matches(short.lower().replace("_", ""), lower, 3, 0.75)
    ]
    found = list(dict.fromkeys(found))[:3]
    return f"; did you mean {' or '.join(found)}?" if found else ""


def of(thing) -> Reference:
    """Return the reference for what a caller passed: a name or a callable."""
    if isinstance(thing, Reference):
        return thing
    if isinstance(thing, str):
        return resolve(thing)
    if not callable(thing):
        raise Unclear(f"a reference is a name or a callable, not {thing!r}")
    name = getattr(thing, "__name__", type(thing).__name__)
    for home in ("F", "torch", "torch.special", "optim", "nn"):
        if getattr(HOMES[home], name, None) is thing:
            return resolve(f"{home}.{name}")
    return Reference(name, thing, own=True)
