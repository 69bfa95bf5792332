"""Commands in processes of their own that need not import everything anew.

A server of `multiprocessing` imports the command line and its libraries once; each
command is a copy of it.
"""

import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from pathlib import Path

LOADED = [
    "compare.battery.verify",
    "compare.cli",
    "compare.checking.running",
    "rich.progress",
    "scratch",
    "torch_ref",
]


@cache
def server():
    """Return the context of the server, which starts with the first command."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def command(*arguments, press=None, module="compare", timeout=200, **environment):
    """Run `python -m compare ...` as a terminal would; return what became of it.

    Parameters
    ----------
    *arguments : str or Path
    press : float, optional
        Press Ctrl-C after so many seconds of work, or four of waiting.
    module : str
        What to run instead of `compare`.
    timeout : float
        Seconds.
    **environment : str
        Variables that differ.

    Returns
    -------
    subprocess.CompletedProcess
        With both outputs as text.
    """
    words = [module, *map(str, arguments)]
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("stdout", "stderr")]
        child = server().Process(target=run, args=(words, files, press, environment))
        child.start()
        child.join(timeout)
        if child.exitcode is None:
            child.kill()
            child.join()
            raise subprocess.TimeoutExpired(words, timeout)
        texts = [file.read_text(encoding="utf-8") for file in files]
        assert alone(child.pid), "it has left processes behind"
    return subprocess.CompletedProcess(words, child.exitcode, *texts)


def alone(group, seconds=10):
    """Return whether no process of a group is left, or none after a while."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    os.killpg(group, signal.SIGKILL)
    return False


def run(words, files, press, environment):
    """Become the process of a command."""
    os.setsid()
    os.environ.update(environment)
    for number, file in enumerate(files, 1):
        opened = os.open(file, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = words
    if press is not None:
        threading.Thread(target=interrupt, args=(press,), daemon=True).start()
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)


def interrupt(seconds):
    """Press Ctrl-C once this process has worked so long, however busy others are."""
    begun, worked = time.monotonic(), time.process_time()
    while time.process_time() < worked + seconds and time.monotonic() < begun + 4:
        time.sleep(0.02)
    os.killpg(0, signal.SIGINT)
