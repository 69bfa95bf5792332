"""Make a program that shows a difference small: fewer statements, simpler tensors."""

from collections.abc import Callable, Iterator

from .program import Leaf, Program, Ref, Statement, refs

TRIES = 3000
SIMPLE = (1.0, 0.0, 2.0, 0.5, -1.0)


def shrink(program: Program, shows: Callable[[Program], bool]) -> Program:
    """Return the smallest program found that still shows the difference."""
    tries = TRIES
    while True:
        for smaller in candidates(program):
            tries -= 1
            if tries < 0:
                return program
            if shows(smaller):
                program = smaller
                break
        else:
            return program


def candidates(program: Program) -> Iterator[Program]:
    """Give simpler programs, the boldest first."""
    for number in reversed(range(len(program))):
        yield without(program, number)
        for ref in {*refs(program[number].args)}:
            yield without(program, number, ref)
    for number, statement in enumerate(program):
        if statement.mode:
            yield replaced(program, number, statement.args, "")
        for position, arg in enumerate(statement.args):
            for simpler in simpler_argument(arg):
                args = (*statement.args[:position], simpler)
                args += statement.args[position + 1 :]
                yield replaced(program, number, args, statement.mode)


def replaced(program: Program, number: int, args: tuple, mode: str) -> Program:
    """Return the program with one statement changed."""
    changed = Statement(program[number].operation, args, mode)
    return [*program[:number], changed, *program[number + 1 :]]


def without(program: Program, dropped: int, stand_in: int | None = None) -> Program:
    """Return the program without a statement and those that need its result.

    With `stand_in`, that result is used instead.
    """
    new: dict[int, int] = {}
    kept: Program = []
    for number, statement in enumerate(program):
        if number == dropped:
            if stand_in is not None:
                new[number] = new[stand_in]
            continue
        if all(ref in new for ref in refs(statement.args)):
            new[number] = len(kept)
            args = renamed(statement.args, new)
            kept.append(Statement(statement.operation, args, statement.mode))
    return kept


def renamed(value, new: dict[int, int]):
    """Return an argument with its references renumbered."""
    if isinstance(value, Ref):
        return Ref(new[value])
    if isinstance(value, (tuple, list)):
        return type(value)(renamed(part, new) for part in value)
    return value


def simpler_argument(value) -> Iterator:
    """Give simpler values of an argument."""
    if isinstance(value, Leaf):
        yield from simpler_leaf(value)
    elif isinstance(value, tuple) and value:
        for position in range(len(value)):
            yield value[:position] + value[position + 1 :]
            for simpler in simpler_argument(value[position]):
                yield (*value[:position], simpler, *value[position + 1 :])
    elif isinstance(value, list) and value:
        for simpler in simpler_argument(tuple(value)):
            yield list(simpler)
    elif value is True:
        yield False
    elif type(value) in (int, float) and value not in (0, 1):
        yield type(value)(1)
        yield type(value)(0)
        if type(value) is float and value != round(value, 1):
            yield round(value, 1)


def simpler_leaf(leaf: Leaf) -> Iterator[Leaf]:
    """Give smaller tensors, then tensors of simpler numbers."""
    array = leaf.array
    for axis in range(array.ndim):
        if array.shape[axis] > 1:
            for part in (slice(0, 1), slice(0, -1), slice(1, None)):
                yield made(array[(slice(None),) * axis + (part,)], leaf.dtype)
        if array.shape[axis] == 1:
            yield made(array.squeeze(axis), leaf.dtype)
    if leaf.dtype == "bool" or not leaf.values:
        return
    if any(v != 1 for v in leaf.values):
        yield Leaf((1,) * len(leaf.values), leaf.shape, leaf.dtype)
    for position, value in enumerate(leaf.values[:24]):
        for simple in SIMPLE:
            if value == simple:
                break
            if leaf.dtype[0] != "f":
                simple = int(simple)
            values = (*leaf.values[:position], simple, *leaf.values[position + 1 :])
            if value != simple:
                yield Leaf(values, leaf.shape, leaf.dtype)


def made(array, dtype: str) -> Leaf:
    """Return an array as a leaf."""
    return Leaf(tuple(array.ravel().tolist()), array.shape, dtype)
