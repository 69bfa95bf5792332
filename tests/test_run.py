"""torch scripts on both backends: unchanged, step by step, with a clear end."""

import io
import json

import pytest
from click.testing import CliRunner
from rich.console import Console

import scratch
from compare.cli import cli
from compare.running.lockstep import Comparison, Parameter, alike, follow
from compare.running.needs import missing
from compare.running.runner import Script, start
from compare.running.showing import show

HEAD = """
import torch
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(1)
"""
TRAINING = f"""{HEAD}
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 3))
x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2 * RATE)
for epoch in range(6):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
"""
ADVERSARIES = f"""{HEAD}
import sys
maker, judge = nn.Linear(2, 3), nn.Linear(3, 1)
ours = torch.optim.SGD(maker.parameters(), lr=0.1, momentum=0.9)
theirs = torch.optim.RMSprop(judge.parameters())
for step in range(3):
    fake = maker(torch.randn(8, 2))
    theirs.zero_grad()
    (judge(torch.randn(8, 3)).mean() - judge(fake.detach()).mean()).backward()
    theirs.step()
    def closure():
        ours.zero_grad()
        loss = judge(maker(torch.randn(8, 2))).mean()
        loss.backward()
        return loss
    ours.step(closure)
sys.exit(0)
"""
BY_HAND = f"""{HEAD}
w = torch.zeros(3, requires_grad=True)
x = torch.randn(16, 3)
for step in range(5):
    loss = ((x @ w - 1) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    w.grad.zero_()
print("loss", loss.item())
"""


def script(folder, text, name="train.py"):
    """Write a script and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments):
    """Call the command."""
    return CliRunner().invoke(cli, ["run", *map(str, arguments)])


def test_a_training_is_equal_step_by_step(tmp_path):
    path = script(tmp_path, TRAINING.replace(" * RATE", ""))
    figures = tmp_path / "figures.json"
    result = run(path, "--backend", "both", "--steps", 4, "--json", figures)
    assert result.exit_code == 0, result.output
    assert "equal: every step alone agrees" in result.output
    found = json.loads(figures.read_text())
    assert found["steps"] == 4
    assert found["kinds"] == ["Adam"]
    names = {p["name"] for p in found["parameters"]}
    assert names == {"0.weight", "0.bias", "3.weight", "3.bias"}
    assert all(p["share"] < 1 and p["free"] < 1e-5 for p in found["parameters"])


def test_a_step_that_is_one_per_cent_longer_is_found(tmp_path):
    rate = '(1.01 if torch.__name__ == "scratch" else 1)'
    path = script(tmp_path, TRAINING.replace("RATE", rate))
    result = follow(Script(str(path)), steps=2)
    assert not result.equal
    assert max(p.share for p in result.parameters.values()) > 10


def test_two_optimisers_closures_and_sys_exit(tmp_path):
    result = follow(Script(str(script(tmp_path, ADVERSARIES)), dtype="float64"))
    assert result.equal, result.failure
    assert result.kinds == {0: "SGD", 1: "RMSprop"}
    assert result.steps == 6


def test_a_script_without_optimiser_is_compared_at_its_end(tmp_path):
    result = follow(Script(str(script(tmp_path, BY_HAND))))
    assert result.equal, result.failure
    assert result.printed_alike
    assert result.leaves.keys() == {"w", "x"}
    assert max(result.leaves.values()) < 1e-6


def test_what_scratch_lacks_is_listed_before_anything_runs(tmp_path):
    text = "import torch, torchvision, nowhere\nfrom torch import nn\nimport beside\n"
    text += "raise SystemExit(9)\nnn.Linear.foo\nnn.Conv9d(1)\ntorch.fft.rfft(1)\n"
    script(tmp_path, "import torch.nn as n\nn.quantized\n", "beside.py")
    result = run(script(tmp_path, text))
    assert result.exit_code == 3
    assert [line.strip() for line in result.output.splitlines()[1:]] == [
        "train.py:1: torchvision is built on torch",
        "train.py:1: nowhere is not installed",
        "train.py:6: torch.nn.Conv9d is not in scratch",
        "train.py:7: torch.fft is not in scratch",
        "beside.py:2: torch.nn.quantized is not in scratch",
    ]


def test_a_method_met_while_running_is_named_with_its_line(tmp_path):
    text = f"{HEAD}print(torch.ones(2).lgamma_().sum())\n"
    path = script(tmp_path, text)
    assert missing(path, scratch) == []
    result = follow(Script(str(path)))
    assert result.lacks == "lgamma_"
    assert "train.py:6" in result.failure


def test_a_script_that_fails_fails_with_torch_itself(tmp_path):
    text = f"{HEAD}input('name? ')\n"
    result = follow(Script(str(script(tmp_path, text))))
    assert "fails with torch itself: EOFError" in result.failure


def test_a_script_that_waits_for_a_runtime_error_meets_it(tmp_path):
    (tmp_path / "beside.py").write_text("""
