"""Every property that a page links to has a fault that makes it fail."""

import os
import subprocess
import sys
import time

import pytest

from compare.reading.pairs import ROOT
from tests.links.pages import links
from tests.links.run import Watch, alike
from tests.links.table import FAULTS

PLANTED = {(fault.page, fault.test): fault for fault in FAULTS}
LINKED = {(link.page, link.test) for link in links()}


def test_every_link_has_its_fault_and_every_fault_its_link():
    assert len(PLANTED) == len(FAULTS)
    assert sorted(LINKED - PLANTED.keys()) == []
    assert sorted(PLANTED.keys() - LINKED) == []


def test_every_fault_says_what_it_is():
    assert all(fault.what and fault.plant for fault in FAULTS)


def test_a_sample_of_links_fails_under_its_faults():
    """Another sample in every run; all of them with `python -m tests.links`."""
    seed = str(time.time_ns() % 10**6)
    command = [sys.executable, "-m", "tests.links", "--sample", "3", "--seed", seed]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (seed, done.stdout + done.stderr)
    assert "3 faults planted, 0 complaints" in done.stdout


def test_a_fault_that_nobody_notices_is_a_complaint_and_so_is_a_crash():
    """In one process, as all others are; a test that is skipped is told apart."""
    code = (
        "import pytest\n"
        "from tests.links.run import prepare, trial\n"
        "def skip():\n"
        "    pytest.raises = lambda *_, **__: pytest.skip('no Node')\n"
        "prepare({'tests/test_parity.py'})\n"
        "test = 'tests/test_parity.py::test_no_bits_are_refused'\n"
        "print([trial(test, p).verdict\n"
        "    for p in (lambda: None, lambda: 1 / 0, skip)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip().endswith("['passed', 'cannot be planted', 'skipped']"), (
        done.stderr
    )


def test_only_assertions_count_as_failures():
    group = ExceptionGroup("both", [AssertionError(), AssertionError()])
    assert alike(group)
    assert alike(AssertionError())
    assert not alike(ExceptionGroup("mixed", [AssertionError(), TypeError()]))
    assert not alike(TypeError())
    assert Watch().errors == []
    with pytest.raises(pytest.fail.Exception) as caught:
        pytest.fail("did not raise")
    assert alike(caught.value)
