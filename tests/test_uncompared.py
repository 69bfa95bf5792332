"""What random programs leave out: each exclusion holds, holds no more, and is shown."""

import math
from pathlib import Path

import pytest

from compare.fuzz.campaign import silent
from compare.fuzz.choices import Choices
from compare.fuzz.draw import draw_program
from compare.fuzz.listed import LISTED, UNCOMPARED
from compare.fuzz.machine import SCRATCH, TORCH, Machine
from compare.fuzz.operations import OPERATIONS
from compare.fuzz.program import Leaf, Ref
from compare.fuzz.tensors import NAMES, is_lent
from compare.fuzz.verdict import judge
from tests.test_fuzz import program

NAN, INF = math.nan, math.inf
REPOSITORY = Path(__file__).parent.parent


def tensor(*values, grad=False, dtype="float32", shape=None):
    """Write a row of numbers, in a shape of their own."""
    shape = (len(values),) if shape is None else shape
    return "tensor", Leaf(values, shape, dtype), grad


def back(number, *gradient, shape=None):
    """Write the rows that lead back from a result."""
    upstream = tensor(*gradient, shape=shape)
    return upstream, ("backward", Ref(number), Ref(number + 1), False)


def without_dims(statement, machine):
    """Whether a spread of no dimension is asked for."""
    return statement.operation in ("var", "std") and statement.args[1] in ((), [])


def negative_limit(statement, machine):
    """Whether an elu has a negative alpha."""
    return statement.operation == "elu" and statement.args[1] < 0


def summed_number(statement, machine):
    """Whether a number is expanded to as many, or reduced over a dimension."""
    name, args = statement.operation, statement.args
    asked = name == "expand" and args[1] == (1,)
    asked |= name in ("amax", "amin", "amax_function") and args[1] is not None
    return asked and machine.values[args[0]].dim() == 0


def switched_view(statement, machine):
    """Whether a view is asked to require grad."""
    name, args = statement.operation, statement.args
    return name == "requires_grad_" and machine.values[args[0]]._is_view()


def lent_factor(statement, machine):
    """Whether a view that was made under no_grad of a leaf is multiplied."""
    name, args = statement.operation, statement.args
    product = name in ("matmul", "matmul_function", "linear")
    return product and is_lent(machine.values[args[0]])


def behind(statement, machine):
    """Whether memory is written into that was reached through `data`."""
    if not OPERATIONS[statement.operation].writes or not statement.args:
        return False
    if type(number := statement.args[0]) is not Ref:
        return False
    written = machine.values[number].untyped_storage().data_ptr()
    return any(
        earlier.operation == "data"
        and getattr(value, "untyped_storage", None)
        and value.untyped_storage().data_ptr() == written
        for earlier, value in zip(machine.taken, machine.values)
    )


