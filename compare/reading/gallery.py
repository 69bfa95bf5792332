"""What is measured of each classic bug: what finds it, how a training goes with it."""

import contextlib
import hashlib
import json
from functools import cache
from pathlib import Path

from compare import bugs
from compare.reading.pairs import ROOT

CACHE = ROOT / "build" / "gallery"


@cache
def fingerprint() -> str:
    """Hash the sources that the measurement of a bug depends on."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for part in ("bugs", "diagnosis", "battery"):
        for path in sorted((ROOT / "compare" / part).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def read(name: str, folder: Path = CACHE) -> dict | None:
    """Return what is known of a bug, None if nothing is."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        return json.loads((folder / f"{name}.json").read_text())
    return None


def measure(name: str, folder: Path = CACHE) -> None:
    """Try a bug: the battery, the field's usual checks, and a training."""
    from compare.bugs.battery import killed_by
    from compare.bugs.digits import curves
    from compare.bugs.peers import passed
    from compare.bugs.show import remark

    bug = bugs.collect()[name]
    right, wrong = curves(bug)
    found = {
        "key": fingerprint(),
        "killed_by": killed_by(bug),
        "usual": passed(bug),
        "losses": [right.losses, wrong.losses],
        "accuracy": [right.accuracy, wrong.accuracy],
        "remark": remark(right, wrong),
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(found, indent=1))


def stale(folder: Path = CACHE) -> list[str]:
    """Return the bugs that are to be measured."""
    found = {name: read(name, folder) for name in bugs.collect()}
    return [name for name, f in found.items() if not f or f["key"] != fingerprint()]
