"""Writing into tensors: values, gradients and refusals are torch's."""

import copy

import pytest
import torch

import scratch


def numbers(dl, *values):
    return dl.tensor([float(value) for value in values])


def leaf(dl, *values):
    return numbers(dl, *values).requires_grad_()


def graded(dl, output, *leaves):
    """Return the output and what each leaf gets from a weighted sum of it."""
    weights = numbers(dl, *range(1, output.numel() + 1)).reshape(output.shape)
    (output * weights).sum().backward()
    grads = [None if x.grad is None else x.grad.tolist() for x in leaves]
    return output.tolist(), grads


def all_of_a_result(dl, x):
    y = x * 1
    y /= 2
    y -= x
    y *= x
    y.clamp_(min=-3.5)
    return y


def with_itself(dl, x):
    y = x * 1
    y.add_(y)
    return y


def times_itself(dl, x):
    y = x * 1
    y.mul_(y)
    return y


def zeros_for_a_result(dl, x):
    return (x * 1).zero_()


def a_number_for_a_result(dl, x):
    return (x * x).fill_(3.0)


def a_copy(dl, x):
    return dl.zeros(3).copy_(x * 2)


def a_copy_over_a_result(dl, x):
    return (x * x).copy_(dl.ones(3))


def a_wider_copy(dl, x):
    return dl.zeros(3, dtype=dl.float64).copy_(x)


def another_precision(dl, x):
    y = x * 1
    return y.add_(x.double())


def rows(dl, x):
    y = dl.zeros(2, 3)
    for i in range(2):
        y[i] = x * (i + 1)
    return y


def parts_of_rows(dl, x):
    y = dl.zeros(2, 3)
    for i in range(2):
        y[i, 1:] += x[:2] * (i + 1)
    return y


def masked(dl, x):
    y = dl.zeros(3)
    y[dl.tensor([True, False, True])] = x[:2] * 3
    return y


def one_place_twice(dl, x):
    y = dl.zeros(3)
    y[[0, 0]] = x[:2]
    return y


def broadcast_into(dl, x):
    y = dl.ones(2, 3) * x
    y[:, 1:] = x[:2].reshape(1, 2) * 5
    y[1] = 7.0
    return y


def a_view_and_its_base(dl, x):
    y = x * 1
    v = y[:2]
    v.mul_(5)
    v.mul_(2)
    y[2:].add_(x[0])
    return y


def a_view_after_its_base(dl, x):
    y = x * 1
    v = y[:2]
    y.mul_(x)
    return v * 3


def a_view_of_a_view(dl, x):
    y = x * 1
    y.view(3, 1).transpose(0, 1).mul_(x)
    return y


def a_view_after_a_view(dl, x):
    y = dl.zeros(3)
    y[1:] = x[:2]
    v = y[1]
    y.mul_(2)
    v.mul_(3)
    return y


def a_view_of_zeros(dl, x):
    base = dl.zeros(3)
    v = base[:2]
    base.add_(x)
    return v


def a_view_on_the_right(dl, x):
    y = x * 1
    y[0] = 5.0
    y[1] = y[0] * x[2]
    return y


def a_leaf(dl, x):
    x += 1
    return x


def a_view_of_a_leaf(dl, x):
    x.view(-1)[0] = 1.0
    return x


def a_view_made_without_recording(dl, x):
    y = x * 1
    with dl.no_grad():
        v = y[1]
    v.add_(1)
    return y


def a_leaf_of_whole_numbers(dl, x):
    return dl.zeros(3, dtype=dl.int64).add_(x)


def more_than_it_holds(dl, x):
    return (x * 1).add_(dl.ones(2, 3))


def an_output_that_is_needed(dl, x):
    y = x.exp()
    y.add_(1)
    return y


def an_input_that_is_needed(dl, x):
    y = x * 1
    z = y * y
    y.add_(1)
    return z


def an_input_that_is_not_needed(dl, x):
    y = x * 1
    z = y * dl.ones(3)
    y.add_(1)
    return z


def an_input_of_a_sum(dl, x):
    y = x * x
    z = y.sum(0, keepdim=True) + y
    y.zero_()
    return z


def a_condition(dl, x):
    condition = x > 1.5
    y = dl.where(condition, x * 3, x)
    condition.fill_(False)
    return y


def through_detach(dl, x):
    y = x * 1
    z = y * y
    y.detach().add_(1)
    return z


def through_data(dl, x):
    y = x * 1
    z = y * x
    y.data.add_(1)
    return z


