"""New tensors made like another one: `x.new_zeros(2)`; and by the names of types."""

import numpy as np

from . import creation, dtypes
from .arguments import check_bool, check_real
from .autograd import Tensor
from .devices import check_device
from .methods import given_to


def kind(tensor, options):
    """Return the options of a new tensor; its dtype is another's unless given."""
    dtype = options.pop("dtype", None)
    return {"dtype": tensor.array.dtype if dtype is None else dtype, **options}


@given_to(Tensor)
class Likeness:
    """Methods of Tensor that make a new one in its dtype, or in `dtype`."""

    __slots__ = ()

    def new_tensor(self, data, **options):
        """Return a tensor that copies `data`."""
        return creation.tensor(data, **kind(self, options))

    def new_zeros(self, *size, **options):
        """Return zeros of this size."""
        return creation.zeros(*size, **kind(self, options))

    def new_ones(self, *size, **options):
        """Return ones of this size."""
        return creation.ones(*size, **kind(self, options))

    def new_empty(self, *size, **options):
        """Return arbitrary values of this size."""
        return creation.empty(*size, **kind(self, options))

    def new(self, *data):
        """Return numbers of a list in its dtype, or so many of any value."""
        return typed("new", self.array.dtype)(*data)

    def new_full(self, size, fill_value, **options):
        """Return a tensor of this size filled with `fill_value`."""
        return creation.full(size, fill_value, **kind(self, options))


def as_tensor(data, dtype=None, device=None):
    """Return a tensor of `data`: itself or on its memory where nothing must change."""
    check_device(device)
    if isinstance(data, Tensor):
        return data if dtype is None else data.to(dtype)
    if isinstance(data, np.ndarray) and dtype in (None, data.dtype):
        return creation.from_numpy(data)
    return creation.tensor(data, dtype=dtype)


def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False):
    """Return a tensor of `obj`, on its memory unless copied."""
    tensor = as_tensor(obj, dtype, device)
    if copy:
        tensor = tensor.detach().clone()
    return tensor.requires_grad_() if requires_grad else tensor


def scalar_tensor(s, *, dtype=None, device=None, requires_grad=False):
    """Return a number as a tensor without dimensions, of the default dtype."""
    check_device(device)
    s = s if isinstance(s, bool) else check_real("s", s)
    dtype = dtypes.default if dtype is None else dtype
    return creation.tensor(s, dtype=dtype, requires_grad=requires_grad)


def is_tensor(obj):
    """Return whether an object is a Tensor."""
    return isinstance(obj, Tensor)


class Typed(type):
    """The classes that make tensors of one dtype, as torch.LongTensor does."""

    def __call__(cls, *data, requires_grad=False):
        """Return numbers of a list, or so many of any value."""
        check_bool("requires_grad", requires_grad)
        if data and not isinstance(data[0], (list, tuple, np.ndarray, Tensor)):
            return creation.empty(*data, dtype=cls.dtype, requires_grad=requires_grad)
        given = data[0] if data else []
        array = np.array(given.array if isinstance(given, Tensor) else given)
        if array.dtype.kind not in "biuf":
            raise TypeError(f"data must hold numbers or bools, got {array.dtype}")
        return Tensor(array.astype(cls.dtype), requires_grad)

    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor) and instance.array.dtype == cls.dtype


def typed(name, dtype):
    """Return the class that makes tensors of one dtype."""
    doc = f"Return {dtype} numbers of a list, or so many of any value."
    return Typed(name, (), {"dtype": dtype, "__doc__": doc})


FloatTensor = typed("FloatTensor", dtypes.float32)
DoubleTensor = typed("DoubleTensor", dtypes.float64)
HalfTensor = typed("HalfTensor", dtypes.float16)
LongTensor = typed("LongTensor", dtypes.int64)
IntTensor = typed("IntTensor", dtypes.int32)
ShortTensor = typed("ShortTensor", dtypes.int16)
CharTensor = typed("CharTensor", dtypes.int8)
ByteTensor = typed("ByteTensor", dtypes.uint8)
BoolTensor = typed("BoolTensor", dtypes.bool)
