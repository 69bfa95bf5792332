"""What a script needs before it runs: torch's names, and packages."""

import ast
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

ON_TORCH = frozenset(
    [
        "torchvision",
        "torchaudio",
        "torchtext",
        "torchmetrics",
        "lightning",
        "pytorch_lightning",
        "transformers",
        "timm",
        "accelerate",
        "torchinfo",
        "torchsummary",
        "ignite",
        "fastai",
    ]
)


def missing(script: Path, package: ModuleType) -> list[str]:
    """Return what a script and the files beside it need and do not find, by line.

    Parameters
    ----------
    script : path of a Python file
    package : the library that answers for torch

    Raises
    ------
    SyntaxError
        If a file is no Python.
    """
    found, waiting, seen = [], [script], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        for line, name in imported(tree):
            beside = path.parent / f"{name}.py"
            if beside.exists():
                waiting.append(beside)
            elif name in ON_TORCH:
                found.append(f"{path.name}:{line}: {name} is built on torch")
            elif name != "torch" and find_spec(name) is None:
                found.append(f"{path.name}:{line}: {name} is not installed")
        lacking = {}
        for line, name in torch_names(tree):
            lacking.setdefault(unreachable(name, package), line)
        lacking.pop(None, None)
        found += [f"{path.name}:{n}: {k} is not in scratch" for k, n in lacking.items()]
    return found


def imported(tree):
    """Yield (line, package) of every import from elsewhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module.partition(".")[0]


def torch_names(tree) -> list[tuple[int, str]]:
    """Return (line, dotted name) of all that a file takes from torch, each once."""
    known, names = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "torch":
                    names.setdefault(alias.name, node.lineno)
                    known[alias.asname or "torch"] = (
                        alias.name if alias.asname else "torch"
                    )
        elif isinstance(node, ast.ImportFrom) and of_torch(node):
            for alias in node.names:
                name = f"{node.module}.{alias.name}".removesuffix(".*")
                names.setdefault(name, node.lineno)
                known[alias.asname or alias.name] = name
    for node in ast.walk(tree):
        name = dotted(node, known) if isinstance(node, ast.Attribute) else None
        if name:
            names.setdefault(name, node.lineno)
    return sorted((line, name) for name, line in names.items())


def of_torch(node) -> bool:
    """Whether an import takes names from torch."""
    return not node.level and node.module.partition(".")[0] == "torch"


def dotted(node, known: dict[str, str]) -> str | None:
    """Return the dotted name that a chain of attributes spells; None if another's."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in known:
        return None
    return ".".join([known[node.id], *reversed(parts)])


def unreachable(name: str, package: ModuleType) -> str | None:
    """Return the part of a name of torch's that leads nowhere; None if it is whole.

    What a class or a function has is its own: only packages are looked into.
    """
    place, parts = package, name.split(".")
    for end, part in enumerate(parts[1:], 2):
        if not isinstance(place, ModuleType):
            return None
        if not hasattr(place, part):
            return ".".join(parts[:end])
        place = getattr(place, part)
    return None
