"""The names that scripts need most are in both packages, where torch has them."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

import scratch
import torch_ref
from compare import cases
from tests import torch_names

NAMES = torch_names.NAMES.split() + torch_names.FURTHER.split()
METHODS, OF_MODULES, OPTIONS = (
    text.split()
    for text in (torch_names.METHODS, torch_names.OF_MODULES, torch_names.OPTIONS)
)
CASES = Path(cases.__file__).parent
DTYPES = ("dtype", "bfloat16", "cfloat", "cdouble")  # named, but not computed in


def at(package, name):
    """Return what stands at a dotted name."""
    for part in name.split("."):
        package = getattr(package, part)
    return package


@pytest.mark.parametrize("package", [scratch, torch_ref], ids=["scratch", "torch_ref"])
def test_every_name_is_where_torch_has_it(package):
    for name in NAMES:
        assert at(torch, name) is not None
        assert at(package, name) is not None, name
    for name in METHODS:
        assert hasattr(torch.Tensor, name), name
        assert hasattr(package.Tensor, name), name
    for name in OF_MODULES:
        assert hasattr(torch.nn.Module, name), name
        assert hasattr(package.Module, name), name


def test_every_name_has_a_case():
    """A case covers it, calls it, or takes it as an option; none stands elsewhere."""
    covered = {name for case in cases.collect().values() for name in case.names}
    covered |= {name.rpartition(".")[2] for name in covered}
    text = "".join(file.read_text("utf-8") for file in CASES.glob("*.py"))
    called = set(re.findall(r"(?<!\bdraw)(?<!\bself)\.(\w+)", text))
    called |= set(re.findall(r'"(\w+)"', text))
    methods = [n for n in METHODS + OF_MODULES if n not in covered | called]
    functions = [n for n in NAMES if not {n, n.rpartition(".")[2]} & covered]
    options = [n for n in OPTIONS if not re.search(rf'\b{n}("|=)', text)]
    assert methods + functions + options == []


@pytest.mark.parametrize("name", sorted(dir(torch.Tensor)))
def test_every_covered_function_that_torch_has_as_a_method_is_one(name):
    if name.startswith("_") or name not in scratch.__all__ or name in DTYPES:
        return
    assert hasattr(scratch.Tensor, name)


def test_an_unknown_attribute_says_what_there_is():
    with pytest.raises(AttributeError, match=r"has no 'cosh2'.*mean cosh"):
        scratch.ones(1).cosh2()


# where results differed silently before


def test_data_is_a_tensor_with_torchs_standard_deviation():
    parts = [dl.tensor([1.0, 2.0], requires_grad=True) for dl in (scratch, torch)]
    assert [round(p.data.std().item(), 4) for p in parts] == [0.7071, 0.7071]


def test_a_class_call_makes_floats_of_lists_and_sizes_of_numbers():
    for dl in (scratch, torch):
        assert dl.Tensor([1, 2]).dtype == dl.float32
        assert tuple(dl.Tensor(5).shape) == (5,)
        number = dl.Tensor([6.8813735870195432]).double().item()
        assert number == float(np.float32(6.8813735870195432))


def test_a_sampler_of_many_draws_begins_at_once():
    sampler = scratch.RandomSampler(range(3), replacement=True, num_samples=10**10)
    scratch.manual_seed(0)
    torch.manual_seed(0)
    other = torch.utils.data.RandomSampler(range(3), True, 10**10)
    first, theirs = iter(sampler), iter(other)
    assert [next(first) for _ in range(40)] == [next(theirs) for _ in range(40)]


def test_views_numbers_and_sizes_are_torchs():
    with pytest.raises(ValueError, match="no view of shape"):
        scratch.ones(2, 3).T.view(-1)
    for dl in (scratch, torch):
        assert dl.where(dl.tensor([True, False]), 1, 0).tolist() == [1, 0]
    text = "Linear(in_features=2, out_features=3, bias=True)"
    assert repr(scratch.Linear(2, 3)) == repr(torch.nn.Linear(2, 3)) == text


def test_rims_are_mirrored_as_in_torch():
    x = np.arange(12.0).reshape(1, 3, 4)
    for mode in ("reflect", "replicate", "circular"):
        ours = scratch.pad(scratch.tensor(x), (1, 2), mode)
        theirs = torch.nn.functional.pad(torch.tensor(x), (1, 2), mode)
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())
    with pytest.raises(ValueError, match="mode must be"):
        scratch.pad(scratch.tensor(x), (1, 2), "wrap")


def test_jacobians_are_torchs():
    for dl in (scratch, torch):
        x = dl.tensor([1.0, 2.0])
        found = dl.autograd.functional.jacobian(lambda a: a * a, x)
        assert found.tolist() == [[2, 0], [0, 4]]
        value, product = dl.autograd.functional.vjp(lambda a: a * a, x, dl.ones(2))
        assert [value.tolist(), product.tolist()] == [[1, 4], [2, 4]]
        leaf = dl.autograd.Variable(x, requires_grad=True)
        dl.autograd.backward([leaf.sum(), (2 * leaf).sum()])
        assert leaf.grad.tolist() == [3, 3]
        assert isinstance(x, dl.autograd.Variable)