def a_leaf_that_is_needed(dl, x):
    y = x * x
    with dl.no_grad():
        x.add_(1)
    return y


def a_leaf_that_is_not_needed(dl, x):
    y = x + x
    with dl.no_grad():
        x.add_(1)
    return y


def a_result_without_recording(dl, x):
    y = x * 1
    with dl.no_grad():
        y.mul_(2)
        y[0] = 5.0
    return y


def another_part_of_the_memory(dl, x):
    y = x * 1
    z = y[:1] * y[:1]
    y[2:].zero_()
    return z


def a_new_leaf(dl, x):
    return (x * 1).detach().mul_(2) * x


def whole_numbers_in_between(dl, x):
    return x - x.long().float()


def booleans_in_between(dl, x):
    return x * x.bool()


def a_copy_into_whole_numbers(dl, x):
    y = dl.zeros(3, dtype=dl.int64)
    y.copy_(x)
    y[0] = x[2]
    assert not y.requires_grad
    return y * x


def recorded_twice(dl, x):
    y = x * 2
    y.sum().backward()
    return y


def added_twice(dl, x):
    y = (-x + 1 - x).reshape(1, 3).sum(0)
    y.sum().backward()
    return y


def deeply_copied(dl, x):
    return copy.deepcopy(x * 1)


