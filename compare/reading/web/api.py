"""The API reference, from the docstrings that both packages share word for word."""

import html
import importlib
import inspect
import re
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from compare.reading.pairs import ROOT
from compare.reading.web.directives import CODE, raw
from compare.reading.web.samples import ordered, sample
from compare.reading.web.table import highlighted

_SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.MULTILINE)
_LISTED = (
    "Parameters",
    "Returns",
    "Raises",
    "Yields",
    "Attributes",
    "Other Parameters",
)


def prose(text: str) -> str:
    """Return paragraphs of a docstring as HTML; only ``code`` is marked up."""
    out = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        escaped = inline(paragraph)
        if re.match(r"\s*(?:>>>|\d+\.|-|\*) ", paragraph) or "    " in paragraph:
            out.append(f'<p class="x-kept">{escaped}</p>')
        else:
            out.append(f"<p>{escaped}</p>")
    return "".join(out)


def inline(text: str) -> str:
    """Return text as HTML, its ``code`` marked up."""
    escaped = html.escape(text, quote=False)
    return re.sub(r"``(.+?)``|`(.+?)`", _code, escaped, flags=re.DOTALL)


def _code(match) -> str:
    return f"<code>{match[1] or match[2]}</code>"


def items(text: str) -> str:
    """Return `name : type` entries with their indented text as a list."""
    out = []
    for entry in re.split(r"\n(?=\S)", text.strip("\n")):
        head, _, body = entry.partition("\n")
        name, _, kind = head.partition(" : ")
        kind = f" <span class='x-type'>{inline(kind)}</span>" if kind else ""
        out.append(f"<dt><code>{html.escape(name.strip())}</code>{kind}</dt>")
        out.append(f"<dd>{prose(inspect.cleandoc(body)) if body.strip() else ''}</dd>")
    return f"<dl class='x-items'>{''.join(out)}</dl>"


def docstring(text: str) -> str:
    """Return a numpydoc docstring as HTML."""
    parts = _SECTION.split(inspect.cleandoc(text))
    out = [prose(parts[0])]
    for title, body in zip(parts[1::2], parts[2::2]):
        out.append(f"<p class='x-rubric'>{title}</p>")
        out.append(items(body) if title in _LISTED else prose(body))
    return "".join(out)


def signature(thing) -> str:
    """Return the signature as Python shows it, empty where there is none."""
    try:
        return str(inspect.signature(thing))
    except (TypeError, ValueError):
        return ""


def methods(cls) -> str:
    """Return the public methods a class defines itself, with their first sentence."""
    out = []
    for name, member in vars(cls).items():
        function = inspect.unwrap(getattr(member, "__func__", member))
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        text = (inspect.getdoc(function) or "").split("\n\n")[0]
        arguments = signature(function).replace("(self, ", "(").replace("(self)", "()")
        head = html.escape(f"{name}{arguments}")
        out.append(f"<dt><code>{head}</code></dt><dd>{prose(text)}</dd>")
    if not out:
        return ""
    return f"<p class='x-rubric'>Methods</p><dl class='x-items'>{''.join(out)}</dl>"


def value(thing) -> str:
    """Return a sentence on a value; where it lies in memory says nothing."""
    if type(thing).__repr__ is object.__repr__:
        return f"A `{type(thing).__name__}`."
    return f"The value `{thing!r}`."


def source(thing) -> tuple[str, int] | None:
    """Return file (relative to the root) and line of a name, None for torch's own."""
    try:
        thing = inspect.unwrap(thing)
        path = Path(inspect.getsourcefile(thing)).resolve()
        line = max(inspect.getsourcelines(thing)[1], 1)  # a module starts at 0
        return path.relative_to(ROOT).as_posix(), line
    except (TypeError, ValueError, OSError):
        return None


def used(name: str, thing) -> str:
    """Return two lines that use a name, with what comes out."""
    lines = highlighted(sample(name, thing))
    if not lines:
        return ""
    return f'<div class="highlight x-used"><pre>{chr(10).join(lines)}</pre></div>'


class Api(SphinxDirective):
    """``{api} layers``: every public name of `scratch.layers` and its twin."""

    required_arguments = 1

    def run(self):
        """Return one section a name."""
        part = self.arguments[0]
        try:
            ours = importlib.import_module(f"scratch.{part}")
            twin = importlib.import_module(f"torch_ref.{part}")
        except ImportError as error:
            raise self.error(str(error)) from error
        names = ordered(part, ours.__all__)
        return [self.entry(part, name, ours, twin) for name in names]

    def entry(self, part: str, name: str, ours, twin) -> nodes.section:
        """Return the section of one name."""
        thing = getattr(ours, name)
        section = nodes.section(ids=[f"{part}-{name}"], names=[f"{part}-{name}"])
        section += nodes.title("", "", nodes.literal("", name))
        head = html.escape(f"{name}{signature(thing)}") if callable(thing) else name
        body = [f'<p class="x-signature"><code>{head}</code></p>']
        body.append(used(name, thing))
        if callable(thing) or inspect.ismodule(thing):
            body.append(docstring(inspect.getdoc(thing) or ""))
        else:
            body.append(prose(value(thing)))
        if inspect.isclass(thing):
            body.append(methods(thing))
        body.append(self.sources(thing, getattr(twin, name, None)))
        section += raw(f'<div class="x-api">{"".join(body)}</div>')
        return section

    def sources(self, thing, other) -> str:
        """Return links to the sources of both twins."""
        up, links = "../" * self.env.docname.count("/"), []
        for one in (thing, other):
            place = source(one)
            if place is None:
                if one is other:
                    links.append("torch's own in torch_ref")
                continue
            self.env.note_dependency(str(ROOT / place[0]))
            links.append(
                f'<a download href="{up}{CODE}/{place[0]}"><code>{place[0]}</code></a>'
                f" line {place[1]}"
            )
        return f'<p class="x-files">Source: {" · ".join(links)}</p>'


def setup(app):
    """Register the directive."""
    app.add_directive("api", Api)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
