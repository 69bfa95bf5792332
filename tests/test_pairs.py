"""The alignment of pairs, their measurement, and the page of any two files."""

import itertools
import json
import re

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from compare.commands.pair import pair as pair_command
from compare.reading import measure, pairs
from compare.reading.web.table import agreement, mark, table

WORDS = st.sampled_from(
    ["", "x = np.exp(y)", "x = torch.exp(y)", "return x", "import numpy as np", "pass"]
)
LINES = st.lists(WORDS, max_size=7)
LEFT = '''"""Dropout."""
import numpy as np


def dropout(input, p):
    keep = rand(input.shape) >= p
    output = input * np.sqrt(keep)

    def backward(doutput):
        return doutput * keep

    return output, backward
'''
RIGHT = '''"""Dropout."""
import torch


def dropout(input, p):
    keep = rand(input.shape) >= p
    output = input * torch.sqrt(keep)
    return output
'''


def numbers(rows, side):
    return [n for row in rows if (n := getattr(row, side)) is not None]


def total(left, right, rows):
    return sum(
        pairs.similarity(left[row.left - 1], right[row.right - 1])
        for row in rows
        if row.left and row.right and row.kind != "alone"
    )


def best_total(left, right):
    """Try every set of non-crossing pairs of lines."""
    best = 0.0
    for size in range(min(len(left), len(right)) + 1):
        for a in itertools.combinations(range(len(left)), size):
            for b in itertools.combinations(range(len(right)), size):
                scores = [pairs.similarity(left[i], right[j]) for i, j in zip(a, b)]
                if all(scores):
                    best = max(best, sum(scores))
    return best


@given(LINES, LINES)
@example(["x = np.exp(y)", ""], ["", "x = torch.exp(y)"])
def test_every_line_appears_once_and_in_order(left, right):
    rows = pairs.align_lines(left, right)
    assert numbers(rows, "left") == list(range(1, len(left) + 1))
    assert numbers(rows, "right") == list(range(1, len(right) + 1))


@given(LINES, LINES)
def test_the_alignment_has_the_largest_possible_similarity(left, right):
    left, right = left[:5], right[:5]
    rows = pairs.align_lines(left, right)
    assert total(left, right, rows) == pytest.approx(best_total(left, right))


@given(LINES)
def test_a_file_aligned_with_itself_is_the_same_throughout(lines):
    rows = pairs.align_lines(lines, lines)
    assert [row.kind for row in rows] == ["same"] * len(lines)


@given(LINES, LINES)
def test_swapping_the_sides_keeps_the_counts_of_paired_lines(left, right):
    there = pairs.counts(pairs.align_lines(left, right))
    back = pairs.counts(pairs.align_lines(right, left))
    assert there["same"] + there["twin"] == back["same"] + back["twin"]


def test_each_kind_of_row_is_told_from_the_others():
    rows = pairs.align(LEFT, RIGHT, pairs.definitions, strict=True)
    kinds = {(row.left, row.right): row.kind for row in rows}
    assert kinds[1, 1] == "same"
    assert kinds[7, 7] == "twin"
    assert kinds[12, 8] == "differs"
    assert kinds[9, None] == "alone"


def test_the_hand_written_backward_has_no_counterpart():
    rows = pairs.align(LEFT, RIGHT, pairs.definitions)
    alone = {row.left for row in rows if row.kind == "alone"}
    assert {8, 9, 10, 11} <= alone


def test_lines_that_assign_the_same_name_are_laid_side_by_side():
    assert pairs.similarity("x = a", "x = torch.linalg.solve(q, b).T") >= 0.75
    assert pairs.similarity("x = a", "y = torch.linalg.solve(q, b).T") < pairs.CUT


def test_unlike_lines_are_never_laid_side_by_side():
    rows = pairs.align_lines(["import numpy"], ["y_hat = h @ W2"])
    assert [row.kind for row in rows] == ["alone"]


def test_cells_are_cut_at_their_titles():
    blocks = pairs.cells('"""Doc."""\n# %% Data\nx = 1\n# %% Train\n')
    assert [block.title for block in blocks] == ["", "Data", "Train"]
    assert [(block.start, block.stop) for block in blocks] == [(0, 1), (1, 3), (3, 4)]


def test_definitions_take_their_decorators_and_comments_with_them():
    source = "import x\n\n\n# why\n@dec\ndef f():\n    pass\n\n\nclass C:\n    pass\n"
    starts = [(block.title, block.start) for block in pairs.definitions(source)]
    assert starts == [("", 0), ("f", 3), ("C", 9)]


@pytest.mark.parametrize(
    ("left", "right", "cut"),
    [
        ("# %% One\n# %% Two\n", "# %% Two\n# %% One\n", pairs.cells),
        ("# %% One\n", "# %% Other\n", pairs.cells),
        ("def f(): pass\n", "def g(): pass\n", pairs.definitions),
    ],
)
def test_a_pair_out_of_step_is_refused(left, right, cut):
    with pytest.raises(pairs.OutOfStepError, match="out of step"):
        pairs.align(left, right, cut, strict=True)


