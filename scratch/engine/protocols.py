"""What a tensor is asked about itself: by Python, by NumPy and by name."""

from difflib import get_close_matches
from math import prod

import numpy as np

from . import arranging, dtypes, shapes
from .autograd import Tensor
from .methods import given_to
from .versions import root
from .views import one_of_several


class Size(tuple):
    """The shape of a tensor: a tuple of sizes."""

    __slots__ = ()

    def __new__(cls, sizes=()):
        """Return a shape of these sizes."""
        sizes = tuple(sizes)
        for size in sizes:
            if isinstance(size, bool) or not hasattr(size, "__index__"):
                raise TypeError(f"a size must be an integer, got {size!r}")
        return tuple.__new__(cls, sizes)

    def __repr__(self):
        return f"torch.Size({list(self)})"

    def numel(self):
        """Return the number of elements."""
        return prod(self)

    def __getitem__(self, index):
        found = tuple.__getitem__(self, index)
        return Size(found) if isinstance(index, slice) else found

    def __add__(self, other):
        return Size(tuple.__add__(self, tuple(other)))

    def __mul__(self, count):
        return Size(tuple.__mul__(self, count))

    __rmul__ = __mul__


def strides(array):
    """Return the strides of an array in elements, as torch gives them."""
    found, next_one = [], 1
    for size, stride in reversed(list(zip(array.shape, array.strides))):
        own = stride // array.itemsize
        found.append(own if size > 1 else next_one)
        next_one = max(size, 1) * found[-1]
    return tuple(reversed(found))


def numel(input):
    """Return the number of elements."""
    return of_tensor(input).size


def is_floating_point(input):
    """Return whether the elements are real numbers."""
    return of_tensor(input).dtype.kind == "f"


def is_complex(input):
    """Return whether the elements are complex: there are none."""
    return of_tensor(input).dtype.kind == "c"


def is_nonzero(input):
    """Return whether the only element is not 0."""
    return bool(input) if of_tensor(input).size == 1 else input.item()


def of_tensor(input):
    """Return the array of a tensor."""
    if not isinstance(input, Tensor):
        raise TypeError(f"input must be a Tensor, got {type(input).__name__}")
    return input.array


@given_to(Tensor)
class Protocols:
    """Attributes and questions of Tensor."""

    __slots__ = ()

    def __getattr__(self, name):
        near = get_close_matches(name, dir(type(self)), 1)
        hint = f"; did you mean {near[0]}?" if near and name[:2] != "__" else ""
        raise AttributeError(
            f"Tensor has no {name!r}; scratch covers the methods in dir(Tensor){hint}"
        )

    def __len__(self):
        if self.array.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return len(self.array)

    def __iter__(self):
        if self.array.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return (one_of_several(self[i]) for i in range(len(self.array)))

    def __bool__(self):
        if self.array.size != 1:
            raise ValueError(
                f"the truth of a tensor of {self.array.size} elements is ambiguous"
            )
        return bool(self.array.item())

    def __float__(self):
        return float(self.item())

    def __int__(self):
        return int(self.item())

    def __index__(self):
        if self.array.dtype.kind not in "iu" or self.array.ndim:
            raise TypeError(f"only an integer 0-d tensor is an index, got {self!r}")
        return self.item()

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __format__(self, spec):
        return format(self.item() if self.array.ndim == 0 else str(self), spec)

    @property
    def shape(self):
        """The sizes of the dimensions, a tuple."""
        return tuple.__new__(Size, self.array.shape)

    @property
    def dtype(self):
        """The element type."""
        return dtypes.named(self.array.dtype)

    @property
    def ndim(self):
        """The number of dimensions."""
        return self.array.ndim

    @property
    def T(self):
        """The tensor with its dimensions in reverse order."""
        return shapes.permute(self, tuple(reversed(range(self.array.ndim))))

    @property
    def mT(self):
        """Every matrix of the last two dimensions transposed."""
        if self.array.ndim == 1:
            raise ValueError("mT needs at least 2 dimensions, got 1")
        return shapes.transpose(self, -2, -1) if self.array.ndim else self

    def size(self, dim=None):
        """Return the shape, or the size of one dimension."""
        shape = self.array.shape
        return tuple.__new__(Size, shape) if dim is None else shape[dim]

    def dim(self):
        """Return the number of dimensions."""
        return self.array.ndim

    def numel(self):
        """Return the number of elements."""
        return self.array.size

    nelement = numel

    def ndimension(self):
        """Return the number of dimensions."""
        return self.array.ndim

    def element_size(self):
        """Return the bytes of one element."""
        return self.array.itemsize

    @property
    def itemsize(self):
        """The bytes of one element."""
        return self.array.itemsize

    @property
    def nbytes(self):
        """The bytes of all elements."""
        return self.array.size * self.array.itemsize

    def stride(self, dim=None):
        """Return how many elements lie from one to the next, or along one dimension."""
        found = strides(self.array)
        return found if dim is None else found[dim]

    def storage_offset(self):
        """Return how many elements of the memory lie before the first."""
        start = root(self.array)
        return (self.data_ptr() - start.ctypes.data) // self.array.itemsize

    def data_ptr(self):
        """Return the address of the first element."""
        return self.array.ctypes.data

    @property
    def _version(self):
        return self.version[0]

    def is_complex(self):
        """Return whether the elements are complex: there are none."""
        return False

    def is_signed(self):
        """Return whether the elements can be negative."""
        return self.array.dtype.kind in "if"

    def is_same_size(self, other):
        """Return whether the shapes are equal."""
        return self.array.shape == other.array.shape

    def is_nonzero(self):
        """Return whether the only element is not 0."""
        return bool(self)

    @property
    def H(self):
        """The transposed matrix."""
        if self.array.ndim not in (0, 2):
            raise RuntimeError(f"H needs a matrix, got {self.array.ndim} dimensions")
        return self.T

    def share_memory_(self):
        """Return the tensor itself: there are no other processes."""
        return self

    def __contains__(self, element):
        if not isinstance(element, (Tensor, int, float)):
            raise TypeError(f"expected a Tensor or a number, got {element!r}")
        return bool((self == element).array.any())

    def __reversed__(self):
        return self if self.array.ndim == 0 else arranging.flip(self, (0,))

    def detach_(self):
        """Let the tensor forget the call that made it; return it."""
        if self.source is not None:
            raise RuntimeError("a view cannot be detached in place; use detach()")
        self.tracked, self.call = False, None
        return self

    def item(self):
        """Return the only element as a Python number."""
        if self.array.size != 1:
            raise ValueError(
                f"item() needs a tensor of one element, got shape {self.array.shape}"
            )
        return self.array.item()

    def tolist(self):
        """Return the elements as nested lists."""
        return self.array.tolist()

    def numpy(self, *, force=False):
        """Return the array itself; of a tensor that requires grad only by `force`."""
        if self.requires_grad and not force:
            raise RuntimeError("detach() a tensor that requires grad before numpy()")
        return self.array

    def detach(self):
        """Return a tensor on the same array that no gradient flows through."""
        detached = Tensor(self.array)
        detached.version = self.version
        return detached
