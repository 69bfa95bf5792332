"""What a page shows first: folds, equations beside lines, sources that run alone."""

import re
import runpy

import pytest

from compare.reading import pairs
from compare.reading.alone import alone
from compare.reading.folds import folds, parts, wrappers
from compare.reading.pairs import ROOT
from compare.teaching import catalogue, sheet

NOTES = ROOT / "compare" / "reading" / "notes"
SOURCE = '''"""A file."""

import numpy as np


@differentiable
def double(input):
    """Double it."""
    check_floating("input", input)
    if input.ndim > 3:
        raise ValueError("too many")
    output = 2 * input

    def backward(doutput):
        return (2 * doutput,)

    return output, backward


def check_more(input):
    check_dim(input)
    return


class Double(Module):
    """`double` as a module."""

    def forward(self, input):
        return double(input)
'''


def shown(names=r"{implementation} ([\w/]+)"):
    """Return (page, name, content) of every implementation on a page."""
    for page in sorted(NOTES.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        for name, content in re.findall(rf"```{names}\n((?:.*\n)*?)```", text):
            yield page.stem, name, content


IMPLEMENTATIONS = list(shown())


def open_lines(left, right, found, rows):
    hidden = {i for fold in found for i in range(fold.start, fold.stop)}
    lines = left.splitlines()
    kept = [row.left for i, row in enumerate(rows) if i not in hidden and row.left]
    return [lines[n - 1] for n in kept]


def test_what_is_open_is_forward_and_backward():
    rows = pairs.align(SOURCE, SOURCE, pairs.definitions)
    found = folds(SOURCE, SOURCE, rows)
    assert [f.words for f in found] == [
        "docstring, imports",
        "docstring, argument checks",
        "argument checks, the same as a module",
    ]
    text = "\n".join(open_lines(SOURCE, SOURCE, found, rows))
    assert text == (
        "@differentiable\ndef double(input):\n    output = 2 * input\n\n"
        "    def backward(doutput):\n        return (2 * doutput,)\n\n"
        "    return output, backward"
    )


def test_a_line_of_the_lesson_is_never_folded():
    lines = SOURCE.splitlines()
    number = lines.index('    check_floating("input", input)') + 1
    rows = pairs.align(SOURCE, SOURCE, pairs.definitions)
    found = folds(SOURCE, SOURCE, rows, shown={number})
    assert lines[number - 1] in open_lines(SOURCE, SOURCE, found, rows)


def test_a_class_that_carries_the_lesson_stays_open():
    source = SOURCE.partition("@differentiable")[0] + SOURCE[SOURCE.index("class") :]
    assert wrappers(source) == set()
    assert "the same as a module" not in parts(source, wrappers(source)).values()


@pytest.mark.parametrize(
    ("page", "name", "content"), IMPLEMENTATIONS, ids=lambda v: v.split("\n")[0][:40]
)
def test_every_pair_opens_on_its_lesson(page, name, content):
    equations = pytest.importorskip("compare.reading.web.equations")
    texts = [(ROOT / s / f"{name}.py").read_text("utf-8") for s in pairs.SIDES]
    lines = texts[0].splitlines()
    tagged = {}
    for line in filter(str.strip, content.splitlines()):
        label, _, fragment = line.partition(": ")
        tagged[equations.line_of(texts[0], fragment.strip())] = label
        page_text = (NOTES / f"{page}.md").read_text(encoding="utf-8")
        assert f"$$ ({label})" in page_text
    rows = pairs.align(*texts, pairs.definitions)
    found = folds(*texts, rows, shown=tagged)
    left = open_lines(*texts, found, rows)
    assert {lines[n - 1] for n in tagged} <= set(left)
    assert not any(re.match(r"(from|import) ", line) for line in left)
    assert len(left) < len(lines)


def test_most_lessons_name_the_equations_of_their_lines():
    named = {page for page, _, content in IMPLEMENTATIONS if content.strip()}
    lessons = {p.stem for p in NOTES.glob("*.md") if "```{lesson}" in p.read_text()}
    assert lessons <= named
    assert len(lessons) >= 25


@pytest.mark.parametrize("side", pairs.SIDES)
def test_a_file_copied_from_a_page_runs_alone(side, tmp_path):
    for _, name, _ in IMPLEMENTATIONS:
        path = f"{side}/{name}.py"
        source = (ROOT / path).read_text(encoding="utf-8")
        copied = alone(source, path)
        assert len(copied.splitlines()) == len(source.splitlines())
        assert not re.search(r"^\s*from \.", copied, re.MULTILINE)
        (tmp_path / "copied.py").write_text(copied, encoding="utf-8")
        runpy.run_path(str(tmp_path / "copied.py"))


def test_one_line_and_no_other_is_meant_by_a_part_of_it():
    equations = pytest.importorskip("compare.reading.web.equations")
    assert equations.line_of("a = 1\n# b = 2\nb = 2\n", "b = 2") == 3
    with pytest.raises(ValueError, match="2 lines hold"):
        equations.line_of("a = 1\na = 1\n", "a =")
    source = "def f(\n    x,\n):\n    y = (\n        x\n    )\n    return y\n"
    assert equations.statement(source, 5) == [4, 5, 6]
    assert equations.statement(source, 1) == [1, 2, 3]


def test_every_sheet_has_numpy_at_hand():
    for one in catalogue.collect().values():
        assert "\nimport numpy as np\n" in sheet.sheet(one)
