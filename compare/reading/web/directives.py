"""What a page of the notes can ask for: pairs, outputs, figures, measured numbers."""

import os
import shutil
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

import scratch
from compare.reading import gallery, measure, pairs
from compare.reading.figures import draw
from compare.reading.web.node import BUILD, build_folder
from compare.reading.web.table import agreement, box, number, outputs, table
from compare.reading.work import work

log = logging.getLogger(__name__)
FIGURES = BUILD / "figures"
CODE = "_code"  # where the site keeps the files a reader can download


def raw(text: str) -> nodes.raw:
    """Return HTML as a node; Sphinx's search indexes its words."""
    return nodes.raw("", text, format="html")


class PairDirective(SphinxDirective):
    """What `implementation` and `example` share: two files, aligned or refused."""

    required_arguments = 1

    def aligned(self, paths: list[str], cut, caption: str, public=None):
        """Return the rows and the table of two files, given relative to the root."""
        for path in paths:
            if not (pairs.ROOT / path).is_file():
                raise self.error(f"no file {path}")
            self.env.note_dependency(str(pairs.ROOT / path))
        sources = [(pairs.ROOT / path).read_text(encoding="utf-8") for path in paths]
        try:
            rows = pairs.align(*sources, cut, strict=True, public=public)
        except pairs.OutOfStepError as error:
            raise self.error(f"{' and '.join(paths)}: {error}") from error
        return rows, table(*sources, rows, caption)

    def downloads(self, paths: list[str]) -> str:
        """Return links to the two files."""
        up = "../" * self.env.docname.count("/")
        links = " · ".join(
            f'<a download href="{up}{CODE}/{path}"><code>{path}</code></a>'
            for path in paths
        )
        return f'<p class="x-files">The files: {links}</p>'


class Implementation(PairDirective):
    """``{implementation} layers/dropout``: the very files that pytest runs."""

    def run(self):
        """Return the aligned pair."""
        name = self.arguments[0]
        paths = [f"{side}/{name}.py" for side in pairs.SIDES]
        caption, public = f"{name}.py, twice", set(scratch.__all__)
        rows, made = self.aligned(paths, pairs.definitions, caption, public)
        uid = f"implementation-{name.replace('/', '-')}"
        label = f"Implementation pair {name}"
        return [raw(box(uid, [made], rows, label, self.downloads(paths)))]


class Example(PairDirective):
    """``{example} dropout``: both scripts, what they print, how far they differ."""

    def run(self):
        """Return the aligned pair, both outputs and the measured agreement."""
        name = self.arguments[0]
        paths = [f"{side}/examples/{name}.py" for side in pairs.SIDES]
        rows, made = self.aligned(paths, pairs.cells, "The same example, twice")
        self.env.note_dependency(str(measure.CACHE / f"{name}.json"))
        measured = measure.read(name)
        if measured is None:
            raise self.error(f"the example pair {name} has not been measured")
        printed = outputs(measured["outputs"])
        after = self.downloads(paths) + agreement(measured)
        label = f"Example pair {name}"
        return [raw(box(f"example-{name}", [made, printed], rows, label, after))]


class Drawn(SphinxDirective):
    """``{drawn} name``: a figure in both themes; `:alt:` is required."""

    required_arguments = 1
    has_content = True
    option_spec = {"alt": directives.unchanged_required}  # noqa: RUF012 (docutils' way)

    def run(self):
        """Return the figure, its caption parsed as text of the page."""
        name = self.arguments[0]
        if not self.options.get("alt", "").strip():
            raise self.error("a figure needs :alt: text")
        if name not in draw.drawn_names():
            raise self.error(f"no figure named {name!r} in compare/reading/figures")
        figure = nodes.figure(classes=["drawn"])
        images = nodes.container(classes=["x-images"])  # the theme hides a caption
        for theme in draw.THEMES:  # that follows an image of one theme only
            path = FIGURES / f"{name}-{theme}.svg"
            self.env.note_dependency(str(path))
            uri = "/" + os.path.relpath(path, self.env.srcdir).replace(os.sep, "/")
            alt, classes = self.options["alt"], [f"only-{theme}"]
            images += nodes.image(uri=uri, alt=alt, classes=classes)
        figure += images
        if self.content:
            caption = nodes.Element()
            self.state.nested_parse(self.content, self.content_offset, caption)
            figure += nodes.caption("", "", *caption[0].children)
        return [figure]


class Live(SphinxDirective):
    """``{live} ball``: an interactive figure with its numbers inlined."""

    required_arguments = 1

    def run(self):
        """Return the figure."""
        name = self.arguments[0]
        path = FIGURES / f"{name}.html"
        if not path.is_file():
            raise self.error(
                f"no live figure named {name!r} in compare/reading/figures"
            )
        self.env.note_dependency(str(path))
        return [raw(path.read_text(encoding="utf-8"))]


class Measured(SphinxRole):
    """``{measured}`dropout:test_loss` ``: a number of an example, as it came out."""

    def run(self):
        """Return the number; ``name:`` alone gives the largest difference."""
        name, _, key = self.text.partition(":")
        self.env.note_dependency(str(measure.CACHE / f"{name}.json"))
        try:
            rows = measure.read(name)["agreement"]
            if key:
                found = next(row["value"] for row in rows if row["name"] == key)
                if isinstance(found, str):
                    text = found
                else:  # as many digits for 0.809 as for 0.8079
                    text = f"{found:.0f}" if found == int(found) else f"{found:#.4g}"
            else:
                text = number(max(row["max_abs"] for row in rows))
        except (StopIteration, TypeError):
            words = f"no single number {key!r} in the results of example {name!r}"
            message = self.inliner.reporter.error(words, line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [
                message
            ]
        return [nodes.inline("", text, classes=["measured"])], []


def generate(app):
    """Draw, run and try what has changed, before any page is read."""
    build_folder()
    examples = [name for name in measure.names() if measure.kept(name) is None]
    for kind, names, folder in (
        ("figures", draw.stale(FIGURES), FIGURES),
        ("examples", examples, measure.CACHE),
        ("bugs", gallery.stale(), gallery.CACHE),
    ):
        if names:
            log.info("%s: %d to make", kind, len(names))
        work(kind, names, folder, lambda name: log.info("  %s", name))


def finish(app, error):
    """Copy the files a reader can download; drop what the site does not need."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    shutil.rmtree(out / CODE, ignore_errors=True)
    files = [p for side in pairs.SIDES for p in (pairs.ROOT / side).rglob("*.py")]
    for path in sorted(files):
        to = out / CODE / path.relative_to(pairs.ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    static = out / "_static"
    (static / "webpack-macros.html").unlink(missing_ok=True)  # a template, not a page
    for source_map in static.rglob("*.map"):  # 1.9 MB of the theme
        source_map.unlink()


def setup(app):
    """Register the directives and the role."""
    app.add_directive("implementation", Implementation)
    app.add_directive("example", Example)
    app.add_directive("drawn", Drawn)
    app.add_directive("live", Live)
    app.add_role("measured", Measured())
    app.connect("builder-inited", generate)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
