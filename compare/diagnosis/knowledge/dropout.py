"""Mistakes of dropout, told by the mask that the reference drew."""

import numpy as np


def dropout(context, arguments, doutput):
    """Know the mask, its complement and the scale of the survivors."""
    x, p = arguments["input"], arguments["p"]
    training = arguments.get("training", True)
    if "keep" in arguments:
        keep = arguments["keep"]
    elif "seed" in arguments:
        keep = np.random.default_rng(arguments["seed"]).random(x.shape) >= p
    elif training and "output" in context.arrays:
        keep = context.arrays["output"] != 0  # what the reference kept
    else:
        return
    context.meanings |= {
        "1-p": "survivors not rescaled by 1/(1-p)",
        "1/(1-p)": "rescaled by 1/(1-p) twice",
        "(1-p)/p": "keep and drop probability swapped",
    }
    reversed_share = abs(keep.mean() - p) < abs(keep.mean() - (1 - p))
    if "keep" in arguments and keep.size >= 200 and reversed_share:
        context.meanings["(1-p)/p"] = "p taken for the probability of keeping"
    context.arrays["mask"] = keep.astype(float)
    if training:
        context.patterns.append(another_mask)
    scale = 1 / (1 - p) if p < 1 else 0.0
    pairs = {"output": x, "dinput": doutput}
    for name, value in pairs.items():
        if not training:
            in_evaluation(context, name, value, keep, p)
            continue
        context.mistake("survivors not rescaled by 1/(1-p)", **{name: value * keep})
        context.mistake("mask not applied", **{name: value})
        context.mistake("scaled, mask not applied", **{name: value * scale})
        context.mistake(
            "p taken for the probability of keeping", **{name: value * ~keep / p}
        )
        context.mistake("mask inverted", **{name: value * ~keep * scale})
        context.mistake("mask inverted", **{name: value * ~keep})
        context.mistake(
            "survivors multiplied by 1-p instead of divided",
            **{name: value * keep * (1 - p)},
        )


def in_evaluation(context, name, value, keep, p):
    """Add what must not happen in evaluation."""
    label = "mask applied in evaluation"
    context.mistake(label, **{name: value * keep / (1 - p)})
    context.mistake(label, **{name: value * keep})
    label = "scaled by 1-p in evaluation (not inverted dropout)"
    context.mistake(label, **{name: value * (1 - p)})


def another_mask(name, actual, expected, relative, context):
    """Recognise a mask of another draw: every element 0 or the scaled value."""
    if actual.shape != expected.shape:
        return None
    source = {"output": "input", "dinput": "the upstream gradient"}.get(name)
    value, p = context.arrays.get(source), context.scalars.get("p", 0.0)
    if value is None or actual.shape != value.shape or not 0 < p < 1:
        return None
    used = np.abs(value) > 0
    with np.errstate(all="ignore"):
        ratio = np.where(used, actual / np.where(used, value, 1), 0)
    kept = np.abs(ratio) > 0.5
    for scale, remark in ((1 / (1 - p), ""), (1.0, ", not rescaled")):
        off = np.abs(ratio - scale * kept)
        if (off <= 10 * relative * scale).all() and kept.any():
            return (
                f"another mask than the forward's{remark}",
                f"every element of {name} is 0 or {scale:.6g} x the unmasked value, "
                f"but at {int((kept != (expected != 0)).sum())} elements the mask "
                "is not the reference's",
            )
    return None


KNOWLEDGE = {"dropout": dropout}
