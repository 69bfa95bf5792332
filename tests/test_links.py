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

pytestmark = pytest.mark.xdist_group("links")  # a session for two tests

PLANTED = {(fault.page, fault.test): fault for fault in FAULTS}
LINKED = {(link.page, link.test) for link in links()}


def test_every_link_has_its_fault_and_every_fault_its_link():
    assert len(PLANTED) == len(FAULTS)
    assert sorted(LINKED - PLANTED.keys()) == []
    assert sorted(PLANTED.keys() - LINKED) == []


def test_every_fault_says_what_it_is():
    assert all(fault.what and fault.plant for fault in FAULTS)


@pytest.fixture(scope="module")
def session():
    """Plant three faults, another sample in every run, and what nobody notices."""
    seed = str(time.time_ns() % 10**6)
    code = f"""
import sys
import pytest
from tests.links.__main__ import main
from tests.links.run import prepare, trial
def skip():
    pytest.raises = lambda *_, **__: pytest.skip("no Node")
sys.argv[1:] = ["--sample", "3", "--seed", "{seed}"]
print("status", main(), "seed {seed}")
prepare({{"tests/test_parity.py"}})
test = "tests/test_parity.py::test_no_bits_are_refused"
print([trial(test, p).verdict for p in (lambda: None, lambda: 1 / 0, skip)])
"""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_sample_of_links_fails_under_its_faults(session):
    """All of them with `python -m tests.links`."""
    assert "3 faults planted, 0 complaints" in session, session
    assert "status 0" in session


def test_a_fault_that_nobody_notices_is_a_complaint_and_so_is_a_crash(session):
    """In one process, as all others are; a test that is skipped is told apart."""
    assert session.strip().endswith("['passed', 'cannot be planted', 'skipped']")


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
