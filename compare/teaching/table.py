"""Grades as tables in a terminal and as JSON."""

from dataclasses import dataclass

from rich.markup import escape
from rich.table import Table

from .grading import STATES, Grade

COLOURS = {
    "right": "green",
    "convention": "yellow",
    "wrong": "red",
    "blank": "dim",
    "not judged": "cyan",
}


@dataclass
class Person:
    """Somebody's grades together."""

    name: str
    grades: list[Grade]
    of: int

    @property
    def points(self) -> int:
        """All points."""
        return sum(g.points for g in self.grades)

    def count(self, state: str) -> int:
        """Return how many sheets came out so."""
        return sum(g.state == state for g in self.grades)


def people(grades: list[Grade]) -> list[Person]:
    """Return the grades by person; of the exercises that anybody handed in."""
    of = {g.exercise: g.of for g in grades}
    names = dict.fromkeys(g.person for g in grades)
    return [
        Person(n, [g for g in grades if g.person == n], sum(of.values())) for n in names
    ]


def by_sheet(grades: list[Grade]) -> Table:
    """Return a table with a row for every sheet."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("exercise", no_wrap=True)
    table.add_column("grade", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("s", justify="right", no_wrap=True)
    table.add_column("hint", ratio=1)
    for g in grades:
        table.add_row(
            escape(g.exercise),
            f"[{COLOURS[g.state]}]{g.state}[/]",
            f"{g.points}/{g.of}",
            f"{g.seconds:.0f}",
            escape(g.hint),
        )
    return table


def by_person(found: list[Person]) -> Table:
    """Return a table with a row for every person."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("name", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    for state in STATES:
        table.add_column(state, justify="right", style=COLOURS[state])
    table.add_column("first mistake", ratio=1)
    for person in found:
        first = next((g for g in person.grades if g.state == "wrong"), None)
        table.add_row(
            escape(person.name or "."),
            f"{person.points}/{person.of}",
            *(str(person.count(s) or "") for s in STATES),
            escape(f"{first.exercise}: {first.hint}") if first else "",
        )
    return table


def as_json(grades: list[Grade]) -> dict:
    """Return the fields that are documented."""
    found = people(grades)
    return {
        "points": sum(g.points for g in grades),
        "of": sum(p.of for p in found),
        "passed": all(g.passed for g in grades),
        "people": [
            {
                "person": p.name,
                "points": p.points,
                "of": p.of,
                **{s.replace(" ", "_"): p.count(s) for s in STATES},
            }
            for p in found
        ],
        "sheets": [
            {
                "person": g.person,
                "exercise": g.exercise,
                "file": g.file,
                "grade": g.state,
                "points": g.points,
                "of": g.of,
                "hint": g.hint,
                "details": g.details,
                "seconds": round(g.seconds, 2),
            }
            for g in grades
        ],
    }
