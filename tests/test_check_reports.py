"""Code as people post it, right, wrong or in a convention: what `check` must say."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from learners import references

from compare.checking import check, judge, reporting

PATH = Path(__file__).parent / "learners" / "reports.json"
REPORTS = json.loads(PATH.read_text())
# plain numbers of two sizes, ties, evaluation, float32
FEW = [judge.ROUNDS[i] for i in (0, 1, 2, 4, 6)]


def looked_up(text):
    """Return what a name of this file's references stands for, or the name."""
    module, _, name = (text or "").rpartition("references.")
    return getattr(references, name) if text and not module and name != text else text


@pytest.mark.parametrize("report", REPORTS, ids=[r["code"] for r in REPORTS])
def test_posted_code_gets_its_verdict_and_a_wrong_one_its_name(report, monkeypatch):
    monkeypatch.setattr(judge, "ROUNDS", FEW)
    monkeypatch.setattr(reporting, "shrink", lambda *_: None)
    module, _, names = report["code"].partition(":")
    found = [getattr(import_module(f"learners.{module}"), n) for n in names.split(",")]
    example = looked_up(report.get("example"))
    example = example() if callable(example) else example
    given = list(example) if isinstance(example, tuple) else [example] * bool(example)
    verdict = check(
        tuple(found) if len(found) > 1 else found[0],
        looked_up(report["against"]),
        *given,
        isolate=False,
        seconds=0,
    )
    assert verdict.verdict in report["verdicts"], str(verdict)
    if "words" in report:
        told = " ".join([verdict.line, *verdict.diagnosis]).lower()
        assert re.search(report["words"], told), str(verdict)
