"""Which layouts and relations are possible, the usual ones first."""

import numpy as np

WORDS = {
    "turned": "transposed",
    "column": "a column",
    "row": "a row",
    "corner": "of four dimensions",
    "channels last": "channels last",
    "kernel last": "channels last",
    "one-hot": "one-hot",
    "one-hot columns": "one-hot, examples as columns",
    "labels in a column": "a column",
    "kept share": "the share that is kept",
}
INVERTED = "where {} is true nothing is seen; torch's mask is true where it is seen"
CONVENTIONS = {"inverted": INVERTED, "inverted numbers": INVERTED}  # of an argument
# (values of the reference, turns of its output, words, whether it is a convention)
OUTPUTS = [
    ({}, [], "", False),
    ({}, ["turned"], "its output is transposed", False),
    ({}, ["channels last"], "its output has channels last", False),
    ({}, ["column"], "its output is a column", False),
    ({}, ["vector"], "its loss is an array of one number", False),
    ({}, ["matrix"], "its loss is an array of one number", False),
    ({}, ["kept dimension"], "its output keeps the dimension", False),
]
RELATIONS = [
    (
        {"reduction": "sum"},
        [],
        "the sum over all elements, where torch takes the mean",
        True,
    ),
    ({"reduction": "none"}, [], "no reduction, where torch takes the mean", True),
    (
        {"reduction": "none"},
        ["sum over rows"],
        "the mean over rows of their sums, where torch takes the mean of all elements",
        True,
    ),
    ({}, ["half"], "half of torch's", True),
    ({"reduction": "sum"}, ["half"], "half the sum, where torch takes the mean", True),
    (
        {"reduction": "none"},
        ["half"],
        "half of each element, where torch takes the mean",
        True,
    ),
    (
        {"reduction": "none"},
        ["half over rows"],
        "half the mean over rows of their sums, where torch takes the mean of "
        "all elements",
        True,
    ),
    (
        {"reduction": "none"},
        ["row sums"],
        "a loss for each row, where torch takes the mean",
        True,
    ),
    (
        {"reduction": "none"},
        ["row means"],
        "a loss for each row, where torch takes the mean",
        True,
    ),
    (
        {"reduction": "sum"},
        ["matrix"],
        "the sum over all elements, where torch takes the mean",
        True,
    ),
    (
        {"reduction": "none"},
        ["turned"],
        "no reduction, where torch takes the mean",
        True,
    ),
    ({"dim": 0}, [], "over the first axis", True),
    ({"dim": 0}, ["turned"], "over the first axis", True),
    ({"dim": 1}, [], "over the second axis", True),
    ({"approximate": "tanh"}, [], "gelu by tanh", True),
    ({}, ["base 2"], "logarithms of base 2", True),
    ({"is_causal": True}, [], "causal, as torch's with is_causal=True", False),
]


def turns_of(argument: str, value, given: bool) -> list[str]:
    """Return the layouts in which an argument may be kept.

    Parameters
    ----------
    given : bool
        Whether the value is the candidate's own; else it is the reference's.
    """
    if not isinstance(value, np.ndarray):
        return ["same"]
    if argument == "attn_mask":
        return masks(value, given)
    labels = argument == "target"
    if labels and not given and value.dtype.kind in "iu" and value.ndim == 1:
        return ["same", "one-hot", "one-hot columns", "labels in a column", "row"]
    if labels and given and value.dtype.kind == "f" and value.ndim == 2:
        return ["same", "turned", "one-hot", "one-hot columns", "labels in a column"]
    if labels and given and value.dtype.kind in "iu":
        return ["same", "index", "labels in a column"]
    if value.ndim == 2 and argument not in ("bias", "running_mean", "running_var"):
        vector = given and 1 in value.shape and argument == "weight"
        return ["same", "turned", *(["column"] if vector else [])]
    if value.ndim == 4:
        last = "kernel last" if argument == "weight" else "channels last"
        return ["same", last]
    if value.ndim == 3 and argument == "input":
        return ["same", "channels last"]
    if argument in ("weight", "bias", "running_mean", "running_var"):
        if value.ndim == 1 and not given:
            return ["same", "column", "row", "corner"]
        if given and value.ndim > 1:
            return ["same", "column"]
    return ["same"]


def masks(value, given: bool) -> list[str]:
    """Return what the numbers of a mask may mean."""
    if not given and value.dtype.kind == "b":
        return ["same", "inverted", "numbers", "inverted numbers"]
    if value.dtype.kind == "b":
        return ["same", "inverted"]
    binary = given and np.isin(value, (0, 1)).all()
    return ["numbers", "inverted numbers", "same"] if binary else ["same"]


def axes(count: int) -> tuple[int, ...]:
    """Return the permutation that puts channels last."""
    return (0, *range(2, count), 1)


def to_candidate(name: str, x: np.ndarray, classes: int) -> np.ndarray:
    """Make a candidate's array of torch's."""
    if name == "turned":
        return np.ascontiguousarray(x.T)
    if name.startswith("inverted"):
        x = ~x
    if name.endswith("numbers"):
        return x.astype(float)
    if name == "channels last":
        return np.ascontiguousarray(np.transpose(x, axes(x.ndim)))
    if name == "kernel last":
        return np.ascontiguousarray(np.transpose(x, (*range(2, x.ndim), 1, 0)))
    if name == "one-hot":
        return np.eye(classes)[x]
    if name == "one-hot columns":
        return np.ascontiguousarray(np.eye(classes)[x].T)
    if name in ("column", "labels in a column"):
        return x.reshape(-1, 1)
    if name == "row":
        return x.reshape(1, -1)
    if name == "corner":
        return x.reshape(1, 1, 1, -1)
    return x
