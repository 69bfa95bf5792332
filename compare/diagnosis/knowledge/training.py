"""Mistakes of schedules and of the training loop."""

import numpy as np


def step_lr(context, arguments, doutput):
    """Know when the rate falls, and by how much."""
    lr, gamma, size = (arguments[n] for n in ("lr", "gamma", "step_size"))
    epoch = np.arange(arguments["epochs"])
    exponents = {
        "schedule one epoch early": (epoch + 1) // size,
        "schedule one epoch late": np.maximum(epoch - 1, 0) // size,
        "falls every epoch, not every step_size epochs": epoch,
        "falls once and not again": np.minimum(epoch // size, 1),
        "already fallen in the first period": epoch // size + 1,
        "never falls": 0 * epoch,
        "falls gradually within each period": epoch / size,
    }
    for label, exponent in exponents.items():
        context.mistake(label, **{"learning rate": lr * gamma**exponent})
    falls = lr / (1 + gamma * (epoch // size))
    context.mistake("decay by division: lr / (1 + gamma t)", **{"learning rate": falls})
    once = np.cumsum(epoch // size)
    label = "factor applied again to a rate that has already fallen"
    context.mistake(label, **{"learning rate": lr * gamma**once})


def loop(arguments, change=""):
    """Train a linear map, with `change` in the loop."""
    x, y, w = (arguments[n] for n in ("input", "target", "weight"))
    lr, size = arguments["lr"], arguments["batch_size"]
    found, losses, stale = {}, [], 0.0
    for epoch in range(arguments["epochs"]):
        total, batches = 0.0, []
        if change == "stale within epoch":
            stale = 0.0
        for start in range(0, len(x), size):
            a, b = x[start : start + size], y[start : start + size]
            if change == "short batch dropped" and len(a) < size:
                continue
            error = a @ w - b
            by = {"full size": size, "sum": 1, "whole set": len(x)}.get(change, len(a))
            g = 2 * a.T @ error / by
            if change.startswith("stale"):
                g = stale = stale + g
            if change == "factor 2":
                g = g / 2
            w = w + lr * g if change == "ascend" else w - lr * g
            total += (error**2).mean() * len(a)
            batches.append((error**2).mean())
        found[f"weight after epoch {epoch + 1}"] = w
        count = {
            "short batch counted": size * len(batches),
            "one more batch": (len(x) // size) * size,
        }
        mean = np.mean(batches) if change == "mean of means" else None
        losses.append(total / count.get(change, len(x)) if mean is None else mean)
    return {**found, "loss by epoch": np.array(losses)}


CHANGES = {
    "stale": "gradients of earlier steps still added",
    "stale within epoch": "gradients of earlier steps of the epoch still added",
    "full size": "short last batch divided by the full batch size",
    "sum": "gradient of the sum, not of the mean",
    "whole set": "divided by the size of the data set, not of the batch",
    "factor 2": "factor 2 dropped",
    "short batch dropped": "short last batch left out",
    "short batch counted": "short last batch counted as a full one",
    "one more batch": "loss divided by the rows of full batches only",
    "mean of means": "mean of the batches' means, whatever their sizes",
    "ascend": "steps up the gradient",
}


def train(context, arguments, doutput):
    """Know batches, their sizes and the gradients of earlier steps."""
    for change, label in CHANGES.items():
        context.mistake(label, **loop(arguments, change))


KNOWLEDGE = {"step_lr": step_lr, "train": train}
