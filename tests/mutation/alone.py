"""One file's mutants in a program of its own, which any worker can start.

It forks a process for each mutant, which a worker with threads must not do.
"""

import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

from compare.terminal.interrupt import end_with_parent

from .campaign import Result, attack
from .equivalent import Listed
from .judge import Judge
from .mutants import ROOT


def attack_alone(
    file: str, examples: int, runs, listed: Listed, asking: bool, until: float
) -> Result | str:
    """Attack a file as `campaign.attack` does; return what came of it, or an error.

    Parameters
    ----------
    file : str
        Relative to the root of the checkout.
    examples, runs
        Of the `Judge`.
    until : float
        When to stop, by `time.time`.
    """
    if time.time() > until:
        return Result(file, 0)
    given = file, examples, runs, listed, asking, until
    run = subprocess.run(
        [sys.executable, "-m", __name__],
        input=pickle.dumps(given),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    if run.returncode:
        return f"{file}: {run.stderr.decode(errors='replace').strip()[-500:]}"
    return pickle.loads(run.stdout)


def main() -> None:
    """Attack the file that is asked for; nothing else may write the answer."""
    end_with_parent()
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    file, examples, runs, listed, asking, until = pickle.load(sys.stdin.buffer)
    judge = Judge(examples)
    judge.runs = runs
    left = time.monotonic() + until - time.time()
    try:
        found = attack(ROOT / Path(file), judge, listed, 1, asking, left)
    except (ValueError, RuntimeError) as error:
        found = str(error)
    with answer:
        pickle.dump(found, answer)


if __name__ == "__main__":
    main()
