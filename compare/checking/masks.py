"""Layers that behave otherwise in evaluation, and the share that dropout drops."""

import numpy as np

from .explaining import Failure

ROWS = 100


def switch(judge, inputs) -> bool:
    """Set a call to evaluation, where the candidate can be told so."""
    mapped = judge.match.meaning.get("arguments", {})
    source, turn = mapped.get("training", (None, None))
    statistics = judge.info["name"] == "batch_norm" and "running_mean" not in mapped
    if not isinstance(source, str) or statistics:
        return False
    inputs[source] = "test" if turn == "mode" else False
    return True


def check_rate(judge) -> None:
    """Require that dropout drops the share that it is told to, and scales the rest."""
    if judge.info["name"] != "dropout":
        return
    meaning = judge.match.meaning
    inputs = dict(judge.match.inputs)
    source = meaning["arguments"]["input"][0]
    inputs[source] = np.ones((ROWS, ROWS))
    noise = judge.way.forward(inputs, 5).outputs[0]
    p = meaning["values"].get("p", 0.5)
    if "p" in meaning["arguments"]:
        where, turn = meaning["arguments"]["p"]
        p = inputs[where] if isinstance(where, str) else inputs[where[0]][where[1]]
        p = 1 - p if turn == "kept share" else p
    dropped, kept = float((noise == 0).mean()), noise[noise != 0]
    scale = float(kept.mean()) if kept.size else np.nan
    # six standard deviations of a share of 10,000 elements
    near = 6 * np.sqrt(p * (1 - p)) / ROWS
    if abs(dropped - p) <= near and abs(scale - 1 / (1 - p)) < 1e-5 * scale:
        return
    if abs(dropped - p) <= near and abs(scale - 1) < 1e-6:
        judge.conventions.append(
            "survivors are not rescaled by 1 / (1 - p) in training"
        )
    elif abs(dropped - (1 - p)) <= near and abs(scale - 1 / p) < 1e-5 * scale:
        judge.conventions.append("p is the probability of keeping, torch's of dropping")
    else:
        message = f"with p = {p:g} it drops {dropped:.1%} of {noise.size} elements "
        message += f"and multiplies the rest by {scale:.4g}"
        judge.failure = Failure("output", message, names=[message], diagnosis=[message])
