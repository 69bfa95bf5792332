"""Arguments that may be left out: masks, weights of examples and of classes.

What a candidate takes of them is drawn and judged; what it does not take is said.
"""

import numpy as np

from . import names
from .unclear import Stuck

RATIONAL = (0.6, 1.7, 1.3, 0.8, 2.1, 0.4)  # weights, none of them 1
WEIGHTED = {
    "cross_entropy": "classes",
    "nll_loss": "classes",
    "multi_margin_loss": "classes",
    "binary_cross_entropy": "elements",
    "binary_cross_entropy_with_logits": "elements",
    "mse_loss": "elements",
    "l1_loss": "elements",
    "huber_loss": "elements",
}


def arguments(name: str) -> list[str]:
    """Return the optional arguments of a reference that change its gradients."""
    if name == "scaled_dot_product_attention":
        return ["attn_mask", "is_causal"]
    more = ["pos_weight"] if name == "binary_cross_entropy_with_logits" else []
    return ["weight", *more] if name in WEIGHTED else []


def values(name: str, argument: str, sample: dict) -> list[dict]:
    """Return what is added to a reference's call, one after another to be tried."""
    if argument == "attn_mask":
        rows, columns = sample["query"].shape[-2], sample["key"].shape[-2]
        keep = mixed(np.random.default_rng(1).random((rows, columns)) < 0.6)
        added = np.random.default_rng(2).standard_normal((rows, columns))
        return [{argument: keep}, {argument: added}]
    if argument == "is_causal":
        rows = sample["query"].shape[-2]
        square = {n: sample[n][..., :rows, :] for n in ("key", "value")}
        return [{argument: True}, {argument: True, **square}]
    shape = np.shape(sample["input"])
    if argument == "pos_weight" or WEIGHTED[name] == "classes":
        shape = shape[1:2]
    count = int(np.prod(shape))
    return [{argument: np.resize(RATIONAL, count).reshape(shape)}]


def mixed(mask):
    """Let no row of a mask be all alike: nothing would be seen, or everything."""
    if not mask.ndim or mask.shape[-1] < 2:
        return mask
    alike = (mask == mask[..., :1]).all(-1)
    mask[..., 0] = np.where(alike, 1 - mask[..., 0], mask[..., 0])
    return mask


def taken(described, argument: str) -> bool:
    """Tell whether a candidate has a parameter for an argument."""
    for one in described:
        for parameters in (one["parameters"], *one.get("methods", {}).values()):
            for p in parameters or ():
                if names.resolve(p["name"], {argument}) == argument:
                    return True
    return False


def samples(info, described, sample) -> list[dict]:
    """Return calls with what a candidate may require, one argument at a time."""
    return [
        sample | more
        for argument in arguments(info["name"])
        if taken(described, argument)
        for more in values(info["name"], argument, sample)
    ]


def judge_more(one, described, sample, again):
    """Judge a candidate that is right so far with what else it takes.

    `again` makes a judge of another call of the reference. Returns the judge that
    found a mistake, or the first.
    """
    untried, unlike = [], []
    for argument in arguments(one.info["name"]):
        if argument in one.match.meaning.get("arguments", {}):
            continue
        if not taken(described, argument):
            untried.append(argument)
            continue
        found = None
        for more in values(one.info["name"], argument, sample):
            try:
                found = again(sample | more)
            except Stuck:
                continue
            if argument in found.match.meaning["arguments"]:
                break
            found = None
        if found is None:
            unlike.append(argument)
            continue
        found.judge()
        if found.failure is not None:
            return found
        one.tried += [(f"{argument} given", *t[1:]) for t in found.tried]
        for mine, theirs in (
            (one.notes, found.notes),
            (one.conventions, found.conventions),
            (one.precision, found.precision),
        ):
            mine += [words for words in theirs if words not in mine]
    if untried:
        one.notes.append(f"not tried, for it takes none: {' and '.join(untried)}")
    if unlike:
        one.notes.append(
            f"not judged: {' and '.join(unlike)}; with it, the output is not the "
            "reference's"
        )
    return one
