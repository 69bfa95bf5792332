"""Many draws of a case are kept in a file with the commit that was drawn on."""

import json
import subprocess

import pytest
from click.testing import CliRunner

import scratch
from compare.reading.pairs import ROOT
from scratch.engine.autograd import differentiable
from tests.draws import draw

pytestmark = pytest.mark.skipif(
    subprocess.run(["git", "rev-parse"], cwd=ROOT, capture_output=True).returncode != 0,
    reason="no checkout of git",
)


def drawn(path):
    """Return exit status, what is printed and the file's rows."""
    command = ["relu", "--examples", "20", "--jobs", "1", "--json", str(path)]
    run = CliRunner().invoke(draw, command)
    return run.exit_code, run.output, json.loads(path.read_text())


def test_what_was_drawn_on_this_commit_is_not_drawn_again(tmp_path):
    status, first, rows = drawn(tmp_path / "draws.json")
    assert status == 0
    assert {row["examples"] for row in rows["relu"].values()} == {10}
    assert "relu, float32" in first
    assert drawn(tmp_path / "draws.json") == (0, "", rows)


def test_a_draw_that_fails_is_in_the_file(tmp_path, monkeypatch):
    healthy = scratch.relu.__wrapped__

    def body(input):
        output, backward = healthy(input)
        return output, lambda doutput: tuple(-grad for grad in backward(doutput))

    monkeypatch.setattr(scratch, "relu", differentiable(body))
    status, _, rows = drawn(tmp_path / "draws.json")
    assert status == 1
    assert "gradient of input" in rows["relu"]["float64"]["failure"]
