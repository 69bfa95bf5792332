"""The tables, in the terminal and on a page."""

import re

from rich.table import Table

from .gpt import GPT
from .images import IMAGES
from .sequences import SEQUENCES
from .streams import STREAMS
from .updates import UPDATES

MARKS = "<!-- speed: begin -->", "<!-- speed: end -->"


def step_table(rows):
    """Return the table of the training steps."""
    table = Table(title="One training step", title_justify="left", box=None)
    headings = "ratio", "step", "scratch", "torch", "torch alone", "spread"
    headings += "products", "memory", ""
    for heading in headings:
        left = heading in ("step", "")
        table.add_column(heading, justify="left" if left else "right", no_wrap=True)
    for row in rows:
        table.add_row(
            f"{row.ratio:.2f}",
            row.name,
            duration(row.scratch),
            duration(row.torch),
            alone(row),
            f"{row.spread:.0%}",
            f"{row.share:.0%}",
            megabytes(row.memory),
            verdict(row),
        )
    return table


def operation_table(rows, title, kind):
    """Return the table of the operations, or of the random streams."""
    table = Table(title=title, title_justify="left", box=None)
    for heading in ("ratio", kind, "scratch", "torch", "spread", ""):
        left = heading in (kind, "")
        table.add_column(heading, justify="left" if left else "right", no_wrap=True)
    for row in rows:
        table.add_row(
            f"{row.ratio:.2f}",
            row.name,
            duration(row.scratch),
            duration(row.torch),
            f"{row.spread:.0%}",
            verdict(row),
        )
    return table


def duration(seconds):
    """Return a time with its unit."""
    if seconds < 1e-3:
        return f"{seconds * 1e6:.0f} us"
    return f"{seconds * 1e3:.{1 if seconds < 0.1 else 0}f} ms"


def alone(row):
    """Return what torch's step takes without scratch's setting of the allocator."""
    return "" if row.torch_alone is None else duration(row.torch_alone)


def megabytes(pair):
    """Return scratch's memory over torch's."""
    if pair is None:
        return ""
    ours, theirs = (bytes / 1e6 for bytes in pair)
    return f"{ours:.1f} / {theirs:.1f} MB"


def verdict(row):
    """Mark a row that is slower than torch or misses a target."""
    slower = ["slower"] if row.ratio > 1 else []
    goals = [f"missed: {', '.join(row.missed)}"] if row.missed else []
    return "; ".join(slower + goals)


def markdown(steps, operations, streams, machine):
    """Return the tables in Markdown."""
    lines = [
        MARKS[0],
        f"Measured by `python -m compare speed --page` on {machine}:",
        "",
        "| step | scratch / torch | scratch | torch | torch alone | products "
        "| memory |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in steps:
        cells = (
            row.name,
            f"**{row.ratio:.2f}**",
            duration(row.scratch),
            duration(row.torch),
            alone(row),
            f"{row.share:.0%}",
            megabytes(row.memory),
        )
        lines.append(f"| {' | '.join(cells)} |")
    fixed = IMAGES | SEQUENCES
    lines += ["", *grid([row for row in operations if row.name not in fixed])]
    for title, of in (("images", IMAGES), ("sequences and pairs", SEQUENCES)):
        rows = [row for row in operations if row.name in of]
        lines += ["", *draws(rows, f"operations on {title}")]
    for title, of in (
        ("GPT", GPT),
        ("optimisers", UPDATES),
        ("random numbers", STREAMS),
    ):
        rows = [row for row in streams if row.name in of]
        lines += ["", *draws(rows, title)]
    lines.append(MARKS[1])
    return "\n".join(lines)


def grid(rows):
    """Return a line for each operation with its ratio at every size."""
    ratios = {}
    for row in rows:
        name, _, size = row.name.rpartition(" ")
        ratios.setdefault(name, {})[size] = f"{row.ratio:.2f}"
    sizes = list(next(iter(ratios.values()), ()))
    return [
        f"| forward and backward, scratch / torch | {' | '.join(sizes)} |",
        "|---|" + "---:|" * len(sizes),
        *(f"| `{n}` | {' | '.join(found.values())} |" for n, found in ratios.items()),
    ]


def draws(rows, title):
    """Return a line for each random stream, or operation of one size."""
    return [
        f"| {title} | scratch / torch | scratch | torch |",
        "|---|---:|---:|---:|",
        *(
            f"| {row.name} | {row.ratio:.2f} | {duration(row.scratch)} "
            f"| {duration(row.torch)} |"
            for row in rows
        ),
    ]


def insert(page, table):
    """Return the page's text with the table between its marks replaced."""
    begin, end = map(re.escape, MARKS)
    text, found = re.subn(f"{begin}.*?{end}", lambda _: table, page, flags=re.S)
    if found != 1:
        raise ValueError(
            f"the page must hold {MARKS[0]} and {MARKS[1]} once, got {found}"
        )
    return text
