"""Mistakes of losses of class scores and probabilities."""

import numpy as np


def model(x, target, weight, ignore_index, smoothing, reduction, change=""):
    """Compute cross-entropy and its gradient per unit of upstream, `change` aside."""
    n, k = x.shape
    weight = np.ones(k) if weight is None or change == "weight" else weight
    kept = target != ignore_index
    if change == "ignored":
        kept = np.ones(n, bool)
    labels = np.where(target == ignore_index, 0, target)
    onehot = np.eye(k)[labels]
    off = smoothing / k * np.ones((n, k))
    if change == "others":
        off = smoothing / (k - 1) * (1 - onehot)
    if change == "smoothing":
        smoothing, off = 0.0, 0.0
    weights = ((1 - smoothing) * onehot + off) * weight * kept[:, None]
    z = x - x.max(1, keepdims=True)
    log_prob = z - np.log(np.exp(z).sum(1, keepdims=True))
    total = (onehot @ weight)[kept].sum()
    total = {"rows": float(n), "kept": float(kept.sum())}.get(change, total)
    if reduction == "sum":
        total = 1.0
    prob, sums = np.exp(log_prob), weights.sum(1, keepdims=True)
    changed = {
        "p": prob * sums,
        "logits": x * sums - weights,
        "raw exp": np.exp(x) * sums - weights,
        "label column": (prob - 1) * weights,
        "diagonal": prob * (1 - prob) * sums - weights,
        "gathered": weights * (prob - 1),
        "log": log_prob * sums - weights,
    }
    slope = changed.get(change, prob * sums - weights)
    return -(weights * log_prob).sum() / total, slope / total


CHANGES = {
    "rows": "ignored rows counted in the denominator",
    "kept": "divided by n, not by the sum of the weights",
    "ignored": "ignored rows not left out",
    "weight": "class weights left out",
    "others": "smoothing spread over the k - 1 other classes",
    "smoothing": "smoothing left out",
    "p": "target not subtracted",
    "logits": "logits in place of probabilities",
    "raw exp": "exp not normalised",
    "label column": "gradient only in the column of the label",
    "log": "log-probabilities in place of probabilities",
}


def cross_entropy(context, arguments, doutput):
    """Know (softmax - target) weight / total and what each part is taken for."""
    x, target = arguments["input"], arguments["target"]
    reduction = arguments.get("reduction", "mean")
    if x.ndim != 2 or target.ndim != 1 or reduction == "none":
        return
    weight = arguments.get("weight")
    ignore = arguments.get("ignore_index", -100)
    smoothing = arguments.get("label_smoothing", 0.0)
    options = (x, target, weight, ignore, smoothing, reduction)
    kept = target != ignore
    for change, label in CHANGES.items():
        if change == "rows" and kept.all():
            label = CHANGES["kept"]
        loss, slope = model(*options, change)
        context.mistake(label, output=np.asarray(loss), dinput=doutput * slope)
    loss, slope = model(*options)
    weights = np.ones(x.shape[1]) if weight is None else weight
    total = weights[np.where(kept, target, 0)][kept].sum()
    kept_count = float(kept.sum())
    if reduction == "mean":
        for name, factor in (
            ("missing 1/n", total),
            ("1/n applied twice", 1 / len(x)),
            ("1/n applied twice", 1 / total),
            ("divided by the number of elements, not of rows", 1 / x.shape[1]),
        ):
            changed = {"dinput": doutput * slope * factor}
            context.mistake(name, output=np.asarray(loss * factor), **changed)
    z = np.exp(x)
    p = z / z.sum(1, keepdims=True)
    picked = -np.log(p[np.arange(len(x)), np.where(kept, target, 0)])
    if weight is None and smoothing == 0 and kept.all():
        naive = picked.mean() if reduction == "mean" else picked.sum()
        context.mistake("exp of unshifted logits", output=np.asarray(naive))
        q = np.exp(x - x.max(1, keepdims=True))
        q = q / q.sum(1, keepdims=True)
        safe = -np.log(q[np.arange(len(x)), target])
        naive = safe.mean() if reduction == "mean" else safe.sum()
        context.mistake("log of a softmax that underflowed", output=np.asarray(naive))
        losses_of_clipping(context, q, target, reduction)
    if kept_count != len(x):
        context.scalars["kept"] = kept_count
    if not np.isclose(total, kept_count):
        context.scalars["total weight"] = float(total)
    context.places["the column is the label's"] = np.eye(x.shape[1], dtype=bool)[
        np.where(kept, target, 0)
    ]
    context.places["the row is ignored"] = ~kept[:, None]
    context.arrays["p"] = np.exp(x - x.max(1, keepdims=True)) / np.exp(
        x - x.max(1, keepdims=True)
    ).sum(1, keepdims=True)


EPSILONS = (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)


