"""Bodies of operations are what a book prints, with helpers that both engines have."""

import ast
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "scratch"
FOLDERS = ("layers", "losses", "optim")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
# a tape's own: autograd asks for no gradient in vain, and sums what was broadcast
ALONE = {"needs_input_grad", "unbroadcast"}


def operations(tree):
    """Return the operations of a file: functions with a backward inside."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(n, ast.FunctionDef) and n.name == "backward" for n in node.body
        )
    ]


def faults(source):
    """Yield what a reader would stop at in the operations of a file."""
    tree = ast.parse(source)
    helpers = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and ".engine" in f".{node.module}":
            engine = "torch_ref." + node.module
            helpers.update({alias.name: engine for alias in node.names})
    for op in operations(tree):
        for node in ast.walk(op):
            if isinstance(node, ast.keyword) and node.arg == "out":
                yield f"{op.name} writes into out="
            nested = isinstance(node, (ast.FunctionDef, ast.Lambda)) and node is not op
            if (
                nested
                and not identity(node)
                and getattr(node, "name", "") != "backward"
            ):
                yield f"{op.name} nests a function"
        names = {
            n.id for body in op.body for n in ast.walk(body) if isinstance(n, ast.Name)
        }
        for name in sorted(names & helpers.keys() - ALONE):
            if not hasattr(import_module(helpers[name]), name):
                yield f"{op.name} calls {name}, which {helpers[name]} lacks"


def identity(node):
    """Tell the backward of what hands its input on: lambda doutput: (doutput,)."""
    return isinstance(node, ast.Lambda) and ast.unparse(node.body) == "(doutput,)"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_body_is_what_a_book_prints(path):
    assert list(faults(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_operation_is_exported_from_its_folder(path):
    exported = import_module(f"scratch.{path.relative_to(ROOT).parts[0]}").__all__
    for op in operations(ast.parse(path.read_text(encoding="utf-8"))):
        assert op.name in exported or not op.decorator_list, op.name


def test_each_fault_is_seen():
    source = (
        "from ..engine.select import choose, kept\n"
        "def op(x):\n"
        "    y = np.add(x, x, out=x)\n"
        "    def backward(dy):\n"
        "        def inside(z):\n"
        "            return kept(z, choose(z, z, 0))\n"
        "        return inside(dy)\n"
        "    return y, backward\n"
    )
    assert set(faults(source)) == {
        "op writes into out=",
        "op nests a function",
        "op calls kept, which torch_ref.engine.select lacks",
    }
    assert sum(len(operations(ast.parse(p.read_text()))) for p in FILES) > 30
