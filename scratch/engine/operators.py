"""Tensor's operators and methods, spelled as torch spells them."""

import numpy as np

from . import arithmetic, dtypes, reductions, shapes
from .autograd import Tensor, grad_mode

NUMBERS = (bool, int, float, np.generic)


def promote(tensor, dtype):
    """Return `tensor` in `dtype`, unconverted where it already is."""
    return tensor if tensor.data.dtype == dtype else arithmetic.astype(tensor, dtype)


def category(dtype):
    """Return 0 for bool, 1 for integers, 2 for floating-point."""
    return 0 if dtype.kind == "b" else 1 if dtype.kind in "iu" else 2


def result_type(a, b):
    """Return the dtype of an operation on two tensors, by torch's rules.

    The higher kind wins; within a kind, a tensor with dimensions outranks one
    without; otherwise NumPy's promotion.
    """
    left, right = a.data.dtype, b.data.dtype
    if category(left) != category(right):
        return left if category(left) > category(right) else right
    if (a.data.ndim == 0) != (b.data.ndim == 0):
        return right if a.data.ndim == 0 else left
    return np.promote_types(left, right)


def operands(tensor, other):
    """Return both operands of an operation in the dtype that torch computes in."""
    if isinstance(other, Tensor):
        if tensor.data.dtype == other.data.dtype:
            return tensor, other
        dtype = result_type(tensor, other)
        return promote(tensor, dtype), promote(other, dtype)
    if isinstance(other, np.generic):  # a NumPy scalar would raise float32 to float64
        other = other.item()
    if isinstance(other, float) and tensor.data.dtype.kind not in "fc":
        tensor = arithmetic.astype(tensor, dtypes.default)
    elif not isinstance(other, bool) and tensor.data.dtype.kind == "b":
        tensor = arithmetic.astype(tensor, dtypes.int64)
    return tensor, other


def binary(op):
    """Return the operator of `op` with the tensor on the left."""

    def operator(self, other):
        if not isinstance(other, (Tensor, *NUMBERS)):
            return NotImplemented
        return op(*operands(self, other))

    operator.__name__, operator.__doc__ = op.__name__, op.__doc__
    return operator


def reflected(op):
    """Return the operator of `op` with the tensor on the right."""

    def operator(self, other):
        if not isinstance(other, NUMBERS):
            return NotImplemented
        tensor, other = operands(self, other)
        return op(Tensor(np.asarray(other, tensor.data.dtype)), tensor)

    return operator


def real_valued(tensor):
    """Return the tensor; one of integers converted to the default dtype."""
    if tensor.data.dtype.kind in "fc":
        return tensor
    return arithmetic.astype(tensor, dtypes.default)


def real(op):
    """Let a function of reals take integers, converted to the default dtype."""

    def method(self):
        return op(real_valued(self))

    method.__name__, method.__doc__ = op.__name__, op.__doc__
    return method


def truediv(input, other):
    """Return input / other; integers are divided as the default dtype."""
    if input.data.dtype.kind not in "fc":
        input = arithmetic.astype(input, dtypes.default)
        if isinstance(other, Tensor):
            other = arithmetic.astype(other, dtypes.default)
    return arithmetic.div(input, other)


def no_masks(operator):
    """Let an operator refuse bool tensors, whose difference is not defined."""

    def numbers(self, other):
        for operand in (self, other):
            mask = isinstance(operand, Tensor) and operand.data.dtype.kind == "b"
            if mask or isinstance(operand, bool):
                raise TypeError("- is not defined for bools; use ^ or ~")
        return operator(self, other)

    numbers.__name__, numbers.__doc__ = operator.__name__, operator.__doc__
    return numbers


def comparison(compare):
    """Return an operator that gives a bool tensor."""

    def operator(self, other):
        if not isinstance(other, (Tensor, *NUMBERS)):
            if isinstance(other, np.ndarray):  # Python would say that they differ
                raise TypeError("an ndarray must be made a Tensor to be compared")
            return NotImplemented
        a, b = operands(self, other)
        return Tensor(compare(a.data, b.data if isinstance(b, Tensor) else b))

    return operator


