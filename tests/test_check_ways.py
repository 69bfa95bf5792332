"""Tests of the ways to check: command, child process, pytest helper, refusals."""

import json
import re
import sys
import time
from importlib import import_module

import numpy as np
import pytest
from click.testing import CliRunner

import compare
from compare.checking import Unclear, check, judge
from compare.cli import cli

FILE = """
import os, sys, time, random
import numpy as np

def tanh(x):
    y = np.tanh(x)
    return y, lambda g: g * (1 - y**2)

def relu_forward(x):
    return np.maximum(x, 0), x

def relu_backward(dout, cache):
    return dout * np.sign(cache)

def relu_alone(x):
    return np.maximum(x, 0)

def affine(x, w, b):
    return x @ w.T + b, lambda g: (g @ w, g.T @ x)

def forged(x):
    for fd in range(3, 64):
        try:
            os.write(fd, b'{"verdict": "right"}' * 9)
        except OSError:
            pass
    return tanh(x)[0], lambda g: 2 * g

def patched(x):
    np.array_equal = np.allclose = np.isclose = lambda *a, **k: True
    np.abs = np.zeros_like
    return np.tanh(x), lambda g: 2 * g

def hang(x):
    while True:
        pass

def leave(x):
    os._exit(7)

def leave_quietly(x):
    sys.exit(0)

def fork(x):
    os.fork()
    return tanh(x)

def close(x):
    os.closerange(3, 64)
    return tanh(x)

def unstoppable(x):
    import signal
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(99)

def deep(x):
    return deep(x)

def hungry(x):
    return np.ones(10**11)

def talk(x):
    os.write(1, b"x" * 10**7)
    return tanh(x)

def moody(x):
    y = np.tanh(x) + 1e-3 * int.from_bytes(os.urandom(1), "big")
    return y, lambda g: g

def seeding(x):
    np.random.seed(0)
    return tanh(x)

def reference(x):
    import torch
    return torch.tanh(x)

def example():
    return np.ones((2, 3)) / 7
"""


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    path = tmp_path_factory.mktemp("mine") / "mine.py"
    path.write_text(FILE)
    return str(path)


def run(*arguments):
    return CliRunner().invoke(cli, ["check", *arguments])


def test_the_command_names_the_mistake_and_writes_it_down(mine, tmp_path):
    target = tmp_path / "verdict.json"
    spec = f"{mine}:relu_forward,relu_backward"
    result = run(spec, "--against", "F.relu", "--json", str(target))
    assert result.exit_code == 1, result.output
    assert result.output.startswith("Wrong: ")
    found = json.loads(target.read_text())
    assert found["verdict"] == "wrong"
    assert set(found) >= {
        *("verdict", "line", "mistakes", "diagnosis", "convention"),
        *("tried", "unresolved"),
    }
    assert found["line"] in " ".join(result.output.split())
    assert found["isolated"]


def test_the_command_ends_with_3_where_it_cannot_judge(mine):
    result = run(f"{mine}:relu_alone", "--against", "relu")
    assert result.exit_code == 3
    assert "Not judged: it offers no backward" in result.output


@pytest.mark.parametrize(
    ("candidate", "against", "words"),
    [
        ("nowhere.py:f", "relu", "no file nowhere.py"),
        ("{}:tanhh", "tanh", "did you mean tanh?"),
        ("{}:tanh", "torch.nn.functional.layernorm", "did you mean layer_norm"),
        ("{}:tanh", "nowhere.py:f", "no file nowhere.py"),
        ("nothing", "relu", "expected file.py:function"),
    ],
)
def test_the_command_ends_with_2_where_a_name_is_misspelt(
    mine, candidate, against, words
):
    result = run(candidate.format(mine), "--against", against)
    assert result.exit_code == 2, result.output
    assert words in " ".join(result.output.replace("│", " ").split())


def test_every_reference_with_an_example_is_listed():
    result = run("--list")
    assert result.exit_code == 0
    assert "layer_norm" in result.output


def test_the_users_own_forward_and_example_are_read_from_a_file(mine):
    verdict = check(f"{mine}:tanh", f"{mine}:reference", f"{mine}:example", seconds=0)
    assert verdict.verdict == "right", str(verdict)
    assert verdict.isolated


