"""Both packages hold the same things, and arrows point down only."""

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import scratch
import torch_ref
from compare.cases import collect

ROOT = Path(__file__).parents[1]
TAUGHT = ("layers", "losses", "optim", "chapters")
ORDER = {
    **dict.fromkeys(scratch.PACKAGES, 2),
    "engine": 0,
    "layers": 1,
    "losses": 1,
    "optim": 1,
    "chapters": 2,
    "examples": 3,
}
SPELLINGS = {"scratch": "numpy", "torch_ref": "torch"}


def files(package):
    return sorted((ROOT / package).rglob("*.py"))


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(tree, path):
    """Yield the absolute name of everything that a file imports, at any depth."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            if not node.level:
                yield node.module
                continue
            base = package[: len(package) - node.level + 1]
            for alias in node.names:
                yield ".".join((*base, *(node.module or alias.name).split(".")))


def public(path):
    """Return [(name, signature, docstring)] of the public definitions of a file."""
    found = []
    for node in ast.parse(path.read_text()).body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            continue
        if node.name.startswith("_"):
            continue
        found.append((node.name, shape(node), ast.get_docstring(node)))
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    name = f"{node.name}.{method.name}"
                    found.append((name, shape(method), ast.get_docstring(method)))
    return found


def shape(node):
    """Return the arguments with defaults of a function, the bases of a class."""
    if isinstance(node, ast.ClassDef):
        bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
        return tuple(base for base in bases if base != node.name)
    return ast.unparse(node.args)


@pytest.mark.parametrize("folder", [*TAUGHT, "examples"])
def test_both_packages_hold_the_same_files(folder):
    names = [
        {
            str(p.relative_to(ROOT / package))
            for p in (ROOT / package / folder).rglob("*.py")
        }
        for package in SPELLINGS
    ]
    only = names[0] ^ names[1]
    assert not {name for name in only if not is_machinery(name)}


def is_machinery(name):
    """Tell a file that only NumPy needs, a kernel or a table, from public ones."""
    path = ROOT / "scratch" / name
    if not path.exists():
        return False
    package = import_module(f"scratch.{name.partition('/')[0]}")
    own = {definition for definition, _, _ in public(path)}
    return not own & set(package.__all__)


PAIRS = [
    str(path.relative_to(ROOT / "torch_ref"))
    for folder in TAUGHT
    for path in sorted((ROOT / "torch_ref" / folder).rglob("*.py"))
    if path.name != "__init__.py"
]


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_defines_the_same_public_names_in_the_same_order(name):
    exported = set(import_module(f"scratch.{name.partition('/')[0]}").__all__)

    def names(package):
        found = [n for n, _, _ in public(ROOT / package / name)]
        return [n for n in found if n.partition(".")[0] in exported and "._" not in n]

    ours, theirs = names("scratch"), names("torch_ref")
    both = set(ours) & set(theirs)
    assert [n for n in ours if n in both] == [n for n in theirs if n in both]
    for only, other in ((set(ours) - both, torch_ref), (set(theirs) - both, scratch)):
        for missing in only:  # a method that the other inherits is there all the same
            kind, _, method = missing.partition(".")
            assert method, f"{missing} is in one package only"
            assert hasattr(getattr(other, kind), method), missing


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_has_the_same_signatures_defaults_and_docstrings(name):
    exported = set(import_module(f"scratch.{name.partition('/')[0]}").__all__)
    twins = {n: rest for n, *rest in public(ROOT / "torch_ref" / name)}
    for defined, *rest in public(ROOT / "scratch" / name):
        if defined in twins and defined.partition(".")[0] in exported:
            assert rest == twins[defined], f"{defined} in {name}"


@pytest.mark.parametrize("folder", TAUGHT)
def test_a_taught_folder_exports_the_same_names_in_the_same_order(folder):
    ours, theirs = (import_module(f"{package}.{folder}") for package in SPELLINGS)
    assert ours.__all__ == theirs.__all__
    assert len(set(ours.__all__)) == len(ours.__all__)


def test_the_flat_namespaces_and_the_engines_export_the_same_names():
    assert set(scratch.__all__) == set(torch_ref.__all__)
    assert len(set(scratch.__all__)) == len(scratch.__all__)
    assert set(scratch.engine.__all__) == set(torch_ref.engine.__all__)
    for name in scratch.__all__:
        assert hasattr(scratch, name)
        assert hasattr(torch_ref, name)


@pytest.mark.parametrize("name", sorted(scratch.__all__))
def test_every_public_name_has_a_case(name):
    covered = {n.partition(".")[0] for case in collect().values() for n in case.names}
    assert name in covered, f"{name} has no case in compare/cases"


@pytest.mark.parametrize("name", sorted(scratch.__all__))
def test_every_public_name_has_a_docstring(name):
    value = getattr(scratch, name)
    if callable(value):
        assert inspect.getdoc(value)


def test_scratch_never_imports_torch_and_neither_imports_the_other():
    forbidden = {
        "scratch": {"torch", "torch_ref", "compare"},
        "torch_ref": {"scratch", "compare"},
    }
    for package, names in forbidden.items():
        for path in files(package):
            for imported in imports(ast.parse(path.read_text()), path):
                assert imported.partition(".")[0] not in names, f"{path}: {imported}"


def test_scratch_loads_nothing_but_numpy_and_the_standard_library_at_once():
    import sys

    known = {*sys.stdlib_module_names, "numpy", "scratch"}
    for path in files("scratch"):
        if "examples" in path.parts:
            continue
        top = ast.parse(path.read_text())
        top.body = [n for n in top.body if isinstance(n, (ast.Import, ast.ImportFrom))]
        for imported in imports(top, path):
            assert imported.partition(".")[0] in known, f"{path}: {imported}"


@pytest.mark.parametrize("package", SPELLINGS)
def test_arrows_point_down_only(package):
    for path in files(package):
        below = path.relative_to(ROOT / package).parts
        if len(below) < 2:
            continue
        level = ORDER[below[0]]
        for imported in imports(ast.parse(path.read_text()), path):
            parts = imported.split(".")
            if parts[0] != package or below[0] == "examples":
                continue
            other = parts[1] if len(parts) > 1 else ""
            assert other in ORDER, f"{path}: {imported}"
            lower = ORDER[other] < level or other == below[0]
            assert lower, f"{path}: {imported}"


def test_torch_ref_writes_its_operations_out():
    for folder in ("layers", "losses"):
        for path in sorted((ROOT / "torch_ref" / folder).glob("*.py")):
            for imported in imports(ast.parse(path.read_text()), path):
                assert "functional" not in imported, f"{path}: {imported}"
            assert "nn.functional" not in path.read_text(), path


def test_a_relative_import_is_resolved():
    path = ROOT / "scratch" / "layers" / "relu.py"
    tree = ast.parse(
        "from ..engine.autograd import x\nfrom . import y\nimport torch.nn"
    )
    assert list(imports(tree, path)) == [
        "scratch.engine.autograd",
        "scratch.layers.y",
        "torch.nn",
    ]


def test_a_changed_default_or_docstring_is_seen(tmp_path):
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_text('def f(x, p=0.5):\n    """Do."""\n')
    second.write_text('def f(x, p=0.4):\n    """Do."""\n')
    assert public(first) != public(second)
    second.write_text('def f(x, p=0.5):\n    """Does."""\n')
    assert public(first) != public(second)
    second.write_text('def f(x, p=0.5):\n    """Do."""\n    return x\n')
    assert public(first) == public(second)