def in_place(compute):
    """Return the in-place form of an operation, which autograd does not record."""

    def method(self, other):
        if not isinstance(other, (Tensor, *NUMBERS)):
            raise TypeError(
                f"expected a Tensor or a number, got {type(other).__name__}"
            )
        refuse_recorded(self, other)
        value = other.data if isinstance(other, Tensor) else other
        if isinstance(value, np.generic):
            value = value.item()
        with np.errstate(all="ignore"):
            compute(self.data, value, out=self.data)
        return self

    return method


def refuse_recorded(tensor, *others):
    """Refuse to overwrite values that the tape may need.

    Raises
    ------
    RuntimeError
        If recording is on and an operand requires grad.
    """
    needs = any(isinstance(t, Tensor) and t.requires_grad for t in (tensor, *others))
    if grad_mode.enabled and needs:
        raise RuntimeError(
            "an in-place operation on a tensor that requires grad is not recorded; "
            "use no_grad() or the operation that returns a new tensor"
        )


def plain(value):
    """Return an index or a dtype-free value with its tensors as arrays."""
    if isinstance(value, Tensor):
        if value.data.dtype == np.uint8:
            raise TypeError("an index must be bool or int64, got uint8")
        return value.data
    if isinstance(value, list) and any(isinstance(part, list) for part in value):
        raise TypeError(f"an index must not be nested lists, got {value}")
    if isinstance(value, (np.bool_, np.ndarray)):
        raise TypeError(f"an index must not be of NumPy, got {value!r}")
    if isinstance(value, tuple):
        return tuple(plain(part) for part in value)
    if isinstance(value, slice) and value.step is not None and value.step <= 0:
        raise ValueError(f"a slice's step must be positive, got {value.step}")
    return value


def sizes(shape):
    """Return sizes given one by one or as one sequence, as a tuple."""
    return (
        tuple(shape[0]) if len(shape) == 1 and not isinstance(shape[0], int) else shape
    )


def given_to(owner):
    """Let another class have the methods of the decorated one."""

    def give(methods):
        for name, value in vars(methods).items():
            if name not in ("__module__", "__doc__", "__slots__", "__hash__"):
                setattr(owner, name, value)
        return methods

    return give


