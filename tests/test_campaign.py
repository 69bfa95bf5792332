"""The campaign: nothing is stopped, everything is counted."""

import json

import numpy as np
from click.testing import CliRunner

import scratch
from compare.battery.campaign import CHUNK, CaseFigures, chunks, markdown, run_chunk
from compare.cases import collect
from compare.cli import cli
from scratch.engine.autograd import differentiable


def test_a_healthy_operation_raises_no_alarm_and_every_planted_error_is_seen():
    record, alarms = run_chunk("linear", "float64", 0, 0, 100)
    assert alarms == []
    assert record.examples == 100
    assert record.caught >= 0.99 * record.planted > 0
    assert record.clear_caught == record.clear > 0.9 * record.planted
    assert len(record.errors["scratch"]) > 100


def test_a_wrong_operation_raises_alarms_without_stopping(monkeypatch):
    healthy = scratch.relu.__wrapped__

    def body(input):
        output, backward = healthy(input)
        return output, lambda doutput: tuple(-grad for grad in backward(doutput))

    monkeypatch.setattr(scratch, "relu", differentiable(body))
    record, alarms = run_chunk("relu", "float64", 0, 0, 40)
    assert len(alarms) > 10
    assert record.examples + len(alarms) == 40
    row = CaseFigures("relu", "float64")
    row.take(record, alarms)
    report = markdown([row], 40, 0)
    assert f"{len(alarms)} false alarms" in report
    assert "relu: gradient of input" in report


def test_chunks_hold_the_examples_asked_for():
    cases = [collect()["relu"], collect()["linear"]]
    work = list(chunks(cases, 2000))
    assert sum(size for *_, size in work) == 2000
    assert max(size for *_, size in work) <= CHUNK
    assert len(set(work)) == len(work)


def test_an_algorithm_less_accurate_than_torch_is_named():
    row = CaseFigures("f", "float32")
    row.errors = {
        "scratch": list(np.full(1000, 9.0)),
        "torch": list(np.full(1000, 1.0)),
    }
    assert not row.stable
    assert " 1 ! |" in markdown([row], 40, 0)
    row.errors["scratch"] = list(np.full(1000, 3.0))
    assert row.stable
    row.errors["scratch"] = list(np.full(50, 9.0))  # too few to say
    assert row.stable


def test_the_command_writes_a_report_and_its_figures(tmp_path):
    path = tmp_path / "report.md"
    arguments = ["campaign", "--only", "relu", "--examples", "40", "-o", str(path)]
    result = CliRunner().invoke(cli, [*arguments, "--jobs", "1"], standalone_mode=False)
    assert result.return_value == 0
    assert path.read_text().startswith("# 40 examples, seed 0: 0 false alarms")
    figures = json.loads(path.with_suffix(".json").read_text())
    assert {row["dtype"] for row in figures} == {"float32", "float64"}
    assert all(row["false_alarms"] == 0 for row in figures)
