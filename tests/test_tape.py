"""The tape in detail: order, memory, defaults, and calls that Python would refuse."""

import inspect

import numpy as np
import pytest
import torch

import scratch as dl
from scratch.engine import autograd
from scratch.engine.autograd import Tensor, differentiable, needs_input_grad
from scratch.engine.tape import Call


def leaf(*values, dtype=None):
    return dl.tensor(list(map(float, values)), dtype=dtype, requires_grad=True)


def test_whoever_is_made_later_has_the_larger_whole_number():
    x = leaf(1)
    y = x * 2
    z = leaf(1)
    orders = [x.order, y.call.order, y.order, z.order]
    assert sorted(set(orders)) == orders
    assert {type(order) for order in orders} == {int}
    assert Call((), [], None).order + 1 == Call((), [], None).order


def test_a_new_tensor_is_a_leaf_without_gradient_that_retains_nothing():
    x = Tensor(np.ones(2))
    assert x.is_leaf
    assert x.call is None
    assert x.grad is None
    assert (x.requires_grad, x.retains_grad) == (False, False)
    assert Call((), [], None).retains is None


def test_an_array_is_shared_and_anything_else_becomes_one():
    array = np.ones(3)
    assert Tensor(array).array is array
    assert type(Tensor(array.view(np.matrix)).array) is np.ndarray
    assert type(Tensor(np.float32(2)).array) is np.ndarray
    assert Tensor(np.float32(2)).array.dtype == np.float32


def test_what_a_call_returned_may_be_whole_numbers():
    @differentiable
    def rounded(input):
        return input.astype(np.int64), lambda doutput: (doutput * 1.0,)

    assert rounded(leaf(1.5, 2.5)).tolist() == [1, 2]


@pytest.mark.parametrize("dtype", ["int64", "bool", "uint8"])
def test_only_floating_point_leaves_can_require_a_gradient(dtype):
    x = dl.ones(2, dtype=getattr(dl, dtype))
    with pytest.raises(ValueError, match=f"floating-point.*{dtype}"):
        x.requires_grad_()
    assert x.requires_grad_(False) is x
    assert not x.requires_grad
    with pytest.raises(ValueError, match=f"floating-point.*{dtype}"):
        dl.Parameter(x)
    assert not dl.Parameter(x, requires_grad=False).requires_grad


def test_requiring_a_gradient_is_turned_on_and_off_for_leaves():
    x = dl.ones(2)
    assert x.requires_grad_() is x
    assert x.requires_grad
    assert x.requires_grad_(True).requires_grad
    y = x * 2
    assert y.requires_grad_() is y
    with pytest.raises(ValueError, match="turned off"):
        y.requires_grad_(False)
    assert y.requires_grad
    assert not x.requires_grad_(False).requires_grad


def test_a_parameter_is_a_tensor_that_requires_a_gradient_unless_told():
    data = dl.ones(2)
    parameter = dl.Parameter(data)
    assert parameter.requires_grad
    assert parameter.array is data.array
    with pytest.raises(TypeError, match="Tensor, got ndarray"):
        dl.Parameter(np.ones(2))
    with pytest.raises(TypeError, match="bool, got 1"):
        dl.Parameter(data, 1)


def test_elements_must_be_real_numbers_in_the_machines_byte_order():
    for dtype in ("S3", "datetime64[s]", object, np.void):
        with pytest.raises(TypeError, match="real numbers"):
            Tensor(np.zeros(2, dtype))
    with pytest.raises(ValueError, match="byte order"):
        Tensor(np.zeros(2, np.dtype("f4").newbyteorder()))


def test_retaining_needs_a_tensor_that_requires_a_gradient():
    with pytest.raises(ValueError, match="requires grad"):
        dl.ones(2).retain_grad()
    x = leaf(1, 2)
    x.retain_grad()  # a leaf keeps its own anyway
    assert not x.retains_grad
    y = x * 3
    y.retain_grad()
    assert y.retains_grad
    y.sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([3.0, 3.0], [1.0, 1.0])


def test_a_retained_gradient_shares_memory_with_nobody():
    x, upstream = leaf(1, 2), dl.tensor([3.0, 4.0])
    y = x + 0.0
    y.retain_grad()
    y.backward(upstream, retain_graph=True)
    for other in (upstream, x.grad):
        assert not np.shares_memory(y.grad.array, other.array)
    y.backward(upstream)
    assert upstream.tolist() == [3.0, 4.0]
    assert (x.grad.tolist(), y.grad.tolist()) == ([6.0, 8.0], [6.0, 8.0])


