"""Vectors of length one."""

from ...engine.arguments import checked
from ...engine.checks import check_along


@checked("input", p=float, dim=tuple, eps=float)
def normalize(input, p=2.0, dim=1, eps=1e-12):
    """Divide the vectors along dim by their lengths (sum |x|^p)^(1/p).

    Parameters
    ----------
    input : (...) float
    p : float
        2 for Euclid's length, 1 for the sum of sizes, infinity for the largest.
    dim : int or tuple of int
        The dimensions of a vector.
    eps : float
        The least that is divided by.

    Returns
    -------
    output : (...) float

    Notes
    -----
    Of three operations, each with a gradient of its own: a norm, a bound, a ratio.
    """
    dims = dim if isinstance(dim, tuple) else (dim,)
    for each in dims:
        check_along(input, each)
    if len({each % input.ndim for each in dims}) < len(dims):
        raise ValueError(f"dim names a dimension twice: {dim}")
    return input / input.norm(p, dim, keepdim=True).clamp_min(eps)
