"""The judge: tries calls of every kind and explains what differs, in this process."""

import time

import numpy as np

from . import explaining, leaves, masks, optional, preparing, ranks, statistics
from .expecting import Expecting
from .forwards import agrees
from .places import Raised
from .trial import Attempt, attempt
from .unclear import Stuck
from .varying import Variation

# (plan, regime, dtype); a plan counts the sizes that are taken, -k the edges
ROUNDS = [
    (0, "plain", "float64"),
    (1, "plain", "float64"),
    (0, "ties", "float64"),
    (0, "zeros", "float64"),
    (0, "evaluation", "float64"),
    (2, "plain", "float64"),
    (0, "plain", "float32"),
    (1, "ties", "float64"),
    ("end 0", "plain", "float64"),
    ("end 1", "plain", "float64"),
    ("dim 0", "plain", "float64"),
    ("rank 1", "plain", "float64"),
    ("rank 3", "plain", "float64"),
    ("rank 4", "plain", "float64"),
    ("rank 5", "plain", "float64"),
    (0, "large", "float64"),
    (-1, "plain", "float64"),
    (-2, "plain", "float64"),
    (-3, "plain", "float64"),
    (-4, "plain", "float64"),
    (3, "zeros", "float64"),
    (1, "plain", "float32"),
    (2, "ties", "float32"),
    (99, "plain", "float64"),
    (4, "plain", "float64"),
    (0, "small", "float64"),
    (0, "offset", "float64"),
    (0, "huge", "float64"),
]
FEW = (ROUNDS[0], ROUNDS[1], ROUNDS[6])  # with what a call may leave out
# arguments that may lack a gradient
LABELS = ("target", "running_mean", "running_var", "mask", "attn_mask")
EXTREME = ("large", "huge", "offset", "small", "empty")


