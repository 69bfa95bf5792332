"""The wheel of this checkout, for the tests that install it elsewhere."""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__", "tests")
PIP = [sys.executable, "-m", "pip", "-q", "--no-input"]
LOCAL = ["--no-index", "--no-deps", "--disable-pip-version-check"]


def built(folder: Path) -> Path:
    """Build the wheel in a folder; skip the test where no wheel can be built."""
    if int(version("setuptools").partition(".")[0]) < 77:
        pytest.skip("wheels are built by setuptools 77 or later")
    shutil.copytree(ROOT, folder / "source", ignore=LEFT_OUT)
    build = ["wheel", *LOCAL, "--no-build-isolation", "-w", str(folder)]
    subprocess.run([*PIP, *build, str(folder / "source")], check=True)
    shutil.rmtree(folder / "source")
    (wheel,) = folder.glob("gradtwin-*.whl")
    return wheel
