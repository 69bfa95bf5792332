"""From an example that the user gave, in the candidate's own words, to a first call."""

from dataclasses import dataclass, field

import numpy as np

from .constructing import construct
from .forms import Form, given
from .unclear import Stuck


@dataclass
class Draft:
    """A first call of a form.

    Attributes
    ----------
    inputs : dict
        Arguments by the candidate's names.
    takes, build : list of (parameter, source)
    mapping : dict
        The reference's argument to (source, fixed turn or None).
    values : dict
        Constants for the reference.
    """

    form: Form
    inputs: dict = field(default_factory=dict)
    takes: list = field(default_factory=list)
    build: list | None = None
    mapping: dict = field(default_factory=dict)
    values: dict = field(default_factory=dict)
    sets: dict = field(default_factory=dict)

    def add(self, name, value, argument=None, turn=None):
        """Add an argument."""
        self.inputs[name] = value
        if argument is not None:
            self.mapping[argument] = (name, turn)


class FromExample:
    """The part of `Drafting` that reads an example."""

    def from_example(self, form: Form, args, kwargs) -> Draft:
        """Draft a call from one that the user gave, in the candidate's own words."""
        draft = Draft(form)
        parameters = given(form.takes)
        rest, own = list(args), self.info["own"]
        if own:  # a bias that is one number has a gradient as well
            for i, p in enumerate(parameters[: len(rest)]):
                if isinstance(rest[i], float) and p["name"] in ("b", "bias", "w"):
                    rest[i] = np.asarray(rest[i])
        if own and form.built is not None:
            self.distribute(draft, parameters, rest, kwargs)
            return draft
        for p in parameters:
            if p["name"] in kwargs:
                draft.add(p["name"], kwargs[p["name"]])
            elif rest:
                draft.add(p["name"], rest.pop(0))
            else:
                if p["required"]:
                    raise Stuck(
                        f"the example has no value for {p['name']!r} of {form.title}"
                    )
                continue
            draft.takes.append((p["name"], p["name"]))
        variadic = any(p["kind"] == "VAR_POSITIONAL" for p in form.takes)
        for i, value in enumerate(rest if variadic or not parameters else ()):
            draft.add(f"argument{i}", value)
            draft.takes.append(("", f"argument{i}"))
        if rest and not variadic and parameters and form.built is None:
            raise Stuck(
                f"the example has {len(args)} arguments, {form.title} takes "
                f"{len(parameters)}"
            )
        if not own:
            used: set = set()
            assigned = self.assign(
                [p for p in parameters if p["name"] in draft.inputs], used
            )
            for p in parameters:
                name = p["name"]
                if name in draft.inputs:
                    self.understand(draft, name, assigned, used)
                elif isinstance(p["default"], (bool, int, float)):
                    argument, _ = self.meaning(name, used)
                    if argument:
                        draft.values[argument] = p["default"]
        construct(self, draft, set(draft.mapping))
        return draft

    def understand(self, draft, name, assigned, used) -> None:
        """Say which argument of the reference a given one is."""
        value = draft.inputs[name]
        if isinstance(value, dict):
            for key in value:
                argument, turn = self.meaning(key, used)
                if argument:
                    draft.mapping[argument] = ([name, key], turn)
                    used.add(argument)
            return
        if name not in assigned:
            free = [a for a in self.known if a not in used]
            if not free:
                raise Stuck(self.question(name, draft.form))
            assigned[name] = (free[0], None)
            used.add(free[0])
        draft.mapping[assigned[name][0]] = (name, assigned[name][1])

    def distribute(self, draft, parameters, rest, kwargs) -> None:
        """Share an example among forward, constructor and attributes, by name."""
        labels = [*self.known[: len(rest)], *kwargs]
        labels += [f"argument{i}" for i in range(len(rest) - len(labels))]
        values = dict(zip(labels, [*rest, *kwargs.values()]))
        draft.inputs = values
        left = list(values)
        for p in parameters:
            name = p["name"] if p["name"] in left else None
            if name is None and p["required"] and left:
                name = left[0]
            if name is not None:
                left.remove(name)
                draft.takes.append((p["name"], name))
        built = {p["name"] for p in draft.form.built or ()}
        draft.build = [(n, n) for n in left if n in built]
        construct(self, draft, set())