NUMBER = tensor(1.0, grad=True, shape=())
NEVER = {  # not drawn: how a statement is known, and a program that differs by it
    "`x.var(dim=()).backward()`": (
        without_dims,
        program(
            tensor(1.0, 2.0, grad=True),
            ("var", Ref(0), (), 0, False),
            *back(1, 1.0, shape=()),
        ),
    ),
    "`elu(0, alpha=-1)`": (
        negative_limit,
        program(tensor(0.0, -0.0), ("elu", Ref(0), -1.0)),
    ),
    "`number.expand(1)` and `number.amax(0)` going back from -0": (
        summed_number,
        program(NUMBER, ("amax", Ref(0), 0, False), *back(1, -0.0, shape=())),
    ),
    "`view.requires_grad_()`": (
        switched_view,
        program(
            tensor(1.0, shape=()),
            ("getitem", Ref(0), Ellipsis),
            ("requires_grad_", Ref(1), True),
            ("unsqueeze", Ref(2), 0),
            ("mul_", Ref(3), 2.0, "no_grad"),
            *back(3, 1.0),
        ),
    ),
    "Products of a view that was made under `no_grad` of a leaf": (
        lent_factor,
        program(
            tensor(1.0, 2.0, grad=True),
            ("getitem", Ref(0), slice(None), "no_grad"),
            tensor(1.0, 2.0, grad=True, shape=(2, 1)),
            ("matmul", Ref(1), Ref(2)),
            tensor(1.0),
            ("zero_", Ref(2), "no_grad"),
            ("backward", Ref(3), Ref(4), False),
        ),
    ),
    "`x.data.zero_()` before `backward`": (
        behind,
        program(
            tensor(1.0, 2.0, grad=True),
            ("clamp", Ref(0), 0.0, 3.0),
            ("data", Ref(0)),
            ("fill_", Ref(2), 4.0),
            *back(1, 1.0, 1.0),
        ),
    ),
}
ZEROS = "The sign of a 0 from `matmul`, `linear`, `batch_norm`"
EITHER = "`maximum(0.0, -0.0)`, `clamp(-0.0, min=tensor(0.0))`, `amax` of 0 and -0"
CANCELLED = (
    "The sign of a 0 from `nll_loss`, `cross_entropy`, and from `softmax` going back"
)
FOLDED = "`batch_norm` of 1 with mean 3e38, variance 0; with an infinite parameter"
HALF = "Elements after a refused write, gradients after a refused `backward`"
SCORES = tensor(0.0, grad=True, shape=(1, 1)), tensor(0, dtype="int64")
SPOILT = [  # a program, and which result may be anything in its first element
    ("`elu(nan).backward()`", (0, "grad", 5.0), program(
        tensor(NAN, 1.0, grad=True), ("elu", Ref(0), 2.0), *back(1, 1.0, 1.0)
    )),
    (EITHER, (2, "array", -0.0), program(
        tensor(0.0, 1.0), tensor(-0.0, 2.0), ("maximum", Ref(0), Ref(1))
    )),
    (EITHER, (3, "array", -INF), program(
        tensor(0.0, 1.0), tensor(-0.0, 2.0), ("maximum", Ref(0), Ref(1)),
        ("rtruediv", 1.0, Ref(2)),
    )),
    (EITHER, (2, "array", 0.0), program(
        tensor(-0.0, 1.0), tensor(0.0, 2.0), ("clamp", Ref(0), Ref(1), None)
    )),
    (EITHER, (1, "array", -0.0), program(
        tensor(0.0, -0.0, 1.0, 2.0, shape=(2, 2)), ("amax", Ref(0), 1, False)
    )),
    (ZEROS, (2, "array", 0.0), program(
        tensor(0.0, 1.0, shape=(2, 1)), tensor(-1.0, shape=(1, 1)),
        ("matmul", Ref(0), Ref(1)),
    )),
    (ZEROS, (3, "array", 0.0), program(
        tensor(0.0, 1.0, shape=(2, 1)), tensor(-1.0, shape=(1, 1)), tensor(-0.0),
        ("linear", Ref(0), Ref(1), Ref(2)),
    )),
    (ZEROS, (5, "array", 0.0), program(
        tensor(0.0, 1.0, shape=(2, 1)), tensor(0.0), tensor(1.0), tensor(-1.0),
        tensor(-0.0), ("batch_norm", *map(Ref, range(5)), False),
    )),
    (CANCELLED, (2, "array", 0.0), program(
        *SCORES, ("nll_loss", Ref(0), Ref(1), None, 1, "none")
    )),
    (CANCELLED, (2, "array", -0.0), program(
        *SCORES, ("cross_entropy", Ref(0), Ref(1), None, 1, "none", 0.0)
    )),
    (CANCELLED, (0, "grad", -0.0), program(
        tensor(0.0, 0.0, grad=True), ("softmax", Ref(0), 0), *back(1, 1.0, 1.0)
    )),
    ("`gelu(inf)`", (1, "array", NAN), program(
        tensor(INF, 1.0), ("gelu", Ref(0), "none")
    )),
    ("`binary_cross_entropy_with_logits(-inf, 1)`", (2, "array", NAN), program(
        tensor(-INF, 1.0), tensor(1.0, 1.0),
        ("bce_with_logits", Ref(0), Ref(1), "none"),
    )),
    ("`mse_loss(x, y).backward(3e38)`", (0, "grad", INF), program(
        tensor(0.25, 1.0, grad=True), tensor(0.0, 0.0),
        ("mse_loss", Ref(0), Ref(1), "none"), *back(2, 3e38, 1.0),
    )),
    (FOLDED, (3, "array", NAN), program(
        tensor(1.0, 1.0, shape=(1, 2)), tensor(3e38, 0.5), tensor(0.0, 1.0),
        ("batch_norm", Ref(0), Ref(1), Ref(2), None, None, False),
    )),
    (FOLDED, (5, "array", NAN), program(
        tensor(1.0, 1.0, shape=(1, 2)), tensor(0.0, 0.0), tensor(1.0, 1.0),
        tensor(INF, 1.0), tensor(0.0, 0.0),
        ("batch_norm", *map(Ref, range(5)), False),
    )),
    ("Values above 1/8 of the largest number of their dtype", (1, "array", INF),
     program(tensor(87.5, 1.0), ("exp", Ref(0)))),
    (HALF, (0, "array", 5.0), program(
        tensor(1.0, 2.0), tensor(1.0, 2.0, 3.0), ("add_", Ref(0), Ref(1))
    )),
    (HALF, (0, "grad", 5.0), program(
        tensor(1.0, 2.0, grad=True), ("mul", Ref(0), 3.0), *back(1, 1.0, 1.0),
        tensor(1.0, 2.0), ("mul", Ref(0), Ref(4)), ("fill_", Ref(4), 1.0),
        ("backward", Ref(5), Ref(2), False),
    )),
]  # fmt: skip
KEPT = "A view's `retain_grad()`, its base overwritten, a refused `view.view(-1)`"
FOLLOWS = "What follows a refusal on one of the lists above"
SHARED = "Whether `a.grad` and `b.grad` share memory"
DTYPES = "`x.half()`, complex numbers"


