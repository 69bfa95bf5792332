"""Notebooks: executed with a wheel alone, and readable where they show results."""

import json
import os
from zipfile import ZipFile

import pytest

pytest.importorskip("nbclient", reason="the extra `teach` is not installed")
pytest.importorskip("ipykernel", reason="the extra `teach` is not installed")
pytest.importorskip("jupytext", reason="the extra `teach` is not installed")

import scratch as dl
import torch_ref
from compare.reading import notebooks
from compare.reading.contents import PAIRS
from compare.reading.work import Plan
from compare.running.lockstep import Comparison, Parameter
from compare.teaching.catalogue import collect
from compare.teaching.grading import Grade
from compare.teaching.sheet import solved
from compare.terminal.markup import table
from compare.trainings.trajectory import Training
from tests.wheel import built

SIX = (
    "scratch/softmax",
    "scratch/sigmoid",
    "torch_ref/relu",
    "exercises/linear",
    "exercises/mse_loss",
    "exercises/Adam",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Return what a kernel needs to know the unpacked wheel and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    ZipFile(built(folder)).extractall(folder)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return {"cwd": str(tmp_path_factory.mktemp("elsewhere")), "env": environment}


@pytest.mark.parametrize("name", SIX)
def test_a_notebook_runs_with_a_wheel_alone(name, wheel):
    book = json.loads(notebooks.executed(name, **wheel))
    cells = [c for c in book["cells"] if c["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in cells)
    outputs = [o for cell in cells for o in cell["outputs"]]
    assert outputs
    assert all(o["output_type"] != "error" for o in outputs)
    assert "execution" not in json.dumps([c["metadata"] for c in cells])
    if name.startswith("exercises"):
        assert "Blank: 0 of" in outputs[-1]["data"]["text/html"][0]


def test_an_optimiser_written_in_a_notebook_is_graded(monkeypatch):
    one = collect()["SGD"]
    wrong = one.solution.replace("param -=", "param +=")
    monkeypatch.setattr(notebooks, "source", lambda name: solved(one, wrong))
    book = json.loads(notebooks.executed("exercises/SGD"))
    said = book["cells"][-1]["outputs"][0]["data"]["text/html"]
    assert "Wrong: 0 of" in "".join(said)


def test_every_example_and_exercise_is_a_notebook():
    names = notebooks.names()
    assert len(names) == len(set(names)) == 2 * len(PAIRS) + len(collect())
    for name in names:
        source = notebooks.source(name)
        assert "# %%" in source
        assert "__file__" not in source  # a notebook has none


def test_a_cell_that_fails_is_told(monkeypatch):
    monkeypatch.setattr(notebooks, "source", lambda name: "# %% One\n1 / 0\n")
    with pytest.raises(Exception, match="ZeroDivisionError"):
        notebooks.executed("scratch/softmax")


def test_a_notebook_is_kept_until_its_source_or_the_library_changes(monkeypatch):
    before = notebooks.fingerprint("scratch/softmax")
    assert before == notebooks.fingerprint("scratch/softmax")
    theirs = notebooks.fingerprint("torch_ref/softmax")
    monkeypatch.setattr(notebooks.measure, "library", lambda: b"changed")
    assert notebooks.fingerprint("scratch/softmax") != before
    assert notebooks.fingerprint("torch_ref/softmax") == theirs


def test_a_table_is_html_and_escapes_what_it_shows():
    made = table(["a<b"], [["x & y"]], "fine", True)
    assert "<th>a&lt;b</th>" in made
    assert "<td>x &amp; y</td>" in made
    assert made.index("fine") < made.index("<table>")
    assert "<table>" not in table([], [], "only a line")


def test_verdicts_comparisons_and_trainings_show_themselves_in_a_notebook():
    comparison = Comparison(steps=3)
    comparison.parameters[0, 0] = Parameter("weight", (2, 3), 1e-16, 0.5, 1e-15)
    assert "<td>2x3</td>" in comparison._repr_html_()
    assert "Equal over 3 steps" in comparison._repr_html_()
    comparison.parameters[0, 0].share = 2.0
    assert "Not equal" in comparison._repr_html_()
    epochs = [[(0.5, 0.96), (0.5, 0.96)]]
    training = Training("t", ["scratch", "torch"], "float64", 4, epochs, {"scratch": 0})
    assert "<th>scratch: accuracy</th>" in training._repr_html_()
    assert "<td>96.0%</td>" in training._repr_html_()
    wrong = Grade("tanh", state="wrong", hint="[sign]", details="Wrong: <it>")
    assert "Wrong: 0 of 1 points. [sign]" in wrong._repr_html_()
    assert "<pre>Wrong: &lt;it&gt;</pre>" in wrong._repr_html_()
    for package in (dl, torch_ref):
        history = package.History(loss=[0.5, 0.25], lr=[0.1, 0.1])
        assert "<tr><td>1</td><td>0.25</td><td>0.1</td></tr>" in history._repr_html_()
        assert "validation" not in history._repr_html_()


def test_a_build_says_how_far_it_is_and_how_long_it_will_take(tmp_path, monkeypatch):
    monkeypatch.setattr("compare.reading.work.TIMES", tmp_path / "seconds.json")
    said = []
    plan = Plan({"figures": ["a", "b"], "bugs": ["c"]}, said.append)
    assert plan.seconds() == pytest.approx((2 * 2.0 + 1.5) / 2)
    plan.report("figures", "a", 10.0)
    assert said == ["[1/3] figure a · about 2 s left"]
    plan.report("figures", "b", 1.0)
    plan.report("bugs", "c", 1.0)
    assert said[-1] == "[3/3] bug c · pages come next"
    plan.keep()
    again = Plan({"figures": ["a"]}, said.append)
    assert again.seconds() == pytest.approx(5.0)
