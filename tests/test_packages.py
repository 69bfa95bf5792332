"""torch's own package names: every name of ours stands where torch has it."""

import subprocess
import sys
from importlib import import_module
from inspect import ismodule

import pytest
import torch

import scratch
import torch_ref

PLACES = [
    *("", "autograd", "nn", "nn.functional", "nn.init", "nn.parameter", "nn.utils"),
    "nn.utils.rnn",
    *("optim", "optim.lr_scheduler", "utils.data", "random", "cuda"),
    *("linalg", "distributions"),
    *("backends", "backends.cuda", "backends.cudnn", "backends.mps", "version", "amp"),
    *("accelerator", "xpu", "autograd.functional", "utils.data.dataset"),
    *("utils.data.dataloader", "utils.data.sampler"),
]
OURS = {  # names that torch lacks where they stand, and why
    "nn": {"Hardmax": "the one-hot argmax of the notes, as a module"},
    "nn.functional": {
        "hardmax": "the one-hot argmax of the notes",
        **dict.fromkeys(
            ("rnn_layer", "gru_layer", "lstm_layer"),
            "one layer in one direction; torch has all of them in one kernel",
        ),
        "argmax": "an activation of the notes; torch has it at the top",
        "logsumexp": "the family of softmax; torch has it at the top",
    },
    "optim": {"*": "flat names of schedules, clipping and penalties"},
    "optim.lr_scheduler": {"InverseTimeLR": "the course's decay"},
}
IMPORTED = ("Tensor", "Generator", "Optimizer")  # by torch too, from elsewhere
SAME = ("nn", "nn.functional", "nn.utils", "optim", "optim.lr_scheduler", "utils.data")
OTHERS = {"Threshold": "a unit of the parity circuits here, an activation of torch's"}


def at(package, place):
    """Return a package's module at a place."""
    module = package
    for name in filter(None, place.split(".")):
        module = getattr(module, name)
    return module


@pytest.mark.parametrize("place", PLACES[1:])
def test_every_name_stands_where_torch_has_it(place):
    theirs = at(torch, place)
    excused = OURS.get(place, {})
    for package in (scratch, torch_ref):
        ours = at(package, place)
        names = getattr(ours, "__all__", None) or vars(ours)
        names = {n for n in names if n.isidentifier() and not n.startswith("_")}
        extra = {n for n in names if not hasattr(theirs, n)}
        assert "*" in excused or extra == extra & excused.keys()
    if place not in SAME:
        return
    for name in (set(dir(theirs)) & set(scratch.__all__)) - OTHERS.keys():
        if ismodule(getattr(theirs, name)) or name in IMPORTED:
            continue
        if getattr(theirs, "__all__", None) and name not in theirs.__all__:
            continue  # what torch's module has only imported
        assert getattr(at(scratch, place), name) is getattr(scratch, name), name
        assert getattr(at(torch_ref, place), name) is getattr(torch_ref, name), name


def test_both_packages_offer_the_same_packages():
    assert scratch.PACKAGES == torch_ref.PACKAGES
    for place in PLACES[1:]:
        ours, twin = at(scratch, place), at(torch_ref, place)
        assert getattr(ours, "__all__", None) is None or ours.__all__ == twin.__all__


@pytest.mark.parametrize("package", ["scratch", "torch_ref"])
def test_a_script_changes_its_imports_alone(package):
    program = f"""
import {package} as torch
import {package}.nn as nn
import {package}.nn.functional as F
from {package} import nn, optim
from {package}.utils.data import DataLoader, TensorDataset
from {package}.optim.lr_scheduler import StepLR
torch.manual_seed(0)
torch.cuda.manual_seed_all(0)
torch.backends.cudnn.deterministic = True
assert not torch.cuda.is_available()
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
nn.init.zeros_(model[2].bias)
optimizer = optim.SGD(model.parameters(), lr=0.1)
schedule = StepLR(optimizer, 1)
for x, y in DataLoader(TensorDataset(torch.randn(4, 3), torch.tensor([0, 1, 0, 1])), 2):
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
print(round(loss.item(), 6))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert float(done.stdout) > 0


def test_importing_a_package_imports_no_other_library():
    for place in PLACES[1:]:
        assert import_module(f"scratch.{place}") is at(scratch, place)


def test_types_of_the_gpu_can_be_named_and_not_made():
    """Scripts choose them by `is_available()`, and wait for its memory's end."""
    for dl in (scratch, torch_ref, torch):
        assert issubclass(dl.cuda.OutOfMemoryError, RuntimeError)
        if not torch.cuda.is_available():
            with pytest.raises(TypeError, match=r"torch\.cuda\.FloatTensor.*available"):
                dl.cuda.FloatTensor(2)
