"""The pickle inside torch's files: written as torch reads it, read without running it.

A pickle is a program. Here it may build dicts, lists, tuples, texts, numbers and
tensors; every other instruction and every other name is refused before anything runs.
"""

import io
import pickle
import pickletools
import struct
from collections import OrderedDict

import numpy as np

from . import dtypes
from .autograd import Parameter, Tensor

STORAGES = {
    "DoubleStorage": np.dtype(np.float64),
    "FloatStorage": np.dtype(np.float32),
    "HalfStorage": np.dtype(np.float16),
    "LongStorage": np.dtype(np.int64),
    "IntStorage": np.dtype(np.int32),
    "ShortStorage": np.dtype(np.int16),
    "CharStorage": np.dtype(np.int8),
    "ByteStorage": np.dtype(np.uint8),
    "BoolStorage": np.dtype(np.bool_),
}
NAMES = {dtype: name for name, dtype in STORAGES.items()}
DTYPES = {dtype.name: dtypes.named(dtype) for dtype in NAMES}
WORDS = """
    PROTO FRAME STOP MARK POP POP_MARK DUP NONE NEWTRUE NEWFALSE BININT BININT1 BININT2
    LONG1 BINFLOAT BINUNICODE SHORT_BINUNICODE BINUNICODE8 EMPTY_DICT SETITEM SETITEMS
    EMPTY_LIST APPEND APPENDS EMPTY_TUPLE TUPLE TUPLE1 TUPLE2 TUPLE3 EMPTY_SET ADDITEMS
    BINPUT LONG_BINPUT MEMOIZE BINGET LONG_BINGET GLOBAL STACK_GLOBAL REDUCE BUILD
    BINPERSID
"""
INSTRUCTIONS = frozenset(WORDS.split())
DEEPEST = 200  # containers within containers


def write(obj, place):
    """Return the pickle of an object, by protocol 2.

    Parameters
    ----------
    obj : dict, list, tuple, set, str, number, bool, None, dtype, Tensor, and these in
        one another
    place : callable
        From an array to (key of its storage, elements there, first element, strides).

    Raises
    ------
    TypeError
        For any other kind of object.
    ValueError
        If containers hold themselves.
    """
    return b"\x80\x02" + written(obj, place, ()) + b"."


def written(obj, place, outer):
    """Return the instructions that build an object."""
    if isinstance(obj, Tensor):
        return written_tensor(obj, place)
    for kind, instructions in LEAVES.items():
        if type(obj) is kind or (kind in ELEMENTS and isinstance(obj, kind)):
            return instructions(obj)
    if id(obj) in outer or len(outer) > DEEPEST:
        raise ValueError("an object to save must not hold itself")
    outer = (*outer, id(obj))

    def each(items):
        return b"".join(written(item, place, outer) for item in items)

    if isinstance(obj, dict):
        pairs = each(part for item in obj.items() for part in item)
        start = EMPTY if type(obj) is OrderedDict else b"}"
        return start + b"(" + pairs + b"u"
    if type(obj) is list:
        return b"](" + each(obj) + b"e"
    if type(obj) is tuple:
        return b"(" + each(obj) + b"t"
    if type(obj) is set:
        return name("__builtin__", "set") + b"](" + each(sorted(obj)) + b"e\x85R"
    raise TypeError(f"save takes state, not a {type(obj).__name__}: {obj!r:.60}")


def name(module, attribute):
    """Return the instruction that looks a name up."""
    return f"c{module}\n{attribute}\n".encode()


EMPTY = name("collections", "OrderedDict") + b")R"


def text(value):
    """Return the instruction for a text."""
    data = value.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(data)) + data


def integer(value):
    """Return the instruction for a whole number."""
    if -(2**31) <= value < 2**31:
        return b"J" + struct.pack("<i", value)
    data = pickle.encode_long(value)
    return b"\x8a" + struct.pack("<B", len(data)) + data


LEAVES = {
    type(None): lambda value: b"N",
    bool: lambda value: b"\x88" if value else b"\x89",
    int: integer,
    float: lambda value: b"G" + struct.pack(">d", value),
    str: text,
    dtypes.dtype: lambda value: name("torch", value.name),
    np.dtype: lambda value: name("torch", value.name),
}
ELEMENTS = dtypes.dtype, np.dtype


