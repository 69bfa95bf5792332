"""What people see of programs that differ, and of a whole run."""

import numpy as np
import torch

import scratch

from .campaign import silent
from .counts import Counts
from .judge import Difference
from .program import Program, decode, encode
from .shrink import shrink
from .text import lines
from .verdict import judge

SHOWN = 12  # families of differences that are shrunk and printed


def smallest(code: str) -> Program:
    """Shrink a program while it shows a difference of the same kind and operation."""
    program = decode(code)
    with silent():
        first = judge(program).differences
        if not first:
            return program
        kind, operation = first[0].kind, program[first[0].number].operation

        def shows(smaller: Program) -> bool:
            found = judge(smaller).differences
            if not found or found[0].kind != kind:
                return False
            return smaller[found[0].number].operation == operation

        return shrink(program, shows)


def explain(program: Program) -> str:
    """Print a program, what differs, and the line that runs it again."""
    with silent():
        found = judge(program).differences
    text = [lines(program)]
    for difference in found[:3]:
        text.append(describe(difference))
    text.append(f"  reproduce: python -m compare fuzz --replay {encode(program)}")
    return "\n".join(text)


def describe(difference: Difference) -> str:
    """Write a difference: what, where, both values."""
    ours, theirs = shown(difference.ours), shown(difference.theirs)
    where = f"v{difference.number}"
    return (
        f"  {difference.kind} of {where} differs\n"
        f"    scratch {ours}\n    torch   {theirs}"
    )


def shown(value) -> str:
    """Write one side of a difference on a line."""
    if isinstance(value, Exception):
        return f"{type(value).__name__}: {str(value).splitlines()[0][:200]}"
    if isinstance(value, (torch.Tensor, scratch.Tensor, np.ndarray)):
        array = np.asarray(value.tolist())
        return f"{array.tolist()} {value.dtype} of shape {tuple(value.shape)}"[:400]
    return repr(value)


def summary(counts: Counts, seed: int) -> str:
    """Write the figures of a run in a few lines."""
    share = 100 * counts.unresolved / max(counts.values, 1)
    return (
        f"{counts.programs:,} programs of {counts.statements:,} statements, "
        f"seed {seed}: {counts.differing:,} differ\n"
        f"{len(counts.operations)} operations, {counts.backwards:,} backwards, "
        f"{sum(counts.refusals.values()):,} statements refused by torch, "
        f"{sum(counts.listed.values()):,} refused otherwise on purpose\n"
        f"{counts.values:,} values, {share:.2f} % not resolved for rounding, "
        f"{counts.followed:,} programs followed in float64"
    )
