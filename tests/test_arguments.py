"""Arguments of operations: what may come under which name and default."""

from fractions import Fraction

import numpy as np
import pytest


def taken(dl, declared, *args, **kwargs):
    """Return the arguments that an operation is given.

    `declared` is the decorator's arguments and the operation's parameters, as
    "'weight', p=float: weight, p"; the parameters alone stand for a bare decorator.
    """
    marks, _, parameters = declared.rpartition(": ")
    space = {"checked": dl.engine.arguments.checked_for(type(dl.ones(1)))}
    decorator = f"@checked({marks})" if marks else "@checked"
    exec(f"{decorator}\ndef op({parameters}): return dict(locals())", space)
    return space["op"](*args, **kwargs)


NUMBERS = [
    "'other|number': other",
    "s=float: x, s",
    "'x', min=float: x, min=None",
    "x, p=0.5",
]


def given_last(dl, declared, value):
    """Return what an operation is given as its last argument."""
    lead = [dl.ones(1)] if ", " in declared.rpartition(": ")[2] else []
    return list(taken(dl, declared, *lead, value).values())[-1]


def test_tensors_pass_as_they_are(dl):
    x, y = dl.ones(2), dl.zeros(2)
    declared = "'a', 'b|number', 'c?', 'd': a, b, c, d=None"
    found = taken(dl, declared, x, y, x, d=y)
    for value, expected in zip(found.values(), (x, y, x, y), strict=True):
        assert value is expected


@pytest.mark.parametrize("wrong", [np.ones(2), [1.0], "x", 1.5, True])
def test_what_is_no_tensor_is_refused_where_one_belongs(dl, wrong):
    expected = f"must be a Tensor, got {type(wrong).__name__}"
    for declared in ("x", "'x': x", "'x': x=None", "'x?': x"):
        with pytest.raises(TypeError, match=f"^x {expected}"):
            taken(dl, declared, wrong)
    with pytest.raises(TypeError, match=f"^x {expected}"):
        taken(dl, "x", x=wrong)


def test_none_passes_where_a_tensor_may_be_left_out(dl):
    for declared in ("'x': x=None", "'x?': x", "'x|number': x=None"):
        assert taken(dl, declared, None) == {"x": None}
    for declared in ("x", "'x': x", "'x|number': x"):
        with pytest.raises(TypeError, match=r"^x must be a Tensor.*, got NoneType"):
            taken(dl, declared, None)


@pytest.mark.parametrize("declared", NUMBERS)
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
def test_a_number_becomes_pythons_own(dl, declared, given, kind):
    found = given_last(dl, declared, given)
    assert found == given
    assert type(found) is kind


@pytest.mark.parametrize("declared", NUMBERS)
def test_what_is_no_number_of_64_bits_is_refused_where_one_belongs(dl, declared):
    for wrong in (2**63, -(2**63) - 1, 2**64):
        with pytest.raises(ValueError, match=f"must fit into 64 bits, got {wrong}"):
            given_last(dl, declared, wrong)
    or_tensor = "|" in declared
    must = "must be a Tensor or a number, got str" if or_tensor else "a number, got '1'"
    with pytest.raises(TypeError, match=must):
        given_last(dl, declared, "1")
    if or_tensor:
        assert given_last(dl, declared, True) is True
    else:
        with pytest.raises(TypeError, match="must be a number, got True"):
            given_last(dl, declared, True)


def test_a_number_may_be_none_only_where_that_is_the_default(dl):
    assert given_last(dl, "'x', min=float: x, min=None", None) is None
    for declared in ("'x', s=float: x, s", "x, p=0.5"):
        with pytest.raises(TypeError, match="must be a number, got None"):
            given_last(dl, declared, None)


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "what"),
    [("int", 2, 2.0, "an integer"), ("bool", True, 1, "a bool"), ("str", "a", 1, "a")],
)
def test_an_option_without_a_default_is_of_the_kind_declared(
    dl, kind, right, wrong, what
):
    assert given_last(dl, f"'x', o={kind}: x, o", right) == right
    with pytest.raises(TypeError, match=f"^o must be {what}.*, got {wrong}"):
        given_last(dl, f"'x', o={kind}: x, o", wrong)


@pytest.mark.parametrize("text", ["x!", "x[", "", "x |number", "*x", "x|int"])
def test_a_declaration_that_means_nothing_is_refused(dl, text):
    with pytest.raises(TypeError, match=r"is declared as .* got"):
        taken(dl, f"{text!r}: x", dl.ones(1))


