"""The properties that the pages of the notes link to."""

import ast
import re
from dataclasses import dataclass
from functools import cache

from compare.reading.pairs import ROOT

NOTES = ROOT / "compare" / "reading" / "notes"
BLOCK = re.compile(r"^```\{properties\}\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Link:
    """One line of a page's list: a claim and the test that is said to prove it."""

    page: str
    test: str
    file: str
    claim: str


@cache
def files() -> dict[str, list[str]]:
    """Return where each test function stands."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                name = path.relative_to(ROOT).as_posix()
                found.setdefault(node.name, []).append(name)
    return found


@cache
def links() -> tuple[Link, ...]:
    """Return every link of every page."""
    found = []
    for path in sorted(NOTES.glob("*.md")):
        for block in BLOCK.findall(path.read_text(encoding="utf-8")):
            for line in filter(None, map(str.strip, block.splitlines())):
                name, _, claim = line.partition(": ")
                file, _, test = name.rpartition("::")
                (where,) = [f for f in files()[test] if f.endswith(file)]
                found.append(Link(path.stem, test, where, claim))
    return tuple(found)
