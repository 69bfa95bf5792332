"""The mutator: it plants what it says, and says what was found."""

import json
import multiprocessing
import os
import time
from importlib import import_module
from types import ModuleType

import pytest
import torch
from click.testing import CliRunner

import scratch
from compare.cases import collect
from tests.hostile import ODD
from tests.mutation import campaign, equivalent, figures, judge
from tests.mutation.__main__ import mutate
from tests.mutation.graft import graft
from tests.mutation.judge import Judge, defaults
from tests.mutation.mutants import ROOT, Mutant, mutants
from tests.mutation.processes import available, judge_all
from tests.mutation.testing import files_of, judge_by_tests
from tests.mutation.tests_of import TESTS

NAME = "scratch/layers/activations/relu.py"
RELU = ROOT / NAME
forking = pytest.mark.skipif(not available(), reason="mutants run in forked processes")


def planted(tmp_path, source):
    """Return the mutants of a source text."""
    path = tmp_path / "source.py"
    path.write_text(source, encoding="utf-8")
    return mutants(path, tmp_path)


def function(tmp_path, statement):
    """Return (operator, mutated statement) for a function of one statement."""
    found = planted(tmp_path, f"def f(x, y, n):\n    {statement}\n")
    return {(m.operator, m.after) for m in found if m.function == "f"}


@pytest.mark.parametrize(
    ("statement", "operator", "after"),
    [
        ("return x.sum(0)", "constant plus 1", "return x.sum(1)"),
        ("return x.sum(0)", "dropped axis", "return x.sum()"),
        ("return x.sum(axis=0)", "dropped axis=", "return x.sum()"),
        ("return x @ y.T", "dropped .T", "return x @ y"),
        ("return x @ y", "swapped operands", "return y @ x"),
        ("return x.mean(1)", "mean to sum", "return x.sum(1)"),
        ("return x.sum(1)", "sum to mean", "return x.mean(1)"),
        ("x -= y", "dropped statement", "(dropped)"),
        ("x.step = y", "dropped statement", "(dropped)"),
        ("x = x * y", "dropped statement", "(dropped)"),
        ("x.fill(0)", "dropped statement", "(dropped)"),
        ("return (x * y, n)", "times 1 + 1e-4", "return (x * y * 1.0001, n)"),
        ("return (x, y)", "swapped values", "return (y, x)"),
        ("return (None, x)", "swapped values", "return (x, None)"),
        ("return x > 0", "Gt to GtE", "return x >= 0"),
        ("return x >= 0", "GtE to Gt", "return x > 0"),
        ("return x + y", "Add to Sub", "return x - y"),
        ("return x - y", "Sub to Add", "return x + y"),
        ("return x + y", "left operand alone", "return x"),
        ("x += y", "Add to Sub", "x -= y"),
        ("return x.copy()", "dropped .copy", "return x"),
        ("return np.array(x)", "dropped array", "return x"),
        ("return x + 0.5", "nudged constant", f"return x + {0.5 * 1.0001!r}"),
        ("return x + 3", "constant minus 1", "return x + 2"),
        ("return f(x, True)", "flipped constant", "return f(x, False)"),
        (
            "return x.max(1, keepdims=True)",
            "dropped keepdims=",
            "return x.max(1)",
        ),
        ("return np.where(n, x, y)", "swapped arguments", "return np.where(n, y, x)"),
        ("return -x", "dropped sign", "return x"),
        ("return x and y", "and to or", "return x or y"),
        ("return x if n else y", "branch left out", "return y"),
        ("if x: return y", "branch taken", "if True:"),
        ("if x: return y", "dropped return", "(dropped)"),
        ("for i in x: y(i)", "skipped loop", "for i in ():"),
    ],
)
def test_an_operator_plants_what_it_is_called(tmp_path, statement, operator, after):
    assert (operator, after) in function(tmp_path, statement)


@pytest.mark.parametrize(
    "source",
    [
        '"""Text 1."""\n__all__ = ["f"]\n',
        "from math import inf as most\n",
        "for name in (1, 2):\n    setattr(Tensor, name, 3)\nsetattr(Tensor, 4, 5)\n",
        'def f(x):\n    """Text 1."""\n    raise ValueError(f"{x + 1} is not 3")\n',
        'def f(x) -> "2":\n    raise TypeError(x, 1)\n',
    ],
)
def test_texts_imports_their_effects_and_messages_are_left_alone(tmp_path, source):
    assert planted(tmp_path, source) == []


