"""An array that carries a rigorous bound on its own rounding error.

Running error analysis by duck typing: `value` is computed in a wider type, `error`
bounds |what the tested dtype computes - value| for the very operations performed, in
units of u = eps / 2 of the tested dtype, second-order terms included. Any order of
summation, blocking or fused multiply-add is covered. Run an operation on `Bounded`
arguments: `tolerance()` of the result is how far a correct run may be from the truth.

References
----------
N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., 2002, ch. 3.
"""

import numpy as np

HIGHER = {np.dtype("float32"): np.float64, np.dtype("float64"): np.longdouble}


class Bounded:
    """A value and the bound on its error, element by element.

    Parameters
    ----------
    value : array
        In the wider type.
    error : array of the same shape, optional
        In units of u; zero where the value is exact in the tested dtype.
    terms : int
        How many terms the sum has that this is, where it is a product of matrices.
    """

    __slots__ = ("error", "terms", "value")
    __hash__ = None
    U = 0.0  # half the machine epsilon of the tested dtype
    ETA = 0.0  # its smallest subnormal, in units of U
    TINY = 0.0  # its smallest normal number, in units of U
    HUGE = np.inf  # its largest number
    base = None  # as that of an array that is no view

    @classmethod
    def use(cls, dtype):
        """Set the tested dtype."""
        info = np.finfo(dtype)
        cls.U = float(info.eps) / 2
        cls.ETA = float(info.smallest_subnormal) / cls.U
        cls.TINY = float(info.smallest_normal) / cls.U
        cls.HUGE = float(info.max)

    def __init__(self, value, error=None, terms=0):
        self.terms = terms
        self.value = np.asarray(value)
        if error is None:
            self.error = np.zeros(self.value.shape)
        elif np.shape(error) == self.value.shape:
            self.error = np.asarray(error)
        else:
            self.error = np.broadcast_to(error, self.value.shape).copy()

    def tolerance(self):
        """Return the bound in absolute terms; infinite where nothing is known."""
        with np.errstate(all="ignore"):
            return np.nan_to_num(self.error * self.U, nan=np.inf, posinf=np.inf)

    shape = property(lambda self: self.value.shape)
    ndim = property(lambda self: self.value.ndim)
    size = property(lambda self: self.value.size)
    dtype = property(lambda self: self.value.dtype)
    strides = property(lambda self: self.value.strides)
    flags = property(lambda self: self.value.flags)
    T = property(lambda self: Bounded(self.value.T, self.error.T))
    mT = property(lambda self: Bounded(self.value.mT, self.error.mT))

    def __len__(self):
        return len(self.value)

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __bool__(self):
        return bool(self.value)

    def __float__(self):
        return float(self.value)

    def __array__(self, dtype=None, copy=None):
        raise TypeError("np.array of a bounded array would drop its bound; use copy()")

    def __repr__(self):
        return f"Bounded({self.value!r}, tolerance={self.tolerance()!r})"

    def item(self):
        """Return the one value as a Python number."""
        return self.value.item()

    def __getitem__(self, index):
        return Bounded(self.value[index], self.error[index])

    def __setitem__(self, index, new):
        self.value[index] = value_of(new)
        self.error[index] = error_of(new)

    def astype(self, dtype, copy=True):
        """Stay bounded among floats; become an ordinary array otherwise."""
        if np.dtype(dtype).kind == "f":
            return self.copy() if copy else self
        return self.value.astype(dtype)

    def fill(self, number):
        """Set every element."""
        self[...] = number

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        rule = UFUNCS.get((ufunc, method))
        if rule is None and method == "__call__" and ufunc in PLAIN:
            plain = ufunc(*map(value_of, inputs), **options)
            if out is None:
                return plain
            out[0][...] = plain
            return out[0]
        if rule is None:
            return NotImplemented
        where = options.pop("where", True)
        with np.errstate(all="ignore"):
            result = rule(*inputs, **options)
        if out is None:
            return result
        if not isinstance(out[0], Bounded):
            raise TypeError("out= must be made with empty_like of a bounded array")
        mask = np.broadcast_to(where, out[0].shape)
        out[0].value[mask] = np.broadcast_to(result.value, out[0].shape)[mask]
        out[0].error[mask] = np.broadcast_to(result.error, out[0].shape)[mask]
        return out[0]

    def __array_function__(self, function, types, args, kwargs):
        rule = FUNCTIONS.get(function)
        if rule is None:
            return NotImplemented
        with np.errstate(all="ignore"):
            return rule(*args, **kwargs)


UFUNCS = {}  # (ufunc, method) -> rule on bounded arguments
FUNCTIONS = {}  # NumPy function -> rule
PLAIN = set()  # ufuncs whose result is exact: comparisons, tests


def value_of(x):
    """Return the values of a bounded array, anything else as an array."""
    return x.value if isinstance(x, Bounded) else np.asarray(x)


def error_of(x):
    """Return the error of an operand; a number is rounded to the tested dtype first."""
    if isinstance(x, Bounded):
        return x.error
    if isinstance(x, (int, np.integer, bool, np.bool_)) and abs(int(x)) < 2**24:
        return 0.0
    x = np.asarray(x)
    if x.dtype.kind != "f" or Bounded.U < 2.0**-50:
        return 0.0
    rounded = x.astype(np.float32).astype(x.dtype)
    exact = rounded == x  # an infinity, too
    return np.where(exact, 0.0, np.abs(rounded - x)).astype(np.float64) / Bounded.U


def size_of(x):
    """Return absolute values in float64."""
    return np.abs(value_of(x)).astype(np.float64)


def rounded(value, error):
    """Round a result once more, as the tested dtype does."""
    size = np.abs(value).astype(np.float64)
    return Bounded(value, overflown(size, error + size + Bounded.U * error))


def overflown(size, error):
    """Return the error, infinite where the tested dtype may have overflowed."""
    return np.where(size + Bounded.U * error > Bounded.HUGE * (1 - 1e-6), np.inf, error)