def test_each_exclusion_has_its_test():
    tested = {*NEVER, *(entry for entry, *_ in SPOILT), KEPT, FOLLOWS, SHARED, DTYPES}
    assert tested == {*UNCOMPARED}
    assert {e for e, why in UNCOMPARED.items() if why.startswith("Not drawn:")} == {
        *NEVER,
        DTYPES,
    }


def steps(program):
    """Run a program in torch; yield each statement and what was there before it."""
    machine = Machine(TORCH)
    machine.taken = []
    for statement in program:
        yield statement, machine
        machine.take(statement)
        machine.taken.append(statement)
    machine.restore()


@pytest.mark.parametrize("entry", NEVER)
def test_what_is_not_drawn_would_differ(entry):
    is_one, shown = NEVER[entry]
    with silent():
        assert any(is_one(*step) for step in steps(shown))
        assert judge(shown).differences


def test_no_program_holds_what_is_not_drawn():
    choices = Choices(5)
    with silent():
        for _ in range(400):
            for step in steps(draw_program(choices).program):
                for entry, (is_one, _) in NEVER.items():
                    assert not is_one(*step), entry


def test_dtypes_that_are_not_compared_are_not_asked_for():
    words = " ".join([*NAMES, *(o.text for o in OPERATIONS.values())])
    assert not any(word in words for word in ("float16", "half", "complex"))


def differs(shown, monkeypatch, number, what, place, value):
    """Judge a program with another value in one place of scratch's results."""
    run = Machine.run

    def spoilt(self, program):
        run(self, program)
        if self.dl is SCRATCH and len(program) == len(shown):
            tensor = self.values[number]
            tensor = tensor.grad if what == "grad" else tensor
            tensor.array.flat[place] = value
        return self

    with monkeypatch.context() as planted, silent():
        planted.setattr(Machine, "run", spoilt)
        return bool(judge(shown).differences)


@pytest.mark.parametrize(("entry", "spoilt", "shown"), SPOILT)
def test_what_is_not_compared_may_be_anything(entry, spoilt, shown, monkeypatch):
    number, what, value = spoilt
    with silent():
        assert not judge(shown).differences
        size = Machine(TORCH).run(shown).values[number].numel()
    assert not differs(shown, monkeypatch, number, what, 0, value)
    if size > 1 and entry != HALF:
        assert differs(shown, monkeypatch, number, what, size - 1, 0.123)


def test_gradients_after_a_refusal_are_not_compared(monkeypatch):
    shown = program(
        tensor(*[1.0] * 6, grad=True, shape=(2, 3)),
        ("mul", Ref(0), 2.0),
        ("T", Ref(1)),
        ("retain_grad", Ref(2)),
        ("mul", Ref(2), 3.0),
        ("mul_", Ref(1), 2.0, "no_grad"),
        ("view", Ref(2), (-1,)),
        tensor(*[1.0] * 6, shape=(3, 2)),
        ("backward", Ref(4), Ref(7), False),
    )
    with silent():
        assert not judge(shown).differences
        monkeypatch.setattr("compare.fuzz.verdict.half_done", lambda *_: None)
        assert [d.kind for d in judge(shown).differences] == ["gradient"]


def test_what_follows_a_listed_refusal_is_not_compared(monkeypatch):
    shown = program(tensor(1, 2, dtype="int64"), ("sigmoid", Ref(0)), ("neg", Ref(0)))
    with silent():
        verdict = judge(shown)
        assert len(verdict.listed) == 1
    assert not differs(shown, monkeypatch, 2, "array", 0, 5)
    assert differs(shown[::2], monkeypatch, 1, "array", 0, 5)


def test_gradients_that_share_memory_in_torch_do_not_count():
    shown = program(
        tensor(1.0, grad=True),
        tensor(2.0, grad=True),
        ("stack", [Ref(0), Ref(1)], 0),
        *back(2, 1.0, 1.0, shape=(2, 1)),
    )
    with silent():
        leaves = Machine(TORCH).run(shown).values[:2]
        first, second = (x.grad.untyped_storage().data_ptr() for x in leaves)
        assert first == second
        assert not judge(shown).differences


@pytest.mark.parametrize("by", ["scratch", "torch", "neither"])
def test_the_page_holds_the_list(by):
    kind = pytest.importorskip("compare.reading.web.refusals", exc_type=ImportError)
    table = kind.Refusals.__new__(kind.Refusals)
    table.arguments = [by]
    table.parse_text_to_nodes = str.splitlines
    listed = [f"| `{e.example}` | {e.reason} |" for e in LISTED if e.by == by]
    left_out = [f"| {what} | {why} |" for what, why in UNCOMPARED.items()]
    assert table.run()[2:] == (left_out if by == "neither" else listed)
    page = "compare/reading/notes/differences.md"
    assert f"```{{refusals}} {by}\n" in (REPOSITORY / page).read_text()
    assert f"({page})" in (REPOSITORY / "README.md").read_text()
