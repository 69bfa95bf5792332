"""``{exercises}``: the sets of exercises, from the same data as the files."""

import html
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from compare import teaching
from compare.reading.web.directives import CODE, NOTEBOOKS, raw
from compare.teaching.catalogue import SETS, sets
from compare.teaching.exercise import Exercise


class Exercises(SphinxDirective):
    """A table of every set: the exercise, its equation, what is to be found."""

    def run(self):
        """Return the tables."""
        for path in Path(teaching.__file__).parent.glob("*.py"):
            self.env.note_dependency(str(path))
        return [raw("".join(table(name, found) for name, found in sets().items()))]


def table(name: str, found: list[Exercise]) -> str:
    """Return one set as a table."""
    points = sum(one.points for one in found)
    caption = f"{html.escape(SETS[name])}: <code>{name}</code>, {points} points"
    titles = ("exercise", "forward", "to be found")
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    return (
        f'<table class="x-rows"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(map(row, found))}</tbody></table>"
    )


def row(one: Exercise) -> str:
    """Return the row of one exercise; what is to be found is a point each."""
    wanted = ", ".join(f"<code>{html.escape(w)}</code>" for w in one.wanted)
    book = f"{CODE}/{NOTEBOOKS}/exercises/{one.name}.ipynb"
    return (
        f'<tr><th scope="row"><a download href="{book}" title="as a notebook">'
        f"<code>{html.escape(one.name)}</code></a></th>"
        f"<td>{html.escape(one.equation)}</td><td>{wanted}</td></tr>"
    )


class ExerciseCount(SphinxDirective):
    """``{exercise-count}``: a sentence with the numbers."""

    def run(self):
        """Return the sentence."""
        found = [one for members in sets().values() for one in members]
        points = sum(one.points for one in found)
        words = (
            f"There are {len(found)} exercises in {len(sets())} sets, {points} points."
        )
        return [nodes.paragraph("", words)]


def setup(app):
    """Register the directives."""
    app.add_directive("exercises", Exercises)
    app.add_directive("exercise-count", ExerciseCount)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
