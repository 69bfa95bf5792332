"""The end of a comparison in the terminal, and as JSON."""

from dataclasses import asdict

from compare.terminal.markup import table
from compare.terminal.words import counted

from .lockstep import Comparison

MOST = 20  # parameters in a table


def show(console, result: Comparison) -> None:
    """Print the table of a comparison and its verdict."""
    from rich.markup import escape
    from rich.table import Table

    if result.parameters:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("parameter", no_wrap=True)
        table.add_column("shape", no_wrap=True)
        for title in ("alone", "rounding", "free run", "parts at"):
            table.add_column(title, justify="right", no_wrap=True)
        rows = sorted(result.parameters.items(), key=lambda item: -item[1].share)
        for (number, _), p in rows[:MOST]:
            several = f" ({result.kinds[number]} {number + 1})"
            name = p.name + (several if len(result.kinds) > 1 else "")
            table.add_row(
                escape(name),
                "x".join(map(str, p.shape)) or "()",
                f"{p.alone:.1e}",
                f"{p.share:.0%}",
                f"{p.free:.1e}",
                "-" if p.parted is None else str(p.parted),
            )
        whole(console, table)
        if len(rows) > MOST:
            console.print(f"and {len(rows) - MOST} more, all of a smaller share")
        console.print(
            f"{counted(result.steps, 'step')}; loss: {result.loss_alone:.1e} apart "
            f"step by step, {result.loss_free:.1e} in the free run (relative)"
        )
    for name, difference in result.leaves.items():
        console.print(f"{escape(name)}: {difference:.1e} apart at the end")
    if result.free_end:
        console.print(f"the free run: {result.free_end}")
    colour, word = ("green", "equal") if result.equal else ("red", "not equal")
    console.print(f"[bold {colour}]{word}[/bold {colour}]: {escape(reason(result))}")


def reason(result: Comparison) -> str:
    """Return why a comparison is equal or not."""
    if result.equal and result.steps:
        return "every step alone agrees within its rounding"
    if result.equal:
        return "what it prints and leaves behind agrees"
    worst = max(result.parameters.values(), key=lambda p: p.share, default=None)
    return result.failure or f"{worst.name} is {worst.share:.3g} x beyond rounding"


def html(result: Comparison) -> str:
    """Return the table and the verdict for a notebook."""
    rows = [
        (
            p.name,
            "x".join(map(str, p.shape)) or "()",
            f"{p.alone:.1e}",
            f"{p.share:.0%}",
            f"{p.free:.1e}",
        )
        for p in sorted(result.parameters.values(), key=lambda p: -p.share)[:MOST]
    ]
    word = "Equal" if result.equal else "Not equal"
    line = f"{word} over {result.steps} steps: {reason(result)}"
    head = ["parameter", "shape", "step alone", "of rounding", "free run"]
    return table(head, rows, line, result.equal)


def whole(console, table) -> None:
    """Print a table whose lines may be longer than the terminal's: names stay whole."""
    before = console.width
    console.width = 1000
    console.width = max(before, console.measure(table).maximum)
    console.print(table)
    console.width = before


def as_json(result: Comparison) -> dict:
    """Return the figures of a comparison."""
    figures = asdict(result)
    figures["parameters"] = [asdict(p) for p in result.parameters.values()]
    figures["kinds"] = list(result.kinds.values())
    return figures | {"equal": result.equal}
