"""What modules share: options by name and as text, device and dtype, a new start."""

from inspect import signature

import numpy as np
import pytest
import torch

import scratch
import torch_ref
from compare.battery.example import seeded
from compare.battery.modules import build
from compare.battery.sides import SCRATCH, TORCH_REF
from compare.cases import collect
from compare.cases.case import ModuleCase

MODULES = [n for n, c in collect().items() if isinstance(c, ModuleCase)]
PLAIN = (bool, int, float, str, tuple, type(None))
SIDES = (SCRATCH, TORCH_REF)


@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")
@pytest.mark.parametrize("name", MODULES)
def test_a_module_keeps_its_options_under_torchs_names_and_prints_them(name):
    for number in range(8):
        example = seeded(collect()[name], "float32", number)
        ours, twin = (build(example.case, side, example) for side in SIDES)
        for key, value in vars(twin).items():
            if not key.startswith("_") and isinstance(value, PLAIN):
                assert vars(ours)[key] == value, key
        assert repr(ours) == repr(twin)


def takes(name, option):
    """Whether a module has an option."""
    return option in signature(getattr(scratch.nn, name)).parameters


@pytest.mark.parametrize("name", [n for n in MODULES if takes(n, "inplace")])
def test_a_module_in_place_prints_so(name):
    for options in ({}, {"inplace": True}):
        theirs = repr(getattr(torch.nn, name)(**options))
        for dl in (scratch, torch_ref):
            assert repr(getattr(dl.nn, name)(**options)) == theirs


PLACED = {  # modules of parameters, and what they are made of
    "Linear": (2, 3),
    "Embedding": (3, 2),
    "PReLU": (),
    "Conv1d": (2, 3, 1),
    "Conv2d": (2, 3, 1),
    "Conv3d": (2, 3, 1),
    "ConvTranspose1d": (2, 3, 1),
    "ConvTranspose2d": (2, 3, 1),
    "BatchNorm1d": (2,),
    "BatchNorm2d": (2,),
    "BatchNorm3d": (2,),
    "LayerNorm": (2,),
    "RMSNorm": (2,),
    "GroupNorm": (1, 2),
    "RNN": (2, 3),
    "GRU": (2, 3, 2),
    "LSTM": (2, 3),
    "RNNCell": (2, 3),
    "GRUCell": (2, 3),
    "LSTMCell": (2, 3),
    "MultiheadAttention": (4, 2, 0.0, True, True),
    "TransformerEncoderLayer": (4, 2, 3),
    "TransformerDecoderLayer": (4, 2, 3),
    "Transformer": (4, 2, 1, 1, 3),
}


@pytest.mark.parametrize("name", PLACED)
def test_a_module_takes_a_device_and_a_dtype(name):
    for side in (scratch, torch_ref):
        module = getattr(side.nn, name)
        made = module(*PLACED[name], device="cpu", dtype=side.float64)
        values = made.state_dict().values()
        assert {v.dtype for v in values} <= {side.float64, side.int64}
        assert {p.dtype for p in made.parameters()} == {side.float64}
        with pytest.raises((RuntimeError, ValueError, AssertionError)):
            module(*PLACED[name], device="cuda")


def test_no_module_leaves_device_and_dtype_out():
    for name, module in vars(torch.nn).items():
        if isinstance(module, type) and "device" in signature(module).parameters:
            ours = getattr(scratch.nn, name, None)
            assert ours is None or "device" in signature(ours).parameters, name


SIZES = {
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d"), ("num_features",)),
    **dict.fromkeys(("RNN", "GRUCell", "LSTM"), ("input_size", "hidden_size")),
    "Linear": ("in_features", "out_features"),
    "Embedding": ("num_embeddings", "embedding_dim"),
    "PReLU": ("num_parameters",),
    "Conv2d": ("in_channels", "out_channels", "kernel_size"),
    "LayerNorm": ("normalized_shape",),
    "RMSNorm": ("normalized_shape",),
    "GroupNorm": ("num_groups", "num_channels"),
    "MultiheadAttention": ("embed_dim", "num_heads", "kdim", "vdim"),
    "TransformerEncoderLayer": ("d_model", "nhead", "dim_feedforward"),
}


@pytest.mark.parametrize("size", [-1, -(2**63)])
@pytest.mark.parametrize("name", SIZES)
def test_a_negative_size_is_refused_in_making(dl, name, size):
    module = getattr(dl.nn, name)
    for option in SIZES[name]:
        given = signature(module).bind(*PLACED[name]).arguments
        with pytest.raises(ValueError, match=str(size)):
            module(**{**given, option: size})


@pytest.mark.parametrize(
    ("name", "option", "value"),
    [
        ("MultiMarginLoss", "p", 3),
        ("TripletMarginLoss", "margin", -1.0),
        ("HuberLoss", "delta", "x"),
        ("Embedding", "_weight", 1.5),
    ],
)
def test_what_torch_refuses_in_making_is_refused_in_making(name, option, value):
    sizes = {"num_embeddings": 3, "embedding_dim": 2} if name == "Embedding" else {}
    for dl in (scratch, torch_ref, torch):
        with pytest.raises((ValueError, TypeError, AttributeError)) as refused:
            getattr(dl.nn, name)(**sizes, **{option: value})
        assert dl is torch or option in str(refused.value)


RESET = [n for n in PLACED if hasattr(getattr(torch.nn, n), "reset_parameters")]


def test_every_module_that_starts_again_in_torch_does():
    for name, module in vars(torch.nn).items():
        if isinstance(module, type) and hasattr(module, "reset_parameters"):
            for dl in (scratch, torch_ref):
                ours = getattr(dl.nn, name, None)
                assert ours is None or hasattr(ours, "reset_parameters"), name


@pytest.mark.parametrize("name", RESET)
def test_parameters_that_start_again_start_where_torchs_do(name):
    kept = []
    for dl in (scratch, torch_ref, torch):
        module = getattr(dl.nn, name)(*PLACED[name])
        for value in module.state_dict().values():
            value.fill_(7)
        dl.manual_seed(3)
        module.reset_parameters()
        kept.append({k: v.numpy() for k, v in module.state_dict().items()})
    for key, value in kept[2].items():
        np.testing.assert_array_equal(kept[0][key], value)
        np.testing.assert_array_equal(kept[1][key], value)


def test_a_norm_without_parameters_starts_again_as_well(dl):
    for norm in (
        dl.BatchNorm1d(2, affine=False),
        dl.GroupNorm(1, 2, affine=False),
        dl.LayerNorm(2, elementwise_affine=False),
        dl.RMSNorm(2, elementwise_affine=False),
    ):
        norm.reset_parameters()
        assert list(norm.parameters()) == []
