"""Links from claims to the tests that prove them, and the tests' source as pages."""

import ast
import html
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from compare.reading.pairs import ROOT
from compare.reading.web.table import highlighted


@cache
def tests() -> dict[str, list[tuple[str, int]]]:
    """Return every test function: name -> [(file, line)]."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                where = (path.relative_to(ROOT).as_posix(), node.lineno)
                found.setdefault(node.name, []).append(where)
    return found


def page_of(path: str) -> str:
    """Return the page that shows a file's source."""
    return f"code/{path.removesuffix('.py')}"


class Properties(SphinxDirective):
    """A list of claims, each with the test that proves it.

    Each line of the content is ``test_name: the claim``; `file.py::test_name` where
    two files have tests of one name. A test that does not exist fails the build.
    """

    has_content = True

    def run(self):
        """Return the list; the claims are text of the page."""
        items = nodes.bullet_list(classes=["properties"])
        for offset, line in enumerate(self.content):
            if not line.strip():
                continue
            name, _, claim = line.partition(": ")
            path, number = self.find(name.strip(), offset)
            item = nodes.list_item()
            inner = nodes.Element()
            self.state.nested_parse(
                type(self.content)([claim], items=[self.content.items[offset]]),
                self.content_offset + offset,
                inner,
            )
            paragraph = nodes.paragraph("", "", *inner[0].children)
            up = "../" * self.env.docname.count("/")
            target = f"{up}{page_of(path)}.html#L{number}"
            paragraph += nodes.raw(
                "",
                f' <a class="x-proof" href="{target}">{html.escape(path)}, '
                f"line {number}</a>",
                format="html",
            )
            item += paragraph
            items += item
        return [items]

    def find(self, name: str, offset: int) -> tuple[str, int]:
        """Return file and line of a test and remember that its page is wanted."""
        wanted_file, _, test = name.rpartition("::")
        places = [p for p in tests().get(test, []) if p[0].endswith(wanted_file)]
        if len(places) != 1:
            what = "no test" if not places else f"{len(places)} tests"
            raise self.error(f"{what} named {name!r} (line {offset + 1} of the list)")
        path, number = places[0]
        self.env.note_dependency(str(ROOT / path))
        wanted = getattr(self.env, "gradtwin_code", None)
        if wanted is None:
            wanted = self.env.gradtwin_code = {}
        wanted.setdefault(self.env.docname, set()).add(path)
        return path, number


def _forget(app, env, docname):
    getattr(env, "gradtwin_code", {}).pop(docname, None)


def _merge(app, env, docnames, other):
    if not hasattr(env, "gradtwin_code"):
        env.gradtwin_code = {}
    env.gradtwin_code.update(getattr(other, "gradtwin_code", {}))


def _code_pages(app):
    """Yield a page for each file that a property links to."""
    wanted = set().union(*getattr(app.env, "gradtwin_code", {}).values())
    app.gradtwin_pages = {page_of(path) for path in wanted}
    for path in sorted(wanted):
        source = Path(ROOT / path).read_text(encoding="utf-8")
        lines = "".join(
            f'<span id="L{i}" class="x-line" data-n="{i}">{line or " "}\n</span>'
            for i, line in enumerate(highlighted(source), 1)
        )
        body = (
            f"<section><h1>{html.escape(path)}</h1>"
            '<div class="highlight x-code"><pre tabindex="0">'
            f"{lines}</pre></div></section>"
        )
        yield page_of(path), {"title": path, "body": body, "parents": []}, "page.html"


def setup(app):
    """Register the directive and the pages of source."""
    app.add_directive("properties", Properties)
    app.connect("env-purge-doc", _forget)
    app.connect("env-merge-info", _merge)
    app.connect("html-collect-pages", _code_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
