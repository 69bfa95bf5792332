"""Run a program in one library, statement by statement."""

from types import SimpleNamespace

import torch
import torch.nn.functional

import scratch

from .operations import OPERATIONS
from .program import Leaf, Name, Program, Ref, Statement


class Missing:
    """What a refused statement leaves."""

    def __repr__(self):
        return "nothing"


MISSING = Missing()


def flat(*packages) -> SimpleNamespace:
    """Return one namespace of several, the first one first."""
    names = {}
    for package in reversed(packages):
        names.update({n: v for n, v in vars(package).items() if n[0] != "_"})
    return SimpleNamespace(**names)


class Machine:
    """What one library has made of a program so far.

    Attributes
    ----------
    values : list
        The result of each statement; `MISSING` where it was refused.
    errors : list of Exception or None
    """

    def __init__(self, dl):
        self.dl = dl
        self.values: list = []
        self.errors: list = []
        self.changed = False
        self.refused = False

    def resolve(self, value):
        """Return an argument with results for references."""
        kind = type(value)
        if kind is Ref:
            return self.values[value]
        if kind is Leaf:
            return value.array
        if kind is tuple:
            return tuple([self.resolve(part) for part in value])
        if kind is list:
            return [self.resolve(part) for part in value]
        if kind is Name:
            return getattr(self.dl, value)
        return value

    def take(self, statement: Statement):
        """Run one statement."""
        operation = OPERATIONS[statement.operation]
        args = [self.resolve(arg) for arg in statement.args]
        error, result = None, MISSING
        if not (self.refused and holds_missing(args)):
            try:
                if statement.mode:
                    with self.dl.no_grad():
                        result = operation.run(self.dl, *args)
                else:
                    result = operation.run(self.dl, *args)
            except Exception as raised:
                error = raised.with_traceback(None)
                self.refused = True
        if operation.settings:
            self.changed = True
        self.values.append(result)
        self.errors.append(error)

    def run(self, program: Program):
        """Run all of a program; put the library's settings back."""
        for statement in program:
            self.take(statement)
        self.restore()
        return self

    def restore(self):
        """Put back what statements may set for the whole library."""
        if self.changed:
            self.dl.set_default_dtype(self.dl.float32)
            self.dl.set_grad_enabled(True)


def holds_missing(value):
    """Whether an argument is, or holds, the result of a refused statement."""
    if value is MISSING:
        return True
    if type(value) in (tuple, list):
        return any(holds_missing(part) for part in value)
    return False


def ours(array, requires_grad):
    """Return a leaf of scratch."""
    return scratch.from_numpy(array.copy()).requires_grad_(requires_grad)


def theirs(array, requires_grad):
    """Return a leaf of torch."""
    return torch.from_numpy(array.copy()).requires_grad_(requires_grad)


SCRATCH, TORCH = flat(scratch), flat(torch.nn.functional, torch)
SCRATCH.leaf, TORCH.leaf = ours, theirs
TORCH.manual_seed = torch.default_generator.manual_seed  # without asking for devices
