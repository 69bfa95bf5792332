"""Tensors as torch prints them: as few digits as the numbers need, in columns."""

from contextlib import contextmanager
from math import floor, inf, isfinite

import numpy as np

from . import dtypes
from .autograd import Parameter, Tensor

DEFAULT = {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80}
PROFILES = {
    "default": DEFAULT,
    "short": {**DEFAULT, "precision": 2, "edgeitems": 2},
    "full": {**DEFAULT, "threshold": inf},
}
options = {**DEFAULT, "sci_mode": None}


def set_printoptions(
    precision=None,
    threshold=None,
    edgeitems=None,
    linewidth=None,
    profile=None,
    sci_mode=None,
):
    """Set how tensors are printed.

    Parameters
    ----------
    precision : int
        Digits behind the point.
    threshold : float
        Of more elements than this some are left out.
    edgeitems : int
        How many stand at the beginning and end of what is left out.
    linewidth : int
        Characters in a line.
    profile : {"default", "short", "full"}
    sci_mode : bool, optional
        Whether to write powers of ten; None where the numbers need it.
    """
    if profile is not None:
        if profile not in PROFILES:
            raise ValueError(f"profile must be default, short or full, got {profile!r}")
        options.update(PROFILES[profile])
    given = {
        "precision": precision,
        "threshold": threshold,
        "edgeitems": edgeitems,
        "linewidth": linewidth,
    }
    for name, value in given.items():
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"{name} must be a number, got {value!r}")
        options[name] = value
    options["sci_mode"] = sci_mode


@contextmanager
def printoptions(**kwargs):
    """Set how tensors are printed inside a `with` block; as `set_printoptions`."""
    before = dict(options)
    set_printoptions(**kwargs)
    try:
        yield
    finally:
        options.update(before)


class Columns:
    """How the numbers of an array are written, each as wide as the widest.

    Attributes
    ----------
    whole : bool
        Whether all are whole numbers.
    powers : bool
        Whether they are written with powers of ten.
    width : int
    """

    def __init__(self, array):
        self.floating = array.dtype.kind == "f"
        self.whole, self.powers, self.width = True, False, 1
        if not self.floating:
            self.width = max((len(str(v)) for v in array.ravel().tolist()), default=1)
            return
        values = array[np.isfinite(array) & (array != 0)].astype(np.float64)
        if not values.size:
            return
        sizes = np.abs(values)
        low, high = sizes.min(), sizes.max()
        self.whole = bool((values == np.ceil(values)).all())
        self.powers = options["sci_mode"]
        if self.powers is None:
            with np.errstate(over="ignore"):
                self.powers = bool(high / low > 1000 or high > 1e8 or low < 1e-4)
        self.width = max(len(self.written(v)) for v in values.tolist())

    def written(self, value):
        """Return a number as text."""
        if not self.floating:
            return str(value)
        if self.powers:
            return f"{value:.{options['precision']}e}"
        if self.whole:
            return f"{value:.0f}" + ("." if isfinite(value) else "")
        return f"{value:.{options['precision']}f}"

    def __call__(self, value):
        """Return a number as text of the common width."""
        return self.written(value).rjust(self.width)


def edges(array):
    """Return the elements that are shown of an array too long to be shown whole."""
    count = options["edgeitems"]
    for axis, size in enumerate(array.shape):
        if size > 2 * count:
            places = [*range(count), *range(size - count, size)]
            array = np.take(array, places, axis)
    return array


def lines(array, indent, limit, columns):
    """Return an array in brackets, its lines `indent` characters from the left.

    At most `limit` elements stand at both ends of a dimension, if it is not None.
    """
    if array.ndim == 0:
        return columns(array.item())
    shorten = limit is not None and len(array) > 2 * limit
    parts = [*array[:limit], None, *array[-limit:]] if shorten else list(array)
    if array.ndim > 1:
        inner = [
            "..." if part is None else lines(part, indent + 1, limit, columns)
            for part in parts
        ]
        gap = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
        return "[" + gap.join(inner) + "]"
    words = [" ..." if part is None else columns(part.item()) for part in parts]
    many = max(1, floor((options["linewidth"] - indent) / (columns.width + 2)))
    rows = [", ".join(words[i : i + many]) for i in range(0, len(words), many)]
    return "[" + (",\n" + " " * (indent + 1)).join(rows) + "]"


def shown(tensor):
    """Return the text of a tensor."""
    array, start = tensor.array, "tensor("
    shorten = array.size > options["threshold"]
    columns = Columns(edges(array) if shorten else array)
    limit = options["edgeitems"] if shorten else None
    text = "[]" if array.size == 0 else lines(array, len(start), limit, columns)
    suffixes = []
    if array.size == 0 and array.ndim != 1:
        suffixes.append(f"size={tuple(array.shape)}")
    usual = (dtypes.default,) if array.size == 0 else None
    if array.dtype not in (usual or (dtypes.default, dtypes.int64, np.bool_)):
        suffixes.append(f"dtype=torch.{array.dtype}")
    if not tensor.is_leaf:
        suffixes.append(f"grad_fn={tensor.grad_fn}")
    elif tensor.requires_grad:
        suffixes.append("requires_grad=True")
    text = start + text
    length = len(text) - text.rfind("\n")
    for suffix in suffixes:
        if length + len(suffix) + 2 > options["linewidth"]:
            text += ",\n" + " " * len(start) + suffix
            length = len(start) + len(suffix)
        else:
            text += ", " + suffix
            length += len(suffix) + 2
    head = "Parameter containing:\n" if isinstance(tensor, Parameter) else ""
    return f"{head}{text})"


Tensor.__repr__ = shown
