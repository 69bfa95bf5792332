"""torch's own files: `save` writes what torch.load reads, `load` what torch.save wrote.

Reading a file never runs code: see `pickles`. safetensors (`save_file`) remain the
simpler way for weights alone.
"""

import io
import sys
import zipfile
from pathlib import Path

import numpy as np

from . import pickles
from .arguments import check_bool
from .autograd import Tensor
from .weights import write_whole

LIMIT = 1 << 25  # bytes of the pickle beside the storages


def save(obj, f):
    """Write an object, as torch.save does, so that torch.load reads it.

    Parameters
    ----------
    obj : Tensor, number, str, None, dtype, and dicts, lists, tuples, sets of these
        As `model.state_dict()`; a whole module is refused, since it is code.
    f : path, or file open for writing bytes
        A path is replaced only when the new file is complete.

    Raises
    ------
    TypeError
        If obj holds anything else.
    OSError
        If the file cannot be written; an old one is still whole.
    """
    storages = {}
    data = pickles.write(obj, lambda array: place(array, storages))
    stem = Path(f).stem if isinstance(f, (str, Path)) else "archive"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{stem}/data.pkl", data)
        archive.writestr(f"{stem}/byteorder", sys.byteorder)
        for key, array in storages.values():
            archive.writestr(f"{stem}/data/{key}", array.tobytes())
        archive.writestr(f"{stem}/version", "3\n")
    if hasattr(f, "write"):
        f.write(buffer.getvalue())
    else:
        write_whole(f, buffer.getvalue())


def place(array, storages):
    """Return where an array lies: key and size of its storage, first element, strides.

    Arrays on the same memory share a storage; gaps of a view are written with it.
    """
    whole = array
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    turned = min(array.strides, default=0) < 0
    if turned or whole.dtype != array.dtype or not whole.flags.c_contiguous:
        array = whole = np.array(array, order="C")
    start, size = address(whole), array.itemsize
    key, _ = storages.setdefault((start, whole.nbytes), (str(len(storages)), whole))
    first = (address(array) - start) // size if array.size else 0
    return key, whole.size, first, [stride // size for stride in array.strides]


def address(array):
    """Return where the first element lies in memory."""
    return array.__array_interface__["data"][0]


def load(f, map_location=None, *, weights_only=True):
    """Read an object that torch.save or `save` wrote.

    Parameters
    ----------
    f : path, or file open for reading bytes
    map_location : "cpu", or a callable or dict that could name places, optional
    weights_only : bool
        It makes no difference: no code of a file ever runs.

    Raises
    ------
    ValueError
        If the file is damaged, cut short, of another kind, or holds more than tensors,
        numbers, texts and containers of these.
    OSError
        If it cannot be read.
    """
    check_bool("weights_only", weights_only)
    mapped = callable(map_location) or isinstance(map_location, (dict, type(None)))
    if not mapped and str(map_location) != "cpu":
        raise ValueError(f"map_location must be the CPU, got {map_location!r}")
    try:
        with zipfile.ZipFile(f) as archive:
            return unpacked(archive)
    except OSError:
        raise
    except Exception as error:  # whatever a damaged archive leads its reader into
        file = f if isinstance(f, (str, Path)) else "this"
        raise ValueError(f"{file} is no whole file of torch.save: {error}") from None


def unpacked(archive):
    """Return the object of an open archive."""
    infos = {info.filename: info for info in archive.infolist()}
    pickled = [n for n in infos if n.count("/") == 1 and n.endswith("/data.pkl")]
    if len(pickled) != 1:
        raise ValueError("a file of torch.save holds one data.pkl")
    stem = pickled[0].removesuffix("data.pkl")
    if infos[pickled[0]].file_size > LIMIT:
        raise ValueError(f"its pickle has more than {LIMIT} bytes")

    def record(name, size=None):
        info = infos.get(stem + name)
        if info is None:
            raise ValueError(f"{name} is missing")
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            raise ValueError(f"{name} is packed, as torch never does")
        if size is not None and info.file_size != size:
            raise ValueError(f"{name} has {info.file_size} bytes, not {size}")
        return archive.read(info)

    if stem + "byteorder" in infos and record("byteorder") != sys.byteorder.encode():
        raise ValueError(f"its byte order is not this machine's, {sys.byteorder}")
    storages = {}

    def storage(dtype, key, size):
        if key not in storages:
            data = record(f"data/{key}", size * dtype.itemsize)
            storages[key] = np.frombuffer(bytearray(data), dtype)
        if (storages[key].dtype, storages[key].size) != (dtype, size):
            raise ValueError(f"data/{key} is used as {dtype} of {size} elements")
        return storages[key]

    return pickles.read(record("data.pkl"), storage, view)


def view(whole, first, shape, strides, requires_grad):
    """Return the tensor that a part of a storage is."""
    for numbers in (shape, strides):
        if type(numbers) is not tuple or not all(type(n) is int for n in numbers):
            raise ValueError(f"a tensor has sizes that are no integers: {numbers!r}")
    ends = [(n - 1) * stride for n, stride in zip(shape, strides)]
    inside = len(shape) == len(strides) and min((*shape, *strides, 0)) >= 0
    if 0 not in shape:
        inside = inside and type(first) is int and 0 <= first < len(whole) - sum(ends)
    if not inside:
        raise ValueError(f"a tensor of shape {shape!r:.60} leaves its storage")
    if 0 in shape:
        return Tensor(np.empty(shape, whole.dtype), requires_grad is True)
    steps = [stride * whole.itemsize for stride in strides]
    array = np.lib.stride_tricks.as_strided(whole[first:], shape, steps)
    return Tensor(array, requires_grad is True)
