"""Judge a candidate: search for an input on which it differs, and shrink it."""

from collections.abc import Callable

import numpy as np
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from ..strategies import HypothesisDraw
from .candidate import Candidate, Missing, Unclear
from .drawing import draw_call, telling
from .dropout import check_rate
from .layouts import Layout, layouts
from .naming import name_mistake
from .reference import LOSSES, Reference
from .trial import (
    PLANS,
    Difference,
    Plan,
    Trial,
    agreeing,
    copied,
    draw_upstream,
    place,
)
from .verdict import Stage, Verdict, counterexample_of

GENEROUS = 1e3  # times the rounding error of scratch's way to compute it


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
        columns: bool | None = None,
    ):
        self.candidate, self.reference = candidate, reference
        self.examples, self.base_seed, self.report = examples, base_seed, report
        self.columns = columns
        self.count, self.failures = 0, []

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
                names = {*failure.trial.expected, failure.quantity}
                verdict.labels = {n: self.candidate.label(n) for n in names}
                verdict.counterexample = counterexample_of(self.candidate, failure)
                verdict.diagnosis = name_mistake(self, failure, plan)
                break
        if verdict.failed is None and self.reference.name == "dropout":
            check_rate(self, verdict)
        if self.candidate.not_compared:
            words = ", ".join(self.candidate.not_compared)
            verdict.notes.append(f"no gradient found, so not compared: {words}")
        if not self.candidate.has_backward:
            verdict.notes.append("it has no backward: only the output was compared")
        return verdict

    # Calling the candidate.
    def prepare(self) -> list[str]:
        """Find the layout in which the candidate takes its arguments."""
        trial = next(telling(self, "float64", 1), None)
        if trial is None:
            return []
        for layout in layouts(trial.arguments, self.reference.name, self.columns):
            layout.apply(self.candidate)
            try:
                actual = self.run(trial)
            except Unclear:
                raise
            except Exception:  # not this way round; if none is, the search will tell
                continue
            if np.shape(actual["output"]) == np.shape(trial.expected["output"]):
                return layout.notes(self.candidate)
        Layout(columns=bool(self.columns)).apply(self.candidate)
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
            facing = doutput.T if self.candidate.columns else doutput
            actual = self.candidate.run(given, facing, shapes, again)
        if self.candidate.columns:
            actual["output"] = actual["output"].T
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

    def trial(self, arguments, rng, dtype, rounded=False) -> Trial:
        """Draw the upstream gradient, of few digits on request; ask the reference."""
        output = self.reference.evaluate(arguments, None)["output"]
        if self.reference.name in LOSSES and not self.candidate.takes_upstream:
            doutput = np.ones(output.shape, dtype)
        else:
            doutput = draw_upstream(rng, output.shape, rounded).astype(dtype)
        return Trial(arguments, doutput, self.reference.expect(arguments, doutput))

    # Searching.
    def search(self, plan: Plan) -> Difference | None:
        """Return the simplest failure that hypothesis finds, if there is one."""
        examples = max(1, int(self.examples * plan.share))

        @st.composite
        def drawn(draw):
            source = HypothesisDraw(draw, plan.dtype, plan.regimes)
            arguments = draw_call(self, source, plan)
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
            trial = self.trial(arguments, rng, plan.dtype, rounded=True)
            try:
                self.compare(trial, plan.dtype)
            except Difference as difference:
                if difference.quantity not in ("call", "manners"):
                    self.failures.append(trial)
                raise

        try:
            run()
        except Difference as difference:
            return difference
        return None

    def compare(self, trial: Trial, dtype) -> None:
        """Raise a Difference unless everything agrees."""
        try:
            trial.actual = self.run(trial)
        except Missing as error:
            raise Difference("call", str(error), trial) from error
        except Exception as error:
            message = f"raises {type(error).__name__}: {error}{place(error)}"
            raise Difference("call", message, trial) from error
        touched = trial.touched
        self.reference.complete_trial(trial)
        for name, expected in trial.expected.items():
            if name in trial.actual:
                self.compare_one(name, trial, expected, dtype)
        if touched:
            message = f"your code overwrites {' and '.join(touched)}"
            raise Difference("manners", message, trial)
        self.compare_again(trial)

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
        ok = agreeing(name, actual, expected, trial.doutput, dtype)
        if ok.all():
            return
        if trial.rounding is None:  # only now: it costs more than all the rest
            given = (trial.arguments, trial.doutput, dtype)
            trial.rounding = self.reference.rounding(*given)
        bound = trial.rounding.get(name)
        if bound is not None and np.shape(bound) == actual.shape:
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
