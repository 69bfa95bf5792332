"""Every row of the notes has an example pair whose results agree."""

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest

import scratch as dl
from compare.commands.examples import ALLOWED
from compare.reading.contents import FURTHER, PAIRS, ROWS
from compare.reading.measure import measure
from compare.reading.pairs import ROOT, cells

SIDES = ("scratch", "torch_ref")


def source(side, name):
    return (ROOT / side / "examples" / f"{name}.py").read_text(encoding="utf-8")


def test_there_is_a_pair_for_each_page_of_the_notes_and_no_other():
    assert len(ROWS) == 21
    assert not ROWS.keys() & FURTHER.keys()
    for side in SIDES:
        files = {p.stem for p in Path(ROOT, side, "examples").glob("[!_]*.py")}
        assert files == set(PAIRS)


def pace():
    """Return what a small training takes now, beside whatever else runs."""
    started = time.process_time()
    model = dl.Sequential(dl.Linear(64, 64), dl.ReLU(), dl.Linear(64, 10))
    optimizer = dl.AdamW(model.parameters())
    input, target = dl.randn(200, 64), dl.randint(0, 10, (200,))
    for _ in range(100):
        optimizer.zero_grad()
        dl.cross_entropy(model(input), target).backward()
        optimizer.step()
    return time.process_time() - started


def soon(seconds, pace=pace):
    """Tell whether a pair takes no more than 10 s a side, on a machine half as fast."""
    return seconds < 20 or seconds < 800 * max(pace() for _ in range(5))


def test_a_pair_may_take_longer_where_everything_does():
    assert soon(60, lambda: 0.1)
    assert not soon(60, lambda: 0.05)


@pytest.mark.parametrize("name", PAIRS)
def test_results_agree_to_nine_digits_and_both_sides_print_the_same(name):
    started = time.process_time()
    found = measure(name)
    assert soon(time.process_time() - started)
    assert found["agreement"]
    for row in found["agreement"]:
        assert row["relative"] <= ALLOWED, row
    ours, theirs = found["outputs"]
    assert ours == theirs
    assert ours.strip()


@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_has_the_same_cells_and_lines_that_fit(name):
    titles = []
    for side in SIDES:
        text = source(side, name)
        titles.append([block.title for block in cells(text)])
        assert max(map(len, text.splitlines())) <= 72
    assert titles[0] == titles[1]
    assert len(titles[0]) > 1


@pytest.mark.parametrize("name", PAIRS)
def test_each_side_imports_its_own_library_alone(name):
    for side, banned in (
        ("scratch", {"torch", "torch_ref"}),
        ("torch_ref", {"scratch", "torch_ref"}),
    ):
        for node in ast.walk(ast.parse(source(side, name))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not banned & {n.split(".")[0] for n in names} - {"compare"}
            assert "compare" not in {n.split(".")[0] for n in names}


def test_an_example_runs_as_a_plain_script():
    for side in SIDES:
        path = ROOT / side / "examples" / "softmax.py"
        done = subprocess.run(
            [sys.executable, str(path)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout
