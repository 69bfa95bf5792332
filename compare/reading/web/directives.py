"""What a page of the notes can ask for: pairs, outputs, figures, measured numbers."""

import os
import shutil
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from compare.reading import gallery, measure, notebooks, pairs
from compare.reading.alone import alone
from compare.reading.figures import draw
from compare.reading.web.node import BUILD, build_folder
from compare.reading.web.table import number
from compare.reading.work import Plan, work

log = logging.getLogger(__name__)
FIGURES = BUILD / "figures"
CODE = "_code"  # where the site keeps the files a reader can download
NOTEBOOKS = "notebooks"  # in that folder


def raw(text: str) -> nodes.raw:
    """Return HTML as a node; Sphinx's search indexes its words."""
    return nodes.raw("", text, format="html")


def up(env) -> str:
    """Return the way from a page to the root of the site."""
    return "../" * env.docname.count("/")


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
    pieces = {
        "figures": (draw.stale(FIGURES), FIGURES),
        "examples": (examples, measure.CACHE),
        "bugs": (gallery.stale(), gallery.CACHE),
        "notebooks": (notebooks.stale(), notebooks.CACHE),
    }
    plan = Plan({kind: names for kind, (names, _) in pieces.items()}, log.info)
    if plan.count:
        log.info("%d pieces to make, about %.0f s", plan.count, plan.seconds())
    try:
        work(plan, {kind: folder for kind, (_, folder) in pieces.items()})
    finally:
        plan.keep()


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
        name = path.relative_to(pairs.ROOT).as_posix()
        to.write_text(alone(path.read_text(encoding="utf-8"), name), encoding="utf-8")
    made = [n for n in notebooks.names() if (notebooks.CACHE / f"{n}.ipynb").is_file()]
    for name in made:
        to = out / CODE / NOTEBOOKS / f"{name}.ipynb"
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(notebooks.CACHE / f"{name}.ipynb", to)
    static = out / "_static"
    (static / "webpack-macros.html").unlink(missing_ok=True)  # a template, not a page
    for source_map in static.rglob("*.map"):  # 1.9 MB of the theme
        source_map.unlink()


def setup(app):
    """Register the directives and the role."""
    app.add_directive("drawn", Drawn)
    app.add_directive("live", Live)
    app.add_role("measured", Measured())
    app.connect("builder-inited", generate)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
