"""Tensors in another element type, or on another device: there is but the CPU."""

import numpy as np

from . import dtypes
from .autograd import Tensor
from .devices import CPU, check_device, is_place
from .formats import strided
from .methods import given_to
from .promotion import promote

NAMES = {"FloatTensor": "float32", "DoubleTensor": "float64", "HalfTensor": "float16"}
NAMES |= {"LongTensor": "int64", "IntTensor": "int32", "ShortTensor": "int16"}
NAMES |= {"CharTensor": "int8", "ByteTensor": "uint8", "BoolTensor": "bool"}


def as_dtype(value):
    """Return a dtype, or the one that a name as "torch.FloatTensor" stands for."""
    name = str(value).removeprefix("torch.")
    if isinstance(value, str) and name in NAMES:
        return np.dtype(NAMES[name])
    if isinstance(value, type) and isinstance(getattr(value, "dtype", 0), dtypes.dtype):
        value = value.dtype  # as LongTensor
    if not isinstance(value, (dtypes.dtype, np.dtype)):
        raise TypeError(f"dtype must be a dtype as float32, got {value!r}")
    return np.dtype(value)


def target(args, options):
    """Return (device, dtype, whether to copy) of the arguments of `to`."""
    given = {"device", "dtype", "non_blocking", "copy", "memory_format"}
    if unknown := options.keys() - given:
        raise TypeError(f"to() got an unexpected argument {min(unknown)!r}")
    device, dtype = options.get("device"), options.get("dtype")
    for arg in args:
        if isinstance(arg, Tensor):
            dtype = arg.array.dtype
        elif arg is None or isinstance(arg, (bool, np.bool_)):
            continue  # no device, or non_blocking
        elif isinstance(arg, int) or is_place(arg):
            device = arg
        else:
            dtype = arg
    return device, None if dtype is None else as_dtype(dtype), options.get("copy")


@given_to(Tensor)
class Conversion:
    """Methods of Tensor."""

    __slots__ = ()

    def to(self, *args, **options):
        """Return the tensor in a dtype, on the CPU; itself where it already is.

        Parameters
        ----------
        *args : dtype, device, or a Tensor that has both
        device : device, default: the CPU
        dtype : dtype, optional
        non_blocking, copy, memory_format
            Whether to copy even so; the others make no difference on the CPU.
        """
        device, dtype, copy = target(args, options)
        check_device(device)
        converted = self if dtype is None else promote(self, dtype)
        return self.clone() if copy and converted is self else converted

    def type(self, dtype=None):
        """Return the tensor in another dtype, or the name of its type."""
        if dtype is None:
            names = {value: name for name, value in NAMES.items()}
            return f"torch.{names[self.array.dtype.name]}"
        return promote(self, as_dtype(dtype))

    def type_as(self, other):
        """Return the tensor in the dtype of another."""
        return promote(self, other.array.dtype)

    def half(self):
        """Return the tensor as float16."""
        return promote(self, dtypes.float16)

    def float(self):
        """Return the tensor as float32."""
        return promote(self, dtypes.float32)

    def double(self):
        """Return the tensor as float64."""
        return promote(self, dtypes.float64)

    def short(self):
        """Return the tensor as int16."""
        return promote(self, dtypes.int16)

    def int(self):
        """Return the tensor as int32."""
        return promote(self, dtypes.int32)

    def long(self):
        """Return the tensor as int64."""
        return promote(self, dtypes.int64)

    def char(self):
        """Return the tensor as int8."""
        return promote(self, dtypes.int8)

    def byte(self):
        """Return the tensor as uint8."""
        return promote(self, dtypes.uint8)

    def bool(self):
        """Return the tensor as bool."""
        return promote(self, dtypes.bool)

    def cpu(self):
        """Return the tensor itself, which is on the CPU."""
        return self

    def cuda(self, device="cuda"):
        """Refuse: there is but the CPU."""
        check_device(device)

    def pin_memory(self):
        """Return the tensor itself: there is no device to hurry its memory to."""
        return self

    @property
    def layout(self):
        """How the elements lie in memory: in equal steps."""
        return strided

    is_sparse = is_quantized = is_meta = is_mps = is_xpu = False

    @property
    def device(self):
        """The CPU."""
        return CPU

    @property
    def is_cuda(self):
        """Whether the tensor is on a graphics card: no."""
        return False

    def get_device(self):
        """Return the number of the graphics card: -1, there is none."""
        return -1

    def is_floating_point(self):
        """Return whether the elements are real numbers."""
        return self.array.dtype.kind == "f"