def test_a_truth_is_not_made_a_little_larger(tmp_path):
    operators = {o for o, _ in function(tmp_path, "return n & (x > 0)")}
    assert "Gt to GtE" in operators
    assert "times 1 + 1e-4" not in operators


def test_the_open_size_of_a_reshape_is_closed_and_not_made_another(tmp_path):
    found = {after for _, after in function(tmp_path, "return x.reshape(-1, 3)")}
    assert "return x.reshape(1, 3)" in found
    assert "return x.reshape(-1, 4)" in found
    assert "return x.reshape(-2, 3)" not in found


def test_each_mutant_differs_from_the_source_in_one_statement(tmp_path):
    source = RELU.read_text(encoding="utf-8")
    found = planted(tmp_path, source)
    assert len({(m.function, m.line, m.after) for m in found}) == len(found) > 10
    assert all(m.before != m.after for m in found)
    methods = {f"ReLU.{name}" for name in ("__init__", "forward", "extra_repr")}
    assert {m.function for m in found} == {"relu", "relu.backward", *methods}


def test_a_mutant_keeps_its_name_when_lines_are_inserted_above(tmp_path):
    source = RELU.read_text(encoding="utf-8")
    shifted = source.replace("from ...engine.auto", "\n\n\nfrom ...engine.auto")
    first, second = planted(tmp_path, source), planted(tmp_path, shifted)
    assert [m.key for m in first] == [m.key for m in second]
    assert [m.line + 3 for m in first] == [m.line for m in second]


def test_the_same_change_of_two_equal_statements_has_two_names(tmp_path):
    found = planted(tmp_path, "def f(x):\n    x += 1\n    x += 1\n    return x\n")
    changes = [m.change for m in found if m.operator == "Add to Sub"]
    assert changes == ["x += 1 -> x -= 1", "x += 1 -> x -= 1  # 2"]
    assert len({m.key for m in found}) == len(found)


ORIGINAL = """
from collections import namedtuple
from functools import wraps
from inspect import signature
def log(f):
    @wraps(f)
    def g(*args):
        return 1 * f(*args)
    return g
RATE = 1
@log
def op(x):
    def backward(d):
        return d * RATE
    return backward(x)
def power(x, n=2):
    return x ** n
def told(f):
    def g(*args):
        return f(*args)
    g.__signature__ = signature(f)
    return g
@told
def root(x, eps=0.5):
    return x ** eps
class Base:
    def __init__(self):
        self.a = 1
class Part(Base):
    size = 4
    def __init__(self):
        super().__init__()
        self.b = 2
    @property
    def total(self):
        return self.b
    @staticmethod
    def twice(x):
        return 2 * x
class Pair(namedtuple("Pair", "low high")):
    pass
"""


@pytest.mark.parametrize(
    ("before", "after", "look", "healthy", "mutated"),
    [
        ("d * RATE", "d + RATE", lambda m: m["op"](5), 5, 6),
        ("n=2", "n=3", lambda m: m["power"](2), 4, 8),
        ("eps=0.5", "eps=0.25", lambda m: m["root"](16), 4, 2),
        ("eps=0.5", "eps=0.25", lambda m: defaults(m["root"])[1], "0.5", "0.25"),
        ("RATE = 1", "RATE = 2", lambda m: m["op"](5), 5, 10),
        ("size = 4", "size = 5", lambda m: m["part"].size, 4, 5),
        ("self.a = 1", "self.a = 3", lambda m: m["Part"]().a, 1, 3),
        ("        super().__init__()\n", "", lambda m: len(vars(m["Part"]())), 2, 1),
        ("return self.b", "return -self.b", lambda m: m["part"].total, 2, -2),
        ("2 * x", "2 + x", lambda m: m["Part"].twice(5), 10, 7),
        ("low high", "high low", lambda m: m["Pair"](1, 2).low, 1, 2),
    ],
)
def test_whoever_imported_a_name_gets_the_mutant(before, after, look, healthy, mutated):
    module = ModuleType("planted")
    module.__file__, module.__package__ = "planted.py", ""
    exec(ORIGINAL, vars(module))
    names = ("op", "power", "root", "Part", "Pair")
    held = {name: vars(module)[name] for name in names}
    held["part"] = held["Part"]()
    assert look(held) == healthy
    source = ORIGINAL.replace(before, after)
    graft(compile(source, "planted.py", "exec"), module, everything=True)
    assert look(held) == mutated
    assert isinstance(held["Part"](), module.Base)