@given_to(Tensor)
class Methods:
    """The methods of Tensor; one that is an operator has no docstring."""

    __slots__ = ()

    __add__ = __radd__ = binary(arithmetic.add)
    __mul__ = __rmul__ = binary(arithmetic.mul)
    __sub__ = no_masks(binary(arithmetic.sub))
    __rsub__ = no_masks(reflected(arithmetic.sub))
    __truediv__, __rtruediv__ = binary(truediv), reflected(truediv)
    __pow__, __rpow__ = binary(arithmetic.pow), reflected(arithmetic.pow)
    __eq__, __ne__ = comparison(np.equal), comparison(np.not_equal)
    __lt__, __le__ = comparison(np.less), comparison(np.less_equal)
    __gt__, __ge__ = comparison(np.greater), comparison(np.greater_equal)
    __and__ = __rand__ = comparison(np.bitwise_and)
    __or__ = __ror__ = comparison(np.bitwise_or)
    __xor__ = __rxor__ = comparison(np.bitwise_xor)
    add_ = __iadd__ = in_place(np.add)
    sub_ = __isub__ = in_place(np.subtract)
    mul_ = __imul__ = in_place(np.multiply)
    div_ = __itruediv__ = in_place(np.true_divide)
    exp, log, sqrt = real(arithmetic.exp), real(arithmetic.log), real(arithmetic.sqrt)

    def __neg__(self):
        return arithmetic.neg(self)

    def __abs__(self):
        return arithmetic.abs(self)

    def __invert__(self):
        return Tensor(~self.data)

    def __matmul__(self, other):
        if not isinstance(other, Tensor):
            return NotImplemented
        return matmul(self, other)

    def __getitem__(self, index):
        return shapes.getitem(self, plain(index))

    def __setitem__(self, index, value):
        refuse_recorded(self, value)
        self.data[plain(index)] = plain(value)

    def __len__(self):
        if self.data.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return len(self.data)

    def __iter__(self):
        if self.data.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return (self[i] for i in range(len(self.data)))

    def __bool__(self):
        if self.data.size != 1:
            raise ValueError(
                f"the truth of a tensor of {self.data.size} elements is ambiguous"
            )
        return bool(self.data.item())

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

    def __index__(self):
        if self.data.dtype.kind not in "iu" or self.data.ndim:
            raise TypeError(f"only an integer 0-d tensor is an index, got {self!r}")
        return self.item()

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __format__(self, spec):
        return format(self.item() if self.data.ndim == 0 else str(self), spec)

    def __repr__(self):
        text = np.array2string(self.data, separator=", ", prefix="tensor(", precision=4)
        if self.data.dtype not in (dtypes.default, dtypes.int64, bool):
            text += f", dtype={self.data.dtype}"
        return f"tensor({text}{', requires_grad=True' if self.requires_grad else ''})"

    @property
    def shape(self):
        """The sizes of the dimensions, a tuple."""
        return self.data.shape

    @property
    def dtype(self):
        """The element type."""
        return self.data.dtype

    @property
    def ndim(self):
        """The number of dimensions."""
        return self.data.ndim

    @property
    def T(self):
        """The matrix transposed; fewer than two dimensions stay as they are."""
        if self.data.ndim > 2:
            raise ValueError(f"T needs at most 2 dimensions, got {self.data.ndim}")
        return self if self.data.ndim < 2 else shapes.transpose(self, 0, 1)

    @property
    def mT(self):
        """Every matrix of the last two dimensions transposed."""
        if self.data.ndim < 2:
            raise ValueError(f"mT needs at least 2 dimensions, got {self.data.ndim}")
        return shapes.transpose(self, -2, -1)

    def size(self, dim=None):
        """Return the shape, or the size of one dimension."""
        return self.data.shape if dim is None else self.data.shape[dim]

    def dim(self):
        """Return the number of dimensions."""
        return self.data.ndim

    def numel(self):
        """Return the number of elements."""
        return self.data.size

    def item(self):
        """Return the only element as a Python number."""
        if self.data.size != 1:
            raise ValueError(
                f"item() needs a tensor of one element, got shape {self.data.shape}"
            )
        return self.data.item()

    def tolist(self):
        """Return the elements as nested lists."""
        return self.data.tolist()

    def numpy(self):
        """Return the array itself; detach a tensor that requires grad first."""
        if self.requires_grad:
            raise RuntimeError("detach() a tensor that requires grad before numpy()")
        return self.data

    def detach(self):
        """Return a tensor on the same array that no gradient flows through."""
        return Tensor(self.data)

    def clone(self):
        """Return a copy, through which gradients flow."""
        return shapes.clone(self)

    def contiguous(self):
        """Return the tensor with its elements in row-major order in memory."""
        return self if self.data.flags.c_contiguous else shapes.clone(self)

    def to(self, dtype):
        """Return the tensor in `dtype`; itself where it already is."""
        return promote(self, dtype)

    def float(self):
        """Return the tensor as float32."""
        return promote(self, dtypes.float32)

    def double(self):
        """Return the tensor as float64."""
        return promote(self, dtypes.float64)

    def long(self):
        """Return the tensor as int64."""
        return promote(self, dtypes.int64)

    def bool(self):
        """Return the tensor as bool."""
        return promote(self, dtypes.bool)

    def abs(self):
        """Return the absolute values."""
        return arithmetic.abs(self)

    def sign(self):
        """Return the signs."""
        return arithmetic.sign(self)

    def sum(self, dim=None, keepdim=False):
        """Sum over `dim`."""
        return reductions.sum(self, dim, keepdim)

    def mean(self, dim=None, keepdim=False):
        """Average over `dim`."""
        return reductions.mean(self, dim, keepdim)

    def var(self, dim=None, correction=1, keepdim=False):
        """Variance over `dim`, unbiased unless correction=0."""
        return reductions.var(self, dim, correction, keepdim)

    def std(self, dim=None, correction=1, keepdim=False):
        """Return the root of the variance over `dim`."""
        return reductions.var(self, dim, correction, keepdim).sqrt()

    def norm(self):
        """Return the Euclidean norm of all elements."""
        return (self**2).sum().sqrt()

    def amax(self, dim=None, keepdim=False):
        """Maximum over `dim`; ties share the gradient."""
        return reductions.amax(self, dim, keepdim)

    def amin(self, dim=None, keepdim=False):
        """Minimum over `dim`; ties share the gradient."""
        return reductions.amin(self, dim, keepdim)

    def max(self, dim=None, keepdim=False):
        """Return the maximum, or along one `dim` the pair (values, indices)."""
        if dim is None:
            return reductions.max_of_all(self)
        return reductions.along(np.argmax, self, dim, keepdim)

    def min(self, dim=None, keepdim=False):
        """Return the minimum, or along one `dim` the pair (values, indices)."""
        if dim is None:
            return reductions.min_of_all(self)
        return reductions.along(np.argmin, self, dim, keepdim)

    def argmax(self, dim=None, keepdim=False):
        """Return the index of the maximum, the first one on ties."""
        return reductions.position(np.argmax, self, dim, keepdim)

    def argmin(self, dim=None, keepdim=False):
        """Return the index of the minimum, the first one on ties."""
        return reductions.position(np.argmin, self, dim, keepdim)

    def all(self):
        """Return whether every element is true."""
        return Tensor(self.data.all())

    def any(self):
        """Return whether some element is true."""
        return Tensor(self.data.any())

    def clamp(self, min=None, max=None):
        """Limit the elements to [min, max]."""
        if isinstance(min, float) or isinstance(max, float):
            self = real_valued(self)
        return arithmetic.clamp(self, min, max)

    def reshape(self, *shape):
        """Return the elements in another shape."""
        return shapes.reshape(self, sizes(shape))

    def view(self, *shape):
        """Return the elements in another shape."""
        return shapes.reshape(self, sizes(shape))

    def flatten(self, start_dim=0, end_dim=-1):
        """Merge the dimensions from start_dim to end_dim."""
        return shapes.flatten(self, start_dim, end_dim)

    def squeeze(self, dim=None):
        """Drop dimensions of size 1."""
        return shapes.squeeze(self, dim)

    def unsqueeze(self, dim):
        """Insert a dimension of size 1."""
        return shapes.unsqueeze(self, dim)

    def expand(self, *shape):
        """Repeat dimensions of size 1 up to `shape`."""
        return shapes.expand(self, sizes(shape))

    def permute(self, *dims):
        """Reorder the dimensions."""
        return shapes.permute(self, sizes(dims))

    def transpose(self, dim0, dim1):
        """Exchange two dimensions."""
        return shapes.transpose(self, dim0, dim1)

    def t(self):
        """Return the matrix transposed."""
        return self.T

    def copy_(self, other):
        """Overwrite the elements with those of `other`; return the tensor."""
        refuse_recorded(self, other)
        self.data[...] = other.data
        return self

    def fill_(self, value):
        """Overwrite every element; return the tensor."""
        refuse_recorded(self)
        self.data[...] = value
        return self

    def zero_(self):
        """Overwrite every element with 0; return the tensor."""
        return self.fill_(0)

    def clamp_(self, min=None, max=None):
        """Limit the elements to [min, max] in place; return the tensor."""
        refuse_recorded(self)
        np.clip(self.data, min, max, out=self.data)
        return self


def matmul(input, other):
    """Return input @ other.

    Raises
    ------
    ValueError
        If the dtypes differ.
    """
    if input.data.dtype != other.data.dtype:
        raise ValueError(
            f"matmul needs one dtype, got {input.data.dtype} and {other.data.dtype}"
        )
    return arithmetic.matmul(input, other)
