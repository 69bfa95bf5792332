"""Grading: a teacher's folder, a class of many, and sheets that hang or crash."""

import io
import json

import pytest
from click.testing import CliRunner
from rich.console import Console

from compare.cli import cli
from compare.reading.pairs import ROOT
from compare.teaching import catalogue, table
from compare.teaching.folder import Sheet, code_of, exercise_of, sheets
from compare.teaching.grading import Grade, grade
from compare.teaching.marking import mark_all
from compare.teaching.sheet import sheet, solved
from compare.terminal.workers import Here

EXERCISES = catalogue.collect()
HOMEWORK = ROOT / "compare/reading/notes/_samples/homework"
HANGS = "import time\n\n\ndef silu(input):\n    time.sleep(1000)\n"
CRASHES = "import os\n\n\ndef tanh(input):\n    os._exit(7)\n"


def answered(name, value):
    """Return the sheet of an exercise whose backward returns something else."""
    one = EXERCISES[name]
    forward = one.solution.partition("    def backward")[0]
    backward = f"    def backward(doutput):\n        return ({value},)\n\n"
    return solved(one, f"{forward}{backward}    return output, backward\n")


def run(*arguments):
    return CliRunner().invoke(cli, ["grade", *map(str, arguments)])


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """Grade the set "activations", eight of it filled in, as the command does."""
    folder = tmp_path_factory.mktemp("activations")
    written = CliRunner().invoke(cli, ["exercise", "activations", "-o", str(folder)])
    assert written.exit_code == 0, written.output
    own = {name: solved(EXERCISES[name]) for name in ("sigmoid", "hardtanh", "relu6")}
    own["log_softmax"] = (HOMEWORK / "log_softmax.py").read_text()  # in columns
    own["softmax"] = answered("softmax", "output * doutput")
    own["leaky_relu"] = answered("leaky_relu", "doutput * (input > 0)")
    own["silu"], own["tanh"] = HANGS, CRASHES
    for name, text in own.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "notes.py").write_text("x = 1\n")
    report = folder / "grades.json"
    result = run(folder, "--json", report, "--timeout", 30, "--jobs", 2)
    return result, json.loads(report.read_text())


def test_a_teachers_folder_gives_the_table_and_status_1(marked):
    result, report = marked
    assert result.exit_code == 1, result.output
    assert "Traceback" not in result.output
    found = {s["exercise"]: s for s in report["sheets"]}
    assert set(found) == {e.name for e in catalogue.sets()["activations"]}
    right = {n for n, s in found.items() if s["grade"] == "right"}
    assert right == {"sigmoid", "hardtanh", "relu6"}
    assert found["log_softmax"]["grade"] == "convention"
    assert found["log_softmax"]["hint"] == "over the first axis"
    assert found["softmax"]["grade"] == found["leaky_relu"]["grade"] == "wrong"
    assert "negative_slope is ignored" in found["leaky_relu"]["hint"]
    assert "is left out" in found["softmax"]["hint"]
    assert "The smallest input found that shows it" in found["softmax"]["details"]
    assert found["silu"]["grade"] == found["tanh"]["grade"] == "not judged"
    assert found["silu"]["hint"] == "it did not return within 10 s"
    assert "exit code 7" in found["tanh"]["hint"]
    assert found["gelu"]["hint"] == "your turn: dinput"
    assert report["points"] == 4
    assert report["of"] == sum(s["of"] for s in report["sheets"]) == 22
    assert report["passed"] is False
    assert report["people"][0]["blank"] == len(found) - 8
    assert "4 of 21 sheets right, 4 of 22 points" in result.output
    assert "not an exercise: " in result.output


def test_a_class_gives_one_row_for_each():
    grades = [
        Grade("softmax", "ada/softmax.py", "ada", "right", 1, 1),
        Grade("linear", "ada/linear.py", "ada", "wrong", 0, 3, "[transposed]"),
        Grade("softmax", "bob/softmax.py", "bob", "blank", 0, 1),
    ]
    found = table.people(grades)
    assert [(p.name, p.points, p.of) for p in found] == [("ada", 1, 4), ("bob", 0, 4)]
    console = Console(width=90, record=True, file=io.StringIO())
    console.print(table.by_person(found))
    lines = console.export_text().splitlines()
    assert len(lines) == 3
    assert "linear: [transposed]" in lines[1]
    report = table.as_json(grades)
    assert (report["points"], report["of"]) == (1, 8)
    assert report["people"][0]["wrong"] == report["people"][1]["blank"] == 1


def test_sheets_are_known_by_header_or_name_and_people_by_folder(tmp_path):
    for name in ("ada", "bob", ".hidden", "__pycache__"):
        (tmp_path / name).mkdir()
    text = sheet(EXERCISES["softmax"])
    for place in ("ada/mine.py", "bob/softmax.py", ".hidden/softmax.py"):
        (tmp_path / place).write_text(text)
    (tmp_path / "__pycache__" / "tanh.py").write_text("")
    (tmp_path / "bob" / "helper.py").write_text("")
    found, others = sheets(tmp_path)
    assert [(s.exercise, s.person) for s in found] == [
        ("softmax", "ada"),
        ("softmax", "bob"),
    ]
    assert [p.name for p in others] == ["helper.py"]
    assert exercise_of(tmp_path / "gone" / "Adam.py") == "Adam"


def test_a_judge_that_cannot_be_started_or_ends_costs_only_its_row(
    monkeypatch, tmp_path
):
    path = tmp_path / "tanh.py"
    path.write_text(sheet(EXERCISES["tanh"]))
    monkeypatch.setattr(
        "compare.teaching.marking.Process.__init__",
        lambda *_: (_ for _ in ()).throw(OSError("no processes left")),
    )
    seen = []
    grades = mark_all([Sheet(path, "tanh")] * 3, 9, Here(), seen.append)
    assert [g.hint for g in grades] == ["no processes left"] * 3
    assert {g.state for g in grades} == {"not judged"}
    assert len(seen) == 3


def test_a_file_graded_from_itself_says_what_it_found(tmp_path):
    scope = {}
    exec(compile(solved(EXERCISES["tanh"]), "tanh", "exec"), scope | {"__name__": "x"})
    blank = grade("tanh", str(tmp_path / "none.py") + ":tanh")
    assert blank.state == "not judged"
    with pytest.raises(ValueError, match="no exercise is called 'tan'"):
        grade("tan")
    path = tmp_path / "tanh.py"
    path.write_text(answered("tanh", "doutput * (1 - output)"))
    found = grade("tanh", f"{path}:tanh", seconds=0, isolate=False)
    assert str(found).endswith("0 of 1 points")
    assert str(found).startswith("Wrong: ")
    path.write_text(sheet(EXERCISES["tanh"]))
    assert str(grade("tanh", f"{path}:tanh")) == "Blank: your turn: dinput"


def test_a_folder_without_exercises_and_a_broken_notebook_are_told(tmp_path):
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "no exercise in" in result.output
    path = tmp_path / "tanh.ipynb"
    path.write_text("{}")
    with pytest.raises(ValueError, match="it is no notebook"):
        code_of(path)
    assert run(tmp_path, "--json", tmp_path / "gone" / "x.json").exit_code == 1
    assert run(tmp_path, "--jobs", 0).exit_code == 2