def test_functions_that_a_decorator_made_elsewhere_get_the_mutant_too():
    module = ModuleType("planted")
    module.__file__, module.__package__ = "planted.py", ""
    exec(ORIGINAL, vars(module))
    elsewhere = [module.log(lambda x: x + 1), module.log(abs)]
    source = ORIGINAL.replace("1 * f", "3 * f")
    graft(compile(source, "planted.py", "exec"), module)
    assert [function(-5) for function in elsewhere] == [-12, 15]
    assert module.log(abs)(-5) == 15


def change(before, after, path=RELU):
    """Return a mutant of a file of `scratch`, made by hand."""
    source = path.read_text(encoding="utf-8")
    assert before in source
    code = compile(source.replace(before, after), str(path), "exec")
    file = path.relative_to(ROOT).as_posix()
    return Mutant(
        file, "relu", "by hand", 1, before, after, f"{before} -> {after}", code
    )


HARMLESS = change("output <= 0", "~(output > 0)")  # NaN aside: the planted survivor
WRONG = change("output <= 0", "output < 0")
HANGING = change(
    "    output = choose", "    while True:\n        pass\n    output = choose"
)


def zero_slope(mutant):
    """Say whether relu has a slope at 0."""
    tensor = scratch.tensor([0.0], requires_grad=True)
    scratch.relu(tensor).sum().backward()
    return "slope at 0" if tensor.grad.array.any() else None


@forking
def test_a_mutant_lives_in_its_own_process():
    found = list(judge_all([WRONG, HARMLESS], zero_slope, 20.0))
    assert [(v.outcome, v.by) for v in found] == [
        ("killed", "slope at 0"),
        ("survived", ""),
    ]
    assert zero_slope(None) is None


@forking
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_mutant_that_hangs_is_stopped_and_counts_as_found(jobs):
    begun = time.monotonic()
    found = list(judge_all([HANGING, HARMLESS], zero_slope, 1.5, jobs))
    outcomes = {v.mutant.after: v.outcome for v in found}
    assert outcomes[HANGING.after] == "timed out"
    assert time.monotonic() - begun < 60
    assert multiprocessing.active_children() == []


@forking
def test_a_mutant_does_not_wait_for_the_threads_of_its_parent():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        square = torch.ones(400, 400)
        square @ square  # starts them
        (verdict,) = judge_all(
            [HARMLESS], lambda mutant: str((square @ square).shape), 20.0
        )
    finally:
        torch.set_num_threads(before)
    assert verdict.by == "torch.Size([400, 400])"


@forking
def test_a_mutant_that_kills_its_process_counts_as_found():
    (verdict,) = judge_all([HARMLESS], lambda mutant: os._exit(3), 20.0)
    assert (verdict.outcome, verdict.by) == ("killed", "a crash")


@forking
def test_a_mutant_that_cannot_be_imported_counts_as_found():
    broken = change("import Module", "import Module\nModule = Module.nothing")
    (verdict,) = judge_all([broken], zero_slope, 20.0)
    assert (verdict.outcome, verdict.by) == ("killed", "import: AttributeError")


@forking
def test_an_error_in_the_asking_is_no_verdict():
    def ask(mutant):
        raise OSError("no such case")

    with pytest.raises(RuntimeError, match="no such case"):
        list(judge_all([HARMLESS], ask, 20.0))


@forking
def test_an_interrupted_run_leaves_no_process_behind():
    running = judge_all([WRONG, HANGING, HANGING], zero_slope, 600.0, 2)
    next(running)
    running.close()
    assert multiprocessing.active_children() == []


@pytest.fixture
def few(monkeypatch):
    """Let the command know the cases of relu alone."""
    cases = {name: collect()[name] for name in ("relu", "ReLU")}
    monkeypatch.setattr(judge, "collect", lambda: cases)


