"""Freed memory that stays in the process."""

import os
import subprocess
import sys

import pytest

from scratch.engine import allocator

FAULTS = """
import resource
import numpy as np
from scratch.engine import allocator

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

def step():
    a = np.ones(5_000_000)
    return a + a

step()
before = faults()
for _ in range(5):
    step()
print(allocator.freed_memory_is_kept, faults() - before)
"""


def run(**variables):
    """Return what a fresh process says of itself, and its page faults in five steps."""
    found = subprocess.run(
        [sys.executable, "-c", FAULTS],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    kept, faults = found.stdout.split()
    return kept, int(faults)


@pytest.mark.skipif(not allocator.is_glibc(), reason="glibc alone has mallopt")
def test_freed_memory_is_used_again_unless_it_is_turned_off():
    pages = 5 * 2 * 40_000_000 // 4096  # fewer where the system gives huge ones
    assert run(GRADTWIN_MALLOC="1")[0] == "True"
    assert run(GRADTWIN_MALLOC="1")[1] < pages / 100
    kept, faults = run(GRADTWIN_MALLOC="0")
    assert kept == "False"
    assert faults > 100


@pytest.mark.parametrize("found", [None, "musl 1.2", OSError, ValueError])
def test_elsewhere_nothing_happens(monkeypatch, found):
    def confstr(name):
        if isinstance(found, type):
            raise found
        return found

    monkeypatch.setattr(os, "confstr", confstr)
    monkeypatch.delenv("GRADTWIN_MALLOC", raising=False)
    assert not allocator.keep_freed_memory()
    monkeypatch.delattr(os, "confstr")
    assert not allocator.keep_freed_memory()