import contextlib
import torch
def fits(a, b):
    with contextlib.suppress(RuntimeError):
        return a @ b
    return None
""")
    script = f"""{HEAD}
from beside import fits
print(fits(torch.ones(2, 3), torch.ones(2, 3)))
class Holder:
    try:
        torch.ones(2) + torch.ones(3)
    except RuntimeError as error:
        print(type(error).__name__)
for call in (
    lambda: torch.ones(2, 3).view(5),
    lambda: torch.ones(2).double() @ torch.ones(2),
    lambda: nn.Linear(2, 3)(torch.ones(4, 5)),
    lambda: torch.cat([torch.ones(2, 3), torch.ones(3, 2)]),
    lambda: int("no number"),
    lambda: nn.Dropout(2.0),
):
    try:
        call()
    except (KeyError, RuntimeError) as error:
        print("refused", isinstance(error, ValueError) and "too")
    except ValueError as error:
        print("another", type(error).__name__)
"""
    path = tmp_path / "waiting.py"
    path.write_text(script)
    told = child_output(path)
    assert told[:2] == ["None", "RuntimeError"]
    assert told[2:6] == ["refused too"] * 4
    assert told[6:] == ["another ValueError", "refused too"]


def child_output(path):
    """Return the lines that a script prints with scratch."""
    (runner,) = start(Script(str(path)), "scratch")
    try:
        end = runner.next()
        assert end["error"] is None, end
        return runner.output().splitlines()
    finally:
        runner.close()


@pytest.mark.parametrize("other", ["loss 1.0000002", "loss 1.1", "loss nan", "loss"])
def test_texts_agree_but_for_the_last_digits(other):
    assert alike("loss 1.0", other) == (other == "loss 1.0000002")


def test_a_long_name_stays_on_its_line():
    name = "encoder.layers.0.self_attention.output_projection.weight"
    result = Comparison(steps=3, kinds={0: "SGD", 1: "Adam"})
    result.parameters[0, 0] = Parameter(name, (32, 64), 1e-7, 0.02, 1e-7)
    written = io.StringIO()
    show(Console(file=written, width=40), result)
    assert f"{name} (SGD 1)  32x64  1.0e-07" in written.getvalue()


def test_kinds_print_as_torchs_and_classes_are_no_leaves(tmp_path):
    text = f"""{HEAD}
Tensor = torch.FloatTensor
x = torch.zeros(2, requires_grad=True)
print(type(x), type(x.shape), x.dtype, torch.device("cpu"), torch.int64)
print(type(nn.Parameter(x)), {{torch.float32: 1}}[x.dtype], x.fill_(torch.tensor(3)))
"""
    result = follow(Script(str(script(tmp_path, text.replace("True", "False")))))
    assert result.equal, result.failure
    assert set(result.leaves) == {"x"}