def run(monkeypatch, tmp_path, planted, listed, *options):
    """Run the command on relu with these mutants and this list."""
    monkeypatch.setattr(campaign, "mutants", lambda path: planted)
    path = tmp_path / "list.toml"
    path.write_text(listed, encoding="utf-8")
    arguments = [str(RELU), "--jobs", "1", "--examples", "4", "--no-tests"]
    return CliRunner().invoke(mutate, [*arguments, "--list", str(path), *options])


def test_a_class_without_code_of_its_own_is_asked_about_by_its_cases():
    asked = Judge(4, {"BatchNorm2d", "ReLU"})
    asked.record()
    file = "scratch/layers/normalisation/batch_norm_2d.py"
    mutant = Mutant(file, "BatchNorm2d", "", 1, "", "", "", None)
    assert asked.chosen(mutant) == ["BatchNorm2d"]


def test_what_is_no_longer_refused_or_in_other_words_is_found(monkeypatch):
    module = import_module("scratch.layers.activations.celu")
    asked, healthy = Judge(4, {"celu"}), module.check_not_zero
    assert asked.failing(["celu"]) == {}
    planted = [lambda name, value: None, lambda name, value: healthy("beta", value)]
    for check, alike in zip(planted, (None, False)):
        monkeypatch.setattr(module, "check_not_zero", check)
        found = asked.failing(["celu"])
        assert {(ODD[c.odd], alike) for c, alike in found.items()} == {(0, alike)}
        assert {str(call) for call in found} == {"spoilt alpha of celu"}


def entry(after, function="relu", reason="Not above 0 is below or at 0."):
    """Write an entry of the list."""
    return (
        f'[[equivalent]]\nfile = "{NAME}"\nfunction = "{function}"\n'
        f'reason = "{reason}"\nchanges = ["output <= 0 -> {after}"]\n'
    )


@forking
def test_a_survivor_that_is_not_listed_fails_the_command(monkeypatch, tmp_path, few):
    same = change("output <= 0", "output<=0")
    result = run(monkeypatch, tmp_path, [WRONG, same], "")
    assert result.exit_code == 1
    assert "1 killed" in result.output
    assert f"survived {NAME}:1 relu (by hand)" in result.output
    assert "+ output<=0" in result.output


@forking
def test_a_survivor_that_is_listed_is_accepted(monkeypatch, tmp_path, few):
    same = change("output <= 0", "output<=0")
    path = tmp_path / "figures.json"
    listed = entry("output<=0")
    result = run(monkeypatch, tmp_path, [WRONG, same], listed, "--json", str(path))
    assert result.exit_code == 0, result.output
    assert "1 equivalent" in result.output
    assert "stale" not in result.output
    assert '"killed": 1' in path.read_text(encoding="utf-8")


@forking
def test_figures_are_added_up_and_a_settled_file_need_not_be_asked_again(
    monkeypatch, tmp_path, few
):
    path = tmp_path / "figures.json"
    other = {"file": "scratch/layers/activations/tanh.py", "mutants": 5, "killed": 5}
    gone = {"file": "scratch/layers/no_more.py", "mutants": 1}
    path.write_text(json.dumps([other, gone]), encoding="utf-8")
    options = ["--json", str(path), "--changed"]
    result = run(monkeypatch, tmp_path, [WRONG], "", *options)
    assert "1 mutant in 1 file" in result.output
    relu, tanh = json.loads(path.read_text(encoding="utf-8"))
    assert tanh == other
    assert (relu["file"], relu["mutants"], relu["killed"]) == (
        NAME,
        1,
        1,
    )
    result = run(monkeypatch, tmp_path, [WRONG], "", *options)
    assert "0 mutants in 0 files" in result.output
    for spoilt in ({"source": "another"}, {"mutants": 2}):
        path.write_text(json.dumps([relu | spoilt]), encoding="utf-8")
        result = run(monkeypatch, tmp_path, [WRONG], "", *options)
        assert "1 mutant in 1 file" in result.output


def test_a_file_that_holds_no_figures_is_refused_and_kept(tmp_path):
    path = tmp_path / "figures.json"
    path.write_text('{"mine": 1}', encoding="utf-8")
    result = CliRunner().invoke(mutate, [str(RELU), "--json", str(path)])
    assert result.exit_code == 1
    assert "holds no figures" in result.output
    assert path.read_text(encoding="utf-8") == '{"mine": 1}'


