"""The README shows what is there: the pair, the commands, the promises."""

import ast
import re

import pytest

from compare.reading.pairs import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROMISES = (ROOT / ".github/PROMISES.md").read_text(encoding="utf-8")
SHOWN = "layers/activations/softmax.py"


def body(side):
    """Return the shown function as it stands in the file, without its docstring."""
    source = (ROOT / side / SHOWN).read_text(encoding="utf-8")
    lines = source.splitlines()
    node = next(n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef))
    first = min(d.lineno for d in [node, *node.decorator_list]) - 1
    quoted = node.body[0]
    kept = lines[first : quoted.lineno - 1] + lines[quoted.end_lineno : node.end_lineno]
    return "\n".join(kept)


@pytest.mark.parametrize("side", ["scratch", "torch_ref"])
def test_the_pair_it_opens_with_is_the_code_that_runs(side):
    blocks = re.findall(r"```python\n(.*?)\n```", README, flags=re.S)
    assert body(side) in blocks


@pytest.mark.parametrize("job", ["-m compare", "-m pytest"])
def test_each_set_up_command_is_one_line_that_makes_its_own_environment(job):
    lines = [
        line
        for line in README.splitlines()
        if line.startswith("python3 -m venv .venv") and line.endswith(job)
    ]
    assert len(lines) == 1
    assert ".venv/bin/pip install -e" in lines[0]


def test_every_promise_names_tests_that_exist():
    section = PROMISES.partition("\n## ")[0]
    promises = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(promises) >= 10
    for promise in promises:
        named = re.findall(r"`(tests/\w+\.py)::(\w+)`", promise)
        assert named, promise
        for file, test in named:
            tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
            defined = {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}
            assert test in defined, f"{file}::{test}"


def test_it_is_short_and_every_file_it_links_to_is_there():
    assert len(README.splitlines()) <= 140
    pages = [ROOT / "README.md", *(ROOT / ".github").glob("*.md")]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