@pytest.mark.parametrize("size", [0, 2, 3])
def test_only_a_single_element_has_an_upstream_of_its_own(size):
    with pytest.raises(RuntimeError, match=f"one element, got shape \\({size},\\)"):
        (dl.ones(size).requires_grad_() * 1).backward()
    x = dl.ones(1, 1, dtype=dl.float64).requires_grad_()
    x.backward()
    assert (x.grad.tolist(), x.grad.dtype) == ([[1.0]], np.float64)


def test_an_upstream_of_another_precision_is_taken_in_the_tensors():
    x = leaf(1, 2, dtype=dl.float32)
    x.backward(dl.tensor([1.0, 2.0], dtype=dl.float64))
    assert x.grad.dtype == np.float32
    y = leaf(1, 2, dtype=dl.float32)
    (y * 1).backward(dl.tensor([1.0, 2.0], dtype=dl.float64))
    assert y.grad.dtype == np.float32


def test_a_leaf_younger_than_a_call_does_not_end_the_way_back():
    x = leaf(1, 2)
    hidden = x * 2
    weight = leaf(3, 4)
    (hidden * weight).sum().backward()
    assert (x.grad.tolist(), weight.grad.tolist()) == ([6.0, 8.0], [2.0, 4.0])


def test_an_argument_without_gradient_does_not_end_a_call():
    x, constant = leaf(1, 2), dl.tensor([5.0, 7.0])
    (constant * x).sum().backward()
    assert x.grad.tolist() == [5.0, 7.0]
    assert constant.grad is None


def test_arguments_after_one_that_was_met_before_get_their_gradient():
    x, y = leaf(1, 2), leaf(3, 4)

    @differentiable("input", "other", "weight")
    def add(input, other, weight):
        return input + other + weight, lambda doutput: (doutput,) * 3

    add(x, x, y).sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([2.0, 2.0], [1.0, 1.0])


def test_a_sum_of_gradients_changes_none_of_them():
    x = leaf(1, 2)
    given = [np.array([1.0, 2.0]), np.array([3.0, 5.0])]

    @differentiable("input", "other")
    def two(input, other):
        return input + other, lambda doutput: tuple(given)

    two(x, x).sum().backward()
    assert x.grad.tolist() == [4.0, 7.0]
    x.sum().backward()  # added in place, to memory that is nobody else's
    assert [array.tolist() for array in given] == [[1.0, 2.0], [3.0, 5.0]]


def test_a_gradient_that_nobody_else_holds_is_not_copied():
    x, given = leaf(1, 2), np.array([3.0, 4.0])

    @differentiable
    def op(input):
        return input * 1, lambda doutput: (given,)

    op(x).sum().backward()
    assert x.grad.array is given


def test_a_whole_array_in_another_shape_is_not_copied_if_nobody_else_holds_it():
    x, made = leaf(1, 2), []

    @differentiable
    def op(input, keep=False):
        def backward(doutput):
            whole = np.array([[3.0], [4.0]])
            made.append(whole if keep else whole.ctypes.data)
            return whole.reshape(2), None

        return input * 1, backward

    op(x).sum().backward()
    assert x.grad.array.ctypes.data == made[0]
    x.grad = None
    op(x, keep=True).sum().backward()
    assert not np.shares_memory(x.grad.array, made[1])


@pytest.mark.parametrize(
    "gradient",
    [
        lambda memory, doutput: (memory[:2], memory[2:]),  # views
        lambda memory, doutput: (memory[1:3],) * 2,
        lambda memory, doutput: (memory[:2].copy(),) * 2,
        lambda memory, doutput: (np.arange(4.0)[:2], np.arange(4.0)[2:]),
        lambda memory, doutput: (doutput.reshape(2), memory[:2]),
        lambda memory, doutput: (memory.reshape(2, 2)[0],) * 2,
        lambda memory, doutput: (np.array([1.0, 2.0]),) * 2,  # twice the same
        lambda memory, doutput: (doutput, doutput),
        lambda memory, doutput: (doutput, doutput[:]),
    ],
)
def test_a_gradient_that_somebody_else_holds_is_copied(gradient):
    x, y = leaf(1, 2), leaf(3, 4)
    memory, upstream = np.arange(4.0), dl.tensor([1.0, 2.0])

    @differentiable("input", "other")
    def op(input, other):
        return input + other, lambda doutput: gradient(memory, doutput)

    op(x, y).backward(upstream)
    arrays = [x.grad.array, y.grad.array, memory, upstream.array]
    for i, array in enumerate(arrays):
        assert not any(np.shares_memory(array, other) for other in arrays[:i])


def test_a_gradient_may_be_a_number_of_numpys():
    x = dl.tensor(2.0, dtype=dl.float64, requires_grad=True)

    @differentiable
    def op(input):
        return input * 1, lambda doutput: (np.float64(3),)

    op(x).backward()
    op(x).backward()
    assert x.grad.item() == 6.0


