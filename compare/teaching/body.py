"""Take a body out of the package: the source of a textbook function, made ready."""

import ast
import inspect
import re
import textwrap
from functools import cache
from importlib import import_module

from .folding import folded
from .plain import plain

# what an exercise takes for granted: arrays of floats with elements and dimensions
ASSUMED = {
    "input.ndim == 0": False,
    "input.dtype.kind in 'bu'": False,
    "0 not in input.shape": True,
    "0 in input.shape": False,
    "shapes[1] is None": False,
}


@cache
def source_of(place: str) -> str:
    """Return the source of "module:function", decorators gone."""
    module, _, name = place.partition(":")
    value = import_module(module)
    for step in name.split("."):
        value = getattr(value, step)
    text = textwrap.dedent(inspect.getsource(inspect.unwrap(value)))
    return text[text.index("def ") :] if not inspect.isclass(value) else text


@cache
def docstring(place: str) -> str:
    """Return the docstring at "module:name", indented as at the margin."""
    module, _, name = place.partition(":")
    value = import_module(module)
    for step in name.split("."):
        value = getattr(value, step)
    return inspect.getdoc(value) or ""


def worked(source: str, name: str, held: dict, texts: dict) -> str:
    """Return the body as an exercise has it: one function, its options fixed.

    Parameters
    ----------
    source : str
        Of a function of arrays that returns (output, backward).
    name : str
        What the exercise calls it.
    held : dict
        Options and the values at which they are fixed.
    texts : dict
        Patterns, and what is written for their matches.

    Raises
    ------
    ValueError
        If a pattern does not occur.
    """
    source = undocumented(exchanged(source, texts, name))
    source = nested(source)
    source = folded(source, ASSUMED | held)
    source = signed(source, name, held)
    source = plain(source)
    source = re.sub(r"\n{3,}", "\n\n", source)
    return source.rstrip() + "\n"


def exchanged(source: str, texts: dict, name: str) -> str:
    """Return the source with the matches of each pattern exchanged for a text."""
    for pattern, new in texts.items():
        source, count = re.subn(pattern, lambda _, new=new: new, source)
        if not count:
            raise ValueError(f"{name}: nothing in the source is like {pattern!r}")
    return re.sub(r"\n +(?=\n)", "", source)


def undocumented(source: str) -> str:
    """Return a function without its docstring."""
    function = ast.parse(source).body[0]
    if ast.get_docstring(function) is None:
        return source
    lines = source.splitlines()
    quoted = function.body[0]
    del lines[quoted.lineno - 1 : quoted.end_lineno]
    return "\n".join(lines)


def nested(source: str) -> str:
    """Return the source with a backward of one expression written as a function."""
    while True:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                output, *rest = node.value.elts
                if len(rest) == 1 and isinstance(rest[0], ast.Lambda):
                    source = with_function(source, node, output, rest[0])
                    break
        else:
            return source


def with_function(source: str, node, output, backward) -> str:
    """Return the source with one lambda as a function."""
    lines = source.splitlines()
    pad = " " * node.col_offset
    text = ast.get_source_segment(source, output)
    new = [] if text == "output" else [f"{pad}output = {text}"]
    new += [
        "",
        f"{pad}def backward(doutput):",
        f"{pad}    return {ast.get_source_segment(source, backward.body)}",
        "",
        f"{pad}return output, backward",
    ]
    lines[node.lineno - 1 : node.end_lineno] = new
    return "\n".join(lines)


def signed(source: str, name: str, held: dict) -> str:
    """Return the source with its name, without the options and their gradients."""
    function = ast.parse(source).body[0]
    names = [a.arg for a in function.args.args]
    dropped = [i for i, n in enumerate(names) if n in held]
    source = without_gradients(source, dropped, len(names))
    arguments = function.args
    required = len(names) - len(arguments.defaults)
    arguments.defaults = [
        d for i, d in enumerate(arguments.defaults) if required + i not in dropped
    ]
    arguments.args = [a for a in arguments.args if a.arg not in held]
    lines = source.splitlines()
    first = function.body[0].lineno - 1
    while lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return "\n".join([f"def {name}({ast.unparse(arguments)}):", *lines[first:]])


def without_gradients(source: str, dropped: list[int], count: int) -> str:
    """Return the source whose backward gives none for the arguments that are gone."""
    from .folding import replaced, segment

    gone = set(dropped)
    returns = [
        node
        for f in ast.walk(ast.parse(source))
        if isinstance(f, ast.FunctionDef) and f.name == "backward"
        for node in ast.walk(f)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple)
    ]
    for node in reversed(returns):
        elements = node.value.elts
        kept = [segment(source, e) for i, e in enumerate(elements) if i not in gone]
        if gone and len(elements) <= count:
            text = ", ".join(kept)
            text = f"({text},)" if len(kept) == 1 else text
            source = replaced(source, node.value, text)
    return source
