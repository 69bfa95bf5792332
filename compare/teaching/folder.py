"""What is to be graded: the sheets in a file or a folder, one person or many."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from .catalogue import collect

KINDS = (".py", ".ipynb")


@dataclass(frozen=True)
class Sheet:
    """A file that somebody filled in.

    Attributes
    ----------
    path : Path
    exercise : str
        Its name.
    person : str
        The folder it lies in, where there is one for each; else "".
    """

    path: Path
    exercise: str
    person: str = ""


def sheets(path: Path) -> tuple[list[Sheet], list[Path]]:
    """Return the sheets of a file or folder, and the files that are none."""
    if path.is_file():
        name = exercise_of(path)
        return ([Sheet(path, name)], []) if name else ([], [path])
    found, others = [], []
    for file in sorted(path.rglob("*")):
        parts = file.relative_to(path).parts
        hidden = any(p.startswith((".", "__")) for p in parts)
        if file.suffix not in KINDS or not file.is_file() or hidden:
            continue
        name = exercise_of(file)
        if name:
            found.append(Sheet(file, name, parts[0] if len(parts) > 1 else ""))
        else:
            others.append(file)
    return found, others


def exercise_of(path: Path) -> str | None:
    """Return the exercise of a file: as its header says, or as it is called."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")[:20_000]
    except OSError:
        text = ""
    known = collect()
    header = re.search(r"exercise: (\w+) \(", text)
    for name in (header[1] if header else "", path.stem):
        if name in known:
            return name
    return None


def code_of(path: Path) -> str:
    """Return the code of a file; of a notebook, that of its cells.

    Raises
    ------
    ValueError
        If a notebook is none.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    try:
        cells = json.loads(text)["cells"]
        codes = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"it is no notebook: {error}") from error
    lines = [line for code in codes for line in [*code.split("\n"), ""]]
    return "\n".join("" if re.match(r"\s*[%!]", line) else line for line in lines)
