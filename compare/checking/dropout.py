"""Dropout has no one right answer: the mask is read off the candidate's output."""

import numpy as np

from ..diagnosis import Diagnosis, Finding
from .trial import Trial
from .verdict import Counterexample, Stage, Verdict


def expect_with_mask(trial) -> None:
    """Set what is expected to what torch would give with the candidate's mask.

    The input has no zeros, so that a zero in the output is a dropped element.
    """
    x, p = trial.arguments["input"], trial.arguments["p"]
    output = np.asarray(trial.actual["output"])
    training = trial.arguments.get("training", True)
    keep = output != 0 if output.shape == x.shape else np.ones(x.shape, bool)
    noise = keep / (1 - p) if training else np.ones(x.shape)
    trial.expected = {
        "output": x.astype(np.float64) * noise,
        "dinput": trial.doutput.astype(np.float64) * noise,
    }
    trial.arguments["keep"] = keep


def check_rate(judge, verdict: Verdict) -> None:
    """Require that dropout drops the share of elements that it was told to."""
    x, p = np.ones((100, 100)), 0.3
    trial = Trial({"input": x, "p": p, "training": True}, np.ones_like(x), {})
    trial.actual = judge.run(trial)
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
