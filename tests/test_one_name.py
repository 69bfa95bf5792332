"""`pytest --name`: the tests of one public name, and a fault told once."""

import os
import subprocess
import sys

import pytest

from tests import one_name

PLANTED = """
import scratch, pytest
right = scratch.logsigmoid
scratch.logsigmoid = lambda input: right(input) * 1.001
options = "-q -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning"
raise SystemExit(pytest.main(["--name", "logsigmoid", *options.split()]))
"""


def test_a_fault_is_told_once_and_in_few_lines():
    env = {**os.environ, "HYPOTHESIS_PROFILE": "ci", "CI": "true"}  # longest summary
    run = subprocess.run(
        [sys.executable, "-c", PLANTED],
        cwd=one_name.ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    told = run.stdout.partition("= FAILURES =")[2].splitlines()
    assert run.returncode == 1, run.stdout + run.stderr
    assert len(told) <= 25
    for once in ("reproduce: ", "input = ", "expected", "times that"):
        assert run.stdout.count(once) == 1, run.stdout
    assert "same fault as test_battery.py" in run.stdout


def test_a_module_that_is_skipped_is_left_to_pytest():
    report = pytest.CollectReport(
        "tests/test_site.py", "skipped", ("", 1, "no browser"), []
    )
    assert one_name.ToldOnce("softmax").pytest_report_teststatus(report) is None


def test_a_misspelt_name_is_refused_with_its_neighbours():
    with pytest.raises(pytest.UsageError, match="did you mean softmax"):
        one_name.cases_of("sofmax")


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("softmax", {"tests/test_activations.py", "tests/test_sums.py"}),
        ("AdamW", {"tests/test_optim.py", "tests/test_optim_by_hand.py"}),
        ("float32", set()),
    ],
)
def test_the_files_of_its_source_are_read_and_no_others(name, files):
    found = one_name.test_files(name)
    assert files | one_name.BY_CASE <= found
    assert "tests/test_site.py" not in found