def test_a_private_helper_of_one_side_is_no_fault():
    left, right = "def helper(): pass\ndef f(): pass\n", "def f(): pass\n"
    rows = pairs.align(left, right, pairs.definitions, strict=True, public={"f"})
    assert [row.kind for row in rows] == ["alone", "same"]


def test_changed_words_are_marked_and_nothing_else():
    left, right = pairs.changed_words("a = np.maximum(z, 0)", "a = torch.relu(z)")
    assert ["a = np.maximum(z, 0)"[i:j] for i, j in left] == ["np", "maximum", ", 0"]
    assert ["a = torch.relu(z)"[i:j] for i, j in right] == ["torch", "relu"]


@given(LINES, LINES)
def test_the_table_has_one_row_for_each_pair_of_lines(left, right):
    left, right = "\n".join(left), "\n".join(right)
    rows = pairs.align(left, right)
    made = table(left, right, rows, "caption")
    assert made.count("<tr class=") == len(rows)
    assert made.count("<tbody") == made.count("</tbody>")


def test_the_text_of_the_table_is_the_text_of_the_files():
    made = table(LEFT, RIGHT, pairs.align(LEFT, RIGHT), "caption")
    for side, source in (("l", LEFT), ("r", RIGHT)):
        cells = re.findall(rf'x-c x-{side}"><code[^>]*>(.*?)</code>', made)
        text = [re.sub("<[^>]+>", "", cell) for cell in cells]
        unescaped = [t.replace("&gt;", ">").replace("&quot;", '"') for t in text]
        assert unescaped == source.splitlines()


def test_marks_leave_tags_and_entities_whole():
    marked = mark('<span class="n">a</span> &lt; b', [(0, 3)])
    assert marked == '<span class="n"><mark>a</mark></span><mark> &lt;</mark> b'


def test_the_sign_of_a_row_is_also_said_in_words():
    made = table(LEFT, RIGHT, pairs.align(LEFT, RIGHT), "caption")
    assert '<span aria-hidden="true">✱</span><span class="x-hide">no counter' in made


def write_pair(root, left, right, name="row"):
    for side, source in (("scratch", left), ("torch_ref", right)):
        folder = root / side / "examples"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.py").write_text(source)


def test_an_example_pair_is_run_and_compared_quantity_by_quantity(tmp_path):
    left = "print('a', 1)\nresults = {'w': [1.0, 2.0], 'cost': 0.5}\n"
    right = "print('a', 1)\nresults = {'w': [1.0, 2.5], 'cost': 0.5}\n"
    write_pair(tmp_path, left, right)
    made = measure.measure("row", tmp_path)
    assert made["outputs"] == ["a 1\n", "a 1\n"]
    weight, cost = made["agreement"]
    assert (weight["shape"], weight["max_abs"], weight["relative"]) == ([2], 0.5, 0.2)
    assert (cost["shape"], cost["max_abs"], cost["value"]) == ([], 0.0, 0.5)
    assert "5.0e-01" in agreement(made)


def test_a_nan_on_one_side_only_is_never_agreement():
    made = measure.difference("x", [float("nan"), 1.0], [0.0, 1.0])
    assert not made["max_abs"] <= 1.0


@pytest.mark.parametrize(
    "right",
    ["results = {'v': 1.0}\n", "results = {'w': [1.0, 2.0]}\n", "w = 1\n"],
)
def test_examples_that_report_other_quantities_are_refused(tmp_path, right):
    write_pair(tmp_path, "results = {'w': 1.0}\n", right)
    with pytest.raises(ValueError, match=r"results|shapes"):
        measure.measure("row", tmp_path)


def test_a_measurement_is_kept_until_a_source_changes(tmp_path):
    write_pair(tmp_path, "results = {'w': 1.0}\n", "results = {'w': 1.0}\n")
    cache = tmp_path / "cache"
    first = measure.cached("row", cache, tmp_path)
    assert measure.kept("row", cache, tmp_path) == first
    write_pair(tmp_path, "results = {'w': 2.0}\n", "results = {'w': 1.0}\n")
    assert measure.kept("row", cache, tmp_path) is None
    again = measure.cached("row", cache, tmp_path)
    assert again["agreement"][0]["max_abs"] == 1.0
    assert json.loads((cache / "row.json").read_text()) == again


def test_any_two_files_become_one_page_that_loads_nothing(tmp_path):
    left, right, page = (tmp_path / n for n in ("a.py", "b.py", "out/page.html"))
    left.write_text(LEFT)
    right.write_text(RIGHT)
    done = CliRunner().invoke(pair_command, [str(left), str(right), "-o", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text()
    assert not re.search(r'(?:src|href)="|@import|url\(', text)
    assert text.count("<table") == 1
    assert "a.py" in text


def test_files_that_are_not_python_are_aligned_whole(tmp_path):
    left, right, page = (tmp_path / n for n in ("a.txt", "b.txt", "page.html"))
    left.write_text("one <b>\ntwo\n")
    right.write_text("one <b>\nthree\n")
    done = CliRunner().invoke(pair_command, [str(left), str(right), "-o", str(page)])
    assert done.exit_code == 0, done.output
    assert "one &lt;b&gt;" in page.read_text()