class Judge(Expecting):
    """Judges one candidate that can be called.

    Parameters
    ----------
    match : Match
    standard : Process
        Answers what is right.
    seconds : float
        Of processor time, for the search; what has begun is finished.
    """

    def __init__(
        self, match, standard, info, process, seed=0, seconds=7.0, rounds=None
    ):
        self.match, self.standard, self.info = match, standard, info
        self.process, self.seed, self.rounds = process, seed, rounds or ROUNDS
        self.until = self.spent() + seconds
        self.way = match.way
        self.assignment = None
        self.scaled: dict = {}  # leaf: (leaf, axis) whose size divides its gradient
        self.mode = "vjp"
        self.tried, self.sampled, self.guarded = [], set(), set()
        self.unresolved, self.elements = 0.0, 0
        self.notes = list(match.notes)
        self.conventions = list(match.conventions)
        self.precision: list[str] = []
        self.dropped: list[str] = []
        self.failure = None

    def spent(self) -> float:
        """Return the seconds of processor time that both sides have used."""
        return time.process_time() + self.process.spent() + self.standard.spent()

    def accepts(self, inputs) -> bool:
        """Tell whether both sides take a call and agree on it."""
        try:
            extra = self.extra(inputs, 0)
            right = self.standard.ask("forward", inputs=inputs, extra=extra)
            if "refused" in right:
                return False
            got = self.way.forward(inputs).outputs
        except (Raised, Stuck) as error:
            self.dropped.append(str(error))
            return False
        return agrees(got, right["outputs"])

    def refuses(self, filled: dict) -> bool:
        """Tell whether the reference refuses an index."""
        new = {
            n: np.full_like(leaves.arrays(self.match.inputs)[n], v)
            for n, v in filled.items()
        }
        inputs = leaves.having(self.match.inputs, new)
        return "refused" in self.standard.ask("forward", inputs=inputs)

    def runs(self, inputs) -> bool:
        """Tell whether the candidate's backward takes a call."""
        try:
            self.way.run(inputs, self.upstream(inputs, 0))
        except (Raised, Stuck):
            return False
        return True

    # The search.
    def prepare(self) -> None:
        """Vary the sizes and settle which gradient is whose."""
        self.variation = Variation(
            self.match.inputs, self.accepts, self.refuses, self.runs, self.seed
        )
        if not isinstance(self.info.get("fixed"), bool):
            self.variation.prepare()
        self.excused = {n for n, r in self.variation.roles.items() if r.excused}
        mapped = self.match.meaning.get("arguments", {})
        for argument, (source, _) in mapped.items():
            if isinstance(source, str):
                if argument in (*LABELS, *optional.arguments(self.info["name"])):
                    self.excused.add(source)
                elif argument in ("input", "bias") or argument.startswith("weight"):
                    self.excused.discard(source)
        names = list(leaves.floating(self.match.inputs))
        if names and all(n in self.excused for n in names):
            self.excused.discard(names[0])
        preparing.steady(self)
        preparing.settle(self)

    def inputs(self, plan: int, regime: str, number: int):
        """Draw a call; None where there is no such plan."""
        v = self.variation
        if isinstance(plan, str):
            kind, which = plan.split()
            if kind == "dim":
                return ranks.at_dim(self, number)
            made = ranks.of_rank if kind == "rank" else ranks.at_end
            return made(self, int(which), number)
        if plan == 99:
            first = next(iter(v.sizes), None)
            chosen = None if first is None else v.plans[0] | {first: 67}
            drawn = None if chosen is None else v.draw(chosen, regime, number)
            return drawn if drawn is not None and self.accepts(drawn) else None
        if plan < 0:
            edges = getattr(v, "edges", [])
            chosen = edges[-plan - 1] if -plan <= len(edges) else None
        else:
            chosen = v.plans[plan] if plan < len(v.plans) else None
        return None if chosen is None else v.draw(chosen, regime, number)

    def upstream(self, inputs, number: int) -> list:
        """Draw a gradient for every output; ones where the candidate takes none."""
        answer = self.standard.ask(
            "forward", inputs=inputs, extra=self.extra(inputs, number)
        )
        random = np.random.default_rng((self.seed, number, 7))
        shapes = [np.shape(o) for o in answer.get("outputs", [])]
        if not self.way.upstream:
            return [np.ones(s) for s in shapes]
        return [np.asarray(random.standard_normal(s)) for s in shapes]

    def changed(self, run) -> None:
        """Note what it writes into."""
        words = [n for n in run.changed if not n.startswith(("running", "moving"))]
        if words:
            self.notes.append(f"it writes into {' and '.join(words)}")

    def judge(self) -> None:
        """Try everything up to the first difference that nothing explains."""
        self.prepare()
        if self.assignment is not None and self.assignment.missing:
            words = " and ".join(self.assignment.missing)
            self.failure = explaining.missing(self, words)
            return
        narrow = False
        for number, (plan, regime, dtype) in enumerate(self.rounds):
            if self.spent() > self.until and number > 7:
                break
            inputs = self.inputs(plan, regime, number)
            if self.failure is not None:
                return
            if inputs is None:
                continue
            if regime == "evaluation" and not masks.switch(self, inputs):
                continue
            if any(a.size == 0 for a in leaves.arrays(inputs).values()):
                regime = "empty"
            dtype = "float32" if narrow else dtype
            trial = self.attempt(inputs, dtype, number)
            if trial.skipped:
                self.dropped.append(trial.skipped)
                continue
            if number == 0 and {d.name for d in trial.dtypes} == {"float32"}:
                narrow = True
                self.precision.append(
                    "it computes in float32 whatever it is given; judged in float32"
                )
                trial = self.attempt(inputs, "float32", number)
            self.note_dtype(trial)
            self.count(trial, regime)
            if str(plan).startswith("rank") and explaining.other_rank(self, trial):
                continue
            self.failure = explaining.explain(self, trial, regime)
            if self.failure is not None:
                return
        masks.check_rate(self)
        statistics.check_statistics(self)

    def attempt(self, inputs, dtype, number) -> Attempt:
        """Run one call on both sides."""
        first = dtype == "float32" and not any(d == dtype for _, d, _ in self.tried)
        upstream = self.upstream(inputs, number)
        trial = Attempt(inputs, upstream, dtype, number, opinion=first)
        trial = attempt(trial, self)
        for name, count, size in trial.suspicious:
            self.precision.append(
                f"suspicious: gradient of {name} is within the rounding bound, but "
                f"beyond 16-fold random rounding in {count} of {size} elements"
            )
        return trial

    def note_dtype(self, trial) -> None:
        """Note float64 that comes back for float32."""
        wide = trial.dtype == "float32" and any(
            d.name == "float64" for d in trial.dtypes
        )
        words = "it returns float64 for float32"
        if wide and words not in self.precision:
            self.precision.append(words)

    def count(self, trial, regime) -> None:
        """Keep account of what was tried, and of elements that stay unresolved."""
        shapes = [np.shape(a) for a in leaves.arrays(trial.inputs).values()]
        self.tried.append((regime, trial.dtype, shapes))
        if trial.dtype == "float64" and regime not in EXTREME:
            size = sum(p[0].size for p in trial.expected["gradients"])
            self.unresolved += trial.expected["unresolved"] * size
            self.elements += size

    def words_for_roles(self) -> list[str]:
        """Say which arguments may lack their gradient and do."""
        return [] if self.assignment is None else list(self.assignment.excused)
