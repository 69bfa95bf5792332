"""The tables, in the terminal and in the README."""

import re

from rich.table import Table

MARKS = "<!-- speed: begin -->", "<!-- speed: end -->"


def step_table(rows):
    """Return the table of the training steps."""
    table = Table(title="One training step", title_justify="left", box=None)
    headings = "ratio", "step", "scratch", "torch", "spread", "products", "memory", ""
    for heading in headings:
        left = heading in ("step", "")
        table.add_column(heading, justify="left" if left else "right", no_wrap=True)
    for row in rows:
        table.add_row(
            f"{row.ratio:.2f}",
            row.name,
            duration(row.scratch),
            duration(row.torch),
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
    """Return the tables for the README."""
    lines = [
        MARKS[0],
        f"Measured by `python -m compare speed --readme` on {machine}:",
        "",
        "| step | scratch / torch | scratch | torch | products | memory |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in steps:
        cells = (
            row.name,
            f"**{row.ratio:.2f}**",
            duration(row.scratch),
            duration(row.torch),
            f"{row.share:.0%}",
            megabytes(row.memory),
        )
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", *grid(operations), "", *draws(streams), MARKS[1]]
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


def draws(rows):
    """Return a line for each random stream."""
    return [
        "| random numbers | scratch / torch | scratch | torch |",
        "|---|---:|---:|---:|",
        *(
            f"| {row.name} | {row.ratio:.2f} | {duration(row.scratch)} "
            f"| {duration(row.torch)} |"
            for row in rows
        ),
    ]


def insert(readme, table):
    """Return the README's text with the table between its marks replaced."""
    begin, end = map(re.escape, MARKS)
    text, found = re.subn(f"{begin}.*?{end}", lambda _: table, readme, flags=re.S)
    if found != 1:
        raise ValueError(
            f"README must hold {MARKS[0]} and {MARKS[1]} once, got {found}"
        )
    return text
