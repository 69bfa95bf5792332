"""What a sheet says of shapes: sections of the package's own docstring."""

import re

KEPT = ("Parameters", "Returns", "Notes", "References")


def sections(text: str) -> dict[str, list[str]]:
    """Return the sections of a numpydoc text by their titles; the first is ""."""
    found: dict[str, list[str]] = {"": []}
    title = ""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        below = lines[number + 1] if number + 1 < len(lines) else ""
        if line and set(below) == {"-"} and len(below) == len(line):
            title = line
            found[title] = []
        elif not (line and set(line) == {"-"}):
            found[title].append(line)
    return found


def entries(lines: list[str]) -> list[list[str]]:
    """Return the entries of a section of parameters, each with its description."""
    found: list[list[str]] = []
    for line in lines:
        if line and not line.startswith(" "):
            found.append([line])
        elif line.strip() and found:
            found[-1].append(line)
    return found


def without(lines: list[str], arguments) -> list[str]:
    """Return the entries of arguments that the exercise has."""
    kept: list[str] = []
    for first, *rest in entries(lines):
        names, colon, kind = first.partition(" : ")
        wanted = [n for n in re.split(r",\s*", names) if n in arguments]
        if wanted:
            kept += [f"{', '.join(wanted)}{colon}{kind}", *rest]
    return kept


def shapes(text: str, arguments) -> str:
    """Return the docstring of an exercise, for the arguments that it has."""
    found = sections(text)
    lines = [line for line in found[""] if line.strip()][:1]
    for title in KEPT:
        content = found.get(title, [])
        if title == "Parameters":
            content = without(content, arguments)
        while content and not content[-1].strip():
            content = content[:-1]
        if any(line.strip() for line in content):
            lines += ["", title, "-" * len(title), *content]
    return "\n".join(lines)