def losses_of_clipping(context, p, target, reduction):
    """Add losses with a small number inside the logarithm."""
    picked = p[np.arange(len(p)), target]
    for eps in EPSILONS:
        loss = -np.log(picked + eps)
        loss = loss.mean() if reduction == "mean" else loss.sum()
        context.mistake(f"eps = {eps:g} inside the logarithm", output=np.asarray(loss))


def scale_of(arguments) -> float:
    """Return what the reduction divides by."""
    mean = arguments.get("reduction", "mean") == "mean"
    return float(arguments["input"].size) if mean else 1.0


def reductions(context, arguments, doutput, loss, slope):
    """Add what a confusion of sum, mean over rows and mean over elements gives."""
    if arguments.get("reduction", "mean") != "mean" or np.ndim(doutput):
        return
    x = arguments["input"]
    named = {"sum instead of mean": x.size, "1/n applied twice": 1 / len(x)}
    if x.ndim > 1:
        named["divided by the number of rows, not of elements"] = x[0].size
        named["divided by the number of columns, not of elements"] = len(x)
    else:
        named = {"missing 1/n": x.size, "1/n applied twice": 1 / len(x)}
    for label, factor in named.items():
        context.mistake(
            label, output=np.asarray(loss * factor), dinput=doutput * slope * factor
        )


def binary_cross_entropy(context, arguments, doutput):
    """Know the slope (p - y) / (p (1 - p))."""
    p, y = arguments["input"], arguments["target"]
    if arguments.get("weight") is not None:
        return
    scale = scale_of(arguments)
    right = (p - y) / (p * (1 - p)) / scale
    loss = -(y * np.log(p) + (1 - y) * np.log1p(-p))
    whole = loss if np.ndim(doutput) else loss.sum() / scale
    reductions(context, arguments, doutput, whole, right)
    named = {
        "gradient p - y of the logits, not of the probabilities": p - y,
        "only the term of target 1": -y / p,
        "only the term of target 0": (1 - y) / (1 - p),
        "sign of the second term flipped": -y / p - (1 - y) / (1 - p),
    }
    for label, slope in named.items():
        context.mistake(label, dinput=doutput * slope / scale)
    for eps in EPSILONS:
        label = f"eps = {eps:g} inside the logarithm"
        slope = ((1 - y) / (1 - p + eps) - y / (p + eps)) / scale
        context.mistake(label, dinput=doutput * slope)
        moved = -(y * np.log(p + eps) + (1 - y) * np.log(1 - p + eps))
        moved = moved if np.ndim(doutput) else moved.sum() / scale
        context.mistake(label, output=np.asarray(moved), dinput=doutput * slope)
        label = f"probabilities clipped to [{eps:g}, 1 - {eps:g}]"
        q = np.clip(p, eps, 1 - eps)
        moved = -(y * np.log(q) + (1 - y) * np.log1p(-q))
        moved = moved if np.ndim(doutput) else moved.sum() / scale
        slope = (q - y) / (q * (1 - q)) / scale
        context.mistake(label, output=np.asarray(moved), dinput=doutput * slope)
        context.mistake(label, dinput=doutput * slope * (p == q))
    half = -(y * np.log(p)) if np.ndim(doutput) else -(y * np.log(p)).sum() / scale
    context.mistake("only the term of target 1", output=np.asarray(half))


def binary_cross_entropy_with_logits(context, arguments, doutput):
    """Know the slope s - y of logits."""
    x, y = arguments["input"], arguments["target"]
    if any(arguments.get(n) is not None for n in ("weight", "pos_weight")):
        return
    scale = scale_of(arguments)
    s = 0.5 * (1 + np.tanh(0.5 * x))
    loss = np.logaddexp(0, x) - y * x
    whole = loss if np.ndim(doutput) else loss.sum() / scale
    reductions(context, arguments, doutput, whole, (s - y) / scale)
    for naive in (
        np.log(1 + np.exp(x)) - y * x,
        np.log(1 + np.exp(-x)) + (1 - y) * x,
    ):
        naive = naive if np.ndim(doutput) else naive.sum() / scale
        context.mistake("exp(x) overflows", output=np.asarray(naive))
    context.mistake(
        "exp(x) overflows",
        dinput=doutput * (np.exp(x) / (1 + np.exp(x)) - y) / scale,
    )
    rounded = -(y * np.log(s) + (1 - y) * np.log(1 - s))
    rounded = rounded if np.ndim(doutput) else rounded.sum() / scale
    context.mistake("log of a sigmoid that is 0 or 1", output=np.asarray(rounded))
    named = {
        "derivative of the sigmoid applied although it cancels": (s - y) * s * (1 - s),
        "logits in place of probabilities": x - y,
        "target not subtracted": s,
    }
    for label, slope in named.items():
        context.mistake(label, dinput=doutput * slope / scale)


KNOWLEDGE = {
    "cross_entropy": cross_entropy,
    "binary_cross_entropy": binary_cross_entropy,
    "binary_cross_entropy_with_logits": binary_cross_entropy_with_logits,
}
