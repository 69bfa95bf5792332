"""Many examples: false alarms, planted errors caught, and stability beside torch."""

import platform
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from zlib import crc32

import numpy as np
import torch

from ..cases import collect
from ..terminal.words import counted
from .equivalence import check_example
from .example import seeded
from .mismatch import Mismatch
from .record import Record

CHUNK = 200
ENOUGH = 1000  # comparisons: of fewer, the p99 is one of the worst ten
PARITY = 2.0  # p99 of scratch's error may be this many times torch's, plus one unit

COUNTS = ("planted", "caught", "clear", "clear_caught", "elements", "resolved")


@dataclass
class CaseFigures:
    """The figures of one case in one dtype, over all its chunks."""

    name: str
    dtype: str
    examples: int = 0
    alarms: list[str] = field(default_factory=list)
    planted: int = 0
    caught: int = 0
    clear: int = 0
    clear_caught: int = 0
    elements: int = 0
    resolved: int = 0
    share: dict[str, float] = field(default_factory=dict)
    errors: dict[str, list[float]] = field(default_factory=dict)

    def take(self, record: Record, alarms: list[str]) -> None:
        """Add the figures of a chunk."""
        self.examples += record.examples
        self.alarms += alarms
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(record, name))
        for side, share in record.share.items():
            self.share[side] = max(self.share.get(side, 0.0), share)
        for side, errors in record.errors.items():
            self.errors.setdefault(side, []).extend(errors)

    def percentile(self, side: str, q: float) -> float | None:
        """Return a percentile of a side's errors, in half epsilons."""
        errors = self.errors.get(side)
        return float(np.percentile(errors, q)) if errors else None

    @property
    def stable(self) -> bool:
        """Whether scratch is not, beyond chance, markedly less accurate than torch."""
        if any(
            len(self.errors.get(side, ())) < ENOUGH for side in ("scratch", "torch")
        ):
            return True
        ours, theirs = self.percentile("scratch", 99), self.percentile("torch", 99)
        return ours <= PARITY * theirs + 1

    def figures(self) -> dict:
        """Return the row for the report."""
        return {
            "name": self.name,
            "dtype": self.dtype,
            "examples": self.examples,
            "false_alarms": len(self.alarms),
            **{name: getattr(self, name) for name in COUNTS},
            "worst_share_of_bound": self.share,
            "p99_error": {side: self.percentile(side, 99) for side in self.errors},
            "stable": self.stable,
        }


def run_chunk(name: str, dtype: str, seed: int, number: int, examples: int):
    """Run one chunk of seeded examples to its end; return (record, alarms)."""
    case = collect()[name]
    record = Record(name, dtype, keep_errors=True)
    alarms = []
    own = crc32(name.encode())
    for k in range(examples):
        try:
            check_example(seeded(case, dtype, seed, own, number, k), record)
        except Mismatch as mismatch:
            alarms.append(str(mismatch))
    return record, alarms


def chunks(cases: Iterable, total: int) -> Iterator[tuple[str, str, int, int]]:
    """Divide `total` examples evenly among cases and dtypes, by their weights."""
    shares = [(case, dtype) for case in cases for dtype in case.dtypes]
    whole = sum(case.weight for case, _ in shares)
    for case, dtype in shares:
        left, number = max(1, round(total * case.weight / whole)), 0
        while left > 0:
            yield case.name, dtype, number, min(left, CHUNK)
            left, number = left - CHUNK, number + 1


def markdown(rows: list[CaseFigures], examples: int, seed: int) -> str:
    """Return the report as a table for people."""
    total = sum(row.examples + len(row.alarms) for row in rows)
    alarms = sum(len(row.alarms) for row in rows)
    lines = [
        f"# {counted(total, 'example')}, seed {seed}: {counted(alarms, 'false alarm')}",
        "",
        f"By `python -m compare campaign --examples {examples} --seed {seed}` with "
        f"NumPy {np.__version__} and PyTorch {torch.__version__} on "
        f"{platform.system()} {platform.machine()}.",
        "",
        *(line for dtype in ("float64", "float32") for line in power(rows, dtype)),
        "",
        "caught: gradients with one element wrong by 1e-4 that the check refused. "
        "resolved: elements whose three-fold bound is below 1e-4 of the value. "
        "bound: worst error as a share of what is allowed. "
        "p99: error in half epsilons of the largest element; in float64 the truth is "
        "torch, so it holds torch's own rounding, all of the value where that cancels.",
        "",
        "| name | dtype | examples | alarms | caught | resolved | bound "
        "| p99 scratch | p99 torch |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in sorted(rows, key=lambda r: (r.name.lower(), r.dtype)):
        cells = [
            row.name,
            row.dtype,
            f"{row.examples:,}",
            str(len(row.alarms)),
            percent(row.caught, row.planted),
            percent(row.resolved, row.elements),
            f"{100 * row.share.get('scratch', 0.0):.0f} %",
            short(row.percentile("scratch", 99)),
            short(row.percentile("torch", 99)) + ("" if row.stable else " !"),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    for row in rows:
        lines += [
            "",
            *(f"    {line}" for a in row.alarms[:3] for line in a.split("\n")),
        ]
    return "\n".join(lines).rstrip() + "\n"


def power(rows: list[CaseFigures], dtype: str) -> list[str]:
    """Say how many of the errors planted in gradients of a dtype were caught."""
    planted, caught, clear, clear_caught = (
        sum(getattr(row, name) for row in rows if row.dtype == dtype)
        for name in COUNTS[:4]
    )
    if not planted:
        return []
    return [
        f"- {dtype}: {caught:,} of {planted:,} planted errors caught "
        f"({percent(caught, planted)}); where three times the bound is below the "
        f"error, {clear_caught:,} of {clear:,} ({percent(clear_caught, clear)})."
    ]


def percent(part: int, whole: int) -> str:
    """Write a share, nothing for a share of nothing."""
    return f"{100 * part / whole:.2f} %" if whole else ""


def short(value: float | None) -> str:
    """Write an error in a few characters."""
    return "" if value is None else f"{value:.3g}"