@pytest.mark.parametrize("marks", ["'y'", "'x', 'y[]'", "'x', y=float"])
def test_a_declaration_of_what_is_no_argument_is_refused(dl, marks):
    with pytest.raises(TypeError, match=r"^op has no argument 'y'$"):
        taken(dl, f"{marks}: x", dl.ones(1))


def test_an_option_is_what_its_default_is(dl):
    x = dl.ones(1)
    parameters = "x, dim=-1, keepdim=False, reduction='mean'"
    found = taken(dl, parameters, x, np.int32(2), True, "sum")
    assert found == {"x": x, "dim": 2, "keepdim": True, "reduction": "sum"}
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
            taken(dl, parameters, x, **{name: wrong})
    with pytest.raises(ValueError, match=r"^dim must fit into 64 bits"):
        taken(dl, parameters, x, 2**63)


@pytest.mark.parametrize("parameters", ["p=0.5", "dim=0", "dim=None", "strength"])
def test_an_option_is_no_tensor(dl, parameters):
    name = parameters.partition("=")[0]
    with pytest.raises(TypeError, match=f"^{name} of op must not be a Tensor"):
        taken(dl, f"x, {parameters}", dl.ones(1), dl.ones(1))
    with pytest.raises(TypeError, match=f"^{name} of op must not be a Tensor"):
        taken(dl, f"x, {parameters}", dl.ones(1), **{name: dl.ones(1)})


def test_a_tensor_without_dimensions_is_an_option_by_its_number(dl):
    x, parameters = dl.ones(1), "x, dim=-1, p=0.5"
    found = taken(dl, parameters, x, dl.tensor(2), p=dl.tensor(0.25))
    assert found == {"x": x, "dim": 2, "p": 0.25}
    with pytest.raises(TypeError, match=r"^dim must be an integer, got 1\.5"):
        taken(dl, parameters, x, dl.tensor(1.5))
    with pytest.raises(TypeError, match=r"^p of op must not be a Tensor"):
        taken(dl, parameters, x, p=dl.tensor(0.5, requires_grad=True))


def test_a_size_may_be_a_tensor_of_one_whole_number(dl):
    n = dl.tensor(3)
    for make in (dl.zeros, dl.ones, dl.empty, dl.rand):
        assert make(n, 2).shape == make((n, 2)).shape == (3, 2)
    assert dl.eye(n).shape == (3, 3)
    assert dl.arange(6.0).view(n, -1).shape == dl.ones(6).reshape((n, 2)).shape
    assert dl.ones(1, 2).expand(n, 2).shape == (3, 2)
    assert dl.init.constant_(dl.ones(2), dl.tensor(0.5)).tolist() == [0.5, 0.5]
    for wrong in (dl.tensor(3.0), dl.ones(2, dtype=dl.int64)):
        with pytest.raises((TypeError, RuntimeError)):
            dl.ones(6).view(wrong, -1)


def test_what_the_operation_looks_at_itself_passes(dl):
    for thing in (None, "x", (2, 3), dl.float64):
        found = taken(dl, "x, shape, dtype=None", dl.ones(1), thing, thing)
        assert found["shape"] is found["dtype"] is thing


def test_tensors_come_as_a_list_from_whatever_holds_them(dl):
    x, y = dl.ones(2), dl.zeros(2)
    for members in ((x, y), [x, y], iter((x, y)), {x: 1, y: 2}):
        found = taken(dl, "'tensors[]': tensors, dim=0", members)["tensors"]
        assert type(found) is list
        assert [id(member) for member in found] == [id(x), id(y)]
    assert taken(dl, "'parameters[]': parameters", ()) == {"parameters": []}


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
            taken(dl, "'tensors[]': tensors", wrong)


def test_arguments_that_are_left_out_keep_their_defaults(dl):
    parameters = "'input', 'weight': input, weight=None, eps=1e-5, dim=1"
    x = dl.ones(1)
    expected = {"input": x, "weight": None, "eps": 1e-5, "dim": 3}
    assert taken(dl, parameters, x, dim=np.int64(3)) == expected
    with pytest.raises(TypeError, match=r"dim must be an integer, got 0\.5"):
        taken(dl, parameters, x, dim=0.5)
    with pytest.raises(TypeError, match="missing"):
        taken(dl, parameters)
