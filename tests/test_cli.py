"""The command line: what it prints, writes and returns."""

import json
import os
import shlex
import signal
import subprocess
import sys
from io import StringIO

import pytest
from click.testing import CliRunner
from rich.console import Console

import scratch
from compare.battery import verify
from compare.battery.record import Record
from compare.cli import cli
from compare.terminal.report import Report
from compare.trainings.trajectory import Training
from scratch.engine.autograd import differentiable
from tests.children import command

COMMAND = [sys.executable, "-m", "compare"]


def run(*arguments):
    return CliRunner().invoke(cli, list(arguments), standalone_mode=False)


def start(*arguments, start_new_session=False, **environment):
    return subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=start_new_session,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
    )


def test_a_healthy_operation_passes_with_status_0(tmp_path):
    path = tmp_path / "figures.json"
    result = run(
        "--only", "tanh", "--examples", "20", "--json", str(path), "--jobs", "1"
    )
    assert result.return_value == 0
    assert "tanh" in result.output
    assert "pass: 1 case, 40 examples" in result.output
    figures = json.loads(path.read_text())
    assert figures["passed"] is True
    assert figures["seed"] == 0
    assert {case["dtype"] for case in figures["cases"]} == {"float32", "float64"}
    assert all(case["examples"] == 20 for case in figures["cases"])


def test_a_wrong_gradient_fails_with_status_1_and_a_line_to_reproduce_it(
    monkeypatch, tmp_path
):
    healthy = scratch.relu.__wrapped__

    def body(input):
        output, backward = healthy(input)
        return output, lambda doutput: tuple(-grad for grad in backward(doutput))

    monkeypatch.setattr(scratch, "relu", differentiable(body))
    path = tmp_path / "figures.json"
    result = run(
        "--only", "relu", "--examples", "50", "--json", str(path), "--jobs", "1"
    )
    assert result.return_value == 1
    assert "relu: gradient of input" in result.output
    assert "FAIL: relu" in result.output
    lines = [x for x in result.output.split("\n") if "reproduce: " in x]
    line = next(x for x in lines if "--only relu " in x)
    arguments = line.partition("-m compare ")[2]
    arguments = shlex.split(arguments)
    again = run(*arguments)
    assert again.return_value == 1
    assert "relu: gradient of input" in again.output
    assert json.loads(path.read_text())["passed"] is False
    monkeypatch.undo()
    assert run(*arguments).return_value == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--only", "relo"), "did you mean relu or relu6 or prelu?"),
        (("--only", "relu", "--replay", "rubbish"), "cannot read --replay"),
        (("--only", "relu", "--replay", "float32:!!"), "cannot read --replay"),
        (("--replay", "float32:x"), "exactly one --only"),
        (("--json", "/nonexistent/figures.json"), "cannot write --json"),
        (("--examples", "0"), "--examples"),
        (("nonsense",), "nonsense"),
    ],
)
def test_a_mistake_in_the_arguments_is_one_clear_line(arguments, message):
    result = run(*arguments)
    assert message in result.exception.format_message()


def test_a_mistake_ends_with_its_status_and_without_a_traceback():
    done = command("--only", "relo")
    assert done.returncode == 1
    assert done.stderr == (
        "Error: no case is called 'relo'; did you mean relu or relu6 or prelu?\n"
    )


def test_the_same_seed_gives_the_same_figures(tmp_path):
    figures = []
    for name in ("first", "second"):
        path = tmp_path / name
        run("--only", "linear", "--examples", "20", "--seed", "5", "--json", str(path))
        cases = json.loads(path.read_text())["cases"]
        figures.append(sorted(({**c, "seconds": 0} for c in cases), key=str))
    assert figures[0] == figures[1]


def test_output_into_a_closed_pipe_is_no_error():
    with start("--only", "relu", "--examples", "10") as process:
        process.stdout.close()
        error = process.stderr.read()
    assert "Traceback" not in error
    assert "Error" not in error


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("seconds", [0.05, 1.0])
def test_ctrl_c_ends_without_a_traceback_and_with_status_130(seconds):
    done = command("--examples", "5000", press=seconds)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr + done.stdout
    assert "interrupted" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_at_once_while_modules_are_imported():
    environment = {"PYTHONPROFILEIMPORTTIME": "1"}  # tells each one on stderr
    process = start("--only", "relu", start_new_session=True, **environment)
    while "click.core" not in process.stderr.readline():
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    output, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in error
    assert error.endswith("interrupted\n")
    assert not output


def test_a_worker_that_dies_is_a_failure_and_not_a_hang(monkeypatch):
    monkeypatch.setattr(verify, "run_task", die)
    result = run("--only", "relu", "--examples", "5", "--jobs", "2")
    assert result.return_value == 1
    assert "the process died" in result.output


def die(*arguments):
    os._exit(7)


def test_the_table_fits_80_columns_and_names_the_worst_of_each_dtype():
    console = Console(width=80, record=True, file=StringIO())
    report = Report(console)
    for dtype in ("float32", "float64"):
        record = Record("an_operation_with_a_rather_long_name", dtype)
        record.output_ulp, record.gradient_ulp, record.examples = 1234.5, 0.25, 60
        record.share = {"scratch": 0.5, "torch": 0.25}
        report.add(record)
    report.records[1].failure = "an_operation: it [bold]differs[/bold]"
    report.show_table()
    report.show_failures()
    report.show_verdict(None)
    text = console.export_text()
    assert max(map(len, text.split("\n"))) <= 80
    for word in ("120", "1e+03", "0.2", "50 %", "25 %", "FAIL"):
        assert word in text
    assert "it [bold]differs[/bold]" in text


def test_a_training_that_went_apart_fails():
    training = Training("title", ["scratch", "torch"], "float64")
    training.epochs = [[(0.1, 0.97), (0.1, 0.97)]]
    training.worst = {"scratch": 1e-15}
    assert training.passed
    training.worst = {"scratch": 1e-9}
    assert not training.passed
    training.worst = {"scratch": float("nan")}
    assert not training.passed
    training.worst = {"scratch": 0.0}
    training.epochs = [[(0.1, 0.97), (0.1, 0.94)]]
    assert not training.passed
