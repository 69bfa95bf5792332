"""Find what a backward is given: the upstream gradient, the cache, the input again."""

import itertools
from contextlib import suppress

import numpy as np

from . import leaves, names
from .forms import Form, given
from .messages import Opaque
from .places import Raised
from .tensorway import TorchWay
from .unclear import Stuck

MOST = 24  # plans that are tried
# a learning rate with which hardly a digit of a gradient is lost in a step
RATE = 2.0**24


def settle(matching, form: Form, match) -> None:
    """Say what the backward is and what it is given."""
    way = match.way
    run = way.forward(match.inputs)
    if isinstance(way, TorchWay):
        with suppress(Raised):  # which is a mistake, to be shown on a small call
            way.run(match.inputs, [np.ones(np.shape(o)) for o in run.outputs])
        return
    takes = form.back_takes
    way.back, way.more_methods = form.back, form.more
    if form.back == "result":
        takes = inside(matching, way, run.result)
    elif form.back == "flag":
        way.back, way.flag = form.target, form.flag
        flagged = (form.flag, ("value", True))
        way.plan = [*way.takes, flagged]
        return
    if way.back == "inside":
        return
    plans = possible(way, takes, run, match.inputs)
    choose(matching, match, takes, plans)


def choose(matching, match, takes, plans) -> None:
    """Take the plan under which most gradients are right."""
    way = match.way
    best, reason = None, None
    for plan in itertools.islice(plans, MOST):
        way.plan = plan
        try:
            score = score_of(matching, match)
        except Raised as error:
            if reason is None or ("line" in error.told and "line" not in reason.told):
                reason = error
                if "line" in error.told and best is None:
                    best = (-1.0, plan)
            continue
        except Stuck:
            continue
        if best is None or score > best[0]:
            best = (score, plan)
        if score >= 1:
            break
    if best is None:
        told = f": {reason}" if reason else ""
        listed = ", ".join(p if isinstance(p, str) else p["name"] for p in takes)
        raise Stuck(
            f"cannot tell what its backward ({listed}) is given{told}; call the "
            "upstream gradient dout and what the forward saved cache"
        )
    way.plan = best[1]
    further(matching, match)


def further(matching, match) -> None:
    """Plan the other methods that give gradients: grads_wrt_params."""
    way = match.way
    run = way.forward(match.inputs)
    for name, takes in way.more_methods.items():
        plan = next(possible(way, takes, run, match.inputs), None)
        if plan is not None:
            way.more.append((["self", name], plan))


def inside(matching, way, result) -> list:
    """Find the backward in what the forward returned."""
    if isinstance(result, Opaque) or not isinstance(result, (tuple, list)):
        raise Stuck("it offers no backward")
    last = result[-1]
    if isinstance(last, Opaque) and last.callable:
        way.back = "closure"
        looked = matching.process.ask("look", target=["out", len(result) - 1])
        return looked["described"]["parameters"]
    output = result[0]
    rest = result[way.count :]
    single = np.ndim(output) == 0 or np.size(output) == 1
    if single and any(isinstance(r, (np.ndarray, dict, tuple, list)) for r in rest):
        way.back = "inside"
        return []
    if isinstance(output, np.ndarray) and any(
        isinstance(r, np.ndarray) and r.shape == output.shape for r in rest
    ):
        way.back = "inside"
        return []
    raise Stuck(
        "it offers no backward: it returns its output and a cache; name the backward "
        "as well: file.py:forward,backward"
    )


