"""Dropout has no one right answer: the mask is read off the candidate's output."""

import numpy as np


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
