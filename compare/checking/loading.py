"""Import a candidate by name."""

from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from .candidate import Unclear


def load(spec: str):
    """Import what "module:name" or "module:forward,backward" names.

    The module is imported from the working directory or the path; "file.py:name"
    names a file.
    """
    where, _, what = spec.partition(":")
    if not what:
        raise Unclear(f"expected module:function or file.py:function, got {spec!r}")
    if where.endswith(".py"):
        path = Path(where)
        if not path.exists():
            raise Unclear(f"no file {where}")
        found = spec_from_file_location(path.stem, path)
        module = module_from_spec(found)
        found.loader.exec_module(module)
    else:
        module = import_module(where)
    parts = []
    for name in what.split(","):
        value = module
        for step in name.strip().split("."):
            if not hasattr(value, step):
                raise Unclear(f"{where} has no {name.strip()!r}")
            value = getattr(value, step)
        parts.append(value)
    return parts[0] if len(parts) == 1 else tuple(parts)
