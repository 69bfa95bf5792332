"""Weights on disk: safetensors files, written whole or not at all."""

import hashlib
import os
import tempfile
from json import dumps
from pathlib import Path

from torch import Tensor


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
        If a name is not a str or a value not a Tensor.
    OSError
        If the file cannot be written; an old one is still whole.

    Notes
    -----
    A SHA-256 of names, types, shapes and values goes into the metadata, so that a
    damaged file is noticed.
    """
    from safetensors.torch import save

    arrays = {}
    for name, tensor in tensors.items():
        if not isinstance(name, str) or not isinstance(tensor, Tensor):
            raise TypeError(
                f"tensors must map str to Tensor, got {name!r}: {type(tensor).__name__}"
            )
        arrays[name] = tensor.detach().contiguous()
    metadata = {**(metadata or {})}
    metadata["sha256"] = digest(arrays, metadata)
    write_whole(filename, save(arrays, metadata))


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

    with open(filename, "rb"):
        pass  # a clear OSError for what cannot be read
    try:
        with safe_open(filename, framework="pt") as file:
            metadata = dict(file.metadata() or {})
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, TypeError, ValueError, OverflowError) as error:
        raise ValueError(
            f"{filename} is not a whole safetensors file: {error}"
        ) from None
    checksum = metadata.pop("sha256", None)
    if checksum not in (None, digest(arrays, metadata)):
        raise ValueError(f"{filename} is damaged: its checksum does not match")
    return arrays, metadata, checksum


def digest(arrays, metadata):
    """Return the SHA-256 of the metadata and of names, types, shapes and values."""
    total = hashlib.sha256(dumps(metadata, sort_keys=True).encode())
    for name in sorted(arrays):
        array = arrays[name]
        dtype = str(array.dtype).removeprefix("torch.")
        total.update(f"{name} {dtype} {tuple(array.shape)}".encode())
        total.update(array.numpy().tobytes())
    return total.hexdigest()


def write_whole(filename, data):
    """Write a file so that whoever looks finds the old one or the new one, whole."""
    path = Path(filename)
    handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
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
