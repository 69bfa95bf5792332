"""What a body needs from elsewhere: absolute imports, or the number itself."""

import ast
import builtins
from importlib import import_module
from types import ModuleType


def imports(source: str, module: str) -> list[str]:
    """Return the lines that a function of a module needs above it."""
    home = vars(import_module(module))
    plain = {"import numpy as np"}  # a backward may need it where forward does not
    taken, numbers = {}, []
    for name in free(source):
        if name == "np":
            continue
        if name not in home:
            if not hasattr(builtins, name):
                raise ValueError(f"{module} does not define {name!r}")
        elif isinstance(home[name], ModuleType):
            plain.add(f"import {home[name].__name__} as {name}")
        elif isinstance(home[name], (int, float)) and name.isupper():
            numbers.append(f"{name} = {home[name]!r}")
        else:
            taken.setdefault(whence(home[name], name, module), []).append(name)
    own = sorted(m for m in taken if m.startswith("scratch"))
    other = sorted(m for m in taken if m not in own)
    blocks = [
        [f"from {m} import {', '.join(sorted(taken[m]))}" for m in other],
        sorted(plain),
        [f"from {m} import {', '.join(sorted(taken[m]))}" for m in own],
        sorted(numbers),
    ]
    lines: list[str] = []
    for block in blocks:
        lines += ["", *block] if lines and block else block
    return lines


def free(source: str) -> list[str]:
    """Return the names that a source reads and does not bind."""
    tree = ast.parse(source)
    bound = {
        n.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)
    }
    bound |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    kinds = (ast.FunctionDef, ast.ClassDef)
    inner = {n.name for n in ast.walk(tree) if isinstance(n, kinds)}
    own = {n.name for n in tree.body if isinstance(n, kinds)}
    read = {
        n.id
        for n in ast.walk(tree)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    }
    return sorted(read - bound - (inner - own) - own)


def whence(thing, name: str, module: str) -> str:
    """Return the module to import a thing from."""
    home = getattr(thing, "__module__", None)
    if isinstance(home, str) and hasattr(import_module(home), name):
        return home
    if isinstance(thing, float):
        return "math"  # inf, nan, pi
    return module