def test_who_wants_gradients_is_forgotten_after_the_way_back():
    x = leaf(1, 2)
    (x * 2).sum().backward()
    assert autograd.grad_mode.wanted is None
    assert needs_input_grad(7)

    @differentiable
    def fails(input):
        def backward(doutput):
            raise KeyError

        return input * 1, backward

    with pytest.raises(KeyError):
        fails(x).sum().backward()
    assert autograd.grad_mode.wanted is None


def test_a_way_back_within_a_pullback_leaves_its_wishes_alone():
    asked = []

    @differentiable("input", "other")
    def op(input, other):
        def backward(doutput):
            inner = leaf(1, 2)
            (inner * 2).sum().backward()
            asked.append((needs_input_grad(0), needs_input_grad(1)))
            return None, doutput

        return input * other, backward

    op(dl.tensor([1.0, 2.0]), leaf(3, 4)).sum().backward()
    assert asked == [(False, True)]


def test_what_requires_a_gradient_and_gets_none_is_named():
    @differentiable("input", "other")
    def op(input, other):
        def backward(doutput):
            return doutput, None

        return input * other, backward

    with pytest.raises(RuntimeError, match=r"^test_what_requires\w* holds.* 1 const"):
        op(leaf(1), leaf(2)).backward()


def test_a_call_is_recorded_if_any_argument_requires_a_gradient():
    x, constant = leaf(1, 2), dl.tensor([1.0, 2.0])
    for arguments in ((x, constant), (constant, x), (x, x)):
        assert (arguments[0] * arguments[1]).requires_grad
        assert dl.stack(arguments).requires_grad
        with dl.no_grad():
            assert not (arguments[0] * arguments[1]).requires_grad
            assert not dl.stack(arguments).requires_grad
    assert not (constant * constant).requires_grad
    assert not dl.stack([constant, constant]).requires_grad
    assert (constant * constant).is_leaf


