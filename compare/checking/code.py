"""Where a candidate's code is: a file and names in it, or an object of this process."""

import inspect
import os
import sys
from dataclasses import dataclass

from .evaluating import Candidate
from .process import Here, Process
from .serve import Server
from .unclear import Unclear


@dataclass
class Code:
    """What to load, and where.

    Attributes
    ----------
    path, module : str or None
    names : tuple of str
    objects : tuple
        Used where the names cannot be found in a file.
    """

    title: str
    path: str | None = None
    module: str | None = None
    names: tuple = ()
    objects: tuple = ()


def parse(text: str) -> Code:
    """Read "file.py:forward,backward" or "module:Class"."""
    where, colon, what = text.rpartition(":")
    if not colon or not what.strip():
        raise Unclear(f"expected file.py:function or module:function, got {text!r}")
    names = tuple(n.strip() for n in what.split(","))
    if len(names) > 2 or not all(names):
        raise Unclear(f"expected one name or forward,backward, got {what!r}")
    if where.endswith(".py"):
        if not os.path.isfile(where):
            raise Unclear(f"no file {where}")
        return Code(text, os.path.abspath(where), None, names)
    return Code(text, None, where, names)


def of(candidate) -> Code:
    """Say where a candidate is that a caller passed."""
    if isinstance(candidate, str):
        return parse(candidate)
    objects = tuple(candidate) if isinstance(candidate, (tuple, list)) else (candidate,)
    if not 1 <= len(objects) <= 2 or not all(callable(o) for o in objects):
        raise Unclear(
            "expected two functions (forward, backward), one function or a class, got "
            f"{candidate!r}"
        )
    names = tuple(getattr(o, "__qualname__", type(o).__name__) for o in objects)
    title = ", ".join(names)
    files = {file_of(o) for o in objects}
    if len(files) == 1 and None not in files and all("<" not in n for n in names):
        return Code(title, files.pop(), None, names, objects)
    return Code(title, objects=objects)


def file_of(thing) -> str | None:
    """Return the file in which an object can be found by its name, if it can."""
    module = sys.modules.get(getattr(thing, "__module__", None) or "")
    path = getattr(module, "__file__", None)
    if path is None or not path.endswith(".py") or "site-packages" in path:
        return None
    value = module
    for step in getattr(thing, "__qualname__", "<none>").split("."):
        value = getattr(value, step, None)
    return path if value is thing and not inspect.ismodule(thing) else None


def start(code: Code, timeout: float, isolate: bool):
    """Start the process of a candidate and let it load."""
    place = {"path": code.path, "module": code.module, "names": list(code.names)}
    place["paths"] = [os.getcwd()]
    if code.names and isolate:
        process = Process("compare.checking.serve", timeout)
        process.post("load", **place)
        return process
    worker = Candidate()
    worker.here = True
    process = Here(Server(worker))
    if code.objects:
        for i, thing in enumerate(code.objects):
            worker.slots[f"object {i}"] = thing
        worker.path = next((p for p in map(source_file, code.objects) if p), "")
        process.post("describe")
    else:
        process.post("load", **place, strict=False)
    return process


def source_file(thing) -> str:
    """Return the file that an object was written in."""
    try:
        return inspect.getsourcefile(thing) or ""
    except (OSError, TypeError):  # a class of a notebook has none
        return ""
