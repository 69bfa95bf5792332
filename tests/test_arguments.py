"""Arguments of operations: what may come under which name and default."""

from fractions import Fraction

import numpy as np
import pytest

import scratch
import scratch.engine.arguments
import torch_ref
import torch_ref.engine.arguments

sides = pytest.mark.parametrize(
    "dl", [scratch, torch_ref], ids=["scratch", "torch_ref"]
)


def taken(dl, parameters, *args, **kwargs):
    """Return the arguments that an operation with these parameters is given."""
    space = {}
    exec(f"def op({parameters}): return dict(locals())", space)
    checked = dl.engine.arguments.checked_for(type(dl.ones(1)))
    return checked(space["op"])(*args, **kwargs)


@sides
def test_tensors_pass_as_they_are(dl):
    x, y = dl.ones(2), dl.zeros(2)
    found = taken(dl, "input, other, exponent, weight=None", x, y, x, weight=y)
    for value, expected in zip(found.values(), (x, y, x, y), strict=True):
        assert value is expected


@sides
@pytest.mark.parametrize("wrong", [np.ones(2), [1.0], "x", 1.5, True])
def test_what_is_no_tensor_is_refused_where_one_belongs(dl, wrong):
    expected = f"must be a Tensor, got {type(wrong).__name__}"
    for name in ("input", "target", "weight=None", "running_mean"):
        with pytest.raises(TypeError, match=f"^{name.partition('=')[0]} {expected}"):
            taken(dl, name, wrong)
    with pytest.raises(TypeError, match=f"^input {expected}"):
        taken(dl, "input", input=wrong)


@sides
def test_none_passes_where_a_tensor_may_be_left_out(dl):
    for name in ("weight=None", "other=None", "running_mean", "running_var"):
        assert taken(dl, name, None) == {name.partition("=")[0]: None}
    for name in ("input", "other", "weight"):
        with pytest.raises(TypeError, match=f"^{name} must be a Tensor, got NoneType"):
            taken(dl, name, None)


@sides
@pytest.mark.parametrize("name", ["other", "exponent", "strength", "min=None", "p=0.5"])
@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (2.5, float),
        (np.float64(2.5), float),
        (np.float32(2.5), float),
        (Fraction(5, 2), float),
        (-3, int),
        (np.int64(-3), int),
        (2**63 - 1, int),
        (-(2**63), int),
    ],
)
def test_a_number_becomes_pythons_own(dl, name, given, kind):
    (found,) = taken(dl, name, given).values()
    assert found == given
    assert type(found) is kind


@sides
@pytest.mark.parametrize("name", ["other", "exponent", "strength", "max", "p=0.5"])
def test_what_is_no_number_of_64_bits_is_refused_where_one_belongs(dl, name):
    for wrong in (2**63, -(2**63) - 1, 2**64):
        with pytest.raises(ValueError, match=f"must fit into 64 bits, got {wrong}"):
            taken(dl, name, wrong)
    must = "must be a Tensor" if name == "other" else "must be a number, got '1'"
    with pytest.raises(TypeError, match=f"^{name.partition('=')[0]} {must}"):
        taken(dl, name, "1")
    if name in ("other", "exponent"):
        assert taken(dl, name, True)[name] is True
    else:
        with pytest.raises(TypeError, match="must be a number, got True"):
            taken(dl, name, True)


@sides
def test_bounds_may_be_none_and_other_numbers_not(dl):
    assert taken(dl, "min, max=None", None, None) == {"min": None, "max": None}
    for name in ("strength", "p=0.5", "exponent"):
        with pytest.raises(TypeError, match="must be a number, got None"):
            taken(dl, name, None)


@sides
def test_an_option_is_what_its_default_is(dl):
    parameters = "dim=-1, keepdim=False, reduction='mean'"
    found = taken(dl, parameters, np.int32(2), True, "sum")
    assert found == {"dim": 2, "keepdim": True, "reduction": "sum"}
    assert type(found["dim"]) is int
    for name, wrong, what in (
        ("dim", 1.0, "an integer, got 1.0"),
        ("dim", True, "an integer, got True"),
        ("dim", None, "an integer, got None"),
        ("keepdim", 1, "a bool, got 1"),
        ("keepdim", None, "a bool, got None"),
        ("reduction", None, "a str, got None"),
        ("reduction", b"sum", "a str, got b'sum'"),
    ):
        with pytest.raises(TypeError, match=f"^{name} must be {what}"):
            taken(dl, parameters, **{name: wrong})
    with pytest.raises(ValueError, match=r"^dim must fit into 64 bits"):
        taken(dl, parameters, 2**63)


@sides
def test_an_option_is_no_tensor(dl):
    for name in ("p=0.5", "dim=0", "strength", "min"):
        plain = name.partition("=")[0]
        with pytest.raises(TypeError, match=f"^{plain} of op must not be a Tensor"):
            taken(dl, name, dl.ones(1))


@sides
def test_what_the_operation_looks_at_itself_passes(dl):
    for thing in (None, "x", (2, 3), dl.float64):
        assert taken(dl, "shape, dtype=None", thing, thing)["dtype"] is thing


@sides
def test_tensors_come_as_a_list_from_whatever_holds_them(dl):
    x, y = dl.ones(2), dl.zeros(2)
    for members in ((x, y), [x, y], iter((x, y)), {x: 1, y: 2}):
        found = taken(dl, "tensors, dim=0", members)["tensors"]
        assert type(found) is list
        assert [id(member) for member in found] == [id(x), id(y)]
    assert taken(dl, "parameters", ()) == {"parameters": []}


@sides
def test_what_holds_other_things_is_no_list_of_tensors(dl):
    for wrong, got in (
        (dl.ones(2), type(dl.ones(1)).__name__),
        ("", "str"),
        (b"", "bytes"),
        (b"ab", "bytes"),
        (3, "int"),
        (None, "NoneType"),
        ([1.0], "float"),
        ([dl.ones(1), None], "NoneType"),
    ):
        with pytest.raises(TypeError, match=f"^tensors must be Tensors, got {got}"):
            taken(dl, "tensors", wrong)


@sides
def test_arguments_that_are_left_out_keep_their_defaults(dl):
    parameters = "input, weight=None, eps=1e-5, dim=1"
    x = dl.ones(1)
    expected = {"input": x, "weight": None, "eps": 1e-5, "dim": 3}
    assert taken(dl, parameters, x, dim=np.int64(3)) == expected
    with pytest.raises(TypeError, match=r"dim must be an integer, got 0\.5"):
        taken(dl, parameters, x, dim=0.5)
    with pytest.raises(TypeError, match="missing"):
        taken(dl, parameters)
