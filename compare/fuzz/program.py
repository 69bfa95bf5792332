"""A program: statements that are data, printed as Python, kept as a short code."""

import base64
import json
import zlib
from dataclasses import dataclass

import numpy as np


class Ref(int):
    """The result of an earlier statement, by its number."""

    def __repr__(self):
        return f"v{int(self)}"


class Name(str):
    """A name of the library: a dtype."""

    def __repr__(self):
        return f"dl.{self}"


@dataclass(frozen=True)
class Leaf:
    """The values of a tensor that a program starts from."""

    values: tuple
    shape: tuple[int, ...]
    dtype: str

    @property
    def array(self) -> np.ndarray:
        """The values as an array."""
        made = self.__dict__.get("_array")
        if made is None:
            with np.errstate(all="ignore"):
                made = np.array(self.values, self.dtype).reshape(self.shape)
            object.__setattr__(self, "_array", made)
        return made

    def __repr__(self):
        if 0 in self.shape[:-1]:
            return f"dl.zeros({', '.join(map(str, self.shape))}, dtype=dl.{self.dtype})"
        values = literal(self.array.tolist())
        return f"dl.tensor({values}, dtype=dl.{self.dtype})"


def literal(value) -> str:
    """Write numbers as Python reads them where inf and nan are known."""
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return repr(value)


@dataclass(frozen=True)
class Statement:
    """One operation on earlier results; its number in the program names its result."""

    operation: str
    args: tuple
    mode: str = ""  # or "no_grad"


Program = list[Statement]


def refs(value):
    """Give every reference inside an argument."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from refs(part)


def pack(value):
    """Return an argument as JSON can keep it."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, Ref):
        return {"v": int(value)}
    if isinstance(value, Name):
        return {"name": str(value)}
    if isinstance(value, Leaf):
        return {"leaf": [list(value.values), list(value.shape), value.dtype]}
    if isinstance(value, slice):
        return {"slice": [value.start, value.stop, value.step]}
    if value is Ellipsis:
        return {"dots": 0}
    if isinstance(value, tuple):
        return {"tuple": [pack(part) for part in value]}
    return [pack(part) for part in value]


def unpack(value):
    """Return the argument of `pack`."""
    if isinstance(value, list):
        return [unpack(part) for part in value]
    if not isinstance(value, dict):
        return value
    ((kind, inside),) = value.items()
    if kind == "leaf":
        return Leaf(tuple(inside[0]), tuple(inside[1]), inside[2])
    make = {
        "v": Ref,
        "name": Name,
        "slice": lambda parts: slice(*parts),
        "dots": lambda _: Ellipsis,
        "tuple": lambda parts: tuple(map(unpack, parts)),
    }
    return make[kind](inside)


def encode(program: Program) -> str:
    """Return a program as text without spaces."""
    rows = [[s.operation, pack(s.args), s.mode] for s in program]
    packed = zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode()


def decode(code: str) -> Program:
    """Return the program of a code.

    Raises
    ------
    ValueError
        If the text is no code of a program.
    """
    try:
        rows = json.loads(zlib.decompress(base64.urlsafe_b64decode(code)))
        return [Statement(name, unpack(args), mode) for name, args, mode in rows]
    except Exception as error:
        raise ValueError(f"not the code of a program: {error}") from error
