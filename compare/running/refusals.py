"""Letting a script's `except RuntimeError` meet what scratch refuses.

Where torch raises RuntimeError, scratch mostly raises ValueError, sometimes TypeError.
A script's blocks that wait for RuntimeError get such an error as both kinds; nothing
else of a script is changed, and errors of other origin stay what they are.
"""

import ast
import builtins
import sys
from importlib.machinery import FileFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType

NAME = "_refused_as_by_torch"
BLOCK = f"""
try:
    pass
except (ValueError, TypeError) as {NAME}_error:
    raise {NAME}({NAME}_error) from None
"""


def run(script: str) -> dict:
    """Run a script as the main module and return its names.

    Files beside it that it imports are read in the same way.
    """
    path = Path(script)
    setattr(builtins, NAME, of_both_kinds)
    beside = str(path.parent)
    sys.path_importer_cache[beside] = FileFinder(beside, (Loader, [".py"]))
    main = sys.modules["__main__"] = ModuleType("__main__")
    main.__file__ = str(path)
    exec(compiled(path.read_bytes(), str(path)), vars(main))
    return vars(main)


class Loader(SourceFileLoader):
    """Reads a file beside the script; keeps nothing for other readers."""

    def get_code(self, fullname):
        """Return the code of a module."""
        path = self.get_filename(fullname)
        return compiled(self.get_data(path), path)


def compiled(source: bytes, path: str):
    """Return the code of a file whose blocks are wrapped where they need it."""
    return compile(Wrap().visit(ast.parse(source, path)), path, "exec")


class Wrap(ast.NodeTransformer):
    """Wraps what stands under `try ... except RuntimeError` and `suppress`."""

    def visit_Try(self, node):
        """Wrap the block of a handler that names RuntimeError."""
        return self.wrapped(node, [handler.type for handler in node.handlers])

    def visit_With(self, node):
        """Wrap the block of a context that names RuntimeError."""
        return self.wrapped(node, [item.context_expr for item in node.items])

    def wrapped(self, node, places):
        """Return a statement, its block wrapped if RuntimeError is named there."""
        self.generic_visit(node)
        inner = [part for place in places if place for part in ast.walk(place)]
        if any(getattr(part, "id", None) == "RuntimeError" for part in inner):
            block = ast.parse(BLOCK).body[0]
            block.body = node.body
            for part in ast.walk(block.handlers[0]):
                ast.copy_location(part, node.body[-1])
            node.body = [ast.copy_location(block, node.body[0])]
        return node


def of_both_kinds(error: Exception) -> Exception:
    """Return an error of scratch as a RuntimeError, too; another's as it is."""
    trace, own = error.__traceback__, False
    while trace and not own:
        module = trace.tb_frame.f_globals.get("__name__", "")
        own, trace = module.partition(".")[0] == "scratch", trace.tb_next
    if not own or isinstance(error, RuntimeError):
        return error
    kind = type("RuntimeError", (type(error), RuntimeError), {"__module__": "builtins"})
    return kind(*error.args).with_traceback(error.__traceback__)
