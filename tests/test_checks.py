"""What is refused, in which words; dtypes and recording switched on and off."""

import copy
import pickle
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import torch

import scratch
import scratch.engine.checks
import torch_ref
import torch_ref.engine.checks
from scratch.engine import dtypes

CHECKS = pytest.mark.parametrize(
    "checks",
    [scratch.engine.checks, torch_ref.engine.checks],
    ids=["scratch", "torch_ref"],
)


@CHECKS
def test_a_number_is_real_and_fits_into_64_bits(checks):
    good = (0, -5, 150, 1e30, np.float32(1e30), Fraction(1, 3))
    for value in (*good, -(2**63), 2**63 - 1, 2**62, -(2**62) - 1):
        checks.check_number("n", value)
    for value in (2**63, -(2**63) - 1, 3**50):
        with pytest.raises(ValueError, match=f"n must fit into 64 bits, got {value}"):
            checks.check_number("n", value)
    for check in ("number", "finite", "probability", "not_negative", "positive"):
        for value in (True, "1", None, 1j):
            with pytest.raises(TypeError, match="n must be a number, got"):
                getattr(checks, f"check_{check}")("n", value)


@CHECKS
def test_a_finite_number_is_neither_infinite_nor_nan(checks):
    for value in (0, -1.5, 1e308, np.float32(-3e38), 2**62):
        checks.check_finite("n", value)
    for value in (np.inf, -np.inf, np.nan, np.float32(-np.inf)):
        with pytest.raises(ValueError, match=f"n must be finite, got {value}"):
            checks.check_finite("n", value)


@CHECKS
def test_what_plays_a_part_is_no_type_and_has_the_attribute(checks):
    checks.check_has("text", "a", "upper")
    for value in (3, str):
        with pytest.raises(TypeError, match="text has no upper, got"):
            checks.check_has("text", value, "upper")


@CHECKS
def test_a_dimension_is_no_bool(checks):
    for dim in (True, 1.0, None):
        with pytest.raises(TypeError, match="dim must be an integer, got"):
            checks.check_dim(dim, 2)


def test_the_default_dtype_is_a_floating_point_one(dl):
    for wrong in ("float32", dl.int64, float, None):
        with pytest.raises(TypeError, match=r"floating-point|invalid dtype"):
            dl.set_default_dtype(wrong)
    assert dl.get_default_dtype() is dl.float32
    try:
        dl.set_default_dtype(dl.float64)
        assert dl.get_default_dtype() is dl.float64
        assert dl.tensor([0.5]).dtype == dl.float64
    finally:
        dl.set_default_dtype(dl.float32)


def test_dtypes_are_printed_as_torchs_and_taken_by_numpy():
    whole = ("int8", "int16", "int32", "int64", "uint8", "bool")
    for name in ("float16", "float32", "float64", *whole):
        ours, theirs = getattr(dtypes, name), getattr(torch, name)
        assert str(ours) == repr(ours) == str(theirs)
        assert ours.is_floating_point == theirs.is_floating_point
        assert ours.is_complex == theirs.is_complex
        assert ours.itemsize == theirs.itemsize
        assert ours == np.dtype(name)
        assert np.dtype(name) == ours
        assert hash(ours) == hash(np.dtype(name))
        assert ours != name
        assert np.zeros(1, ours).dtype == ours
        assert scratch.zeros(1, dtype=ours).dtype is ours
        assert copy.deepcopy(ours) is pickle.loads(pickle.dumps(ours)) is ours
        assert isinstance(ours, scratch.dtype)
    for name in ("bfloat16", "complex64", "complex128"):
        ours, theirs = getattr(dtypes, name), getattr(torch, name)
        assert str(ours) == str(theirs)
        assert ours.is_complex == theirs.is_complex
        assert ours.is_floating_point == theirs.is_floating_point
        assert ours != scratch.float32
        with pytest.raises(TypeError, match=name):
            scratch.zeros(1, dtype=ours)
        with pytest.raises(AttributeError, match=f"{name} is not computed in"):
            assert ours.kind


def test_recording_is_switched_by_a_call_a_block_or_a_decorator(dl):
    switch = dl.set_grad_enabled(False)
    assert dl.is_grad_enabled() is False
    with pytest.raises(TypeError, match="bool"):
        dl.set_grad_enabled(1)
    with dl.set_grad_enabled(True):
        assert dl.is_grad_enabled() is True
    assert dl.is_grad_enabled() is False
    dl.set_grad_enabled(True)
    with switch:
        assert dl.is_grad_enabled() is False
    assert dl.is_grad_enabled() is True
    with dl.no_grad():
        assert dl.is_grad_enabled() is False
        with dl.enable_grad():
            assert dl.is_grad_enabled() is True
        assert dl.is_grad_enabled() is False
    assert dl.is_grad_enabled() is True


def test_a_decorated_function_runs_without_recording(dl):
    def seen(answer, *, more):
        """Say what is seen."""
        return answer, more, dl.is_grad_enabled()

    off = dl.no_grad()(seen)
    assert off.__doc__ == "Say what is seen."
    assert off(3, more=4) == (3, 4, False)
    on = partial(dl.enable_grad()(seen), more=4)
    assert on(3) == (3, 4, True)
    with dl.no_grad():
        assert on(3) == (3, 4, True)
        assert dl.is_grad_enabled() is False
    with pytest.raises(TypeError):
        off()
    assert dl.is_grad_enabled() is True
