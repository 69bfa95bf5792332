"""All mutants of a source file: one fault each, compiled and named."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

from .operators import rewrites

ROOT = Path(__file__).parents[2]
TELLING = 16  # characters of a piece of code that is not met at every turn
EFFECTS = (ast.For, ast.Expr)  # at import, on others: there already, mutated or not
UNTOUCHED = (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr)  # texts, imports


@dataclass
class Mutant:
    """One fault.

    Attributes
    ----------
    file, function, change : str
        What names it, whatever is written around it: the path, the qualified name of
        the function around it ("" outside of all), the piece around it and what it
        becomes.
    before, after : str
        The statement and the mutated one, for a reader.
    """

    file: str
    function: str
    operator: str
    line: int
    before: str
    after: str
    change: str
    code: CodeType = field(repr=False, compare=False)

    def __getstate__(self):
        """Leave the code, which cannot be sent, where it is."""
        return vars(self) | {"code": None}

    @property
    def key(self) -> tuple[str, str, str]:
        """What the list of equivalent mutants calls it."""
        return self.file, self.function, self.change

    def __str__(self):
        place = f"{self.file}:{self.line} {self.function}".rstrip()
        return f"{place} ({self.operator})\n  - {self.before}\n  + {self.after}"


def mutants(path: Path, root: Path = ROOT) -> list[Mutant]:
    """Return the mutants of a file, in the order of its lines."""
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    file = path.resolve().relative_to(root.resolve()).as_posix()
    parents = {
        child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)
    }
    found, seen = [], set()
    for function, statement, place, operator, new in faults(tree):
        before = text_of(statement.node)
        old = place.node
        around = piece_around(old, statement.node, parents)
        piece = text_of(around)
        place.put(ast.copy_location(new, old))
        try:
            ast.fix_missing_locations(new)
            now = statement.node
            dropped = isinstance(now, ast.Pass)
            after = "(dropped)" if dropped else text_of(now)
            if (after, statement.line) not in seen and after != before:
                seen.add((after, statement.line))
                code = compile(tree, str(path), "exec")
                where = operator, old_line(old, statement), before, after
                put = new if around is old else around
                changed = "(dropped)" if isinstance(put, ast.Pass) else text_of(put)
                change = f"{piece} -> {changed}"
                found.append(Mutant(file, function, *where, change, code))
        except SyntaxError:
            pass  # not a program: nothing to find
        finally:
            place.put(old)
    found.sort(key=lambda mutant: mutant.line)
    times = Counter()
    for mutant in found:  # the same change of an equal piece gets a number
        key = mutant.key
        times[key] += 1
        if times[key] > 1:
            mutant.change += f"  # {times[key]}"
    return found


def piece_around(node: ast.AST, statement: ast.AST, parents: dict) -> ast.AST:
    """Return the smallest piece around a node that is long enough to be known by."""
    while node is not statement and len(text_of(node)) < TELLING:
        node = parents[node]
    return node


def old_line(node: ast.AST, statement: "Place") -> int:
    """Return the line of a node, that of its statement if it has none."""
    return getattr(node, "lineno", statement.line)


@dataclass
class Place:
    """Where a node hangs in the tree."""

    parent: ast.AST
    name: str
    index: int | None

    def __post_init__(self):
        self.line = getattr(self.node, "lineno", 0)

    @property
    def node(self) -> ast.AST:
        """What hangs there now."""
        value = getattr(self.parent, self.name)
        return value if self.index is None else value[self.index]

    def put(self, node: ast.AST) -> None:
        """Hang another node there."""
        if self.index is None:
            setattr(self.parent, self.name, node)
        else:
            getattr(self.parent, self.name)[self.index] = node


def places(parent: ast.AST) -> Iterator[Place]:
    """Give the places of a node's children."""
    for name, value in ast.iter_fields(parent):
        if name in ("decorator_list", "annotation", "returns", "ctx"):
            continue
        if isinstance(value, ast.AST):
            yield Place(parent, name, None)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, ast.AST):
                    yield Place(parent, name, index)


def faults(parent, function="", statement=None, bound=None):
    """Give (function, statement, place, operator, new node) of every fault."""
    bound = set() if bound is None else bound
    for place in places(parent):
        node = place.node
        if isinstance(node, UNTOUCHED) or is_text(node):
            continue
        if not function and isinstance(node, EFFECTS):
            continue
        inside, known = function, bound
        around = place if isinstance(node, ast.stmt) else statement
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            inside = f"{function}.{node.name}".lstrip(".")
            known = {a.arg for a in ast.walk(node) if isinstance(a, ast.arg)}
        if around is not None:
            for operator, new in rewrites(node):
                yield function, around, place, operator, new
            for operator, new in dropped(place, function, known):
                yield function, around, place, operator, new
        if not is_open_size(place):
            yield from faults(node, inside, around, known)


def is_open_size(place: Place) -> bool:
    """Whether it is the -1 of a reshape, for which any negative number stands."""
    call, number = place.parent, place.node
    reshapes = getattr(getattr(call, "func", None), "attr", "") == "reshape"
    return reshapes and isinstance(number, ast.UnaryOp)


def is_text(node) -> bool:
    """Whether it is a docstring, the list of public names, or where a text points."""
    if isinstance(node, ast.keyword):
        return node.arg == "stacklevel"
    if isinstance(node, ast.Assign):
        return getattr(node.targets[0], "id", "") == "__all__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def dropped(place: Place, function: str, bound: set[str]):
    """Drop a name's second value, and a return that leaves early."""
    node = place.node
    if isinstance(node, ast.Assign):
        names = {t.id for t in node.targets if isinstance(t, ast.Name)}
        if function and names and names <= bound:
            yield "dropped statement", ast.Pass()
        bound |= names
    if isinstance(node, ast.Return) and not isinstance(place.parent, ast.FunctionDef):
        yield "dropped return", ast.Pass()


def text_of(node: ast.AST) -> str:
    """Return a statement on one line, of a compound one only the header."""
    if not isinstance(getattr(node, "body", None), list):
        return ast.unparse(node)
    fields = dict(ast.iter_fields(node))
    for name in ("orelse", "finalbody", "handlers"):
        if name in fields:
            fields[name] = []
    fields["body"] = [ast.Pass()]
    if "decorator_list" in fields:
        fields["decorator_list"] = []
    if isinstance(node, ast.Try):
        return "try:"
    header = ast.fix_missing_locations(type(node)(**fields))
    return ast.unparse(header).rsplit("\n", 1)[0]
