"""Render every formula at build time with KaTeX, so that pages carry no maths script.

A formula KaTeX cannot read is a warning with its file and line; the build turns
warnings into errors.
"""

import json
import os
import re
import shutil
import subprocess
from functools import cache, lru_cache
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from compare.reading.web.equations import lines_html
from compare.reading.web.node import installed, node

log = logging.getLogger(__name__)
_TOKEN = re.compile(r"\\(?:qquad|left|right|begin|end)(?![a-zA-Z])|(?<!\\)[{}]")
WOFF = re.compile(r',url\(fonts/[^)]*\.(?:woff|ttf)\) format\("\w+"\)')


@cache
def _process(owner: int) -> subprocess.Popen:
    """Start Node for one process: forked writers must not share its pipes."""
    script, library = Path(__file__).with_name("katex.js"), installed("katex")
    return subprocess.Popen(
        [node(), str(script), str(library / "dist" / "katex.js")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@lru_cache(None)
def render(tex: str, display: bool) -> str:
    """Return the HTML of a formula; raise ValueError with KaTeX's message."""
    process = _process(os.getpid())
    process.stdin.write(json.dumps([tex, display]) + "\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    if "error" in answer:
        raise ValueError(answer["error"])
    return answer["html"]


def parts(tex: str) -> list[str]:
    """Cut a formula at its wide spaces, where a new statement starts."""
    cuts, depth = [0], 0
    for token in _TOKEN.finditer(tex):
        if token[0] == "\\qquad":
            cuts += [token.start(), token.end()] if depth == 0 else []
        else:
            depth += 1 if token[0] in ("{", "\\left", "\\begin") else -1
    ends = zip(cuts[::2], [*cuts[1::2], len(tex)])
    return [tex[start:end].strip() for start, end in ends]


def _formula(translator, node, display: bool) -> str:
    tex = node.astext().strip()
    rows = "\\\\" in tex or "&" in tex
    if display and rows and "\\begin{" not in tex:
        tex = f"\\begin{{aligned}}{tex}\\end{{aligned}}"
    try:
        if display and len(several := parts(tex)) > 1:  # a phone puts them on lines
            made = "".join(render(part, True) for part in several)
            return f'<span class="x-parts">{made}</span>'
        return render(tex, display)
    except ValueError as error:
        log.warning("%s in %r", error, tex, location=node, type="katex")
        return f"<code>{translator.encode(tex)}</code>"


def _visit_inline(translator, node):
    start = translator.starttag(node, "span", "", CLASS="math")
    translator.body.append(f"{start}{_formula(translator, node, False)}</span>")
    raise nodes.SkipNode


def _visit_display(translator, node):
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    if node.get("number"):
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append(f"{lines_html(node.get('lines', ()))}</span>")
    if node.get("shows"):  # in a lesson: the equation stands below, with its number
        label, number = node["shows"]
        link = f'<a href="#equation-{label}">({number})</a>'
        translator.body.append(f'<span class="eqno">{link}</span>')
    translator.body.append(f"{_formula(translator, node, True)}</div>")
    raise nodes.SkipNode


def _add_style(app, pagename, templatename, context, doctree):
    if doctree is not None and any(
        doctree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block))
    ):
        app.add_css_file("katex/katex.min.css")


def _ship_style(app):
    """Copy the style sheet and the fonts, of the same version as the script."""
    if app.builder.format != "html":
        return
    dist, out = installed("katex") / "dist", Path(app.outdir) / "_static" / "katex"
    (out / "fonts").mkdir(parents=True, exist_ok=True)
    style = (dist / "katex.min.css").read_text()
    (out / "katex.min.css").write_text(WOFF.sub("", style))  # every browser reads woff2
    for font in dist.glob("fonts/*.woff2"):
        shutil.copyfile(font, out / "fonts" / font.name)


def setup(app):
    """Register the renderer with Sphinx."""
    app.add_html_math_renderer(
        "katex",
        inline_renderers=(_visit_inline, None),
        block_renderers=(_visit_display, None),
    )
    app.connect("builder-inited", _ship_style)
    app.connect("html-page-context", _add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
