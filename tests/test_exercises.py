"""Exercises: sheets that run, blanks that are blank, solutions that are right."""

import ast
import json
import random
import time

import numpy as np
import pytest
from click.testing import CliRunner

from compare.cli import cli
from compare.teaching import catalogue, sheet
from compare.teaching.folding import folded
from compare.teaching.grading import grade
from tests.exercises import check_bug, check_solution, graded, planted

EXERCISES = catalogue.collect()
DAY = int(time.time() // 86_400)  # all of them: python -m tests.exercises
OPTIMISERS = [e for e in EXERCISES.values() if e.blank == "update"]


def some(names, count):
    """Return a few names, others tomorrow."""
    return random.Random(DAY).sample(sorted(names), count)


def run(*arguments):
    return CliRunner().invoke(cli, ["exercise", *map(str, arguments)])


def test_there_are_forty_exercises_in_six_sets_and_more():
    assert len(EXERCISES) >= 40
    assert len(catalogue.sets()) >= 6
    assert all(len(found) >= 2 for found in catalogue.sets().values())
    assert sum(map(len, catalogue.sets().values())) == len(EXERCISES)


@pytest.mark.parametrize("one", EXERCISES.values(), ids=EXERCISES)
def test_every_sheet_runs_and_is_blank(one, tmp_path):
    for text in (sheet.sheet(one), sheet.sheet(one, from_scratch=True)):
        scope = {"__name__": "sheet"}
        exec(compile(text, one.name, "exec"), scope)
        assert one.name in scope
        path = tmp_path / f"{one.name}.py"
        path.write_text(text)
        found = grade(one.name, f"{path}:{one.name}")
        assert (found.state, found.points) == ("blank", 0)
        assert found.hint.startswith("your turn: ")
        assert f"exercise: {one.name} (" in text
        assert max(map(len, text.splitlines())) <= 120
        assert "check_" not in text
        assert not any(f"# {hint}" in text for hint in one.hints)
    assert one.points == len(one.wanted) >= 1
    assert one.hints


@pytest.mark.parametrize("name", some(EXERCISES, 4))
def test_the_projects_own_body_passes(name):
    check_solution(name)


@pytest.mark.parametrize("name", some(planted(), 3))
def test_a_bug_of_the_gallery_is_found_and_named(name):
    check_bug(name)


def test_most_bugs_of_the_gallery_lie_in_a_backward_that_is_asked_for():
    assert len(planted()) >= 40


@pytest.mark.parametrize("one", OPTIMISERS, ids=[e.name for e in OPTIMISERS])
def test_an_optimiser_that_climbs_is_told_so(one):
    assert one.solution.count("param -=") == 1
    found = graded(one, one.solution.replace("param -=", "param +="))
    assert found.state == "wrong"
    assert "sign" in found.hint
    assert graded(one).state == "right"


def test_options_that_are_fixed_take_their_branches_with_them():
    source = (
        "def f(x, weight=None, how='mean'):\n"
        "    # first\n"
        "    if weight is not None:\n"
        "        x = x * weight\n"
        "    elif how == 'sum':\n"
        "        x = 1\n"
        "    else:\n"
        "        # stays\n"
        "        x = x + (2 if how == 'mean' and x > 0 else 3)\n"
        "    return x, how"
    )
    found = folded(source, {"weight": None, "how": "mean"})
    assert found.splitlines()[1:] == [
        "    # first",
        "    # stays",
        "    x = x + (2 if x > 0 else 3)",
        "    return x, 'mean'",
    ]
    ast.parse(found)


def test_hints_come_line_by_line_and_the_solution_with_its_twin():
    first = run("batch_norm", "--hint", 1).output.splitlines()
    assert len(first) == 1
    assert first[0].startswith("batch_norm, hint 1 of 2: xhat = (input - mean) rstd")
    assert "there are no more hints" in run("softmax", "--hint", 9).output
    shown = run("softmax", "--solution").output
    assert "along = (doutput * output).sum(dim, keepdims=True)" in shown
    assert "torch.exp(" in shown
    assert run("--hint", 1).exit_code == 2


def test_sets_and_names_are_written_once_and_never_over_what_differs(tmp_path):
    result = run("optimisers", "SOFTMAX", "-o", tmp_path / "new" / "folder")
    assert result.exit_code == 0, result.output
    folder = tmp_path / "new" / "folder"
    names = sorted(p.name for p in folder.iterdir())
    assert names == [*sorted(f"{e.name}.py" for e in OPTIMISERS), "softmax.py"]
    assert run("softmax", "-o", folder).exit_code == 0  # the same
    (folder / "softmax.py").write_text("mine")
    (folder / "Adam.py").unlink()
    refused = run("Adam", "softmax", "-o", folder)
    assert refused.exit_code == 1
    assert "is there and differs" in refused.output
    assert not (folder / "Adam.py").exists()
    assert (folder / "softmax.py").read_text() == "mine"
    assert run("softmax", "-o", folder, "--force").exit_code == 0
    assert (folder / "softmax.py").read_text() == sheet.sheet(EXERCISES["softmax"])


def test_an_unknown_name_is_one_clear_line():
    result = run("sofmax")
    assert result.exit_code == 2
    last = result.output.splitlines()[-1]
    assert "no exercise or set is called 'sofmax'; did you mean softmax or" in last
    assert "activations: " in run("--list").output


def test_a_notebook_holds_the_same_code(tmp_path):
    pytest.importorskip("jupytext", reason="the extra `teach` is not installed")
    from compare.teaching.folder import code_of, sheets

    assert run("tanh", "--notebook", "-o", tmp_path).exit_code == 0
    path = tmp_path / "tanh.ipynb"
    book = json.loads(path.read_text())
    assert [c["cell_type"] for c in book["cells"]] == ["markdown", *["code"] * 3]
    assert "tanh" in "".join(book["cells"][0]["source"])
    scope = {"__name__": "sheet"}
    exec(compile(code_of(path), "tanh", "exec"), scope)
    output, backward = scope["tanh"](np.zeros(3))
    assert output.tolist() == [0, 0, 0]
    with pytest.raises(NotImplementedError, match="your turn: dinput"):
        backward(output)
    assert [s.exercise for s in sheets(tmp_path)[0]] == ["tanh"]
    first = path.read_bytes()
    run("tanh", "--notebook", "-o", tmp_path, "--force")
    assert path.read_bytes() == first
