"""The aligned view of any two files as one page that needs nothing else."""

import html
from pathlib import Path

from pygments.formatters import HtmlFormatter

from compare.reading import pairs
from compare.reading.web.table import HEADS, box, table

STATIC = Path(__file__).with_name("static")
STYLES = {"light": "xcode", "dark": "monokai"}  # legible on the tinted rows
PAGE = """<!doctype html>
<html lang="en" data-theme="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body class="pairpage">
<main>
<h1>{title}</h1>
{body}
</main>
<script>
{script}
</script>
</body>
</html>
"""


def _colours(theme: str) -> str:
    return HtmlFormatter(style=STYLES[theme]).get_style_defs(".highlight")


def style() -> str:
    """Return the style sheet of a page of its own, light and dark."""
    dark = f"@media (prefers-color-scheme: dark) {{\n{_colours('dark')}\n}}"
    return "\n".join([_colours("light"), dark, (STATIC / "pair.css").read_text()])


def page(left: Path, right: Path) -> str:
    """Align two files and return a self-contained page.

    Parameters
    ----------
    left, right : Path
        The two files. Cut at `# %%` titles where both have them, else at
        top-level definitions where both are Python, else taken whole.
    """
    sources = left.read_text(), right.read_text()
    python = left.suffix == right.suffix == ".py"
    cut = None
    if all("# %%" in source for source in sources):
        cut = pairs.cells
    elif python:
        cut = pairs.definitions
    try:
        rows = pairs.align(*sources, cut)
    except SyntaxError:  # not the Python of this interpreter: take the files whole
        rows = pairs.align(*sources)
    heads = HEADS
    if "scratch" not in left.parts or "torch_ref" not in right.parts:
        heads = (left.name, right.name)
        if left.name == right.name:
            heads = (str(left), str(right))
    language = "python" if python else "text"
    made = table(*sources, rows, "Line against line", language, heads)
    title = f"{left} | {right}"
    return PAGE.format(
        title=html.escape(title),
        style=style(),
        body=box("pair", [made], rows, title),
        script=(STATIC / "pair.js").read_text(),
    )
