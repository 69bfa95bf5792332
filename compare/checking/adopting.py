"""Parameters that an object holds: which of its attributes they are."""

import re

import numpy as np

from . import names
from .unclear import Stuck

LISTS = re.compile(r"^_?(params?|parameters?|theta|variables|weights)$")


def adopt(drafting, info, way, draft) -> None:
    """Find the reference's parameters among the attributes of a built object."""
    way.start(draft.inputs, 0)
    taken = set(draft.mapping)
    for path, value in way.attributes().items():
        name = str(path[-1][1])
        if (
            name in draft.inputs
            and info["own"]
            and not any(s == name for _, s in [*draft.takes, *(draft.build or [])])
        ):
            way.sets[name] = [["a" if k == "attribute" else "k", n] for k, n in path]
            continue
        known = set(info["known"]) - taken - {"input", "target"}
        argument = names.resolve(name, known)
        if argument is None and name.isdigit() and LISTS.search(str(path[-2][1])):
            name = f"{path[-2][1]}_{name}"
            argument = by_rank(drafting, value, known)
        if argument is None or info["own"]:
            continue
        if argument == "training" and isinstance(value, bool):
            put(way, draft, name, path, True, argument)
        elif isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.ndim:
            sample = sample_like(drafting, argument, value, draft)
            if sample is None:
                continue
            put(way, draft, name, path, sample, argument)
            taken.add(argument)
        elif (
            isinstance(value, (bool, int, float))
            and argument in info["defaults"]
            and len(path) == 1
        ) and isinstance(info["defaults"][argument], (int, float, type(None))):
            draft.values.setdefault(argument, value)
    missing = [n for n in draft.inputs if not used(n, way, draft)]
    if missing and info["own"]:
        raise Stuck(
            f"{way.title} has no parameter or attribute called {' or '.join(missing)}"
        )


def by_rank(drafting, value, known):
    """Return the first argument left whose sample has as many axes as a value."""
    for argument in drafting.known:
        sample = drafting.sample.get(argument)
        if argument in known and isinstance(sample, np.ndarray):
            flat = np.ndim(value) == 2 and 1 in np.shape(value)  # a bias as one row
            if np.ndim(value) - flat == sample.ndim:
                return argument
    return None


def adopt_module(drafting, info, way, draft) -> None:
    """Find the reference's parameters among those of a module of torch."""
    way.start(draft.inputs, 0)
    answer = way.process.ask("attributes", slot="self")
    taken = set(draft.mapping)
    for path, value in answer.get("found", []):
        if len(path) < 2 or path[-2][1] != "_parameters":
            continue
        steps = [str(n) for _, n in path if n not in ("_parameters", "_modules")]
        name, label = ".".join(steps), steps[-1]
        if info["own"]:
            if label in draft.inputs:
                way.sets[label] = name
            continue
        known = set(info["known"]) - taken - {"input", "target"}
        argument = names.resolve(label, known)
        value = np.asarray(value, float)
        sample = argument and sample_like(drafting, argument, value, draft)
        if sample is None:
            continue
        label = label if label not in draft.inputs else f"{label}_"
        way.sets[label], draft.inputs[label] = name, sample
        draft.mapping[argument] = (label, None)
        taken.add(argument)


def put(way, draft, name, path, value, argument) -> None:
    """Let an attribute be set before each call."""
    label = name if name not in draft.inputs else f"{name}_"
    way.sets[label] = [["a" if k == "attribute" else "k", n] for k, n in path]
    draft.inputs[label] = value
    draft.mapping[argument] = (label, None)


def used(name, way, draft) -> bool:
    """Tell whether an input goes anywhere."""
    sources = [s for _, s in [*draft.takes, *(draft.build or [])]]
    return name in way.sets or name in sources


def sample_like(drafting, argument, value, draft):
    """Return numbers for a parameter, in the shape that the object holds."""
    sample = drafting.sample.get(argument)
    if sample is None and argument not in ("running_mean", "running_var"):
        return None
    random = np.random.default_rng(len(draft.inputs))
    made = random.standard_normal(value.shape)
    return np.abs(made) + 0.5 if "var" in argument else made
