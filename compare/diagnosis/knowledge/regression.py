"""Mistakes of losses of numbers and of penalties."""

import numpy as np

from .losses import reductions, scale_of


def total(loss, arguments, doutput):
    """Reduce as the call does."""
    if np.ndim(doutput):
        return loss
    return np.asarray(loss.sum() / scale_of(arguments))


def mse_loss(context, arguments, doutput):
    """Know 2 (input - target) / size."""
    error = arguments["input"] - arguments["target"]
    scale = scale_of(arguments)
    loss = total(error**2, arguments, doutput)
    reductions(context, arguments, doutput, loss, 2 * error / scale)
    context.mistake("factor 2 dropped", dinput=doutput * error / scale)
    context.mistake("factor 2 dropped", output=np.asarray(loss / 2))
    half = {"output": np.asarray(loss / 2), "dinput": doutput * error / scale}
    context.mistake("factor 2 dropped", **half)
    absolute = total(np.abs(error), arguments, doutput)
    context.mistake("absolute error in place of squared", output=absolute)
    root = np.sqrt(total(error**2, arguments, doutput))
    context.mistake("square root of the loss taken", output=np.asarray(root))
    if error.ndim > 1 and not np.ndim(doutput):
        rows = np.asarray((error**2).sum() / len(error))
        slope = doutput * error / len(error)
        label = "divided by the number of rows, not of elements, and factor 2 dropped"
        context.mistake(label, output=rows / 2, dinput=slope)
        context.mistake(label, dinput=slope)


def l1_loss(context, arguments, doutput):
    """Know sign(input - target) / size, 0 at 0."""
    error = arguments["input"] - arguments["target"]
    scale = scale_of(arguments)
    loss = total(np.abs(error), arguments, doutput)
    reductions(context, arguments, doutput, loss, np.sign(error) / scale)
    context.places["input == target"] = error == 0
    one = np.where(error >= 0, 1.0, -1.0)
    context.mistake("slope 1 at 0", dinput=doutput * one / scale)
    context.mistake(
        "slope -1 at 0", dinput=doutput * np.where(error > 0, 1.0, -1.0) / scale
    )
    context.mistake("error in place of its sign", dinput=doutput * error / scale)
    squared = total(error**2, arguments, doutput)
    context.mistake("squared error in place of absolute", output=squared)


def huber_loss(context, arguments, doutput):
    """Know the line beyond delta."""
    error, delta = arguments["input"] - arguments["target"], arguments.get("delta", 1.0)
    scale, size = scale_of(arguments), np.abs(error)
    small = size < delta
    named = {
        "slope 1 in place of delta beyond delta": np.where(
            small, error, np.sign(error)
        ),
        "quadratic beyond delta": error,
        "factor 2 too many below delta": np.where(
            small, 2 * error, delta * np.sign(error)
        ),
        "divided by delta, as smooth_l1 is": np.where(
            small, error / delta, np.sign(error)
        ),
    }
    for label, slope in named.items():
        context.mistake(label, dinput=doutput * slope / scale)
    lines = {
        "constant of the line forgotten": delta * size,
        "line not multiplied by delta": size - 0.5 * delta,
        "line with delta in place of delta/2": delta * (size - delta),
    }
    for label, line in lines.items():
        loss = np.where(small, 0.5 * error**2, line)
        context.mistake(label, output=total(loss, arguments, doutput))
    right = np.where(small, 0.5 * error**2, delta * (size - 0.5 * delta))
    slope = np.clip(error, -delta, delta) / scale
    whole = total(right, arguments, doutput)
    reductions(context, arguments, doutput, whole, slope)
    context.places["|input - target| >= delta"] = ~small


def kl_div(context, arguments, doutput):
    """Know target (log target - input), averaged over rows."""
    x, y = arguments["input"], arguments["target"]
    if np.ndim(doutput) or x.ndim < 2 or arguments.get("log_target"):
        return
    pointwise = np.where(y > 0, y * (np.log(np.where(y > 0, y, 1)) - x), 0)
    reduction = arguments.get("reduction", "batchmean")
    scale = {"batchmean": len(x), "mean": x.size, "sum": 1}[reduction]
    named = {
        "divided by the number of elements, not of rows": x.size,
        "divided by the number of rows, not of elements": len(x),
        "missing 1/n": 1,
    }
    for label, other in named.items():
        if other != scale:
            context.mistake(
                label,
                output=np.asarray(pointwise.sum() / other),
                dinput=-doutput * y / other,
            )
    reverse = np.exp(x) * (x - np.log(np.where(y > 0, y, 1)))
    context.mistake(
        "arguments exchanged: KL(input, target)",
        output=np.asarray(reverse.sum() / scale),
    )
    cross = -(y * x).sum() / scale
    context.mistake("entropy of the target forgotten", output=np.asarray(cross))


def l2_penalty(context, arguments, doutput):
    """Know the factor 2."""
    weight, alpha = arguments["weight"], arguments["alpha"]
    context.mistake("factor 2 dropped", dweight=doutput * alpha * weight)
    context.mistake(
        "root not squared", output=np.asarray(alpha * np.linalg.norm(weight))
    )


def l1_penalty(context, arguments, doutput):
    """Know the kink at 0."""
    weight, alpha = arguments["weight"], arguments["alpha"]
    context.places["weight == 0"] = weight == 0
    one = np.where(weight >= 0, 1.0, -1.0)
    context.mistake("slope 1 at 0", dweight=doutput * alpha * one)
    minus = np.where(weight > 0, 1.0, -1.0)
    context.mistake("slope -1 at 0", dweight=doutput * alpha * minus)
    context.mistake("weight in place of its sign", dweight=doutput * alpha * weight)


KNOWLEDGE = {
    "mse_loss": mse_loss,
    "l1_loss": l1_loss,
    "huber_loss": huber_loss,
    "kl_div": kl_div,
    "l2_penalty": l2_penalty,
    "l1_penalty": l1_penalty,
}
