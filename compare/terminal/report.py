"""What people see of a run: progress, table, failures, verdict."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ..battery.record import Record
from .progress import bar
from .words import counted


class Report:
    """The figures of a run and how they are shown."""

    def __init__(self, console: Console | None = None):
        self.console = console or Console(highlight=False)
        self.records: list[Record] = []

    @property
    def failures(self) -> list[Record]:
        """The records that failed."""
        return [record for record in self.records if record.failure]

    def add(self, record: Record):
        """Take in the figures of one case and dtype."""
        self.records.append(record)

    def show_plan(self, cases: int, examples: int, trains: bool):
        """Say what the run will do, and how long that takes."""
        if not trains:
            return
        self.console.print(
            f"Checking {counted(cases, 'name')} against torch: {examples} examples "
            "each, in\nfloat32 and float64, then a training on digits: "
            "a few minutes on two cores.\n"
        )

    def progress(self, total: int):
        """Show a bar while the work runs; give the function that moves it."""
        return bar(self.console, "checking", total)

    def show_table(self):
        """Print a row for each name, worst of both dtypes side by side."""
        table = Table(
            box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold"
        )
        table.add_column("\nname", no_wrap=True, overflow="ellipsis", max_width=26)
        for heading in (
            "\nruns",
            " f32\n out",
            "\n grad",
            " f64\n out",
            "\n grad",
            "of\nbound",
            "torch\ndoes",
        ):
            table.add_column(heading, justify="right", no_wrap=True, min_width=5)
        table.add_column("\nverdict", no_wrap=True, min_width=7)
        by_name: dict[str, list[Record]] = {}
        for record in self.records:
            by_name.setdefault(record.name, []).append(record)
        for name in sorted(by_name, key=str.lower):
            table.add_row(*self.row(name, by_name[name]))
        self.console.print(table)
        self.console.print(
            "out, grad: worst error against torch in float64, in units in the last\n"
            "place (ULP) of the largest element; elements that lose over three digits\n"
            "to cancellation left out. of bound: all elements, the share of what\n"
            "rounding explains (above 100 %: fail). torch does: torch's own share.",
            style="dim",
        )

    def row(self, name: str, records: list[Record]) -> list[str]:
        """Return the cells of one name."""
        by_dtype = {record.dtype: record for record in records}
        figures = []
        for dtype in ("float32", "float64"):
            record = by_dtype.get(dtype)
            for value in (record.output_ulp, record.gradient_ulp) if record else (0, 0):
                figures.append(figure(value) if record else "")
        failed = any(record.failure for record in records)
        ours = max((t.share.get("scratch", 0.0) for t in records), default=0.0)
        theirs = max((t.share.get("torch", 0.0) for t in records), default=0.0)
        return [
            escape(name),
            str(sum(t.examples for t in records)),
            *figures,
            f"{100 * ours:.0f} %" if ours else "exact",
            f"{100 * theirs:.0f} %" if theirs else "",
            "[red]FAIL[/red]" if failed else "[green]pass[/green]",
        ]

    def show_failures(self):
        """Print every failure in full."""
        for record in self.failures:
            self.console.print()
            self.console.rule(
                f"[red]{escape(record.name)} in {record.dtype}", style="red"
            )
            self.console.print(escape(record.failure or ""), soft_wrap=True)

    def show_training(self, trained):
        """Print the training, epoch by epoch."""
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("epoch", justify="right")
        for side in trained.sides:
            table.add_column(f"{side} loss", justify="right")
            table.add_column("test", justify="right")
        for epoch, row in enumerate(trained.epochs, 1):
            cells = [f"{loss:#.6g}|{100 * accuracy:.2f} %" for loss, accuracy in row]
            table.add_row(str(epoch), *(c for cell in cells for c in cell.split("|")))
        self.console.print()
        self.console.print(f"[bold]{escape(trained.title)}[/bold]")
        self.console.print(table)
        self.console.print(trained.summary)

    def show_verdict(self, trained):
        """Print the last line."""
        count = len({record.name for record in self.records})
        total = sum(record.examples for record in self.records)
        failed = sorted({record.name for record in self.failures})
        if trained is not None and not trained.passed:
            failed.append("the training on digits")
        self.console.print()
        if failed:
            self.console.print(
                f"[bold red]FAIL[/bold red]: {escape(', '.join(failed))}",
                soft_wrap=True,
            )
        else:
            self.console.print(
                f"[bold green]pass[/bold green]: {counted(count, 'case')}, "
                f"{counted(total, 'example')}"
            )

    def show_next(self):
        """Say what to do after a run."""
        if self.failures:
            name = escape(min(record.name for record in self.failures))
            steps = [f"pytest --name {name}: its tests, with the diagnosis"]
        else:
            steps = [
                "python -m compare check FILE --against NAME: judge your backward",
                "python -m compare run SCRIPT --backend both: a torch script on NumPy",
            ]
        self.console.print("\n".join(["next:", *(f"  {step}" for step in steps)]))

    def figures(self, seed: int, trained) -> dict:
        """Return everything for the JSON file."""
        return {
            "seed": seed,
            "passed": not self.failures and (trained is None or trained.passed),
            "cases": [record.row() for record in self.records],
            "training": None if trained is None else trained.row(),
        }


def figure(value: float) -> str:
    """Write an error in a few characters."""
    if value == 0:
        return "0"
    return f"{value:.1f}" if value < 1000 else f"{value:.0e}"
