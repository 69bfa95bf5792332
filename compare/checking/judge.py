"""Judge a candidate: search for an input on which it differs, shrink it, name it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from ..diagnosis import Diagnosis, Finding, diagnose
from ..diagnosis.knowledge import context_of
from ..diagnosis.noise import differing
from ..strategies import HypothesisDraw, SeededDraw
from .candidate import Candidate
from .dropout import expect_with_mask
from .reference import LOSSES, Reference
from .verdict import Counterexample, Stage, Verdict


@dataclass(frozen=True)
class Plan:
    """One kind of input to try.

    Attributes
    ----------
    largest : float
        Floating inputs are scaled down to it.
    """

    title: str
    dtype: str
    regimes: tuple[str, ...]
    largest: float
    share: float = 1.0


PLANS = (
    Plan("ordinary numbers", "float64", ("plain",), 8.0, 2.0),
    Plan("zeros and ties", "float64", ("exact",), 8.0),
    Plan("large numbers", "float64", ("plain",), 1e6),
    Plan("offsets and heavy tails", "float64", ("wild",), 1e6),
    Plan("float32", "float32", ("plain",), 8.0),
)

GENEROUS = 1e3  # times the rounding error of scratch's way to compute it


class Difference(AssertionError):
    """The candidate differs from the reference, or does not run."""

    def __init__(self, quantity, message, trial, got=None, expected=None, index=None):
        super().__init__(quantity)
        self.quantity, self.message, self.trial = quantity, message, trial
        self.got, self.expected, self.index = got, expected, index


@dataclass
class Trial:
    """One call: what was given, what came of it."""

    arguments: dict
    doutput: np.ndarray
    expected: dict
    actual: dict | None = None
    rounding: dict | None = None
    touched: list[str] = field(default_factory=list)


class Judge:
    """The battery for one candidate against one reference.

    Parameters
    ----------
    report : callable
        Told every call before it is made, so that a hanging one can be shown.
    """

    def __init__(
        self,
        candidate: Candidate,
        reference: Reference,
        examples: int = 60,
        base_seed: int = 0,
        report: Callable = lambda trial: None,
    ):
        self.candidate, self.reference = candidate, reference
        self.examples, self.base_seed, self.report = examples, base_seed, report
        self.count = 0

    def judge(self) -> Verdict:
        """Run every stage up to the first that fails, then diagnose."""
        verdict = Verdict(self.candidate.title, self.reference.case.name)
        verdict.notes = self.prepare()
        for plan in PLANS:
            before = self.count
            failure = self.search(plan)
            ok = failure is None
            verdict.stages.append(Stage(plan.title, ok, self.count - before))
            if failure is not None:
                verdict.failed = failure.quantity
                verdict.counterexample = self.shown(failure)
                verdict.diagnosis = self.diagnose(failure, plan)
                break
        if verdict.failed is None and self.reference.name == "dropout":
            self.check_rate(verdict)
        if self.candidate.not_compared:
            words = ", ".join(self.candidate.not_compared)
            verdict.notes.append(f"no gradient found, so not compared: {words}")
        if not self.candidate.has_backward:
            verdict.notes.append("it has no backward: only the output was compared")
        return verdict

    # Calling the candidate.
    def prepare(self) -> list[str]:
        """Find the layout in which the candidate takes its arguments."""
        trial = next(self.telling("float64", 1), None)
        if trial is None:
            return []
        failures = []
        for transposed in (False, True):
            for onehot in (False, True):
                self.candidate.transposed, self.candidate.onehot = transposed, onehot
                if (transposed and np.ndim(trial.arguments.get("weight", 0)) != 2) or (
                    onehot and self.reference.name != "cross_entropy"
                ):
                    continue
                try:
                    actual = self.run(trial)
                except Exception as error:
                    failures.append(error)
                    continue
                if np.shape(actual["output"]) == np.shape(trial.expected["output"]):
                    notes = []
                    if transposed or self.candidate.transposed:
                        notes.append("its weight is (in, out): compared transposed")
                    if onehot:
                        notes.append("its target is one-hot")
                    return notes
        self.candidate.transposed = self.candidate.onehot = False
        return []

    def run(self, trial: Trial, again: bool = False) -> dict:
        """Call the candidate on copies, the same random stream each time."""
        given = copied(trial.arguments)
        shapes = {
            name: np.shape(value)
            for name, value in given.items()
            if isinstance(value, np.ndarray)
        }
        np.random.seed(self.base_seed % 2**32)  # noqa: NPY002 - what candidates use
        doutput = trial.doutput.copy()
        self.report(trial)
        with np.errstate(all="ignore"):
            actual = self.candidate.run(given, doutput, shapes, again)
        buffers = self.reference.case.buffers
        trial.touched = [
            name
            for name, value in trial.arguments.items()
            if isinstance(value, np.ndarray)
            and name not in buffers
            and not np.array_equal(value, given[name], equal_nan=True)
        ]
        if not np.array_equal(trial.doutput, doutput):
            trial.touched.append("the upstream gradient")
        return actual

    def trial(self, arguments, rng, dtype) -> Trial:
        """Draw the upstream gradient and ask the reference."""
        output = self.reference.evaluate(arguments, None)["output"]
        if self.reference.name in LOSSES and not self.candidate.takes_upstream:
            doutput = np.ones(output.shape, dtype)
        else:
            doutput = np.asarray(rng.standard_normal(output.shape)).astype(dtype)
        return Trial(arguments, doutput, self.reference.expect(arguments, doutput))

    # Searching.
    def search(self, plan: Plan) -> Difference | None:
        """Return the simplest failure that hypothesis finds, if there is one."""
        examples = max(1, int(self.examples * plan.share))

        @st.composite
        def drawn(draw):
            source = HypothesisDraw(draw, plan.dtype, plan.regimes)
            arguments = self.drawn(source, plan)
            assume(arguments is not None)
            return arguments, draw(st.integers(0, 2**16))

        @seed(self.base_seed)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
        )
        @given(drawn())
        def run(example):
            arguments, number = example
            rng = np.random.default_rng(number)
            self.count += 1
            self.compare(self.trial(arguments, rng, plan.dtype), plan.dtype)

        try:
            run()
        except Difference as difference:
            return difference
        return None

    def drawn(self, source, plan: Plan) -> dict | None:
        """Draw arguments that suit the candidate, not larger than the plan says."""
        drawn = self.reference.case.arguments(source)
        arguments = self.reference.adapt(drawn, self.candidate, source)
        if arguments is None:
            return None
        for name, value in arguments.items():
            if isinstance(value, np.ndarray) and value.dtype.kind == "f":
                largest = np.abs(value).max(initial=0.0)
                if largest > plan.largest and name not in ("running_var",):
                    factor = 2.0 ** np.floor(np.log2(plan.largest / largest))
                    arguments[name] = value * value.dtype.type(factor)
        if self.reference.name == "binary_cross_entropy" and plan.largest < 10:
            input = arguments["input"]
            arguments["input"] = np.clip(input, 2**-6, 1 - 2**-6).astype(input.dtype)
        return arguments

    def compare(self, trial: Trial, dtype) -> None:
        """Raise a Difference unless everything agrees."""
        try:
            trial.actual = self.run(trial)
        except Exception as error:
            message = f"raises {type(error).__name__}: {error}{place(error)}"
            raise Difference("call", message, trial) from error
        touched = trial.touched
        self.expect_mask(trial)
        for name, expected in trial.expected.items():
            if name in trial.actual:
                self.compare_one(name, trial, expected, dtype)
        if touched:
            message = f"your code overwrites {' and '.join(touched)}"
            raise Difference("manners", message, trial)
        self.compare_again(trial)

    def expect_mask(self, trial: Trial) -> None:
        """For dropout, take the mask from the candidate's own output."""
        if self.reference.name == "dropout":
            expect_with_mask(trial)

    def compare_one(self, name, trial, expected, dtype) -> None:
        """Compare one quantity."""
        actual = np.asarray(trial.actual[name])
        label = self.candidate.label(name)
        if actual.shape != expected.shape:
            message = f"{label} has shape {actual.shape}, not {expected.shape}"
            raise Difference(name, message, trial)
        if (
            actual.dtype.kind != "f"
            or actual.dtype.itemsize != np.dtype(dtype).itemsize
        ):
            message = f"{label} has dtype {actual.dtype}, not {dtype}"
            raise Difference(name, message, trial)
        limit = 1e-9 if np.dtype(dtype) == np.float64 else 1e-4
        ok = ~differing(actual, expected, limit)
        ok |= ~np.isfinite(expected) | (np.abs(expected) > 1e30)
        if ok.all():
            return
        if trial.rounding is None:  # only now: it costs more than all the rest
            given = (trial.arguments, trial.doutput, dtype)
            trial.rounding = self.reference.rounding(*given)
        bound = trial.rounding.get(name)
        if np.shape(bound) == actual.shape:
            with np.errstate(all="ignore"):
                near = np.abs(actual - expected) <= GENEROUS * bound
            ok |= near & np.isfinite(actual)
        if ok.all():
            return
        index = tuple(int(i) for i in np.argwhere(~ok)[0])
        message = f"{label} differs in {int((~ok).sum())} of {ok.size} elements"
        raise Difference(name, message, trial, actual, expected, index)

    def compare_again(self, trial: Trial) -> None:
        """Require that backward gives the same when it is called a second time."""
        if not self.candidate.has_backward or self.reference.name == "dropout":
            return
        try:
            second = self.run(trial, again=True)
        except Exception as error:
            message = (
                f"a second call of backward raises {type(error).__name__}: {error}"
            )
            raise Difference("manners", message, trial) from error
        for name, value in second.items():
            if not np.array_equal(value, trial.actual[name], equal_nan=True):
                label = self.candidate.label(name)
                message = f"{label} is another one when backward is called again"
                raise Difference("manners", message, trial)

    def check_rate(self, verdict: Verdict) -> None:
        """Require that dropout drops the share of elements that it was told to."""
        x, p = np.ones((100, 100)), 0.3
        trial = Trial({"input": x, "p": p, "training": True}, np.ones_like(x), {})
        trial.actual = self.run(trial)
        dropped = float((np.asarray(trial.actual["output"]) == 0).mean())
        ok = abs(dropped - p) <= 6 * np.sqrt(p * (1 - p) / x.size)
        verdict.stages.append(Stage("share of elements dropped", ok, 1))
        if not ok:
            verdict.failed = "output"
            message = f"with p = {p} it drops {dropped:.1%} of 10,000 elements"
            verdict.counterexample = Counterexample(message, {"p": p}, None)
            name = "p taken for the probability of keeping"
            kept = abs(dropped - (1 - p)) < abs(dropped - p)
            finding = Finding("output", name if kept else None, message)
            verdict.diagnosis = Diagnosis("dropout", [finding])

    # Naming.
    def telling(self, dtype, count: int):
        """Give trials with sizes that differ and moderate numbers, to diagnose on."""
        plan, found = PLANS[0], 0
        for number in range(4000):
            source = SeededDraw((self.base_seed, number), dtype, ("plain",))
            arguments = self.drawn(source, plan)
            if arguments is None:
                continue
            shape = arguments["input"].shape
            lengths = {*shape, *np.shape(arguments.get("weight"))}
            if min(lengths) < 3 or len({*shape}) < 2 or clash(arguments):
                continue
            rng = np.random.default_rng((self.base_seed, number))
            settle(arguments, rng, self.reference.name)
            yield self.trial(arguments, rng, dtype)
            found += 1
            if found == count:
                return

    def diagnose(self, failure: Difference, plan: Plan) -> Diagnosis | None:
        """Name the mistake that explains every example at hand."""
        if failure.quantity in ("call", "manners"):
            return None
        trials = []
        for trial in self.telling(plan.dtype, 4):
            try:
                trial.actual = self.run(trial)
                self.expect_mask(trial)
            except Exception:
                continue
            if self.explain(trial).findings:
                trials.append(trial)
        if not trials:
            return self.explain(failure.trial)
        return consistent([self.explain(trial) for trial in trials])

    def explain(self, trial: Trial) -> Diagnosis:
        """Diagnose one example."""
        arguments = {n: v for n, v in trial.arguments.items() if v is not None}
        context = context_of(
            self.reference.name,
            arguments,
            trial.doutput,
            trial.expected,
            self.reference.evaluate if self.reference.name != "dropout" else None,
        )
        actual = {n: v for n, v in trial.actual.items() if n in trial.expected}
        dtype = trial.doutput.dtype
        expected = {n: trial.expected[n].astype(dtype) for n in trial.expected}
        return diagnose(actual, {n: expected[n] for n in actual}, context)

    def shown(self, failure: Difference) -> Counterexample:
        """Write the simplest failure in the candidate's words."""
        trial, candidate = failure.trial, self.candidate
        named = {a: p for p, a in candidate.accepted.items()}
        used = candidate.uses() | {"input"}
        given = {
            named.get(n, n): v
            for n, v in trial.arguments.items()
            if v is not None and n in used and n != "normalized_shape"
        }
        return Counterexample(
            failure.message,
            given,
            trial.doutput if candidate.takes_upstream else None,
            failure.got,
            failure.expected,
            failure.index,
            candidate.label(failure.quantity),
        )


