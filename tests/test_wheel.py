"""The wheel: installed elsewhere, the commands run without the checkout."""

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.wheel import LOCAL, PIP, built

pytestmark = pytest.mark.xdist_group("wheel")  # it is built once
SOFTMAX = """import numpy as np


def softmax(x):
    y = np.exp(x - x.max(1, keepdims=True))
    y = y / y.sum(1, keepdims=True)

    def backward(dy):
        return y * (dy - (dy * y).sum(1, keepdims=True))

    return y, backward
"""
SCRIPT = """import torch

w = torch.randn(3, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(3):
    optimizer.zero_grad()
    loss = (w**2).sum()
    loss.backward()
    optimizer.step()
print(f"loss {loss.item():.3f}")
"""
TESTS = """import sys

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


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Return a folder with an environment that holds the wheel and borrows the rest."""
    folder = tmp_path_factory.mktemp("elsewhere")
    wheel = built(folder)
    venv.create(folder / "venv", symlinks=os.name != "nt")
    python = folder / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    place = [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    own = subprocess.run(place, capture_output=True, text=True, check=True).stdout
    install = ["install", *LOCAL, "--target", own.strip(), str(wheel)]
    subprocess.run([*PIP, *install], check=True)
    borrowed = [p for p in sys.path if p.endswith("-packages")]
    (Path(own.strip()) / "borrowed.pth").write_text("\n".join(borrowed))
    (folder / "mine.py").write_text(SOFTMAX)
    (folder / "train.py").write_text(SCRIPT)
    (folder / "test_mine.py").write_text(TESTS)
    return folder, python


def run(elsewhere, *arguments):
    folder, python = elsewhere
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [python, *arguments],
        cwd=folder,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_the_wheel_that_runs_and_it_holds_what_is_no_python(elsewhere):
    code = "import compare, scratch, torch_ref; print(compare.__file__)"
    shown = run(elsewhere, "-c", code).stdout
    assert shown.startswith(str(elsewhere[0] / "venv"))
    package = Path(shown.strip()).parent
    for file in ("py.typed", "trainings/sonnets.txt", "reading/web/katex.js"):
        assert (package / file).exists()


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("--only", "linear", "--examples", "2", "--jobs", "2"), "pass: 1 case"),
        (("check", "mine.py:softmax", "--against", "softmax"), "Right"),
        (("exercise", "softmax"), "wrote 1 exercise to exercises"),
        (("run", "--backend", "both", "train.py"), "equal"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_a_command_runs_outside_the_checkout(elsewhere, arguments, shown):
    found = run(elsewhere, "-m", "compare", *arguments)
    assert "Traceback" not in found.stderr
    assert shown in found.stdout, found.stdout + found.stderr
    assert found.returncode == 0


def test_an_exercise_is_graded_outside_the_checkout(elsewhere):
    run(elsewhere, "-m", "compare", "exercise", "relu", "-o", "class")
    found = run(elsewhere, "-m", "compare", "grade", "class")
    assert "Traceback" not in found.stderr
    assert "blank" in found.stdout, found.stdout + found.stderr
    assert found.returncode == 1


def test_the_tests_of_another_project_get_the_fixture_verify(elsewhere):
    found = run(elsewhere, "-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert "1 failed, 1 passed" in found.stdout, found.stdout + found.stderr
    assert "passed on unchanged" in found.stdout
