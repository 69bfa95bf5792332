"""The two lines that show a name of the reference in use: of every name, and true."""

import re
from pathlib import Path

import pytest

import scratch
import torch_ref
from compare.reading.web.samples import (
    SETTINGS,
    ordered,
    outcome,
    plain,
    sample,
    written,
)
from compare.reading.web.uses import CORE, LEFT_OUT

WHY = {name: why for why, names in LEFT_OUT.items() for name in names.split()}
BOTH = pytest.mark.parametrize(
    "package", [scratch, torch_ref], ids=lambda p: p.__name__
)
USE = re.compile(r"(?P<line>.+)\n(?P<expression>.+)  # (?P<value>.+)")
NUMBER = re.compile(r"-?\b\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def digits(number: str) -> int:
    """Return how many digits of a number count."""
    mantissa = number.lstrip("-").partition("e")[0]
    return len(mantissa.removesuffix(".0").replace(".", "").strip("0"))


@pytest.mark.parametrize("name", sorted(set(scratch.__all__) - WHY.keys()))
def test_every_public_name_shows_a_use(name):
    thing = getattr(scratch, name)
    shown = sample(name, thing)
    found = USE.fullmatch(shown)
    assert found, f"{name} needs two lines in compare/reading/web, or a reason: {shown}"
    if written(name):
        assert re.search(rf"\b{name}\b", shown) or name == "Tensor", shown
    assert max(map(digits, NUMBER.findall(found["value"])), default=0) <= 6
    assert sample(name, thing, torch_ref) == shown


def test_a_name_without_a_use_is_public_and_has_none():
    assert WHY.keys() <= set(scratch.__all__)
    assert not any(sample(name, getattr(scratch, name)) for name in WHY)
    assert len(WHY) == sum(len(names.split()) for names in LEFT_OUT.values())


@BOTH
def test_a_use_runs_in_the_package_it_is_asked_of(package):
    assert outcome("x = 1", "dl.__name__", package).endswith(repr(package.__name__))


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        "dl.manual_seed(5)",
        "dl.set_default_dtype(dl.float64)",
        "dl.set_num_threads(3)",
        'dl.set_float32_matmul_precision("medium")',
        "dl.use_deterministic_algorithms(True)",
        "dl.set_grad_enabled(False)",
        "dl.set_printoptions(precision=1)",
        'dl.save(dl.ones(2), "ones.pt")',
    ],
)
def test_a_use_leaves_settings_and_folders_as_they_were(line, package):
    def told():
        found = [getattr(package, ask)() for ask in SETTINGS.values()]
        files = sorted(Path.cwd().iterdir())
        return [str(package.tensor(1 / 3)), *map(str, found), Path.cwd(), files]

    package.manual_seed(0)
    before = told()
    outcome(line, "1", package)
    assert told() == before


def test_numbers_are_shown_to_six_digits():
    assert plain([1 / 3, {"a": (2 / 3, 4)}]) == [0.333333, {"a": (0.666667, 4)}]
    assert [digits(n) for n in ("-0.3333330", "32767", "1.19e-07")] == [6, 5, 3]
    layer = sample("Linear", scratch.Linear)
    assert layer.endswith("layer(dl.randn(4, 3)).shape  # (4, 5)")


def test_what_is_looked_up_first_comes_first():
    assert ordered("losses", ["b", "nll_loss"])[-1] == "b"
    assert {name for names in CORE.values() for name in names.split()} <= {
        *scratch.__all__
    }
