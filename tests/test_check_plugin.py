"""Tests of the fixture `verify` in the tests of another project."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
TESTS = """
import sys
import numpy as np

assert "torch" not in sys.modules

def tanh(x):
    y = np.tanh(x)
    return y, lambda g: g * (1 - y**2)

def wrong(x):
    return np.tanh(x), lambda g: g

def test_right(verify):
    verify(tanh, "tanh", seconds=0)

def test_wrong(verify):
    verify(wrong, "tanh", seconds=0)
"""


def install(folder: Path) -> list[str]:
    """Unpack a wheel; where none can be built, write what it says of entry points."""
    source = folder / "source"
    for name in ("compare", "scratch", "torch_ref"):
        unwanted = shutil.ignore_patterns("__pycache__", "node_modules", "_build*")
        shutil.copytree(ROOT / name, source / name, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q", "--no-index"]
    options = ["--no-build-isolation", "-w", str(folder), str(source)]
    subprocess.run([*command, *options], capture_output=True, check=False)
    for wheel in folder.glob("*.whl"):
        zipfile.ZipFile(wheel).extractall(folder)
        return [str(folder)]
    said = folder / f"gradtwin-{PROJECT['version']}.dist-info"
    said.mkdir()
    (said / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: gradtwin\nVersion: {PROJECT['version']}\n"
    )
    listed = PROJECT["entry-points"]["pytest11"].items()
    entries = "".join(f"{name} = {where}\n" for name, where in listed)
    (said / "entry_points.txt").write_text(f"[pytest11]\n{entries}")
    return [str(folder), str(ROOT)]


def test_another_project_gets_the_fixture_from_a_wheel(tmp_path):
    site, project = tmp_path / "site", tmp_path / "project"
    site.mkdir()
    project.mkdir()
    path = os.pathsep.join(install(site))
    (project / "test_mine.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ran = subprocess.run(
        command,
        cwd=project,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 1 passed" in ran.stdout, ran.stdout + ran.stderr
    assert "passed on unchanged" in ran.stdout


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
