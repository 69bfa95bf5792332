"""Run both examples of a row and measure by how much they differ."""

import contextlib
import hashlib
import io
import json
import math
import os
import platform
import runpy
from pathlib import Path

from compare.reading.pairs import ROOT, SIDES

CACHE = ROOT / "build" / "pairs"


def example(side: str, name: str, root: Path = ROOT) -> Path:
    """Return the path of one side's example."""
    return root / side / "examples" / f"{name}.py"


def run_side(side: str, name: str, root: Path = ROOT) -> tuple[str, dict]:
    """Run one example; return what it prints and its `results`."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        namespace = runpy.run_path(str(example(side, name, root)), run_name="__main__")
    if not isinstance(namespace.get("results"), dict):
        raise ValueError(f"{side}/examples/{name}.py leaves no dictionary `results`")
    return printed.getvalue(), namespace["results"]


def as_array(value):
    """Return any result (Tensor of either package, number, list) as a float array."""
    import numpy as np

    if isinstance(value, list | tuple):
        return np.asarray([as_array(v) for v in value], dtype=float)
    for method in ("detach", "numpy"):
        if hasattr(value, method):
            value = getattr(value, method)()
    return np.asarray(value, dtype=float)


def difference(name: str, left, right) -> dict:
    """Compare one quantity: shape, largest difference, the same relative to size."""
    import numpy as np

    if isinstance(right, str):
        if left != right:
            raise ValueError(f"{name}: {left!r} != {right!r}")
        return {
            "name": name,
            "shape": [],
            "max_abs": 0.0,
            "relative": 0.0,
            "value": right,
        }
    a, b = as_array(left), as_array(right)
    if a.shape != b.shape:
        raise ValueError(f"{name}: shapes differ: {a.shape} != {b.shape}")
    with np.errstate(invalid="ignore"):
        gaps = np.where((a == b) | (np.isnan(a) & np.isnan(b)), 0.0, np.abs(a - b))
    largest = float(np.max(gaps, initial=0.0))
    size = float(np.max(np.abs(b[np.isfinite(b)]), initial=0.0))
    relative = 0.0 if largest == 0 else largest / size if size else math.inf
    value = float(a) if a.ndim == 0 else None
    out = {"name": name, "shape": list(a.shape), "max_abs": largest}
    return out | {"relative": relative, "value": value}


def fingerprint(name: str, root: Path = ROOT) -> str:
    """Hash everything the measurement of one row depends on."""
    import numpy as np
    import torch

    digest = hashlib.sha256(f"{np.__version__} {torch.__version__}".encode())
    files = [example(side, name, root) for side in SIDES]
    for path in [*files, Path(__file__)]:
        digest.update(path.read_bytes())
    digest.update(library(root))
    return digest.hexdigest()[:16]


def library(root: Path = ROOT) -> bytes:
    """Hash the sources of `scratch`, examples left out."""
    digest = hashlib.sha256()
    for path in sorted((root / "scratch").rglob("*.py")):
        if path.parent.name != "examples":
            digest.update(path.read_bytes())
    return digest.digest()


def measure(name: str, root: Path = ROOT) -> dict:
    """Run a row on both sides: printed outputs, agreement by quantity, versions."""
    import numpy as np
    import torch

    import scratch

    torch.set_num_threads(1)
    outputs, results = [], []
    for side in SIDES:
        printed, values = run_side(side, name, root)
        outputs.append(printed)
        results.append(values)
        for package in (scratch, torch):  # an example may have changed it
            package.set_default_dtype(package.float32)
    left, right = results
    if list(left) != list(right):
        raise ValueError(f"{name}: results differ: {list(left)} != {list(right)}")
    agreement = [difference(f"{name}.{k}", left[k], right[k]) for k in left]
    for row, key in zip(agreement, left):
        row["name"] = key
    versions = {"NumPy": np.__version__, "PyTorch": torch.__version__}
    versions["Python"] = platform.python_version()
    return {"outputs": outputs, "agreement": agreement, "versions": versions}


def read(name: str, cache: Path = CACHE) -> dict | None:
    """Return the measurement on disk as it is, None if there is none."""
    with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
        return json.loads((cache / f"{name}.json").read_text())
    return None


def kept(name: str, cache: Path = CACHE, root: Path = ROOT) -> dict | None:
    """Return the measurement on disk, None if there is none or its sources changed."""
    found = read(name, cache)
    return found if found and found["key"] == fingerprint(name, root) else None


def cached(name: str, cache: Path = CACHE, root: Path = ROOT) -> dict:
    """Return the measurement of a row, made anew only if its sources have changed."""
    found = kept(name, cache, root)
    if found is not None:
        return found
    made = {"key": fingerprint(name, root)} | measure(name, root)
    cache.mkdir(parents=True, exist_ok=True)
    part = cache / f"{name}.{os.getpid()}"
    part.write_text(json.dumps(made, indent=1))
    part.replace(cache / f"{name}.json")  # two builds at once never see half a file
    return made


def names(root: Path = ROOT) -> list[str]:
    """Return the rows that have an example on both sides."""
    left, right = (
        {p.stem for p in (root / side / "examples").glob("[!_]*.py")} for side in SIDES
    )
    return sorted(left & right)