PROGRAMS = [
    value
    for value in list(globals().values())
    if getattr(value, "__module__", None) == __name__
    and value not in (numbers, leaf, graded)
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_what_is_written_in_place_is_torchs_or_refused_as_by_torch(program):
    found = []
    for dl in (scratch, torch):
        x = leaf(dl, 1, 2, 3)
        try:
            found.append(graded(dl, program(dl, x), x))
        except (RuntimeError, ValueError, TypeError):
            found.append("refused")
    assert found[0] == found[1]


def test_torch_refuses_some_of_the_programs_and_computes_most():
    refused = {"a_leaf", "a_view_of_a_leaf", "times_itself", "an_output_that_is_needed"}
    refused |= {"an_input_that_is_needed", "through_detach", "a_condition"}
    for program in PROGRAMS:
        if program.__name__ in refused:
            with pytest.raises(RuntimeError, match=r"in-place|needs for its gradient"):
                graded(scratch, program(scratch, leaf(scratch, 1, 2, 3)))


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_a_gradient_that_is_retained_is_that_of_the_last_value(dl):
    x = leaf(dl, 1, 2, 3)
    y = x * 1
    y.retain_grad()
    y.mul_(3)
    y.sum().backward()
    assert (y.grad.tolist(), x.grad.tolist()) == ([1.0] * 3, [3.0] * 3)


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_data_is_on_the_same_memory_and_may_be_another_tensors(dl):
    x = leaf(dl, 1, 2, 3)
    x.data -= 0.5
    assert x.tolist() == [0.5, 1.5, 2.5]
    x.data = x.data * 2
    assert (x.requires_grad, x.is_leaf, x.data.requires_grad) == (True, True, False)
    assert graded(dl, x * x, x) == ([1.0, 9.0, 25.0], [[2.0, 12.0, 30.0]])


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_an_optimisers_step_overwrites_what_an_earlier_call_needs(dl):
    x = leaf(dl, 1, 2, 3)
    step = (scratch if dl is scratch else torch.optim).SGD([x], lr=0.1)
    loss = (x * x).sum()
    loss.backward(retain_graph=True)
    step.step()
    with pytest.raises(RuntimeError):
        loss.backward()


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_one_of_several_views_of_a_call_cannot_be_written_into(dl):
    @scratch.engine.autograd.differentiable
    def pair(input):
        return (input[:1], input[1:]), lambda da, db: (None,)

    first = pair(leaf(dl, 1, 2) * 1)[0] if dl is scratch else None
    first = (leaf(dl, 1, 2) * 1).unbind()[0] if first is None else first
    with pytest.raises(RuntimeError, match="view"):
        first.mul_(2)


WRITTEN = {
    "divided": (lambda v: v.div_(-1), [-1.0, -0.0, -1.0, -0.0, 1.0, -0.0]),
    "in part": (lambda v: v[:, :2].mul_(3), [3.0, 0.0, 1.0, 0.0, -3.0, 0.0]),
    "at a list": (lambda v: v.__setitem__([0], 5), [0.0, 0.0, 0.0, 0.0, -1.0, 0.0]),
    "at nothing": (lambda v: v.__setitem__([], 5), [1.0, 0.0, 1.0, 0.0, -1.0, 0.0]),
    "as a row": (lambda v: v.flatten()[1:5].mul_(-2), [1, -0.0, -2, -0.0, 2, 0]),
    "replaced": (lambda v: v[0].fill_(2), [0.0, 0.0, 0.0, 0.0, -1.0, 0.0]),
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_a_gradient_goes_back_through_a_written_view_with_its_zeros(
    dl, turned, written
):
    x = leaf(dl, 1, 2, 3, 4, 5, 6).reshape(2, 3)
    x.retain_grad()
    base = x.T * 1 if turned else x * 1  # whose rows are not in one piece if turned
    write, expected = WRITTEN[written]
    write(base.T if turned else base)
    upstream = numbers(dl, 1, 0, 1, 0, -1, 0).reshape(2, 3)
    base.backward(upstream.T if turned else upstream)
    assert str(x.grad.flatten().tolist()) == str([float(n) for n in expected])


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_a_zero_of_either_sign_goes_back_around_a_write(dl):
    x = leaf(dl, 1, 2, 3)
    y = x * 1
    y[1:2].mul_(2)
    y[2:].fill_(4)
    y.backward(numbers(dl, -0.0, -0.0, 1.0))
    assert str(x.grad.tolist()) == "[-0.0, -0.0, 0.0]"


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_a_view_that_is_recorded_anew_copies_its_gradient(dl):
    x = leaf(dl, 1, 2)
    row, rows = x.flatten().expand(1, 2).t(), x.expand(2, 2)
    with dl.no_grad():
        x[0] = 4.0
    row.backward(numbers(dl, -0.0, 3).reshape(2, 1))
    assert str(x.grad.tolist()) == "[-0.0, 3.0]"
    x.grad = None
    (rows * 1).backward(numbers(dl, -0.0, 1, -0.0, 2).reshape(2, 2))
    assert str(x.grad.tolist()) == "[0.0, 3.0]"
    assert rows.grad_fn.name() == "AsStridedBackward0"


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_a_view_requires_a_gradient_as_soon_as_its_base_does(dl):
    base, x = dl.zeros(3), leaf(dl, 1, 2, 3)
    v = base[:2]
    assert (v.requires_grad, v.is_leaf) == (False, True)
    base.add_(x)
    assert (v.requires_grad, v.is_leaf) == (True, False)


def test_a_copy_of_a_leaf_is_a_leaf_of_its_own():
    x = leaf(scratch, 1, 2)
    (x * x).sum().backward()
    y, model = copy.deepcopy(x), scratch.Linear(2, 2)
    other = copy.deepcopy(model)
    assert (y.tolist(), y.grad.tolist()) == ([1.0, 2.0], [2.0, 4.0])
    ((x * y).sum() + model(x).sum() + (2 * other(y)).sum()).backward()
    assert type(other.weight) is scratch.Parameter
    assert other.bias.grad.tolist() == [2.0, 2.0]
    assert model.bias.grad.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_a_tensor_of_one_number_fills_and_gets_the_gradient_of_all(dl):
    number = dl.tensor(3.0, requires_grad=True)
    filled = (2 * dl.ones(2, 3, requires_grad=True)).fill_(number)
    (filled * dl.arange(3.0)).sum().backward()
    assert number.grad.item() == 6
    assert dl.zeros(2, dtype=dl.int64).fill_(dl.tensor(2.5)).tolist() == [2, 2]
    with pytest.raises((TypeError, RuntimeError), match=r"number|0-dim"):
        dl.ones(2).fill_(dl.ones(1))
    assert dl.histogram(dl.rand(5)).hist.shape == (100,)


def at(*parts):
    """Return a function that makes an index: a list or a dtype's name is a tensor."""

    def one(dl, part):
        if isinstance(part, tuple):
            return dl.tensor(part[0], dtype=getattr(dl, part[1]))
        return part

    return lambda dl: tuple(one(dl, part) for part in parts)


MASK, BYTES = ([True, False, True], "bool"), ([1, 0, 1], "uint8")
PLACES = {
    "mask": at(MASK),
    "bytes": at(BYTES),
    "mask alone": lambda dl: dl.tensor(MASK[0]),
    "list of truth": lambda dl: MASK[0],
    "mask and slice": at(MASK, slice(1, 3)),
    "mask and number": at(MASK, 0),
    "number and mask": at(0, ([True, False, True, True], "bool")),
    "mask and number as tensor": at(MASK, (1, "int64")),
    "mask, new axis": at(None, MASK),
    "mask and the rest": at(MASK, ...),
    "mask and True": at(True, MASK),
    "two masks": at(MASK, ([True, False, True, False], "bool")),
    "mask and indices": at(MASK, ([0, 1], "int64")),
    "true": at((True, "bool")),
    "byte": at((1, "uint8")),
    "True": lambda dl: True,
    "False": lambda dl: False,
    "tuple of True": at(True),
    "tuple of False": at(False),
    "indices": at(([0, 2], "int64")),
    "list": lambda dl: [0, 2],
    "number": lambda dl: 1,
    "slice": lambda dl: slice(0, 2),
}
VALUES = {
    "same dtype": lambda dl, x: dl.tensor(2.0),
    "float64": lambda dl, x: dl.tensor(2.5, dtype=dl.float64),
    "one float64": lambda dl, x: dl.tensor([2.5], dtype=dl.float64),
    "two of float64": lambda dl, x: dl.tensor([2.5, 3.0], dtype=dl.float64),
    "too large": lambda dl, x: dl.tensor(1e300, dtype=dl.float64),
    "int64": lambda dl, x: dl.tensor(2),
    "number": lambda dl, x: 2.5,
}


def written(dl, place, value):
    """Return the tensor after writing, or that it was refused."""
    x = dl.arange(12.0).reshape(3, 4)
    try:
        x[place(dl)] = value(dl, x)
    except (IndexError, RuntimeError, TypeError, ValueError):
        return "refused"
    return x.tolist()


@pytest.mark.filterwarnings("ignore:indexing with dtype torch.uint8")
@pytest.mark.filterwarnings("ignore:.*uint8 is now deprecated")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("value", VALUES)
def test_what_may_be_written_where_is_torchs(place, value):
    ours, theirs = (
        written(dl, PLACES[place], VALUES[value]) for dl in (scratch, torch)
    )
    assert ours == theirs


@pytest.mark.parametrize("dtype", ["int32", "uint8", "float32"])
def test_numbers_that_no_element_can_hold_are_written_without_a_warning(dtype):
    x = scratch.zeros(2, dtype=getattr(scratch, dtype))
    x[:] = scratch.tensor([float("nan"), 1e300], dtype=scratch.float64)


OVERLAPS = {
    "rows below": lambda dl, x: (slice(1, None), x[:-1]),
    "rows above": lambda dl, x: (slice(None, -1), x[1:]),
    "the same rows": lambda dl, x: (slice(1, None), x[1:]),
    "others": lambda dl, x: (slice(0, 1), x[1:2]),
    "turned": lambda dl, x: (slice(None), x.T),
    "indices of itself": lambda dl, x: (dl.tensor([0, 1, 2]), x),
    "indices of a part": lambda dl, x: (dl.tensor([0]), x[2:]),
    "all of itself": lambda dl, x: (True, x),
    "all of it turned": lambda dl, x: (True, x.T),
    "nothing of it turned": lambda dl, x: (False, x.T),
    "a column": lambda dl, x: ((slice(None), 0), x[:, 1]),
}


@pytest.mark.parametrize("case", OVERLAPS)
def test_what_overlaps_is_refused_where_torch_refuses_it(case):
    found = []
    for dl in (scratch, torch):
        x = dl.arange(9.0).reshape(3, 3)
        index, value = OVERLAPS[case](dl, x)
        try:
            x[index] = value
        except RuntimeError:
            found.append("refused")
        else:
            found.append(x.tolist())
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("values", "write"),
    [
        ([True], lambda x: x.square_()),
        ([2], lambda x: x.sqrt_()),
        ([2], lambda x: x.add_(0.5)),
    ],
)
def test_a_result_that_cannot_be_stored_is_refused_by_dtype(values, write):
    with pytest.raises(TypeError, match="cannot hold a result of"):
        write(scratch.tensor(values))
    with pytest.raises(RuntimeError):
        write(torch.tensor(values))


def test_a_result_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="cannot hold a result of shape"):
        scratch.ones(1).fmod_(scratch.ones(2))


@pytest.mark.parametrize("accumulate", [False, True])
def test_values_of_another_dtype_are_not_put(accumulate):
    for dl, refusal in ((scratch, TypeError), (torch, RuntimeError)):
        place = (dl.tensor([0]),)
        with pytest.raises(refusal):
            dl.tensor([1, 2]).index_put_(place, dl.tensor([True]), accumulate)
