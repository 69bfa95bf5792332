"""Lay a NumPy file and its PyTorch twin line against line; run and compare examples.

Nothing here knows about HTML or Sphinx.
"""

import ast
import difflib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIDES = ("scratch", "torch_ref")
KINDS = ("same", "twin", "differs", "alone")
CUT = 0.45  # lines less similar than this are never laid against each other
BLANK = 0.3  # two blank lines go together, but never at the cost of two like lines

_LIBRARY = re.compile(r"\b(np|numpy|torch|xp|dl|scratch|torch_ref)\b")
_ASSIGNED = re.compile(r"\s*([\w.]+(?:, [\w.]+)*)\s*[-+*/@]?=[^=]")
_INDENT = re.compile(r"\s*")
_DEFINED = re.compile(r"\s*(?:def|class) (\w+)")


@dataclass(frozen=True)
class Row:
    """One row of the aligned view: 1-based line numbers, None where a side is empty."""

    kind: str
    left: int | None
    right: int | None


@dataclass(frozen=True)
class Block:
    """Lines `start` to `stop` (0-based, half open) under one title."""

    title: str
    start: int
    stop: int


class OutOfStepError(ValueError):
    """The two files of a pair do not have the same titles or definitions."""


def neutral(line: str) -> str:
    """Return the line without indentation and with the library's name removed."""
    return _LIBRARY.sub("xp", line.strip())


@lru_cache(maxsize=200_000)
def similarity(left: str, right: str) -> float:
    """Score two lines in [0, 1]; 0 where they must not be laid side by side."""
    if not left.strip() or not right.strip():
        return BLANK if left.strip() == right.strip() else 0.0
    a, b = neutral(left), neutral(right)
    matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
    score = matcher.ratio() if matcher.real_quick_ratio() >= CUT else 0.0
    for pattern in (
        _ASSIGNED,
        _DEFINED,
    ):  # they name the same thing: almost surely twins
        one, other = pattern.match(left), pattern.match(right)
        if one and other and one[1] == other[1]:
            score = max(score, 0.75)
    if _INDENT.match(left)[0] != _INDENT.match(right)[0]:  # another block, most likely
        score *= 0.8
    return score if score >= CUT else 0.0


def _kind(left: str, right: str) -> str:
    if left == right:
        return "same"
    return "twin" if neutral(left) == neutral(right) else "differs"


def align_lines(left, right, left_start=0, right_start=0) -> list[Row]:
    """Align two lists of lines so that the summed similarity is largest."""
    n, m = len(left), len(right)
    # best[i][j]: largest sum over left[i:] and right[j:] (Needleman and Wunsch 1970)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            score = similarity(left[i], right[j])
            paired = best[i + 1][j + 1] + score if score else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    rows, i, j = [], 0, 0
    while i < n or j < m:
        score = similarity(left[i], right[j]) if i < n and j < m else 0.0
        numbers = left_start + i + 1, right_start + j + 1
        if score and best[i][j] <= best[i + 1][j + 1] + score + 1e-9:
            rows.append(Row(_kind(left[i], right[j]), *numbers))
            i, j = i + 1, j + 1
        elif i < n and (j >= m or best[i + 1][j] >= best[i][j + 1]):
            rows.append(Row("alone", numbers[0], None))
            i += 1
        else:
            rows.append(Row("alone", None, numbers[1]))
            j += 1
    return _side_by_side(rows)


def _side_by_side(rows: list[Row]) -> list[Row]:
    """Lay each run of lines without counterpart left beside right."""
    laid, run = [], []
    for row in [*rows, None]:
        if row is not None and row.kind == "alone":
            run.append(row)
            continue
        left = [r.left for r in run if r.left]
        right = [r.right for r in run if r.right]
        for k in range(max(len(left), len(right))):
            one = left[k] if k < len(left) else None
            laid.append(Row("alone", one, right[k] if k < len(right) else None))
        run = []
        if row is not None:
            laid.append(row)
    return laid


