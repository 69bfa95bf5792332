"""A program while it is drawn: what torch has made of it, and what fits next."""

import math

import torch

from .choices import Choices
from .machine import MISSING, TORCH, Machine
from .program import Leaf, Program, Ref, Statement
from .tensors import FLOATS, INTEGERS, is_float

NICE = (0, 1, -1, 0.5, -0.5, 1.5, 2, -2, 3, 0.25, -3, 2.5, -0.75, 4, -1.5, 0.125)
DECIMAL = (0.1, -0.7, 0.3, 1.1, -2.3, 1 / 3, 10.7, 1e-3, -0.01, 6.28, 0.99, -5.5)
SPECIAL = (math.nan, math.inf, -math.inf, -0.0, 0.0, -0.0, 1e-40, -1e-40, 1e-45)
EXTREME = (3e38, -3e38, 1e4, -1e4, 1e-20, 88.7, -104.0, 1e-310, 20.0, 1e30, 16777217.0)
WHOLE = (0, 1, 2, 3, -1, -2, 5, 4, 7, -3)
LIMITS = {
    "uint8": (0, 255, 200, 128, 127),
    "int8": (127, -128, 100, -127),
    "int16": (2**15 - 1, -(2**15), 256, 300),
    "int32": (2**31 - 1, -(2**31), 2**24 + 1, 100000),
    "int64": (2**63 - 1, -(2**63), 2**53 + 1, 2**31),
}


class State:
    """The statements so far and their results in torch.

    Attributes
    ----------
    tensors : list of Ref
        The results that are tensors.
    behind : set of Ref
        Those on memory that was reached through `data`, behind the tape's back.
    """

    def __init__(self, choices: Choices):
        self.choices = choices
        self.machine = Machine(TORCH)
        self.program: Program = []
        self.tensors: list[Ref] = []
        self.behind: set[Ref] = set()
        self.sizes = [choices.one((1, 2, 2, 3, 3, 4, 0, 5)) for _ in range(3)]
        if 0 in self.sizes and choices.chance(60):
            self.sizes = [n or 2 for n in self.sizes]
        if choices.below(250) == 0:
            self.sizes[0] = choices.between(500, 600)
        self.special = choices.chance(30)
        self.dtype = choices.one(("float32",) * 5 + ("float64",) * 4)

    def __getitem__(self, ref):
        return self.machine.values[ref]

    # What is appended.
    def emit(self, operation: str, *args, mode: str = "") -> Ref | None:
        """Append a statement and run it; return its result unless it is refused."""
        statement = Statement(operation, args, mode)
        self.program.append(statement)
        self.machine.take(statement)
        ref = Ref(len(self.program) - 1)
        value = self.machine.values[-1]
        if isinstance(value, torch.Tensor):
            self.tensors.append(ref)
            if operation == "data" or self.is_behind(args):
                self.behind.add(ref)
        return None if value is MISSING else ref

    def is_behind(self, args) -> bool:
        """Whether the first argument is on memory reached behind the tape's back."""
        return bool(args) and type(args[0]) is Ref and args[0] in self.behind

    def leaf(self, shape, dtype: str, requires_grad=False, values=None) -> Ref:
        """Append a tensor of numbers."""
        if values is None:
            values = self.numbers(math.prod(shape), dtype)
        made = Leaf(tuple(values), tuple(shape), dtype)
        return self.emit("tensor", made, requires_grad)

    def float_leaf(self, shape=None, grad=60) -> Ref:
        """Append a tensor of real numbers, in the program's dtype as a rule."""
        dtype = self.dtype if self.choices.chance(90) else self.choices.one(FLOATS)
        shape = self.shape() if shape is None else shape
        return self.leaf(shape, dtype, self.choices.chance(grad))

    def other_leaf(self) -> Ref:
        """Append a tensor of integers or bools."""
        return self.leaf(
            self.shape(), self.choices.one(("int64", "int64", *INTEGERS, "bool"))
        )

    # What is drawn.
    def numbers(self, count: int, dtype: str) -> list:
        """Draw numbers of a dtype."""
        choices = self.choices
        if dtype == "bool":
            return [choices.below(2) == 1 for _ in range(count)]
        if dtype not in FLOATS:
            values = [abs(v) if dtype == "uint8" else v for v in WHOLE]
            drawn = choices.some(values, count)
            if self.special and count and choices.chance(30):
                drawn[choices.below(count)] = choices.one(LIMITS[dtype])
            return drawn
        table = DECIMAL if choices.chance(25) else NICE
        drawn = choices.some(table, count)
        if choices.chance(8):
            drawn = [choices.one(table)] * count
        drawn = [float(number) for number in drawn]
        if self.special and count:
            for _ in range(choices.below(3)):
                table = EXTREME if choices.chance(25) else SPECIAL
                drawn[choices.below(count)] = choices.one(table)
        return drawn

    def shape(self) -> tuple[int, ...]:
        """Draw a shape out of the program's sizes."""
        choices = self.choices
        rank = choices.one((0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4))
        shape = tuple(
            1 if choices.chance(12) else choices.one(self.sizes) for _ in range(rank)
        )
        while math.prod(shape) > 700:
            shape = shape[1:]
        return shape

    def fitting(self, shape) -> tuple[int, ...]:
        """Draw a shape that broadcasts with another."""
        choices = self.choices
        drawn = tuple(1 if choices.chance(25) else n for n in shape)
        if choices.chance(30):
            drawn = drawn[choices.below(len(drawn) + 1) :]
        if choices.chance(8) and len(drawn) < 4:
            drawn = (choices.one((1, 2)), *drawn)
        return drawn

    def number(self, tensor=None):
        """Draw a Python number."""
        choices = self.choices
        if self.special and choices.chance(10):
            return choices.one((*SPECIAL, *EXTREME, 2**31, -(2**40), 2**63 - 1, 300))
        if choices.chance(45):
            return float(choices.one(DECIMAL if choices.chance(30) else NICE))
        return choices.one(WHOLE) if choices.chance(90) else choices.chance(50)

    def pick(self, fits=None, tries=4) -> Ref | None:
        """Draw one of the tensors, a late one as a rule."""
        choices, tensors = self.choices, self.tensors
        for _ in range(tries):
            late = tensors[-3:] if choices.chance(60) else tensors
            ref = choices.one(late)
            if fits is None or fits(self[ref]):
                return ref
        return None

    def pick_float(self) -> Ref:
        """Draw a tensor of real numbers, of others now and then."""
        if self.choices.chance(6):
            return self.pick()
        return self.pick(is_float) or self.float_leaf()

    def dim(self, ndim: int):
        """Draw a dimension, one that is not there now and then."""
        if self.choices.chance(2):
            return self.choices.between(-6, 6)
        return self.choices.between(-max(ndim, 1), max(ndim, 1) - 1)

    def dims(self, ndim: int):
        """Draw None, a dimension or several."""
        choices = self.choices
        kind = choices.below(10)
        if kind < 3:
            return None
        if kind < 7:
            return self.dim(ndim)
        if kind < 9 and ndim:
            count = choices.between(1, ndim)
            pool = list(range(ndim))
            drawn = [pool.pop(choices.below(len(pool))) for _ in range(count)]
            return tuple(d - ndim if choices.chance(30) else d for d in drawn)
        return choices.one(((), (self.dim(ndim),), [self.dim(ndim)], (0, 0)))