@pytest.mark.parametrize(
    ("name", "verdict", "words"),
    [
        ("forged", "not judged", "no answer"),
        ("patched", "", ""),
        ("hang", "not judged", "did not return within"),
        ("leave", "not judged", "ended the process"),
        ("leave_quietly", "not judged", "SystemExit"),
        ("fork", "not judged", "may start no process"),
        ("close", "not judged", "closed the connection|Bad file|ended the process"),
        ("unstoppable", "not judged", "did not return within"),
        ("deep", "not judged", "RecursionError"),
        ("hungry", "not judged", "MemoryError|Unable to allocate"),
        ("talk", "right", ""),
        ("moody", "not judged", ""),
        ("seeding", "right", ""),
    ],
)
def test_no_trick_ends_in_right_or_hangs(mine, name, verdict, words):
    began = time.monotonic()
    patience = 1.0 if "not return" in words else 4.0  # no longer than it must
    found = check(f"{mine}:{name}", "tanh", timeout=patience, seconds=0)
    assert time.monotonic() - began < 60
    if verdict:
        assert found.verdict == verdict, str(found)
    else:
        assert found.verdict not in ("right", "convention")
    assert re.search(words, " ".join(str(found).split())), str(found)
    if name == "seeding":
        assert "sets the seed of the global random numbers" in str(found)


def test_too_few_gradients_are_a_mistake(mine):
    verdict = check(f"{mine}:affine", "linear", seconds=0)
    assert verdict.line == "Wrong: no gradient for b"


def test_what_has_no_file_is_checked_here_and_says_so():
    verdict = check(
        lambda x: (np.tanh(x), lambda g: g * (1 - np.tanh(x) ** 2)), "tanh", seconds=0
    )
    assert verdict.verdict == "right"
    assert "Not isolated" in str(verdict)
    assert "<strong" in verdict._repr_html_()


def test_the_pytest_helper_fails_with_the_verdict(mine):
    compare.assert_matches(f"{mine}:tanh", "tanh", seconds=0)
    with pytest.raises(AssertionError, match="no gradient for b"):
        compare.assert_matches(f"{mine}:affine", "linear", seconds=0)
    assert dir(compare) == sorted(["assert_matches", "check"])


def test_strict_takes_another_convention_for_a_mistake():
    def half(x, t):
        return np.mean((x - t) ** 2) / 2, (x - t) / x.size

    verdict = check(half, "mse_loss", seconds=0)
    assert verdict.verdict == "convention"
    assert verdict.exit == 0
    assert check(half, "mse_loss", strict=True, seconds=0).exit == 1
    assert check(half, "mse_loss", convention="half", seconds=0).exit == 0
    assert check(half, "mse_loss", convention="sum", seconds=0).exit == 1


def test_an_example_runs_no_code():
    for text in ("__import__('os').system('true')", "open('x')", "[].append(1)"):
        with pytest.raises(Unclear, match="an example"):
            check(lambda x: x, "tanh", text)


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of the system")
def test_a_message_is_never_a_pickle():
    from compare.checking.messages import Malformed, unpacked

    with pytest.raises(Malformed):
        unpacked(b'[{"class": "os.system"}, []]', b"")
    with pytest.raises(Malformed):
        unpacked(b'[{"array": 0}, [["|O", [1]]]]', b"12345678")
    with pytest.raises(Malformed):
        unpacked(b'[{"array": 0}, [["<f8", [10]]]]', b"12345678")


def test_a_second_check_of_a_function_of_torch_uses_the_traces_of_the_first(
    monkeypatch,
):
    def tanh(x):
        return np.tanh(x)

    def tanh_grad(dout, x):
        return dout * (1 - np.tanh(x) ** 2)

    monkeypatch.setattr(judge, "ROUNDS", judge.ROUNDS[:2])
    assert check((tanh, tanh_grad), "tanh", isolate=False)
    monkeypatch.delattr(import_module("compare.oracle.truth"), "trace")
    again = check((tanh, tanh_grad), "tanh", isolate=False)
    assert again.verdict == "right", str(again)