CALLS = {
    "positions": (("x", "x"), {}),
    "all positions": (("x", "x", "x"), {}),
    "names": ((), {"input": "x", "weight": "x"}),
    "names in another order": ((), {"weight": "x", "bias": "x", "input": "x"}),
    "a position and a name": (("x",), {"weight": "x"}),
    "the last by name": (("x", "x"), {"bias": "x"}),
    "none": ((), {}),
    "too few": (("x",), {}),
    "too few by name": ((), {"input": "x"}),
    "the first missing": ((), {"weight": "x"}),
    "one in between missing": (("x",), {"bias": "x"}),
    "too many": (("x",) * 5, {}),
    "too many and a name": (("x",) * 5, {"input": "x"}),
    "twice the first": (("x", "x"), {"input": "x"}),
    "twice the second": (("x", "x"), {"weight": "x"}),
    "twice the third": (("x", "x", "x"), {"bias": "x"}),
    "unknown": (("x", "x"), {"speed": 1}),
    "unknown alone": ((), {"speed": 1}),
    "unknown for all": (("x", "x", "x"), {"speed": 1}),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_takes_and_refuses_what_python_would(name):
    seen = []

    def plain(input, weight, bias=None):
        seen.append((input, weight, bias))
        return input * 1, lambda doutput: (doutput, None, None)

    recorded = differentiable("input", "weight", "bias")(plain)
    args, kwargs = CALLS[name]
    x = dl.tensor([1.0])
    args = tuple(x for _ in args)
    kwargs = {key: x if value == "x" else value for key, value in kwargs.items()}
    try:
        expected = inspect.signature(plain).bind(*args, **kwargs)
    except TypeError as error:
        with pytest.raises(TypeError, match=f"^{error}$"):
            recorded(*args, **kwargs)
        assert seen == []
    else:
        expected.apply_defaults()
        recorded(*args, **kwargs)
        ((input, weight, bias),) = seen
        assert input is weight is x.array
        assert (bias is None) == (expected.arguments["bias"] is None)


def test_an_argument_that_is_missing_altogether_is_named():
    @differentiable
    def op(input):
        return input, lambda doutput: (doutput,)

    with pytest.raises(TypeError, match=r"^missing a required argument: 'input'$"):
        op()


def test_a_number_may_be_a_tensor_where_its_name_says_so_and_an_option_may_not():
    @differentiable("input", "exponent|number")
    def op(input, exponent, dim=0):
        return input**exponent, lambda doutput: (doutput, doutput, None)

    x = dl.tensor([2.0])
    assert op(x, x).tolist() == op(x, 2).tolist() == [4.0]
    with pytest.raises(TypeError, match=r"^dim of op must not be a Tensor$"):
        op(x, x, x)


def test_a_recorded_function_keeps_its_name_and_its_doc():
    @differentiable
    def op(input):
        """Return the input."""
        return input, lambda doutput: (doutput,)

    assert (op.__name__, op.__doc__) == ("op", "Return the input.")


def test_an_operation_on_a_list_gives_each_of_its_tensors_a_gradient():
    @differentiable("tensors[]")
    def total(tensors, scale=1.0):
        def backward(doutput):
            return [scale * doutput] * len(tensors), None

        return scale * sum(tensors), backward

    tensors = [leaf(1, 2), dl.tensor([5.0, 6.0]), leaf(3, 4)]
    output = total(tensors, 2.0)
    assert output.tolist() == [18.0, 24.0]
    output.backward(dl.tensor([1.0, -1.0]))
    assert tensors[0].grad.tolist() == tensors[2].grad.tolist() == [2.0, -2.0]
    assert tensors[1].grad is None
    assert not total([tensors[1]]).requires_grad


def test_lists_may_stand_among_other_arguments():
    wanted = []

    @differentiable("input", "tensors[]", "bias")
    def mix(input, tensors, bias=None, scale=1.0):
        def backward(doutput):
            wanted.append([needs_input_grad(i) for i in range(4)])
            return 2 * doutput, None if scale == 0 else [doutput] * 2, None, None

        return 2 * input + scale * (tensors[0] + tensors[1]), backward

    x, y, z = leaf(1, 2), leaf(3, 4), leaf(5, 6)
    mix(x, (y, dl.ones(2))).sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([2.0, 2.0], [1.0, 1.0])
    assert wanted == [[True, True, False, False]]
    mix(dl.ones(2), iter([y, z])).sum().backward()
    assert (y.grad.tolist(), z.grad.tolist()) == ([2.0, 2.0], [1.0, 1.0])
    with pytest.raises(RuntimeError, match=r"holds its argument 1 constant"):
        mix(x, (y, z), scale=0.0).sum().backward()


@differentiable("input", "other")
def halves(input, other):
    """Return sum, product and where the first is larger."""

    def backward(dsum, dproduct, dlarger):
        assert dlarger is None
        return dsum + dproduct * other, dsum + dproduct * input

    return (input + other, input * other, input > other), backward


def test_each_output_of_a_call_sends_its_gradient_back():
    x, y = leaf(1, 5), leaf(3, 4)
    total, product, larger = halves(x, y)
    assert (total.tolist(), product.tolist()) == ([4.0, 9.0], [3.0, 20.0])
    assert larger.tolist() == [False, True]
    assert [t.requires_grad for t in (total, product, larger)] == [True, True, False]
    ((total * 2).sum() + product.sum() + total.sum()).backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([6.0, 7.0], [4.0, 8.0])


def test_an_output_that_nobody_used_has_gradient_zero():
    x, y = leaf(1, 5), leaf(3, 4)
    total, product, _ = halves(x, y)
    product.retain_grad()
    product.sum().backward(retain_graph=True)
    assert (x.grad.tolist(), y.grad.tolist()) == ([3.0, 4.0], [1.0, 5.0])
    assert product.grad.tolist() == [1.0, 1.0]
    total.sum().backward()
    assert (x.grad.tolist(), y.grad.tolist()) == ([4.0, 5.0], [2.0, 6.0])
    assert product.grad.tolist() == [1.0, 1.0]
    with pytest.raises(RuntimeError, match="released"):
        total.sum().backward()


def test_several_outputs_are_not_recorded_where_nobody_asks():
    for parts in (halves(dl.ones(2), dl.ones(2)),):
        assert not any(part.requires_grad for part in parts)
    with dl.no_grad():
        assert all(part.is_leaf for part in halves(leaf(1), leaf(2)))


def test_another_body_is_recorded_under_the_same_declaration():
    def other(input, tensors):
        return input * 1, lambda doutput: (doutput, None)

    with pytest.raises(TypeError, match="no argument 'other'"):
        halves.declare(other)

    def product(input, other):
        return input * other, lambda doutput: (doutput * other, doutput * input)

    assert halves.declare(product)(leaf(2), leaf(3)).item() == 6.0


@pytest.mark.parametrize("make", [dl.cat, dl.stack])
def test_a_list_of_tensors_gets_a_gradient_each(make):
    twin = getattr(torch, make.__name__)
    ours = [leaf(1, 2), dl.tensor([5.0, 6.0]), leaf(3, 4)]
    theirs = [torch.tensor(t.tolist(), requires_grad=t.requires_grad) for t in ours]
    output, expected = make(ours), twin(theirs)
    upstream = np.arange(6.0, dtype=np.float32).reshape(output.shape) ** 2
    output.backward(dl.tensor(upstream))
    expected.backward(torch.tensor(upstream))
    for tensor, other in zip(ours, theirs):
        if other.grad is None:
            assert tensor.grad is None
        else:
            assert tensor.grad.tolist() == other.grad.tolist()
