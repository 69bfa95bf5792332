"""One call of a candidate beside what is right: every difference, in order."""

from dataclasses import dataclass, field

import numpy as np

from . import leaves
from .places import Raised

CANCELLED = 64  # roundings of what cancels that make up a bound


@dataclass
class Difference:
    """One quantity that is not as it should be.

    Attributes
    ----------
    kind : str
        raises, shape, value, missing, manners.
    """

    quantity: str
    kind: str
    message: str
    got: np.ndarray | None = None
    expected: np.ndarray | None = None
    wrong: np.ndarray | None = None
    tolerance: np.ndarray | None = None

    @property
    def size(self) -> float:
        """Return the largest error as a share of the largest right value."""
        if self.wrong is None or not self.wrong.any():
            return np.inf
        with np.errstate(all="ignore"):
            error = np.abs(self.got - self.expected)[self.wrong]
            scale = np.abs(self.expected[np.isfinite(self.expected)]).max(initial=0.0)
            if not error.size or not np.isfinite(self.got[self.wrong]).all():
                return np.inf
            scale = max(scale, self.vanishing(scale))
            return float(error.max() / max(scale, 1e-300))

    def vanishing(self, scale) -> float:
        """Return the size of what cancels where the right value is zero but for it."""
        limit = 0.0 if self.tolerance is None else self.tolerance.max(initial=0.0)
        if not scale <= limit < np.inf:
            return 0.0
        return limit / (CANCELLED * np.finfo(float).eps)


@dataclass
class Attempt:
    """One call, and what came of it."""

    inputs: dict
    upstream: list
    dtype: str
    seed: int = 0
    extra: dict | None = None
    run: object = None
    expected: dict | None = None
    differences: list = field(default_factory=list)
    dtypes: set = field(default_factory=set)
    skipped: str = ""
    suspicious: list = field(default_factory=list)
    opinion: bool = False  # whether random rounding is asked as well

    def gradients(self) -> dict:
        """Return the right gradients by leaf."""
        values = [parts[0] for parts in self.expected["gradients"]]
        return dict(zip(leaves.floating(self.inputs), values))

    def tolerances(self) -> dict:
        """Return the tolerances of the gradients by leaf."""
        values = [parts[1] for parts in self.expected["gradients"]]
        return dict(zip(leaves.floating(self.inputs), values))


def compare(quantity, label, got, value, tolerance) -> Difference | None:
    """Compare one array with the right one, element by element."""
    got, value = np.asarray(got), np.asarray(value)
    if got.shape != value.shape:
        message = f"{label} has shape {got.shape}, not {value.shape}"
        return Difference(quantity, "shape", message, got, value)
    if got.dtype.kind not in "fiub":
        return Difference(
            quantity, "shape", f"{label} has dtype {got.dtype}", got, value
        )
    with np.errstate(all="ignore"):
        near = np.abs(got - value) <= tolerance
    ok = near | (got == value) | ~np.isfinite(value)
    if ok.all():
        return None
    count = int((~ok).sum())
    message = f"{label} differs in {count} of {ok.size} elements"
    bad = ~np.isfinite(got) & ~ok
    if bad.any():
        message = f"{label} is not finite in {int(bad.sum())} of {ok.size} elements"
    limit = np.broadcast_to(tolerance, value.shape)
    return Difference(quantity, "value", message, got, value, ~ok, limit)


def attempt(trial: Attempt, judge) -> Attempt:
    """Run candidate and reference on one call; note every difference."""
    way, dtype = judge.match.way, trial.dtype
    inputs = leaves.cast(trial.inputs, dtype)
    upstream = [np.asarray(u).astype(dtype) for u in trial.upstream]
    trial.extra = judge.extra(inputs, trial.seed)
    trial.expected = judge.expect(inputs, upstream, dtype, trial.extra, trial.opinion)
    if "refused" in trial.expected:
        trial.skipped = trial.expected["refused"]
        return trial
    try:
        trial.run = way.run(inputs, upstream, trial.seed)
    except Raised as error:
        if error.stage == "backward":
            trial.differences.append(
                Difference("backward", "raises", f"backward raises {error}")
            )
        else:
            trial.skipped = f"its {error.stage} raises {error}"
        return trial
    trial.dtypes = {np.asarray(a).dtype for a in trial.run.outputs}
    for i, (got, right) in enumerate(zip(trial.run.outputs, trial.expected["outputs"])):
        label = "output" if len(trial.run.outputs) == 1 else f"output {i}"
        found = compare(f"the {label}", label, got, *right[:2])
        if found:
            trial.differences.append(found)
    if judge.assignment is None:
        return trial
    found = judge.assignment.gradients(trial.run)
    right = judge.conventional(trial)
    for name, (value, tolerance) in right.items():
        if name not in judge.assignment.keys:
            continue
        label = f"gradient of {name}"
        if found.get(name) is None:
            trial.differences.append(Difference(name, "missing", f"{label} is missing"))
            continue
        trial.dtypes.add(found[name].dtype)
        got = judge.shaped(found[name], value)
        difference = compare(name, label, got, value, tolerance)
        if difference:
            trial.differences.append(difference)
        elif trial.opinion and not judge.scaled:
            suspect(trial, name, got, value)
    return trial


def suspect(trial, name, got, value) -> None:
    """Note elements within the bound, but beyond 16-fold random rounding."""
    parts = dict(zip(leaves.floating(trial.inputs), trial.expected["gradients"]))
    if len(parts[name]) < 3 or got.shape != value.shape:
        return
    with np.errstate(all="ignore"):
        away = np.abs(got - value) > parts[name][2]
    if (away & np.isfinite(value)).any():
        trial.suspicious.append((name, int(away.sum()), away.size))