def written_tensor(tensor, place):
    """Return the call that makes a tensor of a part of its storage."""
    if tensor.array.dtype not in NAMES:
        raise TypeError(f"save has no name for dtype {tensor.array.dtype}")
    key, size, first, strides = place(tensor.array)
    kind = name("torch", NAMES[tensor.array.dtype])
    storage = b"(" + text("storage") + kind + text(key) + text("cpu") + integer(size)
    parameter = isinstance(tensor, Parameter)
    leaf = tensor.is_leaf and not parameter
    made = (
        name("torch._utils", "_rebuild_tensor_v2")
        + (b"(" + storage + b"tQ" + integer(first))
        + written(tuple(tensor.array.shape), place, ())
        + written(tuple(strides), place, ())
        + LEAVES[bool](tensor.requires_grad and leaf)
        + (EMPTY + b"tR")
    )
    if parameter:
        wants = LEAVES[bool](tensor.requires_grad)
        rebuild = name("torch._utils", "_rebuild_parameter")
        made = rebuild + b"(" + made + wants + EMPTY + b"tR"
    return made


def read(data, storage, build):
    """Return what a pickle builds.

    Parameters
    ----------
    data : bytes
    storage : callable
        From (dtype, key, elements) to the array of a storage.
    build : callable
        From (storage, first, shape, strides, requires_grad) to a tensor.

    Raises
    ------
    ValueError
        If it is cut short, does more than that, or names anything else.
    """
    try:
        reader = Reader(data, storage, build)
        check_instructions(data, reader.names)
        return unsealed(reader.load(), 0)
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"the pickle is damaged: {error}") from None


def check_instructions(data, names):
    """Refuse other names and instructions, and what would only ask for memory."""
    for count, (opcode, argument, _) in enumerate(pickletools.genops(data)):
        if opcode.name == "GLOBAL":
            check_name(argument.replace(" ", "."), names)
        if opcode.name not in INSTRUCTIONS:
            raise ValueError(f"a file of weights must not use {opcode.name}")
        if opcode.name.endswith("PUT") and argument > count:
            raise ValueError("the pickle is damaged: it remembers what it has not made")


def check_name(name, names):
    """Refuse a name that is not on the list."""
    if name not in names:
        raise ValueError(f"a file of weights must not name {name}")


class State(OrderedDict):
    """An OrderedDict that keeps nothing but its items: torch adds `_metadata`."""

    def __setstate__(self, state):
        pass


class Reader(pickle.Unpickler):
    """An unpickler that knows a short list of names."""

    def __init__(self, data, storage, build):
        super().__init__(io.BytesIO(data))
        self.storage = storage
        self.names = {
            "collections.OrderedDict": State,
            "torch._utils._rebuild_tensor_v2": lambda *args: rebuilt(build, *args),
            "torch._utils._rebuild_parameter": parameter,
            "torch.Size": tuple,
            "torch.device": str,
            "__builtin__.set": set,
            **{f"torch.{n}": Sealed(dtype) for n, dtype in STORAGES.items()},
            **{f"torch.{n}": Sealed(dtype) for n, dtype in DTYPES.items()},
        }

    def find_class(self, module, name):
        """Return what a name stands for here."""
        check_name(f"{module}.{name}", self.names)
        return self.names[f"{module}.{name}"]

    def persistent_load(self, pid):
        """Return the storage that torch names by (word, type, key, device, size)."""
        word, kind, key, _, size = pid
        if word != "storage" or type(kind) is not Sealed or type(size) is not int:
            raise ValueError(f"the pickle names no storage: {pid!r:.60}")
        return Sealed(self.storage(kind.value, str(key), size))


class Sealed:
    """A dtype, storage or tensor, into which a pickle can write nothing."""

    __slots__ = ("value",)

    def __init__(self, value):
        object.__setattr__(self, "value", value)

    def __setattr__(self, name, value):
        raise ValueError(f"a file of weights must not set {name}")


def rebuilt(build, storage, first, shape, strides, requires_grad, *hooks):
    """Return a tensor on a part of a storage."""
    return Sealed(build(storage.value, first, shape, strides, requires_grad))


def parameter(made, requires_grad, hooks):
    """Return a tensor as a parameter."""
    return Sealed(Parameter(made.value, requires_grad is True))


def unsealed(obj, depth):
    """Return what was read with the tensors themselves in it."""
    if isinstance(obj, Sealed):
        return obj.value
    if depth > DEEPEST:
        raise ValueError(f"the pickle nests more than {DEEPEST} containers")
    if isinstance(obj, dict):
        pairs = [
            (unsealed(k, depth + 1), unsealed(v, depth + 1)) for k, v in obj.items()
        ]
        return (OrderedDict if type(obj) is State else dict)(pairs)
    if isinstance(obj, (list, tuple, set)):
        return type(obj)(unsealed(part, depth + 1) for part in obj)
    return obj
