"""The figures of every file judged so far, in one JSON file that runs add to."""

import json
from hashlib import sha256
from pathlib import Path

from compare.terminal import files

from .mutants import ROOT


def read(path: Path) -> dict[str, dict]:
    """Return the figures of earlier runs by source file, none if there were none.

    Raises
    ------
    ValueError
        If the file holds something else.
    """
    if not path.is_file() or not path.stat().st_size:
        return {}
    try:
        return {entry["file"]: entry for entry in json.loads(path.read_text("utf-8"))}
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{path} holds no figures of mutants") from error


def add(path: Path, results) -> None:
    """Write figures beside the earlier ones of other files that still exist."""
    known = {file: e for file, e in read(path).items() if (ROOT / file).exists()}
    for result in results:
        known[result.file] = result.figures() | {"source": digest(ROOT / result.file)}
    entries = [known[file] for file in sorted(known)]
    files.write(path, json.dumps(entries, indent=1) + "\n", "--json ")


def is_settled(source: Path, known: dict[str, dict]) -> bool:
    """Whether every mutant of this very source has been found or proven equivalent."""
    entry = known.get(source.relative_to(ROOT).as_posix(), {})
    outcomes = ("killed", "timed out", "equivalent")
    done = sum(entry.get(outcome, 0) for outcome in outcomes)
    return entry.get("source") == digest(source) and entry.get("mutants") == done


def digest(source: Path) -> str:
    """Return what tells one text of a source file from another."""
    return sha256(source.read_bytes()).hexdigest()[:16]
