"""The reports of campaigns on any torch callable, for people and as figures."""

import platform

import numpy as np
import torch

from .alarms import PLANTED, Alarms
from .coverage import Operation


def made_by(command: str) -> str:
    """Say how and on what a report was made."""
    return (
        f"By `python -m compare campaign {command}` with NumPy {np.__version__} and "
        f"PyTorch {torch.__version__} on {platform.system()} {platform.machine()}."
    )


def alarms_report(rows: list[Alarms], command: str) -> str:
    """Return the table of false alarms and planted errors."""
    total, alarms = sum(r.examples for r in rows), sum(r.alarms for r in rows)
    lines = [
        f"# {total:,} examples of {len({r.name for r in rows})} references: "
        f"{alarms} false alarms",
        "",
        made_by(command),
        "",
    ]
    for dtype, size in PLANTED.items():
        some = [r for r in rows if r.dtype == dtype]
        planted, caught = sum(r.planted for r in some), sum(r.caught for r in some)
        if planted:
            lines.append(
                f"- {dtype}: {caught:,} of {planted:,} errors of {size:g} in one "
                f"element of one gradient caught ({100 * caught / planted:.2f} %)."
            )
    lines += [
        "",
        "alarms: examples in which NumPy by hand is called wrong; torch: in which "
        "torch itself is. worst: largest error as a share of the tolerance.",
        "",
        "| reference | dtype | examples | alarms | torch | worst | torch's | caught |",
        "|---|---|--:|--:|--:|--:|--:|--:|",
    ]
    for r in sorted(rows, key=lambda r: (r.name, r.dtype)):
        caught = f"{100 * r.caught / r.planted:.1f} %" if r.planted else ""
        lines.append(
            f"| {r.name} | {r.dtype} | {r.examples:,} | {r.alarms} | {r.torch_alarms} "
            f"| {r.worst:.2f} | {r.torch_worst:.2f} | {caught} |"
        )
    told = [f"    {r.name} {r.dtype}: {m}" for r in rows for m in r.messages]
    return "\n".join([*lines, *(["", *told] if told else [])]) + "\n"


def coverage_report(rows: list[Operation], command: str) -> str:
    """Return how many of torch's operations are judged right, and what of the rest."""
    judged = [r for r in rows if r.outcome != "no gradient"]
    right = [r for r in judged if r.outcome == "right"]
    share = 100 * len(right) / max(len(judged), 1)
    elements = sum(r.elements for r in rows)
    blind = 100 * sum(r.unresolved for r in rows) / max(elements, 1)
    trying = sum(bool(r.sampled) for r in judged)
    lines = [
        f"# {len(right)} of {len(judged)} operations of torch judged right "
        f"on every sample ({share:.1f} %)",
        "",
        made_by(command),
        "",
        f"The samples are PyTorch's own (OpInfo); {len(rows) - len(judged)} operations "
        "have none of which a gradient can be taken. Torch is compared with the truth "
        f"in {elements:,} elements, of {blind:.1f} % of which an error of 1 % might "
        f"not show; {trying} operations hold a step without a rule, bounded by trying.",
        "",
        "| operation | outcome | worst | where | samples |",
        "|---|---|--:|---|---|",
    ]
    for r in sorted(judged, key=lambda r: r.name):
        if r.outcome != "right":
            samples = "; ".join(f"{n} {what}" for what, n in r.samples.items())
            worst = f"{r.worst:.3g}" if r.worst else ""
            cells = [r.name, r.outcome, worst, r.where, samples.replace("|", "/")]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
