"""What the arrays of an example are: numbers, probabilities, labels, masks."""

import re
from dataclasses import dataclass

import numpy as np

from . import leaves, names

EXCUSED = re.compile(
    r"mask|sample_weight|class_weight|pos_weight|indic|index|idx|label|target|^lengths?$|noise"
    r"|^eps(ilon)?$|^(cos|sin|freqs?(_cis)?|pos|positions?)$"  # tables of positions
    r"|^ref_|reference|^old_|advantage|^returns?$|reward",  # what a policy is held to
    re.IGNORECASE,
)
STATISTICS = re.compile(r"running|moving|^(run|mov)_", re.IGNORECASE)
POSITIVE = re.compile(r"var\b|variance|sigma|std|prob|^p$", re.IGNORECASE)


@dataclass
class Role:
    """What an array is.

    Attributes
    ----------
    kind : str
        float, positive, unit, binary, signs, onehot, rows (that sum to 1), index.
    below : int or str
        For an index: its bound, or the name of the size that bounds it.
    excused : bool
        Whether it may lack a gradient: a target, a label, a mask, a weight of examples.
    pattern : str
        halves, pairs (along the last axis, that are equal), symmetric, or none.
    """

    kind: str
    below: object = 0
    excused: bool = False
    pattern: str = ""


def role_of(name: str, array: np.ndarray) -> Role:
    """Guess from name and values."""
    short = (
        re.split(r"\[", name)[0] if "[" not in name else re.findall(r"\w+", name)[-1]
    )
    target = short in names.ALIASES["target"].split()
    excused = target or bool(EXCUSED.search(short) or STATISTICS.search(short))
    if array.dtype.kind in "iub":
        return Role("index", int(array.max(initial=0)) + 1, True)
    kind = kind_of(array)
    if kind == "float" and POSITIVE.search(short) and (array > 0).all() and array.size:
        kind = "positive"
    if kind in ("binary", "signs", "onehot") and array.size > 1:
        excused = True
    return Role(kind, 0, excused, pattern_of(array))


def pattern_of(array) -> str:
    """Find what repeats in an array: the tables of rotary positions, a metric."""
    if array.ndim < 2 or array.size < 4 or not np.ptp(array):
        return ""
    count = array.shape[-1]
    if count % 2 == 0 and count > 2:
        if np.array_equal(array[..., : count // 2], array[..., count // 2 :]):
            return "halves"
        if np.array_equal(array[..., ::2], array[..., 1::2]):
            return "pairs"
    turned = np.swapaxes(array, -1, -2)
    return "symmetric" if np.array_equal(array, turned) else ""


def repeated(array, pattern: str) -> np.ndarray:
    """Let an array that was drawn have a pattern."""
    half = array.shape[-1] // 2
    if pattern == "halves":
        array[..., half : 2 * half] = array[..., :half]
    elif pattern == "pairs":
        array[..., 1 : 2 * half : 2] = array[..., 0 : 2 * half : 2]
    elif pattern == "symmetric" and array.shape[-1] == array.shape[-2]:
        array = (array + np.swapaxes(array, -1, -2)) / 2
    return array


def kind_of(array) -> str:
    """Guess from values alone."""
    if array.size < 2:
        return "float"
    if np.isin(array, (0, 1)).all() and 0 < array.mean() < 1:
        if array.ndim == 2 and array.shape[1] > 1 and (array.sum(1) == 1).all():
            return "onehot"
        if array.ndim == 2 and array.shape[0] > 1 and (array.sum(0) == 1).all():
            return "onehot columns"
        return "binary" if array.size > 3 else "float"
    if np.isin(array, (-1, 1)).all() and array.size > 3:
        return "signs"
    if array.ndim == 2 and array.shape[1] > 1 and (array >= 0).all():
        if np.allclose(array.sum(1), 1):
            return "rows"
        if np.allclose(array.sum(0), 1):
            return "columns"
    if array.size >= 4 and (array > 0).all():
        return "unit" if (array < 1).all() else "positive"
    return "float"


def roles(inputs: dict) -> dict[str, Role]:
    """Guess the role of every array of a call."""
    return {n: role_of(n, a) for n, a in leaves.arrays(inputs).items()}


def draw(role: Role, shape, random, regime: str, below: int) -> np.ndarray:
    """Draw an array of a role."""
    if role.kind == "index":
        return random.integers(0, max(1, below), shape)
    if role.kind == "binary":
        return random.integers(0, 2, shape).astype(float)
    if role.kind == "signs":
        return random.integers(0, 2, shape) * 2.0 - 1.0
    if role.kind in ("onehot", "onehot columns") and len(shape) == 2:
        n, k = shape if role.kind == "onehot" else shape[::-1]
        made = np.eye(max(k, 1))[random.integers(0, max(k, 1), n)][:, :k]
        return made if role.kind == "onehot" else np.ascontiguousarray(made.T)
    if role.kind in ("rows", "columns"):
        made = random.uniform(0.05, 1.0, shape)
        return made / made.sum(1 if role.kind == "rows" else 0, keepdims=True)
    if role.kind == "unit":
        return random.uniform(0.02, 0.98, shape)
    if role.kind == "positive":
        return np.abs(random.standard_normal(shape)) * scale_of(regime) + 0.25
    return numbers(shape, random, regime)


def scale_of(regime: str) -> float:
    """Return how large numbers are."""
    return {"large": 32.0, "huge": 1000.0, "small": 1e-3}.get(regime, 1.0)


def numbers(shape, random, regime: str) -> np.ndarray:
    """Draw real numbers of a regime."""
    if regime == "ties":
        return random.integers(-2, 3, shape) / 2.0
    x = np.asarray(random.standard_normal(shape)) * 1.3 * scale_of(regime)
    if regime == "offset":
        x = x + 20.0
    if regime == "zeros":
        x = x * (random.random(shape) < 0.7)
    return np.asarray(x)