def test_the_last_pass_left_nothing():
    known = figures.read(ROOT / "tests" / "mutation" / "figures.json")
    paths = {p.relative_to(ROOT).as_posix(): p for p in campaign.sources()}
    assert len(known.keys() & paths.keys()) > 50
    for file in known.keys() & paths.keys():
        today = known[file] | {"source": figures.digest(paths[file])}
        assert figures.is_settled(paths[file], {file: today})
        assert {left["outcome"] for left in known[file]["left"]} <= {"timed out"}


def test_what_changed_can_be_told_from_a_file_alone():
    result = CliRunner().invoke(mutate, [str(RELU), "--changed"])
    assert result.exit_code == 2
    assert "--json" in result.output


NAMESAKES = ("engine/options.py", "engine/pairs.py", "layers/convolution/module.py")


def test_the_tests_that_bear_the_name_of_a_file_belong_to_it():
    for path in campaign.sources():
        file, own = path.relative_to(ROOT).as_posix(), f"tests/test_{path.stem}.py"
        if (ROOT / own).exists() and not file.endswith(NAMESAKES):
            assert own in files_of(file), file


@forking
def test_an_entry_without_need_is_called_stale(monkeypatch, tmp_path, few):
    listed = entry("output < 0") + entry("output < -7")
    result = run(monkeypatch, tmp_path, [WRONG], listed)
    assert result.exit_code == 0, result.output
    assert "it is found: not equivalent" in result.output
    assert "there is no such mutant any more" in result.output


@forking
def test_a_run_out_of_time_says_what_was_left_out(monkeypatch, tmp_path, few):
    same = [change("output <= 0", "output<=0")] * 3
    result = run(monkeypatch, tmp_path, same, entry("output<=0"), "--seconds", "0.001")
    assert "unfinished" in result.output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (entry("output<=0", reason="no"), "needs a reason"),
        (entry("output<=0") * 2, "stands there twice"),
        ('[[equivalent]]\nfile = "a"\nreason = "b"\n', "has no changes, function"),
    ],
)
def test_a_list_without_proof_or_place_is_refused(tmp_path, text, message):
    path = tmp_path / "list.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        equivalent.read(path)


def test_the_list_in_use_can_be_read_and_names_files_that_exist():
    listed = equivalent.read()
    assert all((ROOT / file).exists() for file, _, _ in listed.reasons)


@forking
def test_a_test_finds_what_the_cases_leave(tmp_path, monkeypatch):
    monkeypatch.setattr(pytest.mark, "_markers", set())  # as in a new process
    (tmp_path / "test_slope.py").write_text(
        "import pytest, scratch, warnings\n"
        "warnings.simplefilter('error')\n"
        "pytestmark = pytest.mark.xdist_group('slope')\n"
        "def test_there_is_no_slope_at_0():\n"
        "    x = scratch.tensor([0.0], requires_grad=True)\n"
        "    scratch.relu(x).sum().backward()\n"
        "    assert not x.grad.array.any()\n"
    )
    found = []
    judge_by_tests(
        [HARMLESS, WRONG], [str(tmp_path / "test_slope.py")], 1, found.append
    )
    assert [v.outcome for v in found] == ["survived", "killed"]
    assert found[1].by.endswith("test_there_is_no_slope_at_0")


def test_every_test_file_that_is_said_to_belong_exists():
    for names in TESTS.values():
        for name in names.split():
            assert (ROOT / "tests" / f"test_{name}.py").exists()
    for path in campaign.sources():
        assert isinstance(files_of(path.relative_to(ROOT).as_posix()), list)


def test_the_functions_that_a_case_runs_are_recorded():
    chooser = Judge(examples=4, names={"relu", "ReLU", "tanh"})
    chooser.record()
    assert (NAME, "relu.backward") in chooser.runs["relu"]
    mutant = Mutant(NAME, "relu.backward", "", 1, "", "", "", None)
    assert chooser.chosen(mutant) == ["ReLU", "relu"]


@forking
def test_every_mutant_of_a_small_file_is_found():
    chooser = Judge(examples=20, names={"relu", "ReLU", "tanh", "Tanh"})
    chooser.record()
    result = campaign.attack(RELU, chooser, equivalent.read(), asking=False)
    assert result.total > 10
    left = [v.mutant for v in result.verdicts if v.outcome == "survived"]
    # what is shown of a module, tests are asked about and not the cases
    assert [str(m) for m in left if m.function != "ReLU.extra_repr"] == []
