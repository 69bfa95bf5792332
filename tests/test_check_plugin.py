"""Tests of the module behind the fixture `verify`, beyond those of the wheel."""

import subprocess
import sys


def test_the_plugin_imports_nothing_but_pytest():
    code = (
        "import sys, pytest; before = set(sys.modules); "
        "import compare.checking.plugin; "
        "new = set(sys.modules) - before; "
        "print(sorted(m for m in new if not m.startswith('compare')))"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.stdout.strip() == "[]", ran.stdout + ran.stderr
