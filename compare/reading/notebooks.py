"""Every example and every exercise as a notebook, executed, for download."""

import hashlib
import os
import tempfile
from pathlib import Path

from compare.reading import measure
from compare.reading.pairs import ROOT, SIDES

CACHE = ROOT / "build" / "notebooks"
EXERCISES = "exercises"
SECONDS = 300  # for one cell


def names() -> list[str]:
    """Return all notebooks as "folder/name": examples of both sides, exercises."""
    from compare.teaching.catalogue import collect

    examples = [f"{side}/{name}" for side in SIDES for name in measure.names()]
    return [*examples, *(f"{EXERCISES}/{name}" for name in collect())]


def source(name: str) -> str:
    """Return the script of `# %%` cells that a notebook is made of."""
    folder, _, stem = name.partition("/")
    if folder == EXERCISES:
        from compare.teaching.catalogue import collect
        from compare.teaching.sheet import sheet

        return sheet(collect()[stem])
    return measure.example(folder, stem).read_text(encoding="utf-8")


def fingerprint(name: str) -> str:
    """Hash what the outputs of a notebook depend on."""
    digest = hashlib.sha256(source(name).encode())
    for part in ("reading/notebooks.py", "teaching/notebooks.py"):
        digest.update((ROOT / "compare" / part).read_bytes())
    if not name.startswith("torch_ref/"):
        digest.update(measure.library())
    return digest.hexdigest()[:16]


def executed(name: str, **options) -> str:
    """Return a notebook with its outputs.

    Parameters
    ----------
    name : str
    **options
        Of the process: `cwd` and `env`; here and as it is by default. It has one
        thread: two notebooks run side by side.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    from compare.teaching.notebooks import notebook

    book = nbformat.reads(notebook(source(name)), as_version=4)
    environment = {**(options.pop("env", None) or os.environ), "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory() as folder:
        config = Config()
        if os.name != "nt":  # sockets that no other kernel has, open to nobody
            config.KernelManager.transport = "ipc"
            config.KernelManager.ip = f"{folder}/kernel"
        client = NotebookClient(book, timeout=SECONDS, config=config)
        client.execute(env=environment, **options)
    for cell in book.cells:
        cell.metadata.pop("execution", None)  # the hour of the day
    return nbformat.writes(book) + "\n"


def stale(folder: Path = CACHE) -> list[str]:
    """Return the notebooks that are to be executed."""
    stamps = {name: folder / f"{name}.key" for name in names()}
    return [
        name
        for name, stamp in stamps.items()
        if not stamp.exists() or stamp.read_text() != fingerprint(name)
    ]


def write(name: str, folder: Path = CACHE) -> None:
    """Execute one notebook and keep it."""
    path = folder / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(executed(name), encoding="utf-8")
    path.with_suffix(".key").write_text(fingerprint(name))
