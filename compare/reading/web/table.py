"""An aligned pair as HTML: one table, one row per pair of lines."""

import html
import re
from dataclasses import dataclass, field

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from compare.reading.pairs import Row, align_output, changed_words, counts

_INDENT = re.compile(r"^((?:<[^>]+>)*)( +)")  # a phone shows it narrower
SIGN = {
    "same": ("", ""),
    "twin": ("≈", "same statement, other library"),
    "differs": ("≠", "differs"),
    "alone": ("✱", "no counterpart"),
}
KEY = {
    "same": "{n} {lines} the same",
    "twin": "≈ {n} the same but for the library",
    "differs": "≠ {n} with other words",
    "alone": "✱ {n} without counterpart",
}
VIEWS = {
    "both": "Side by side",
    "stack": "Stacked",
    "left": "NumPy only",
    "right": "PyTorch only",
}
HEADS = ("NumPy, from scratch", "PyTorch")
ONCE = "One text, runs on both"


def highlighted(source: str, language: str = "python") -> list[str]:
    """Return one string of HTML for each line of the source."""
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=True)
    lines = highlight(source, lexer, HtmlFormatter(nowrap=True)).split("\n")
    lines = [_INDENT.sub(r'\1<span class="x-w">\2</span>', line) for line in lines]
    return lines[: len(source.splitlines())]


def mark(line: str, ranges) -> str:
    """Wrap character ranges of a highlighted line in `<mark>`, tags left whole."""
    if not ranges:
        return line
    out, position, inside = [], 0, False
    for piece in re.findall(r"<[^>]+>|&[^;]+;|.", line):
        if piece.startswith("<"):
            out.append(f"</mark>{piece}<mark>" if inside else piece)
            continue
        wanted = any(start <= position < stop for start, stop in ranges)
        if wanted != inside:
            out.append("<mark>" if wanted else "</mark>")
            inside = wanted
        out.append(piece)
        position += 1
    if inside:
        out.append("</mark>")
    return "".join(out).replace("<mark></mark>", "")


@dataclass(frozen=True)
class Extras:
    """What an implementation shows beyond its lines.

    Attributes
    ----------
    uid : str
        Begins the ids of the rows.
    folds : list of Fold
        Rows that are folded at first.
    tags : dict of int to list of str
        Lines of the left side, and the labels of the equations that they compute.
    once : bool
        Whether both sides are one text.
    """

    uid: str = ""
    folds: list = field(default_factory=list)
    tags: dict = field(default_factory=dict)
    once: bool = False


def table(
    left, right, rows: list[Row], caption, language="python", heads=HEADS, extras=None
) -> str:
    """Return the `<table>` of an aligned pair.

    Line numbers and signs are drawn by CSS from attributes or hidden from
    selection, so that only code is copied.
    """
    extras = extras or Extras()
    texts = [side.splitlines() for side in (left, right)]
    coloured = [highlighted(side, language) for side in (left, right)]
    out = [
        f'<table class="pair pair-{language} highlight{" pair-once" * extras.once}">'
        f"<caption>{html.escape(caption)}</caption>{_head(heads, extras.once)}"
    ]
    starts = {fold.start: fold for fold in extras.folds}
    ends = {fold.stop for fold in extras.folds}
    run = fold = None
    for index, row in enumerate(rows):
        numbers = (row.left, row.right)
        plain = [t[n - 1] if n else "" for t, n in zip(texts, numbers)]
        shown = [c[n - 1] if n else "" for c, n in zip(coloured, numbers)]
        if row.kind in ("twin", "differs"):
            ranges = changed_words(*plain)
            shown = [mark(line, r) for line, r in zip(shown, ranges)]
        fold = None if index in ends else fold
        if index in starts:
            fold = starts[index]
            out.append("" if run is None else "</tbody>")
            out.append(f'{_fold(fold, extras.once)}<tbody class="x-folded">')
            run = "fold"
        elif fold is None and run is not (row.kind == "alone"):
            out.append("" if run is None else "</tbody>")
            run = row.kind == "alone"  # a run of its own body can be restacked
            out.append('<tbody class="x-run">' if run else "<tbody>")
        out.append(_row(row, plain, shown, extras))
    return "".join([*out, "</tbody>" if rows else "", "</table>"])


def _head(heads, once: bool) -> str:
    number = '<th scope="col" class="x-n"><span class="x-hide">line</span></th>'
    if once:
        return (
            '<colgroup><col class="x-n"><col></colgroup><thead><tr>'
            f'{number}<th scope="col">NumPy and PyTorch</th></tr></thead>'
        )
    return (
        '<colgroup><col class="x-n"><col><col class="x-s"><col class="x-n"><col>'
        f'</colgroup><thead><tr>{number}<th scope="col">{html.escape(heads[0])}</th>'
        '<th scope="col" class="x-s"><span class="x-hide">difference</span></th>'
        f'{number}<th scope="col">{html.escape(heads[1])}</th></tr></thead>'
    )


