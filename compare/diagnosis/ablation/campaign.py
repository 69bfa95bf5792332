"""The campaign on mistakes: how many are named rightly, and how many made up."""

import platform
from collections import Counter
from collections.abc import Callable
from itertools import islice

import numpy as np
import torch

from ...oracle.references import REFERENCES
from .trial import diagnosed, pool, structureless

MUTANTS = 200
SHAPELESS = 1000
EACH = SHAPELESS // MUTANTS  # differences without structure for each mutant


def mistakes(examples: int, seed: int, only, samples: int, progress: Callable):
    """Diagnose mutants and differences without structure.

    Return (report, figures, failed). `examples` bounds both kinds; the mutants are
    spread evenly over the references.
    """
    count, blank, tried = min(examples, MUTANTS), min(examples, SHAPELESS), 0
    names = [name for name in REFERENCES if not only or name in only]
    chosen = spread(pool(seed, names), count)
    rows, invented = {name: Counter() for name in names}, []
    told = []
    blanks = structureless(seed, blank, names)
    with progress(len(chosen) + blank) as advance:
        for turn in range(max(len(chosen), -(-blank // EACH))):
            if turn < len(chosen):
                truths, mutant = chosen[turn]
                outcome = diagnosed(mutant, truths)
                rows[mutant.name].update(
                    mutants=1, named=outcome.named, right=outcome.right
                )
                told.append(outcome)
                advance()
            left = True
            for name, kind, found in islice(blanks, EACH):
                invented += [(name, kind, str(found[0]))] if found else []
                tried += 1
                left = advance()
            if not left:
                break
    command = f"--any mistakes --seed {seed}"
    total = sum(rows.values(), Counter())
    figures = {
        "mutants": total["mutants"],
        "named": total["named"],
        "right": total["right"],
        "structureless": tried,
        "structureless_named": len(invented),
        "rows": {name: dict(row) for name, row in rows.items()},
        "told": [
            {
                "reference": o.mutant.name,
                "line": o.mutant.line,
                "change": o.mutant.change,
                "right": o.right,
                "said": o.sentence,
            }
            for o in told
        ],
    }
    return report(rows, total, told, tried, invented, command), figures, bool(invented)


def spread(found, count):
    """Choose mutants in turn from each reference."""
    chosen, place = [], 0
    while len(chosen) < count:
        row = [(t, ms[place]) for t, ms in found.values() if place < len(ms)]
        if not row:
            break
        chosen += row[: count - len(chosen)]
        place += 1
    return chosen


def report(rows, total, told, tried, invented, command) -> str:
    """Return the report for people."""
    right = 100 * total["right"] / max(total["mutants"], 1)
    lines = [
        f"# {total['right']} of {total['mutants']} mutants named at the right step "
        f"({right:.1f} %), {len(invented)} of {tried:,} structureless differences "
        "named",
        "",
        f"By `python -m compare campaign {command}` with NumPy {np.__version__} and "
        f"PyTorch {torch.__version__} on {platform.system()} {platform.machine()}.",
        "",
        "A mutant changes one expression of a backward pass by hand. Before it is "
        "diagnosed, the healthy program is run with this expression, its parts and "
        "those around it moved a little: the step named is right if moving it moves "
        "all gradients in the same direction.",
        "",
        "| reference | mutants | named | right |",
        "|---|--:|--:|--:|",
    ]
    for name, row in rows.items():
        lines.append(f"| {name} | {row['mutants']} | {row['named']} | {row['right']} |")
    lines += ["", "Not named, or named elsewhere:", ""]
    for o in told:
        if not o.right:
            said = o.sentence.replace("|", "/") or "nothing fits"
            lines.append(f"- {o.mutant.name}: `{o.mutant.change}`: {said}")
    lines += [f"- made up: {name}, {kind}: {said}" for name, kind, said in invented]
    return "\n".join(lines) + "\n"
