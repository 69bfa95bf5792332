"""Scripts as people write them run on both backends, and agree step by step."""

from pathlib import Path

import pytest

import scratch
from compare.running.lockstep import follow
from compare.running.needs import missing
from compare.running.runner import Script

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.py"))
DRIVER = """
import runpy
for path in {paths}:
    runpy.run_path(path, run_name="__main__")
"""


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_needs_nothing_that_scratch_lacks(path):
    assert missing(path, scratch) == []


def test_the_scripts_agree_step_by_step(tmp_path):
    """All of them in one process a backend: their optimisers are told apart."""
    assert len(SCRIPTS) == 17
    driver = tmp_path / "driver.py"
    driver.write_text(DRIVER.format(paths=[str(path) for path in SCRIPTS]))
    result = follow(Script(str(driver)))
    assert result.equal, result.failure
    assert set(result.kinds.values()) >= {"Adam", "AdamW", "SGD", "RMSprop", "Adagrad"}
    assert "Adadelta" in result.kinds.values()
    assert result.loss_alone < 1e-5


def test_a_script_that_makes_tensors_of_arrays_gets_the_default_dtype(tmp_path):
    text = """
import numpy as np
import torch
w = torch.zeros(2, 1, requires_grad=True)
x = torch.Tensor(np.ones((3, 2)))
loss = (x @ w - torch.Tensor([1])).pow(2).sum()
loss.backward()
print(x.dtype, torch.Tensor(np.arange(3)).dtype, w.grad)
"""
    path = tmp_path / "arrays.py"
    path.write_text(text)
    result = follow(Script(str(path)))
    assert result.equal, result.failure
