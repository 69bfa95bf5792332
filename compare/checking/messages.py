"""What crosses between processes: JSON and raw buffers, never a pickle.

A message is a header of JSON and the bytes of its arrays behind it. Nothing that is
read can name a class or run code: an object that is neither a number, a text, an array
nor a container of those crosses as the name of its type.
"""

import json
import math
import struct
import sys
from dataclasses import dataclass

import numpy as np

KINDS = "fiubc"
LARGEST = 2**28  # bytes of one message
DEEPEST = 12
PREFIX = struct.Struct("<QQ")


class Malformed(ValueError):
    """A message that is none."""


@dataclass(frozen=True)
class Opaque:
    """An object that stays in the other process."""

    type: str
    callable: bool = False


@dataclass(frozen=True)
class Held:
    """Something that the other process keeps, or a part of it."""

    slot: str
    path: tuple = ()


@dataclass(frozen=True)
class Sent:
    """An array that is to arrive as a tensor."""

    array: np.ndarray


def encode(value, buffers: list, depth: int = 0):
    """Return a value as JSON holds it; its arrays are appended to `buffers`."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else {"opaque": "int", "callable": False}
    if isinstance(value, float) and not isinstance(value, np.generic):
        return value if math.isfinite(value) else {"float": str(value)}
    if isinstance(value, Held):
        return {"held": [value.slot, list(value.path)]}
    array, kind = as_array(value)
    if array is not None and array.dtype.kind in KINDS:
        buffers.append(array)
        return {kind: len(buffers) - 1}
    if depth < DEEPEST and isinstance(value, (tuple, list)):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [encode(v, buffers, depth + 1) for v in value]}
    if depth < DEEPEST and isinstance(value, dict):
        pairs = [[k, encode(v, buffers, depth + 1)] for k, v in value.items()]
        if all(isinstance(k, (str, int)) for k, _ in pairs):
            return {"dict": pairs}
    return {"opaque": type(value).__name__[:80], "callable": callable(value)}


def as_array(value):
    """Return (array, kind) of what holds numbers, (None, "") of all else."""
    if isinstance(value, (np.ndarray, np.generic)):
        return np.asarray(value), "array"
    if isinstance(value, Sent):
        return np.asarray(value.array), "tensor"
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        try:
            return value.detach().cpu().resolve_conj().resolve_neg().numpy(), "tensor"
        except (RuntimeError, TypeError):
            return None, ""
    return None, ""


def decode(value, arrays, held=None, tensor=None):
    """Return the value that was encoded.

    `held` looks up what this side keeps; `tensor` makes a tensor of an array.
    """
    if not isinstance(value, dict):
        if isinstance(value, list):
            raise Malformed("a list without its kind")
        return value
    ((kind, content),) = ((k, v) for k, v in value.items() if k != "callable")
    if kind == "float":
        return float(content)
    if kind == "array":
        return arrays[content]
    if kind == "tensor":
        return arrays[content] if tensor is None else tensor(arrays[content])
    if kind in ("tuple", "list"):
        made = [decode(v, arrays, held, tensor) for v in content]
        return tuple(made) if kind == "tuple" else made
    if kind == "dict":
        return {k: decode(v, arrays, held, tensor) for k, v in content}
    if kind == "held" and held is not None:
        return held(content[0], content[1])
    if kind == "opaque":
        return Opaque(str(content)[:80], bool(value.get("callable")))
    raise Malformed(f"no kind of value: {kind!r}")


def packed(body) -> bytes:
    """Return a message as bytes."""
    buffers: list = []
    encoded = encode(body, buffers)
    listed = [[a.dtype.str, list(a.shape)] for a in buffers]
    header = json.dumps([encoded, listed]).encode()
    content = b"".join(np.ascontiguousarray(a).tobytes() for a in buffers)
    return PREFIX.pack(len(header), len(content)) + header + content


def lengths(prefix: bytes) -> tuple[int, int]:
    """Read how long header and buffers are."""
    header, content = PREFIX.unpack(prefix)
    if header > LARGEST or content > LARGEST:
        raise Malformed(f"a message of {header + content:,} bytes")
    return header, content


def unpacked(header: bytes, content: bytes, held=None, tensor=None):
    """Return the body of a message, arrays as writable copies."""
    try:
        encoded, listed = json.loads(header)
        arrays, start = [], 0
        for code, shape in listed:
            dtype = np.dtype(str(code))
            if dtype.kind not in KINDS or dtype.itemsize > 32:
                raise Malformed(f"no dtype of a number: {code!r}")
            size = math.prod(int(n) for n in shape) * dtype.itemsize
            if size < 0 or start + size > len(content):
                raise Malformed("buffers shorter than their shapes say")
            flat = np.frombuffer(content[start : start + size], dtype).copy()
            arrays.append(flat.reshape(shape))
            start += size
        return decode(encoded, arrays, held, tensor)
    except Malformed:
        raise
    except (ValueError, TypeError, KeyError, IndexError, RecursionError) as error:
        raise Malformed(str(error)[:200]) from error