def options(name, position, takes, way, run, inputs) -> list:
    """Return what one parameter of a backward may stand for, most likely first."""
    mine = {p: s for p, s in way.takes if p}
    if name in names.CONTEXT and ("context",) in mine.values():
        return [("context",)]
    if name in names.RATES and name not in mine:
        return [("value", RATE)]
    held = [("attribute", n) for n in names.HELD[:2] if way.build is not None]
    kept = way.rest(run.result)
    upstream = [f"upstream {i}" for i in range(len(run.outputs))]
    cached: list = ["cache"] if kept is not None else []
    if kept is not None and len(kept) > 1:  # behind an output that is not compared
        cached.append(("part", len(kept) - 1))
    if way.build is None and isinstance(run.result, Opaque):
        cached = ["cache"]
    if names.is_upstream(name) and name not in mine:
        if np.size(run.outputs[0]) > 1 and len(takes) == 1:
            return upstream
        # a loss may be given its predictions where others have the upstream gradient
        return [*upstream, *list(mine.values())[:1], *held]
    if name in names.CACHE:
        return cached or ["output", *list(mine.values())[:1]]
    if name in mine:
        same = [mine[name]]
        if name in names.UPSTREAM and position == 0:
            return [*upstream, *same]
        output = ["output"] if len(takes) == 2 and position == 1 else []
        return same + (output if not cached else [])
    found = []
    if name in names.OUTPUT and not cached:
        found.append("output")
    parts = [("part", i) for i in range(parts_of(run.result, kept))] if kept else []
    first = list(mine.values())[:1]
    if len(takes) == 1:
        found += [*upstream, *first, "output", *cached]
    else:
        found += [
            *cached,
            *upstream,
            *parts[position - 1 : position],
            "output",
            *first,
            *parts,
        ]
    if name in inputs:
        found.insert(0, name)
    return list(dict.fromkeys(found)) or [*upstream, "output"]


def parts_of(result, kept) -> int:
    """Count the parts of a cache."""
    if len(kept) == 1:
        value = result[kept[0]]
        return len(value) if isinstance(value, (tuple, list)) else 0
    return len(kept)


def possible(way, takes, run, inputs):
    """Yield plans, sensible ones first: each upstream once, at most one cache."""
    listed = [p for p in given(takes) if p["required"] or wanted(p, way)]
    if not listed:
        yield []
        return
    choices = [
        options(p["name"], i, listed, way, run, inputs) for i, p in enumerate(listed)
    ]
    mine = [p for p, _ in way.takes]
    named = [names.is_upstream(p["name"]) and p["name"] not in mine for p in listed]
    if sum(named) == len(run.outputs):  # it is said which are the upstream gradients
        for i, found in enumerate(choices):
            if not named[i]:
                found.sort(key=lambda c: str(c).startswith("upstream"))
    for combination in itertools.product(*choices):
        used = [str(c) for c in combination if str(c).startswith(("upstream", "cache"))]
        if len(used) != len(set(used)):
            continue
        yield [
            (p["name"] if p["kind"] != "POSITIONAL_ONLY" else "", c)
            for p, c in zip(listed, combination)
        ]


def wanted(p, way) -> bool:
    """Tell whether an optional parameter should be given all the same."""
    if names.is_upstream(p["name"]) and p["default"] in (None, "..."):
        return True
    return any(p["name"] == name for name, _ in way.takes)


def score_of(matching, match) -> float:
    """Return the share of right gradients that a plan finds."""
    way, inputs = match.way, match.inputs
    outputs = way.forward(inputs).outputs
    random = np.random.default_rng(1)
    upstream = [np.asarray(random.standard_normal(np.shape(o))) for o in outputs]
    if not way.upstream:
        upstream = [np.ones(np.shape(o)) for o in outputs]
    run = way.run(inputs, upstream)
    extra = matching.noise(way, inputs, match.meaning)
    expected = matching.standard.ask(
        "expect", inputs=inputs, upstream=upstream, dtype="float64", extra=extra
    )
    arrays = [a for _, a in run.found if a is not None]
    if not arrays:
        return -0.5
    if "refused" in expected:
        return 0.0
    values = [e[0] for e in expected["gradients"]]
    hits = sum(any(leaves.close(a, v, 1e-4) for a in arrays) for v in values)
    shapes = sum(any(a.shape == v.shape for a in arrays) for v in values)
    total = max(1, min(len(values), len(arrays)))
    used = 0.05 if way.upstream else 0.0
    return hits / total if hits else 0.01 * shapes / total + used - 0.1