def consistent(diagnoses: list[Diagnosis]) -> Diagnosis:
    """Keep, of the first diagnosis, the names that every other one gives as well."""
    first, *rest = diagnoses
    findings = []
    for finding in first.findings:
        names = list(finding.names)
        for other in rest:
            there = [f for f in other.findings if f.quantity == finding.quantity]
            if there:
                names = [n for n in names if any(n in f.names for f in there)]
        if not names and finding.name is not None:
            seen = (f"one example looks like: {finding.name}; others do not",)
            finding = Finding(finding.quantity, None, "The difference", structure=seen)
        elif finding.name is not None:
            finding.name, finding.also = names[0], tuple(names[1:])
        findings.append(finding)
    return Diagnosis(first.operation, findings)


def settle(arguments, rng, name):
    """Replace drawn numbers by random ones without zeros, ties or round values."""
    for key, value in arguments.items():
        if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
            continue
        if key in ("running_var",) or name == "binary_cross_entropy":
            arguments[key] = rng.uniform(0.2, 0.8, value.shape).astype(value.dtype)
        elif name == "dropout":
            arguments[key] = rng.uniform(0.5, 2.0, (40, 25)).astype(value.dtype)
            arguments["p"] = float(np.float32(rng.choice((0.2, 0.3, 0.7, 0.8))))
        elif key == "target" and name in ("kl_div",):
            prob = rng.uniform(0.2, 0.8, value.shape)
            prob = prob / prob.sum(-1, keepdims=True)
            arguments[key] = prob.astype(value.dtype)
        elif key == "target" and "binary" in name:
            arguments[key] = rng.integers(0, 2, value.shape).astype(value.dtype)
        else:
            arguments[key] = (1.5 * rng.standard_normal(value.shape)).astype(
                value.dtype
            )


def clash(arguments) -> bool:
    """Tell whether a linear weight is square, which hides a transpose."""
    weight = arguments.get("weight")
    return np.ndim(weight) == 2 and weight.shape[0] == weight.shape[1]


def copied(arguments: dict) -> dict:
    """Copy the arrays among the arguments."""
    return {
        n: v.copy() if isinstance(v, np.ndarray) else v for n, v in arguments.items()
    }


def place(error: BaseException) -> str:
    """Return the deepest line of the candidate's own code."""
    found, frame = "", error.__traceback__
    while frame is not None:
        path = frame.tb_frame.f_code.co_filename
        if "/compare/checking/" not in path and "site-packages" not in path:
            found = f" ({path.rpartition('/')[2]}:{frame.tb_lineno})"
        frame = frame.tb_next
    return found
