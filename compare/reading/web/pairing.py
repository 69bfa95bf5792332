"""Pairs on a page: an implementation folded to its lesson, an example with outputs."""

from sphinx.util.docutils import SphinxDirective

import scratch
from compare.reading import measure, pairs
from compare.reading.alone import alone
from compare.reading.folds import folds
from compare.reading.web.directives import CODE, NOTEBOOKS, raw, up
from compare.reading.web.equations import line_of
from compare.reading.web.table import HEADS, Extras, agreement, box, outputs, table


class PairDirective(SphinxDirective):
    """What `implementation` and `example` share: two files, aligned or refused."""

    required_arguments = 1

    def sources(self, paths: list[str]) -> list[str]:
        """Return the texts of two files, given relative to the root."""
        for path in paths:
            if not (pairs.ROOT / path).is_file():
                raise self.error(f"no file {path}")
            self.env.note_dependency(str(pairs.ROOT / path))
        return [(pairs.ROOT / path).read_text(encoding="utf-8") for path in paths]

    def rows(self, paths: list[str], sources: list[str], cut, public=None):
        """Return the aligned rows."""
        try:
            return pairs.align(*sources, cut, strict=True, public=public)
        except pairs.OutOfStepError as error:
            raise self.error(f"{' and '.join(paths)}: {error}") from error

    def downloads(self, paths: list[str]) -> str:
        """Return links to the two files."""
        links = " · ".join(
            f'<a download href="{up(self.env)}{CODE}/{path}"><code>{path}</code></a>'
            for path in paths
        )
        return f'<p class="x-files">The files: {links}</p>'


class Implementation(PairDirective):
    """``{implementation} layers/dropout``: the very files that pytest runs.

    Each line of the content is ``eq-label: code``: the equation that a line of the
    left file computes, known by a part of it that no other line has.
    """

    has_content = True

    def run(self):
        """Return the aligned pair, folded to its lesson."""
        name = self.arguments[0]
        paths = [f"{side}/{name}.py" for side in pairs.SIDES]
        texts = self.sources(paths)
        tags = self.tags(texts[0])
        sources = [alone(text, path) for text, path in zip(texts, paths)]
        once = texts[0] == texts[1]
        if once:
            sources[1] = sources[0]
        rows = self.rows(paths, sources, pairs.definitions, set(scratch.__all__))
        uid = f"implementation-{name.replace('/', '-').replace('_', '-')}"
        found = folds(*sources, rows, shown=tags)
        extras = Extras(uid, found, tags, once)
        caption = f"{name}.py" if once else f"{name}.py, twice"
        made = table(*sources, rows, caption, extras=extras)
        label, links = f"Implementation pair {name}", self.downloads(paths)
        node = raw(box(uid, [made], rows, label, links, extras))
        self.set_source_info(node)
        node["tags"], node["place"], node["code"] = tags, uid, sources[0]
        return [node]

    def tags(self, source: str) -> dict[int, list[str]]:
        """Return the labels of the equations that each line computes."""
        tags: dict[int, list[str]] = {}
        for line in filter(str.strip, self.content):
            label, _, fragment = line.partition(": ")
            try:
                number = line_of(source, fragment.strip())
            except ValueError as error:
                raise self.error(f"{self.arguments[0]}: {label}: {error}") from error
            tags.setdefault(number, []).append(label.strip())
        return tags


class Example(PairDirective):
    """``{example} dropout``: both scripts, what they print, how far they differ."""

    def run(self):
        """Return the aligned pair, both outputs and the measured agreement."""
        name = self.arguments[0]
        paths = [f"{side}/examples/{name}.py" for side in pairs.SIDES]
        sources = self.sources(paths)
        rows = self.rows(paths, sources, pairs.cells)
        made = table(*sources, rows, "The same example, twice")
        self.env.note_dependency(str(measure.CACHE / f"{name}.json"))
        measured = measure.read(name)
        if measured is None:
            raise self.error(f"the example pair {name} has not been measured")
        printed = outputs(measured["outputs"])
        after = self.downloads(paths) + self.books(name) + agreement(measured)
        label = f"Example pair {name}"
        return [raw(box(f"example-{name}", [made, printed], rows, label, after))]

    def books(self, name: str) -> str:
        """Return links to both sides as notebooks."""
        links = " · ".join(
            f'<a download href="{up(self.env)}{CODE}/{NOTEBOOKS}/{side}/{name}.ipynb">'
            f"{head}</a>"
            for side, head in zip(pairs.SIDES, HEADS)
        )
        return f'<p class="x-files">As notebooks, with outputs: {links}</p>'


def setup(app):
    """Register the directives."""
    app.add_directive("implementation", Implementation)
    app.add_directive("example", Example)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