def _fold(fold, once: bool) -> str:
    """Return the row that opens a fold: a checkbox, so that it needs no script."""
    count = f"{fold.stop - fold.start} lines: {fold.words}"
    return (
        f'<tbody class="x-fold"><tr><td colspan="{2 if once else 5}"><label>'
        f'<input type="checkbox"> <span>{html.escape(count)}</span></label></td></tr>'
        "</tbody>"
    )


def _row(row: Row, plain, shown, extras: Extras) -> str:
    title = " x-title" if plain[0].strip().startswith("# %%") else ""
    sign, words = SIGN[row.kind]
    if sign:
        sign = f'<span aria-hidden="true">{sign}</span>'
        sign += f'<span class="x-hide">{words}</span>'
    labels = extras.tags.get(row.left, ())
    cells = []
    for side, number, text, line in zip("lr", (row.left, row.right), plain, shown):
        none = "" if number else " x-none"
        indent = min(len(text) - len(text.lstrip()), 12)  # where a long line goes on
        hang = f' style="--i:{indent}ch"' if indent and text.strip() else ""
        tags = "".join(f"<!--eq:{label}-->" for label in labels if side == "l")
        cells.append(
            f'<td class="x-n" data-n="{number or ""}"></td>'
            f'<td class="x-c x-{side}{none}">{tags}<code{hang}>{line}</code></td>'
        )
    at = f' id="{extras.uid}-L{row.left}"' if labels else ""
    if extras.once:
        return f'<tr class="x-{row.kind}{title}"{at}>{cells[0]}</tr>'
    middle = f'<td class="x-s">{sign}</td>'
    return f'<tr class="x-{row.kind}{title}"{at}>{cells[0]}{middle}{cells[1]}</tr>'


def box(
    name: str, tables: list[str], rows: list[Row], label: str, after="", extras=None
) -> str:
    """Return a pair with its choice of views and the counts above the tables."""
    choice = "".join(
        f'<label><input type="radio" name="{name}-view" value="{value}"'
        f"{' checked' if value == 'both' else ''}> {text}</label>"
        for value, text in VIEWS.items()
    )
    key = "".join(
        f'<span class="x-key x-key-{kind}">'
        f"{KEY[kind].format(n=n, lines='line is' if n == 1 else 'lines are')}</span>"
        for kind, n in counts(rows).items()
    )
    views = f"<legend>View</legend>{choice}"
    if extras and extras.once:
        views, key = f"<legend>{ONCE}</legend>", ""
    if extras and extras.folds:
        views += '<label><input type="checkbox" class="x-whole"> Whole file</label>'
    key = f'<p class="pairkey">{key}</p>' if key else ""
    frames = "".join(f'<div class="pairframe">{t}</div>' for t in tables)
    return (
        f'<section class="pairbox" id="{name}" aria-label="{html.escape(label)}">'
        f'<fieldset class="pairview">{views}</fieldset>'
        f"{key}{frames}{after}</section>"
    )


def number(value: float) -> str:
    """Write a difference briefly; an exact zero as 0."""
    return "0" if value == 0 else f"{value:.1e}"


def agreement(measured: dict) -> str:
    """Return the table of measured differences, quantity by quantity."""
    rows = "".join(
        f'<tr><th scope="row"><code>{html.escape(a["name"])}</code></th>'
        f"<td>{'×'.join(map(str, a['shape'])) or 'scalar'}</td>"
        f"<td>{number(a['max_abs'])}</td><td>{number(a['relative'])}</td></tr>"
        for a in measured["agreement"]
    )
    worst = max((a["max_abs"] for a in measured["agreement"]), default=0.0)
    versions = ", ".join(f"{k} {v}" for k, v in measured["versions"].items())
    heads = "".join(
        f'<th scope="col">{text}</th>'
        for text in ("quantity", "shape", "max |Δ|", "relative")
    )
    return (
        '<div class="agree"><p class="x-headline">Largest difference between the two: '
        f"<strong>{number(worst)}</strong></p><table>"
        '<caption class="x-hide">Measured agreement by quantity</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="x-env">Measured when this page was built: {versions}.</p></div>'
    )


def outputs(printed: list[str]) -> str:
    """Return the table of what each side prints."""
    caption = "What each one prints"
    return table(*printed, align_output(*printed), caption, language="text")
