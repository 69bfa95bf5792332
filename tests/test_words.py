"""What the command line writes: plurals, names that were meant, whole words."""

import io
import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from rich.console import Console

from compare.checking.verdict import Verdict
from compare.cli import cli
from compare.commands.gpt import line
from compare.commands.grade import show
from compare.commands.run import progress_of
from compare.teaching import table
from compare.teaching.grading import Grade
from compare.terminal.report import Report
from compare.terminal.words import counted, did_you_mean

HOMEWORK = Path(__file__).parents[1] / "compare/reading/notes/_samples/homework"
COMMAND = [sys.executable, "-m", "compare"]


def test_one_thing_is_singular():
    assert [counted(n, "case") for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]
    assert counted(1_000_000, "example") == "1,000,000 examples"


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["chek"], "check"),
        (["figures", "relu_famly"], "relu_family"),
        (["examples", "sofmax"], "softmax"),
        (["exercise", "sofmax"], "softmax"),
        (["bugs", "adamw"], "adamw-for-adam"),
        (["--only", "sofmax"], "softmax"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_its_neighbours(arguments, meant):
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code in (1, 2)
    assert f"; did you mean {meant}" in result.output
    assert did_you_mean("nothing like it", ["softmax"]) == ""


def in_terminal(width, *arguments, **environment):
    """Return what a command writes to a terminal of so many columns."""
    fcntl, pty = pytest.importorskip("fcntl"), pytest.importorskip("pty")
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, width, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=theirs,
        stderr=theirs,
        env={**kept, "TERM": "xterm-256color", **environment},
    ):
        os.close(theirs)
        text = b""
        try:
            while part := os.read(ours, 2**16):
                text += part
        except OSError:  # it has ended
            pass
    os.close(ours)
    return text.decode()


@pytest.mark.parametrize("width", [60, 80])
def test_an_error_is_broken_between_words_at_the_terminals_edge(width):
    arguments = ("pair", "/nowhere/to/be/found/" + "x" * 40, "and another argument")
    shown = in_terminal(width, *arguments).splitlines()
    longest = max(shown, key=len)
    assert len(longest) <= width or " " not in longest
    result = CliRunner().invoke(cli, arguments, prog_name="python -m compare")
    assert " ".join(shown).split() == result.output.split()


def test_colours_are_left_out_on_request():
    arguments = ("exercise", "--list", "losses")
    assert "\x1b[" in in_terminal(80, *arguments)
    assert "\x1b[" not in in_terminal(80, *arguments, NO_COLOR="1")


@pytest.mark.parametrize("steps", [4, None])
def test_a_run_tells_the_time_left_where_the_steps_are_known(steps):
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=100)
    with progress_of(steps, console) as progress:
        progress.add_task("step 2, 5 steps/s", total=steps, completed=2)
    assert "step 2, 5 steps/s" in text.getvalue()
    assert ("left about" in text.getvalue()) is (steps is not None)


def test_a_convention_is_told_with_the_page_that_explains_it():
    verdict = Verdict("mine", "softmax", conventions=["over the first axis"], calls=3)
    assert "the page `conventions`" in " ".join(str(verdict).split())
    text = io.StringIO()
    show(Console(file=text), table, [Grade("tanh", state="convention")])
    assert "see the page `conventions`" in text.getvalue()
    text = io.StringIO()
    show(Console(file=text), table, [Grade("tanh", state="wrong")])
    assert "conventions" not in text.getvalue()


def digits(text):
    """Return the most significant digits that a number with a point shows."""
    numbers = re.findall(r"(?<![\w.])\d[\d,]*\.\d+", text)
    return max(len(re.sub(r"[,.]", "", number).lstrip("0")) for number in numbers)


@pytest.mark.parametrize(
    "arguments",
    [
        ["bugs", "adamw-for-adam"],
        ["examples", "momentum"],
        ["check", f"{HOMEWORK}/softmax.py:softmax", "--against", "softmax"],
        ["--only", "softmax", "--examples", "2", "--jobs", "1"],
    ],
    ids=lambda words: words[0],
)
def test_no_number_is_shown_with_more_than_six_digits(arguments):
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code in (0, 1), result.output
    assert 1 <= digits(result.output) <= 6, result.output


def test_a_step_of_a_training_is_shown_to_six_digits():
    losses = {"scratch": [4.1503264], "torch": [10.150326]}
    found = SimpleNamespace(losses=losses, worst={"scratch": 1.23456e-14}, steps=3)
    assert line(found).split() == ["3", "4.15033", "10.1503", "scratch", "1.2e-14"]


def test_the_epochs_of_the_digits_are_shown_to_six_digits():
    text, row = io.StringIO(), [(2.242640738056, 0.488888), (0.0767240272, 0.975)]
    found = SimpleNamespace(sides=["a", "b"], epochs=[row], title="t", summary="s")
    Report(Console(file=text, width=80)).show_training(found)
    assert "2.24264  48.89 %  0.0767240  97.50 %" in text.getvalue()
