"""The command line where files, disks, pipes and people fail it."""

import os
import resource
import signal
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from compare.cli import cli
from compare.terminal.files import check_writable, write
from tests.children import command

COMMAND = [sys.executable, "-m", "compare"]
QUICK = ("--only", "relu", "--examples", "2", "--jobs", "1", "--no-training")
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1"}


def refused(*arguments):
    """Return what a command that ends with an error says of it."""
    with pytest.raises(click.ClickException) as caught:
        CliRunner().invoke(
            cli,
            list(map(str, arguments)),
            standalone_mode=False,
            catch_exceptions=False,
        )
    return caught.value.format_message()


def full_disk():
    """Let files of the child process hold 10 bytes."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))


@pytest.mark.parametrize(
    "words", [(*QUICK, "--json"), ("campaign", "--only", "relu", "-o")]
)
def test_a_file_that_cannot_be_written_is_told_before_the_work(words, tmp_path):
    for place in (tmp_path, tmp_path / "gone" / "file", "/dev/null/file"):
        message = refused(*words, place)
        assert str(place) in message
        assert "\n" not in message


def test_figures_and_pairs_go_to_folders_that_can_be_made(tmp_path):
    (tmp_path / "file").write_text("x")
    message = refused("figures", "relu_family", "-o", tmp_path / "file" / "folder")
    assert "Not a directory" in message
    source = tmp_path / "binary.py"
    source.write_bytes(b"\xff\xfe\x00")
    message = refused("pair", source, source, "-o", tmp_path / "page.html")
    assert "no UTF-8 text" in message
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("figures", "no-such-figure"),
        ("figures", "--format", "bmp"),
        ("pair", "/nonexistent/a.py", "/nonexistent/b.py"),
        ("examples", "no-such-row"),
        ("exercise", "no-such-exercise"),
        ("grade", "/nonexistent/homework"),
        ("examples", "--jobs", "0"),
        ("--examples", "x"),
        ("no-such-command",),
    ],
)
def test_a_bad_option_is_one_clear_line_and_status_2(arguments):
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exit_code == 2
    assert result.output.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in result.output


def test_writing_replaces_a_file_only_when_complete(tmp_path):
    path = tmp_path / "figures.json"
    path.write_text("old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(click.ClickException, match="File too large"):
            write(path, "new" * 100)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
    write(path, "new")
    assert path.read_text() == "new"


def test_a_pipe_may_be_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        check_writable(pipe)
        write(pipe, "figures")
        assert os.read(reader, 100) == b"figures"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_full_disk_ends_with_one_line_and_no_partial_file(tmp_path):
    path = tmp_path / "figures.json"
    result = subprocess.run(
        [*COMMAND, *QUICK, "--json", str(path)],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=120,
        check=False,
        preexec_fn=full_disk,
    )
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert result.stderr.splitlines()[-1].endswith("File too large")
    assert list(tmp_path.iterdir()) == []


def test_a_full_standard_output_ends_with_one_line():
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no /dev/full")
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [*COMMAND, "figures", "--list"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
            timeout=120,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr.splitlines() == ["Error: No space left on device"]


def test_output_into_head_is_no_error():
    line = f"{sys.executable} -m compare --help | head -n 1"
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=120,
        check=False,
    )
    assert result.stdout.startswith("Usage")
    assert "Traceback" not in result.stderr


COMMANDS = {
    "examples": ("examples", "--jobs", "1"),
    "figures": ("figures",),
    "campaign": ("campaign", "--only", "relu", "--jobs", "1"),
    "bugs": ("bugs", "--campaign", "50"),
    "speed": ("speed", "--seconds", "5"),
    "mutation": ("scratch/layers/activations/tanh.py",),
    "check": (
        "check",
        "tests/learners/losses.py:naive_logits",
        "--against",
        "torch.nn.functional.binary_cross_entropy_with_logits",
    ),
    "exercise": ("exercise",),
    "grade": ("grade", "compare/reading/notes/_samples/homework"),
    "site": ("site",),
    "pair": (
        "pair",
        "scratch/layers/activations/gelu.py",
        "torch_ref/layers/activations/gelu.py",
    ),
}
WRITING = ("figures", "campaign", "exercise", "site", "pair")
NEEDS = {"figures": "matplotlib", "site": "sphinx", "pair": "pygments"}


@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_ends_every_command_without_a_traceback(name, tmp_path):
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    output = ("-o", tmp_path / "out") if name in WRITING else ()
    module = "tests.mutation" if name == "mutation" else "compare"
    child = command(*COMMANDS[name], *output, module=module, press=1.0)
    assert "Traceback" not in child.stderr
    done = {0, 1} if name in ("check", "grade") else {0}  # it may have judged before
    assert child.returncode in done | {130}
    if name in ("campaign", "pair") and child.returncode == 130:
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("where", ["__del__", "a weak reference's callback"])
def test_ctrl_c_is_heard_where_an_exception_cannot_be_raised(where):
    script = """if True:
        import os, signal, sys, time, weakref
        from unittest import mock
        from compare import cli

        def press(*arguments):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)

        class Resource:
            if sys.argv[1] == "__del__":
                __del__ = press

        def work(**options):
            resource = Resource()
            callback = None if sys.argv[1] == "__del__" else press
            reference = weakref.ref(resource, callback)
            del resource
            time.sleep(60)

        with mock.patch.object(cli, "cli", work):
            cli.main()
    """
    child = subprocess.run(
        [sys.executable, "-c", script, where],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=9,  # before the last resort would end it
        check=False,
    )
    assert child.stderr == "interrupted\n"
    assert child.returncode == 130
