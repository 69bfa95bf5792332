"""Equations beside the lines that compute them, linked both ways on each page.

``{implementation}`` tags its lines; here the tags become the equations' numbers,
equations get links to the lines, and ``{lesson}`` lays both side by side.
"""

import ast
import html
import re

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from compare.reading.web.table import highlighted

log = logging.getLogger(__name__)
_TAG = re.compile(r"<!--eq:([\w-]+)-->")


class Lesson(nodes.General, nodes.Element):
    """Stands for the equations and lines of a lesson until both are known."""


class LessonDirective(SphinxDirective):
    """``{lesson} eq-softmax eq-softmax-backward``: equations and their lines."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self):
        """Return what stands for the lesson until the page is read."""
        node = Lesson(labels=self.arguments[0].split())
        self.set_source_info(node)
        return [node]


def line_of(source: str, fragment: str) -> int:
    """Return the 1-based number of the one line that holds a fragment of code.

    Raises
    ------
    ValueError
        If none or several do.
    """
    found = [
        i
        for i, line in enumerate(source.splitlines(), 1)
        if fragment in line and not line.lstrip().startswith("#")
    ]
    if len(found) != 1:
        raise ValueError(f"{len(found)} lines hold {fragment!r}, wanted 1")
    return found[0]


def statement(source: str, line: int) -> list[int]:
    """Return the numbers of a statement's lines; of a compound one, its first."""
    best = (line, line)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt) and node.lineno <= line <= node.end_lineno:
            last = node.end_lineno
            if getattr(node, "body", None):
                last = min(last, node.body[0].lineno - 1)
            best = (node.lineno, max(last, node.lineno))
    return [*range(best[0], best[1] + 1)] if best[0] <= line <= best[1] else [line]


def lesson_code(source: str, lines: list[int], place: str) -> str:
    """Return statements as HTML, each line with a link to its row."""
    coloured = highlighted(source)
    wanted = sorted({n for line in lines for n in statement(source, line)})
    texts = source.splitlines()
    cut = min(len(texts[n - 1]) - len(texts[n - 1].lstrip()) for n in wanted)
    rows = []
    for n in wanted:
        indent = len(texts[n - 1]) - len(texts[n - 1].lstrip()) - cut
        code = f'<code style="padding-left:{indent}ch">{coloured[n - 1]}</code>'
        at = min(lines, key=lambda k: abs(k - n))
        label = f'aria-label="line {n} in the whole file"'
        link = f'<a class="x-at" href="#{place}-L{at}" {label}>{n}</a>'
        rows.append(f'<span class="x-step">{link}{code}</span>')
    return f'<div class="x-lines highlight">{"".join(rows)}</div>'


def places(doctree) -> dict[str, list[tuple[str, str, int]]]:
    """Return where each label is computed: (place, source, line)."""
    found: dict[str, list] = {}
    for node in doctree.findall(nodes.raw):
        for line, labels in node.get("tags", {}).items():
            for label in labels:
                found.setdefault(label, []).append((node["place"], node["code"], line))
    return found


def resolve(app, doctree, docname):
    """Write numbers beside lines and lines beside numbers."""
    blocks = doctree.findall(nodes.math_block)
    equations = {n["label"]: n for n in blocks if n.get("label")}
    where = places(doctree)
    for node in list(doctree.findall(nodes.raw)):
        unknown = {x for tags in node.get("tags", {}).values() for x in tags}
        for label in sorted(unknown - set(equations)):
            log.warning("no equation %s on this page", label, location=node)
        if node.get("tags"):
            known = {k: e["number"] for k, e in equations.items()}
            node.children = [nodes.Text(numbered(node.astext(), known))]
    for label, found in where.items():
        if label in equations:
            equations[label]["lines"] = [(f"{p}-L{n}", n) for p, _, n in found]
    for node in list(doctree.findall(Lesson)):
        node.replace_self(lesson(node, equations, where))


def numbered(text: str, numbers: dict) -> str:
    """Return a table with equations' numbers for their labels."""

    def link(match):
        number = numbers.get(match[1], "?")
        label = f'aria-label="computes equation {number}"'
        return f'<a class="x-eq" href="#equation-{match[1]}" {label}>({number})</a>'

    return _TAG.sub(link, text)


def lesson(node, equations, where) -> nodes.container:
    """Return the lesson: a row for each equation, its lines beside it."""
    box = nodes.container(classes=["x-lesson"])
    for label in node["labels"]:
        if label not in equations or label not in where:
            what = "equation" if label not in equations else "line of code for"
            log.warning("no %s %s on this page", what, label, location=node)
            continue
        equation = equations[label]
        row = nodes.container(classes=["x-lesson-row"])
        shown = nodes.math_block("", equation.astext(), nowrap=False, number=None)
        shown["label"], shown["shows"] = None, (label, equation["number"])
        row += shown
        first = where[label][0]
        lines = [n for place, _, n in where[label] if place == first[0]]
        code = lesson_code(first[1], lines, first[0])
        row += nodes.raw("", code, format="html")
        box += row
    return box


def lines_html(lines) -> str:
    """Return the links from an equation to the lines that compute it."""
    words = [f"line {n}" if i == 0 else str(n) for i, (_, n) in enumerate(lines)]
    links = [
        f'<a href="#{html.escape(at)}">{word}</a>'
        for word, (at, _) in zip(words, lines)
    ]
    return f'<span class="x-where">{", ".join(links)}</span>' if links else ""


def setup(app):
    """Register the directive and the resolution."""
    app.add_node(Lesson)
    app.add_directive("lesson", LessonDirective)
    app.connect("doctree-resolved", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
