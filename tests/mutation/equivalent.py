"""The list of mutants that no check can find, each with its proof."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("equivalent.toml")
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Listed:
    """The reasons, by file, function and change."""

    reasons: dict[Key, str]

    def __contains__(self, key: Key) -> bool:
        return key in self.reasons

    def stale(self, produced: set[Key], killed: set[Key], files: set[str]):
        """Give what is listed in these files without need: (key, what is wrong)."""
        for key in self.reasons:
            if key[0] not in files:
                continue
            if key not in produced:
                yield key, "there is no such mutant any more"
            elif key in killed:
                yield key, "it is found: not equivalent"


def read(path: Path = LIST) -> Listed:
    """Read the list.

    Raises
    ------
    ValueError
        If an entry lacks a field, has no reason, or stands there twice.
    """
    if not path.exists():
        return Listed({})
    reasons: dict[Key, str] = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", []):
        missing = {"file", "function", "reason", "changes"} - entry.keys()
        if missing:
            raise ValueError(
                f"{path.name}: {entry} has no {', '.join(sorted(missing))}"
            )
        if len(entry["reason"].split()) < 3:
            raise ValueError(f"{path.name}: {entry['changes']} needs a reason")
        for change in entry["changes"]:
            key = entry["file"], entry["function"], change
            if key in reasons:
                raise ValueError(f"{path.name}: {key} stands there twice")
            reasons[key] = entry["reason"]
    return Listed(reasons)
