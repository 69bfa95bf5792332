"""Weights on disk: safetensors files, written whole or not at all."""

import hashlib
import os
from json import dumps
from pathlib import Path
from secrets import token_hex

import numpy as np

from .autograd import Tensor


def save_file(tensors, filename, metadata=None):
    """Write tensors as a safetensors file, replacing an old one only when complete.

    Parameters
    ----------
    tensors : dict of str to Tensor
        As from `state_dict`; any strides.
    filename : path
    metadata : dict of str to str, optional

    Raises
    ------
    TypeError
        If a name is not a str, a value not a Tensor or its dtype unknown to the format.
    OSError
        If the file cannot be written; an old one is still whole.

    Notes
    -----
    A SHA-256 of names, types, shapes and values goes into the metadata, so that a
    damaged file is noticed. A killed process may leave a hidden `.part` file behind.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import save

    metadata = dict(check_names("metadata", metadata or {}, str))
    metadata.pop("sha256", None)
    arrays = {}
    for name, tensor in check_names("tensors", tensors, Tensor).items():
        array = tensor.array
        arrays[name] = np.ascontiguousarray(array).reshape(array.shape)
    metadata["sha256"] = digest(arrays, metadata)
    try:
        data = save(arrays, metadata)
    except (SafetensorError, KeyError) as error:
        raise TypeError(f"tensors cannot be saved: {error}") from None
    write_whole(filename, data)


def load_file(filename):
    """Read the tensors of a safetensors file.

    Parameters
    ----------
    filename : path

    Returns
    -------
    tensors : dict of str to Tensor

    Raises
    ------
    ValueError
        If the file is damaged, cut short or no safetensors file.
    OSError
        If it cannot be read.
    """
    return read_file(filename)[0]


def read_file(filename):
    """Return tensors, metadata and checksum of a file that proves whole."""
    from safetensors import SafetensorError, safe_open

    path = regular(filename)
    with path.open("rb"):
        pass  # a clear OSError for what cannot be read
    try:
        with safe_open(path, framework="np") as file:
            metadata = dict(file.metadata() or {})
            names = list(file.keys())
            kinds = {name: file.get_slice(name).get_dtype() for name in names}
            if short := [name for name, kind in kinds.items() if kind == "BF16"]:
                raise TypeError(f"{short[0]} is bfloat16, which NumPy does not have")
            arrays = {name: file.get_tensor(name) for name in names}
        checksum = metadata.pop("sha256", None)
        whole = checksum in (None, digest(arrays, metadata))
    except (
        SafetensorError,
        ValueError,
        TypeError,
        OverflowError,
        RuntimeError,
    ) as error:
        what = (
            "not read" if "bfloat16" in str(error) else "not a whole safetensors file"
        )
        raise ValueError(f"{filename} is {what}: {error}") from None
    if not whole:
        raise ValueError(f"{filename} is damaged: its checksum does not match")
    tensors = {name: Tensor(array) for name, array in arrays.items()}
    return tensors, metadata, checksum


def digest(arrays, metadata):
    """Return the SHA-256 of the metadata and of names, types, shapes and values."""
    total = hashlib.sha256(dumps(metadata, sort_keys=True).encode())
    for name in sorted(arrays):
        array = arrays[name]
        total.update(f"{name} {array.dtype.name} {array.shape}".encode())
        total.update(array.tobytes())
    return total.hexdigest()


def write_whole(filename, data):
    """Write a file so that whoever looks finds the old one or the new one, whole."""
    path = regular(filename)
    if path.exists():
        path.open("r+b").close()  # or PermissionError: it is read-only
    part = path.with_name(f".{path.name[:200]}.{token_hex(4)}.part")
    try:
        with part.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder):
    """Make the renaming itself last, where folders can be synced."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def regular(filename):
    """Return the path that links lead to; refuse folders, devices and pipes."""
    path = Path(os.path.realpath(Path(filename)))
    if path.exists() and not path.is_file():
        raise OSError(f"{filename} is not a regular file")
    return path


def check_names(name, members, kind):
    """Refuse anything but a dict of str to `kind`; return it."""
    if not isinstance(members, dict):
        raise TypeError(f"{name} must be a dict, got {type(members).__name__}")
    for key, value in members.items():
        if not isinstance(key, str) or not isinstance(value, kind):
            raise TypeError(
                f"{name} must map str to {kind.__name__}, "
                f"got {key!r}: {type(value).__name__}"
            )
    if "__metadata__" in members:
        raise ValueError(f"{name} must not have the name '__metadata__'")
    return members
