"""The campaigns on any torch callable count what they are there to count."""

import os
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import torch

from compare.diagnosis.ablation.mutants import mutants
from compare.diagnosis.ablation.trial import diagnosed, examples, telling
from compare.oracle import Call, alarms, coverage
from compare.oracle.coverage import Operation, survey
from compare.oracle.references import REFERENCES
from compare.oracle.report import alarms_report, coverage_report


def test_a_healthy_reference_raises_no_alarm_and_a_planted_error_is_seen():
    row = alarms.run_chunk("softmax", "float64", 0, 0, 10)
    assert (row.examples, row.alarms, row.torch_alarms) == (10, 0, 0)
    assert row.caught == row.planted == 10
    assert "0 false alarms" in alarms_report([row], "--any alarms")


def test_a_wrong_backward_by_hand_raises_alarms(monkeypatch):
    reference = REFERENCES["softmax"]

    def wrong(x, g):
        outputs, (dx,) = reference.by_hand(x, g)
        return outputs, [dx * dx.dtype.type(1 + 1e-3)]

    monkeypatch.setitem(REFERENCES, "softmax", replace(reference, by_hand=wrong))
    row = alarms.run_chunk("softmax", "float32", 0, 0, 5)
    assert row.alarms == 5
    assert row.messages[0].startswith("x: ")


class Samples:
    """What PyTorch's samples of an operation look like."""

    def __init__(self, op):
        self.op = op

    def sample_inputs(self, device, dtype, requires_grad):
        inputs = torch.linspace(-1, 1, 5, dtype=dtype, requires_grad=requires_grad)
        yield SimpleNamespace(input=inputs, args=(), kwargs={})


def ends(x):
    os._exit(8)


def test_each_operation_of_torch_is_judged_in_a_process_of_its_own(monkeypatch):
    found = {"sigmoid": Samples(torch.sigmoid), "ends": Samples(ends)}
    monkeypatch.setattr(coverage, "operations", lambda: found)
    right, ended = survey()
    assert right.outcome == "right"
    assert right.samples == {"right": 1}
    assert ended.samples == {"the process ended with 8": 1}
    report = coverage_report([right, ended], "--any")
    assert report.startswith("# 1 of 2 operations of torch judged right")
    assert "| ends | not judged |" in report


def test_an_operation_that_is_wrong_is_called_so(monkeypatch):
    row, call = Operation("less"), Call.of(torch.sigmoid, torch.linspace(-1, 1, 5))
    assert coverage.judge(call, "float32", row) == "right"
    healthy = coverage.outputs_of
    monkeypatch.setattr(
        coverage,
        "outputs_of",
        lambda result: {n: 1.001 * o for n, o in healthy(result).items()},
    )
    assert coverage.judge(call, "float32", row) == "wrong"
    assert row.worst > 100


def test_a_mutant_is_named_at_the_step_that_was_changed():
    truths = examples("softmax", 0)
    found = list(mutants("softmax", REFERENCES["softmax"].by_hand))
    chosen = [m for m in found if telling(m, truths) and "total(g * y" in m.change]
    assert len(chosen) > 2
    outcomes = [diagnosed(m, truths) for m in chosen]
    assert np.mean([o.right for o in outcomes]) > 0.7