def _blocks(starts: list[tuple[str, int]], length: int) -> list[Block]:
    if not starts or starts[0][1] > 0:
        starts = [("", 0), *starts]
    stops = [start for _, start in starts[1:]] + [length]
    return [Block(title, start, stop) for (title, start), stop in zip(starts, stops)]


def cells(source: str) -> list[Block]:
    """Cut an example at its `# %%` titles."""
    lines = source.splitlines()
    titles = [
        (line.strip()[4:].strip(), i)
        for i, line in enumerate(lines)
        if line.strip().startswith("# %%")
    ]
    return _blocks(titles, len(lines))


def definitions(source: str) -> list[Block]:
    """Cut a module at its top-level functions and classes, comments above included."""
    lines, starts = source.splitlines(), []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            start = min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
            while start and lines[start - 1].startswith("#"):
                start -= 1
            starts.append((node.name, start))
    return _blocks(starts, len(lines))


def _titles(blocks: list[Block], public) -> list[str]:
    titles = [b.title for b in blocks if b.title]
    return titles if public is None else [t for t in titles if t in public]


def align(left: str, right: str, cut=None, strict=False, public=None) -> list[Row]:
    """Align two sources block by block.

    Parameters
    ----------
    left, right : str
        The two sources.
    cut : callable, optional
        `cells` or `definitions`: what makes a block; None for one block.
    strict : bool
        Refuse a pair whose titles differ or are in another order.
    public : collection of str, optional
        The titles to be strict about; all by default.

    Raises
    ------
    OutOfStepError
        If `strict` and the titles differ.
    """
    a, b = left.splitlines(), right.splitlines()
    if cut is None:
        return align_lines(a, b)
    blocks_a, blocks_b = cut(left), cut(right)
    titles = [_titles(blocks, public) for blocks in (blocks_a, blocks_b)]
    if strict and titles[0] != titles[1]:
        raise OutOfStepError(f"titles are out of step: {titles[0]} != {titles[1]}")
    names = [block.title for block in blocks_a], [block.title for block in blocks_b]
    matcher = difflib.SequenceMatcher(None, *names, autojunk=False)
    rows: list[Row] = []
    for what, i, i_end, j, j_end in matcher.get_opcodes():
        if what == "equal":
            spans = zip(blocks_a[i:i_end], blocks_b[j:j_end])
        else:  # blocks of one side only lie opposite each other
            spans = [(_joined(blocks_a, i, i_end), _joined(blocks_b, j, j_end))]
        for one, other in spans:
            lines = a[one.start : one.stop], b[other.start : other.stop]
            rows += align_lines(*lines, one.start, other.start)
    return rows


def _joined(blocks: list[Block], first: int, last: int) -> Block:
    if first == last:
        return Block("", 0, 0)
    return Block("", blocks[first].start, blocks[last - 1].stop)


def counts(rows: list[Row]) -> dict[str, int]:
    """Count the rows of each kind."""
    return {kind: sum(row.kind == kind for row in rows) for kind in KINDS}


def align_output(left: str, right: str) -> list[Row]:
    """Lay two printed outputs side by side, line n against line n."""
    a, b = left.splitlines(), right.splitlines()
    rows = [
        Row("same" if a[i] == b[i] else "differs", i + 1, i + 1)
        for i in range(min(len(a), len(b)))
    ]
    rows += [Row("alone", i + 1, None) for i in range(len(rows), len(a))]
    return rows + [Row("alone", None, i + 1) for i in range(len(rows), len(b))]


def changed_words(left: str, right: str):
    """Return the character ranges in which two lines differ, one list a side."""
    words = [
        [(m.group(), m.start(), m.end()) for m in re.finditer(r"\w+|\s+|[^\w\s]", s)]
        for s in (left, right)
    ]
    texts = [[word[0] for word in side] for side in words]
    ranges = [], []
    for what, *ends in difflib.SequenceMatcher(None, *texts, False).get_opcodes():
        if what == "equal":
            continue
        for side, (start, stop) in enumerate((ends[:2], ends[2:])):
            if stop > start:
                span = words[side][start][1], words[side][stop - 1][2]
                ranges[side].append(span)
    return ranges
