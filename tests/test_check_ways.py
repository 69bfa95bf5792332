"""Tests of the ways to check: child process, pytest helper, command line."""

import os
import sys
import time

import numpy as np
import pytest
from click.testing import CliRunner
from learners import softmaxes

import compare
from compare.checking import check
from compare.checking.check import Work, in_child
from compare.cli import cli

linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="functions are only forked on Linux"
)


def tanh(x):
    y = np.tanh(x)
    return y, lambda g: g * (1 - y**2)


def hang(x):
    while True:
        time.sleep(0.01)


def crash(x):
    os._exit(7)


@linux
def test_a_candidate_that_hangs_is_reported_with_its_input():
    verdict = check(hang, "tanh", timeout=1.0)
    assert not verdict.passed
    assert "did not return within 1 s, when called with\n    input = " in str(verdict)


@linux
def test_a_candidate_that_crashes_is_reported():
    assert "ended the process (exit code 7)" in check(crash, "tanh").broken


@linux
def test_the_child_gives_the_same_verdict():
    verdict = compare.check(softmaxes.half, "softmax", examples=15)
    assert str(verdict) == str(
        check(softmaxes.half, "softmax", isolate=False, examples=15)
    )


def test_a_named_candidate_can_be_sent_to_a_fresh_process(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE)
    spec = f"{path}:relu_forward,relu_backward"
    work = Work(spec, "relu", None, ("input",), None, None, 10, 0, None)
    verdict = in_child(work, "spawn", 30.0, spec, "relu")
    assert verdict.mistake == "slope 1 at 0"


def test_the_pytest_helper_fails_with_the_verdict():
    compare.assert_matches(tanh, "tanh", examples=5, isolate=False)
    with pytest.raises(AssertionError, match="Wrong: inner product of the Jacobian"):
        compare.assert_matches(softmaxes.half, "softmax", examples=5, isolate=False)


FILE = """
import numpy as np

def relu_forward(x):
    return np.maximum(x, 0), x

def relu_backward(dout, cache):
    return dout * (cache >= 0)
"""


def run(*arguments):
    return CliRunner().invoke(cli, ["check", *arguments])


def test_the_command_names_the_mistake_in_a_file(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE)
    spec = f"{path}:relu_forward,relu_backward"
    result = run(spec, "--against", "torch.nn.functional.relu", "--examples", "20")
    assert result.exit_code == 1
    assert "This imports and runs" in result.output
    assert "Wrong: slope 1 at 0." in result.output
    path.write_text(FILE.replace(">=", ">"))
    result = run(spec, "--against", "relu", "--examples", "20")
    assert result.exit_code == 0, result.output
    assert "Right" in result.output


def test_the_command_says_what_it_cannot_find(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(FILE)
    assert "no file" in run("nowhere.py:f", "--against", "relu").output
    assert "has no 'forward'" in run(f"{path}:forward", "--against", "relu").output
    assert "no case covers" in run(f"{path}:relu_forward", "--against", "rlu").output
    assert "expected module:function" in run("nothing", "--against", "relu").output
    assert "expected NAME=VALUE" in run("a:b", "--against", "relu", "--set", "x").output
