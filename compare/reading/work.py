"""Draw figures, run examples and try bugs in processes of their own, two at a time.

`python -m compare.reading.work KIND FOLDER NAME...` does the work; `work` starts
it. An example may change whatever is global in its process.
"""

import subprocess
import sys
import threading
from pathlib import Path

from compare.reading.pairs import ROOT


def tasks(kind: str, folder: Path):
    """Return the function that does one piece of work of a kind."""
    if kind == "figures":
        from compare.reading.figures import draw

        return lambda name: draw.write(name, folder)
    if kind == "examples":
        from compare.reading import measure

        return lambda name: measure.cached(name, folder)
    if kind == "bugs":
        from compare.reading import gallery

        return lambda name: gallery.measure(name, folder)
    raise ValueError(f"kind must be figures, examples or bugs, got {kind!r}")


def work(kind: str, names, folder: Path, report=lambda name: None, processes=2):
    """Do all pieces of work.

    Parameters
    ----------
    kind : str
        "figures", "examples" or "bugs".
    names : list of str
    folder : Path
        Where the results go.
    report : callable
        Called with each name when it is done.
    processes : int

    Raises
    ------
    RuntimeError
        If a piece fails, with its traceback.
    """
    shares = [share for k in range(processes) if (share := names[k::processes])]
    failures: list[str] = []

    def follow(share):
        command = [sys.executable, "-m", "compare.reading.work", kind, str(folder)]
        pipe = subprocess.PIPE
        process = subprocess.Popen(
            [*command, *share], cwd=ROOT, stdout=pipe, stderr=pipe, text=True
        )
        for line in process.stdout:
            report(line.strip())
        errors = process.stderr.read()
        if process.wait():
            failures.append(errors)

    threads = [threading.Thread(target=follow, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError("\n".join(failures))


def main(kind: str, folder: str, *names: str) -> None:
    """Do the pieces named, printing each name when it is done."""
    do = tasks(kind, Path(folder))
    for name in names:
        try:
            do(name)
        except Exception as error:
            error.add_note(f"in {kind}: {name}")
            raise
        print(name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
