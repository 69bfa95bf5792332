"""The campaigns on any torch callable: what they run, and their reports.

The work is shuffled, so that one that is cut short by the clock is a fair sample;
`advance()` tells after each piece whether time is left.
"""

from collections.abc import Callable
from dataclasses import asdict
from random import Random

from .alarms import Alarms, chunks, run_chunk
from .coverage import operations, survey
from .report import alarms_report, coverage_report


def alarms(examples: int, seed: int, only, samples: int, progress: Callable):
    """Count false alarms and planted errors; return (report, figures, failed)."""
    rows: dict[tuple[str, str], Alarms] = {}
    work = [c for c in chunks(examples) if not only or c[0] in only]
    Random(seed).shuffle(work)
    with progress(len(work)) as advance:
        for name, dtype, number, count in work:
            row = run_chunk(name, dtype, seed, number, count)
            rows.setdefault((name, dtype), Alarms(name, dtype)).add(row)
            if not advance():
                break
    found = list(rows.values())
    report = alarms_report(found, f"--any alarms --examples {examples} --seed {seed}")
    return report, [r.figures() for r in found], any(r.alarms for r in found)


def torch_itself(examples: int, seed: int, only, samples: int, progress: Callable):
    """Judge torch's own operations; return (report, figures, failed)."""
    names, rows = list(only) or list(operations()), []
    Random(seed).shuffle(names)
    with progress(len(names)) as advance:
        for row in survey(names, samples):
            rows.append(row)
            if not advance():
                break
    report = coverage_report(rows, f"--any torch --samples {samples}")
    figures = [{**asdict(r), "outcome": r.outcome} for r in rows]
    return report, figures, any(r.outcome == "wrong" for r in rows)
