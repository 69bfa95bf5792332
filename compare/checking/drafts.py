"""From parameters to arguments: what each is, and a first call to try."""

import numpy as np

from . import names
from .constructing import construct
from .exemplary import Draft, FromExample
from .forms import Form, given
from .unclear import Stuck

SCALARS = {
    "p": 0.3,
    "negative_slope": 0.2,
    "eps": 1e-3,
    "dim": 1,
    "training": True,
    "label_smoothing": 0.1,
    "alpha": 0.7,
    "beta": 0.6,
    "delta": 0.7,
    "margin": 0.6,
}
WINDOWS = {"stride": 2, "padding": 1}  # of convolutions
STATISTICS = ("running_mean", "running_var")


class Drafting(FromExample):
    """Makes drafts for one reference.

    Parameters
    ----------
    info : dict
        The reference as it is described.
    sample : dict
        One call of it by name, where known.
    renamed : dict
        What the user says that parameters mean.
    """

    def __init__(self, info, sample, renamed=None, init=None):
        self.info, self.sample = info, dict(sample or {})
        self.renamed, self.init = renamed or {}, init
        self.known = list(info["known"])
        self.begin()

    def begin(self) -> None:
        """Forget what the drafts of another form have taught."""
        self.lacking: dict = {}  # options without which a forward raised KeyError
        self.cautious = self.bold = False  # leave optional numbers as they are

    def mended(self, told) -> bool:
        """Tell whether another draft may avoid what a forward raised."""
        key = told["message"].strip("'")
        if told["type"] == "KeyError" and key not in self.lacking:
            argument = names.resolve(key, set(self.known))
            argument = "kernel_size" if key in names.SECOND else argument
            if argument in self.sample:
                self.lacking[key] = argument
                return True
        if self.cautious or not self.bold:
            return False
        self.cautious = True
        return True

    def scalar(self, argument):
        """Return a number for an option, one that is not its usual value."""
        if argument in WINDOWS and "weight" in self.known:
            self.bold = True
            return None if self.cautious else WINDOWS[argument]
        return SCALARS.get(argument)

    def meaning(self, name, used) -> tuple:
        """Return (argument, turn) for a parameter, (None, None) if it says nothing."""
        if name in self.renamed:
            return self.renamed[name], None
        free = {k for k in self.known if k not in used}
        if name in names.KEEP and "p" in free:
            return "p", "kept share"
        if name == "mode" and "training" in free:
            return "training", "mode"
        found = names.resolve(name, free)
        return (found, None) if found else (None, None)

    def assign(self, parameters, used) -> dict:
        """Return {parameter: (argument, turn)}; by name first, then by place."""
        found, open_ = {}, []
        # y is a target unless another name says it better: loss(y, t)
        for p in sorted(given(parameters), key=lambda p: p["name"] in ("y", "Y")):
            argument, turn = self.meaning(p["name"], used)
            if isinstance(p["default"], bool) and isinstance(
                self.sample.get(argument), np.ndarray
            ):
                continue  # whether there is a bias, not the bias
            if argument is None:
                open_.append(p)
                continue
            found[p["name"]] = (argument, turn)
            used.add(argument)
        arrays = [
            a
            for a in self.known
            if a not in used and isinstance(self.sample.get(a), np.ndarray)
        ]
        for p in open_:
            if p["required"] and arrays and not names.is_options(p["name"]):
                found[p["name"]] = (arrays[0], None)
                used.add(arrays.pop(0))
        return found

    def from_reference(self, form: Form) -> Draft:
        """Draft a call from the reference's own example."""
        draft, used = Draft(form), set()
        assigned = self.assign(form.takes, used)
        for p in given(form.takes):
            name = p["name"]
            if name in assigned:
                self.fill(draft, draft.takes, p, *assigned[name])
            elif names.is_options(name) and (
                p["required"] or p["default"] in (None, "...")
            ):
                draft.add(name, self.options(draft, name, used))
                draft.takes.append((name, name))
            elif p["required"]:
                raise Stuck(self.question(p["name"], form))
        construct(self, draft, used)
        for argument in self.info["required"]:  # a window of 2 that is built in
            value = self.sample.get(argument)
            if argument not in draft.mapping and isinstance(value, int):
                draft.values.setdefault(argument, value)
        return draft

    def fill(self, draft, listed, p, argument, turn) -> None:
        """Give a parameter the reference's value, or carry over its default."""
        name = p["name"]
        value = self.sample.get(argument, self.scalar(argument))
        if argument not in self.sample and value is not None and not p["required"]:
            self.bold = True
            value = None if self.cautious else value
        if turn == "mode":
            value = "train"
        elif turn == "kept share":
            value = 0.7
        if value is None:
            default = p["default"]
            if p["required"]:
                value = self.info["defaults"].get(argument)
                if value is None:
                    raise Stuck(self.question(name, draft.form))
            else:
                if isinstance(default, (bool, int, float)):
                    draft.values[argument] = default
                return
        draft.add(name, value, argument, turn)
        listed.append((name, name))

    def options(self, draft, name, used) -> dict:
        """Fill a dictionary of options under the names that people use."""
        options = {"mode": "train", "stride": 1, "pad": 0}
        for argument in ("eps", "p", "momentum"):
            if argument in self.known and argument not in used:
                options[argument] = SCALARS.get(argument, 0.9)
                draft.mapping[argument] = ([name, argument], None)
                used.add(argument)
        for argument, key in (("stride", "stride"), ("padding", "pad")):
            if argument in self.known and argument not in used:
                options[key] = self.scalar(argument) or options[key]
                draft.mapping[argument] = ([name, key], None)
                used.add(argument)
        for key, argument in self.lacking.items():
            options[key] = self.sample[argument]
            if argument not in draft.mapping:
                draft.mapping[argument] = ([name, key], None)
                used.add(argument)
        if "training" in self.known and "training" not in used:
            draft.mapping["training"] = ([name, "mode"], "mode")
        return options

    def question(self, name, form) -> str:
        """Ask what a parameter means."""
        return (
            f"cannot tell what {name!r} of {form.title} is; say which of "
            f"{', '.join(self.known)} it stands for: --map {name}=..., or give an "
            "example"
        )
