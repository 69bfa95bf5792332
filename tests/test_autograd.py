"""The tape: what `backward` accumulates, refuses, frees and never shares."""

import gc
import threading
import weakref

import numpy as np
import pytest
import torch

import scratch as dl
from scratch.engine.autograd import differentiable, needs_input_grad

RNG = np.random.default_rng(7)


def pair(*shape):
    """Return the same random leaf in scratch and in torch."""
    array = RNG.standard_normal(shape)
    return dl.tensor(array, requires_grad=True), torch.tensor(array, requires_grad=True)


def assert_same_gradients(program, *shapes):
    """Run `program(dl, *leaves)` in both libraries under one random upstream."""
    ours, theirs = zip(*(pair(*shape) for shape in shapes))
    output, expected = program(dl, *ours), program(torch, *theirs)
    upstream = RNG.standard_normal(output.shape)
    output.backward(dl.tensor(upstream))
    expected.backward(torch.tensor(upstream))
    # sums of a few terms of order 1 may cancel: each is known to their rounding
    known = {"rtol": 1e-12, "atol": 1e-13}
    np.testing.assert_allclose(output.detach().numpy(), expected.detach(), **known)
    for leaf, twin in zip(ours, theirs):
        np.testing.assert_allclose(leaf.grad.numpy(), twin.grad, **known)


PROGRAMS = {
    "fan-out": (lambda dl, x: x * x + x, (3, 2)),
    "diamond": (lambda dl, x: (x * 2).exp() * (x * 3), (4,)),
    "deep diamond": (lambda dl, x: ((x + x) * (x - 1)) / (x * x + 1), (5,)),
    "row broadcast": (lambda dl, x, b: x + b, (3, 2), (2,)),
    "column broadcast": (lambda dl, x, b: x * b, (3, 2), (3, 1)),
    "both broadcast": (lambda dl, x, b: x / (b * b + 1), (3, 1), (1, 4)),
    "0-d broadcast": (lambda dl, x, b: x - b, (3, 2), ()),
    "numbers on both sides": (lambda dl, x: 2 - x / 3 + 1 / (x * x + 1), (3,)),
    "power": (lambda dl, x: x**3 + (x * x + 1) ** -0.5, (3,)),
    "number to a power": (lambda dl, x: 2**x, (3,)),
    "tensor to a tensor": (lambda dl, x, y: (x * x + 1) ** y, (3, 2), (2,)),
    "absolute value": (lambda dl, x: abs(x) - (-x), (3, 2)),
    "vector times vector": (lambda dl, x, y: x @ y, (4,), (4,)),
    "matrix times vector": (lambda dl, x, y: x @ y, (3, 4), (4,)),
    "vector times matrix": (lambda dl, x, y: x @ y, (3,), (3, 4)),
    "batch times matrix": (lambda dl, x, y: x @ y, (2, 3, 4), (4, 5)),
    "batch times vector": (lambda dl, x, y: x @ y, (2, 3, 4), (4,)),
    "batches broadcast": (lambda dl, x, y: x @ y, (2, 1, 3, 4), (5, 4, 2)),
    "sum over dims": (lambda dl, x: x.sum((0, 2)), (2, 3, 4)),
    "mean kept": (lambda dl, x: x.mean(1, keepdim=True) * x, (2, 3)),
    "variance": (lambda dl, x: x.var(0) + x.var(0, correction=0), (5, 3)),
    "standard deviation": (lambda dl, x: x.std(), (5, 3)),
    "maximum along": (lambda dl, x: x.max(1).values, (4, 3)),
    "minimum along, kept": (lambda dl, x: x.min(0, keepdim=True)[0], (4, 3)),
    "rows by list": (lambda dl, x: x[[0, 2, 2]], (4, 3)),
    "slice": (lambda dl, x: x[1:, ::2], (4, 5)),
    "mask": (lambda dl, x: x[x > 0].sum() + x.sum(), (4, 5)),
    "new axis": (lambda dl, x: x[None, :, 0] * x[:, None, 1], (4, 3)),
    "transposed": (lambda dl, x: x.T @ x, (4, 3)),
    "permuted": (lambda dl, x: x.permute(2, 0, 1) * 2, (2, 3, 4)),
    "reshaped": (lambda dl, x: x.reshape(3, -1).flatten() * 3, (2, 3, 4)),
    "squeezed": (lambda dl, x: x.squeeze(1).unsqueeze(-1), (2, 1, 3)),
    "expanded": (lambda dl, x: x.expand(4, 3) * 2, (1, 3)),
    "concatenated": (lambda dl, x, y: dl.cat([x, y, x], 1), (2, 3), (2, 1)),
    "stacked": (lambda dl, x, y: dl.stack([x, y], 1), (2, 3), (2, 3)),
    "clamped": (lambda dl, x: x.clamp(-0.5, 0.5), (4, 3)),
    "chosen": (lambda dl, x, y: dl.where(x > y, x, y), (3, 2), (2,)),
    "larger": (lambda dl, x, y: dl.maximum(x, y) - dl.minimum(x, y), (3, 2), (2,)),
    "root of log of exp": (lambda dl, x: (1 + x.exp()).log().sqrt(), (3, 2)),
    "mixed dtypes": (lambda dl, x, y: x.float() * y, (3, 2), (3, 2)),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_gradients_equal_torchs_under_a_random_upstream(name):
    program, *shapes = PROGRAMS[name]
    assert_same_gradients(program, *shapes)


@pytest.mark.parametrize(
    ("reduce", "values"),
    [
        (lambda x: x.amax(0), [[1.0, 2.0], [1.0, 0.0], [0.0, 2.0]]),
        (lambda x: x.max(), [3.0, 3.0, 1.0, 3.0]),
        (lambda x: x.max(0).values, [3.0, 3.0, 1.0, 3.0]),
        (lambda x: x.clamp(0.0, 1.0), [0.0, 1.0, 0.5, -1.0, 2.0, np.nan]),
        (lambda x: abs(x), [0.0, -0.0, -1.0]),
        (lambda x: x**0, [0.0, 2.0]),
        (lambda x: x**2, [0.0, -2.0]),
    ],
)
def test_ties_and_kinks_take_torchs_gradient(reduce, values):
    leaf = dl.tensor(values, dtype=dl.float64, requires_grad=True)
    twin = torch.tensor(values, dtype=torch.float64, requires_grad=True)
    output, expected = reduce(leaf), reduce(twin)
    upstream = RNG.standard_normal(output.shape)
    output.backward(dl.tensor(upstream))
    expected.backward(torch.tensor(upstream))
    np.testing.assert_array_equal(leaf.grad.numpy(), twin.grad)


def test_equal_elements_of_maximum_get_half_the_gradient_each():
    x, y = (dl.tensor([1.0, 5.0, 2.0], requires_grad=True) for _ in range(2))
    dl.maximum(x, y).backward(dl.tensor([2.0, 4.0, 8.0]))
    assert x.grad.tolist() == y.grad.tolist() == [1.0, 2.0, 4.0]


def test_gradients_accumulate_until_they_are_cleared():
    x = dl.tensor([1.0, 2.0], requires_grad=True)
    for times in (1, 2, 3):
        (x * x).sum().backward()
        assert x.grad.tolist() == [2.0 * times, 4.0 * times]
    x.grad = None
    (x * x).sum().backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_second_backward_needs_retain_graph_and_then_gives_the_same():
    x = dl.tensor([1.0, 2.0], requires_grad=True)
    loss = (x * x).sum()
    loss.backward(retain_graph=True)
    first = x.grad.tolist()
    x.grad = None
    loss.backward()
    assert x.grad.tolist() == first
    with pytest.raises(RuntimeError, match="retain_graph"):
        loss.backward()


def test_two_leaves_never_share_gradient_memory():
    x = dl.tensor(np.ones(3), requires_grad=True)
    y = dl.tensor(np.ones(3), requires_grad=True)
    upstream = dl.tensor(np.arange(3.0))
    (x + y).backward(upstream)
    assert not np.shares_memory(x.grad.numpy(), y.grad.numpy())
    assert not np.shares_memory(x.grad.numpy(), upstream.numpy())
    x.grad.numpy()[:] = 9
    assert y.grad.tolist() == upstream.tolist() == [0.0, 1.0, 2.0]


def test_an_upstream_is_not_kept_as_the_gradient_of_a_leaf():
    x = dl.tensor(np.ones(3), requires_grad=True)
    upstream = dl.tensor(np.arange(3.0))
    x.backward(upstream)
    assert not np.shares_memory(x.grad.numpy(), upstream.numpy())


def test_a_dropped_graph_dies_without_the_garbage_collector():
    gc.disable()
    try:
        x = dl.tensor(np.ones((3, 3)), requires_grad=True)
        hidden = (x @ x).exp().sqrt() / (x * x + 1)
        loss = (hidden * hidden).sum()
        witness = weakref.ref(hidden.array)
        del hidden
        assert witness() is not None  # the product's gradient needs it
        del loss
        assert witness() is None
    finally:
        gc.enable()


def test_backward_frees_the_graph_as_it_goes():
    x = dl.tensor(np.ones(4), requires_grad=True)
    hidden = x * 2
    loss = (hidden * hidden).sum()
    witness = weakref.ref(hidden.array)
    del hidden
    assert witness() is not None
    loss.backward()
    assert witness() is None


def test_a_graph_holds_no_output_that_no_gradient_needs():
    x = dl.tensor(np.ones(4), requires_grad=True)
    hidden = x * 2
    loss = hidden.sum()
    witnesses = weakref.ref(hidden), weakref.ref(hidden.array)
    del hidden
    assert [witness() for witness in witnesses] == [None, None]
    loss.backward()
    assert x.grad.tolist() == [2.0] * 4


def test_a_gradient_is_retained_as_long_as_its_tensor_lives():
    x = dl.tensor(np.ones(4), requires_grad=True)
    hidden = x * 2
    hidden.retain_grad()
    (hidden * hidden).sum().backward()
    assert hidden.grad.tolist() == [4.0] * 4
    hidden = x * 2
    hidden.retain_grad()
    loss = hidden.sum()
    del hidden
    x.grad = None
    loss.backward()
    assert x.grad.tolist() == [2.0] * 4


def test_ten_thousand_calls_in_a_row_do_not_reach_the_recursion_limit():
    x = dl.tensor([1.0], requires_grad=True)
    y = x
    for _ in range(10_000):
        y = y * 1.0
    y.backward()
    assert x.grad.tolist() == [1.0]
    del y


def test_nothing_is_recorded_under_no_grad():
    x = dl.tensor([1.0], requires_grad=True)
    with dl.no_grad():
        assert not (x * 2).requires_grad
        with dl.enable_grad():
            assert (x * 2).requires_grad
        assert not dl.is_grad_enabled()
    assert (x * 2).requires_grad

    @dl.no_grad()
    def double(x):
        return x * 2

    assert not double(x).requires_grad
    with dl.set_grad_enabled(False):
        assert not (x * 2).requires_grad


def test_no_grad_ends_when_its_block_raises():
    with pytest.raises(KeyError), dl.no_grad():
        raise KeyError
    assert dl.is_grad_enabled()


def test_grad_mode_belongs_to_its_thread():
    seen = []
    with dl.no_grad():
        thread = threading.Thread(target=lambda: seen.append(dl.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_retain_grad_keeps_the_gradient_of_an_intermediate():
    x, twin = pair(3)
    hidden, expected = x * x, twin * twin
    hidden.retain_grad()
    expected.retain_grad()
    hidden.exp().sum().backward()
    expected.exp().sum().backward()
    np.testing.assert_allclose(hidden.grad.numpy(), expected.grad, rtol=1e-14)


def test_backward_refuses_what_torch_refuses():
    x = dl.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="one element"):
        (x * 2).backward()
    with pytest.raises(ValueError, match=r"gradient must have shape \(2,\), got \(1,"):
        (x * 2).backward(dl.tensor([1.0]))
    with pytest.raises(RuntimeError, match="requires grad"):
        dl.tensor([1.0]).backward()
    with pytest.raises(TypeError, match="Tensor"):
        (x * 2).backward(np.ones(2))
    with pytest.raises(ValueError, match="floating-point"):
        dl.tensor([1, 2], requires_grad=True)


def test_in_place_changes_of_recorded_values_are_refused():
    x = dl.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="in-place"):
        x += 1
    with pytest.raises(RuntimeError, match="in-place"):
        x[0] = 3.0
    with dl.no_grad():
        x += 1
        x -= dl.tensor([1.0, 0.0])
        x[1] = 7.0
    assert x.tolist() == [1.0, 7.0]
    assert x.requires_grad


def test_an_option_that_is_a_tensor_is_refused_and_a_tensor_that_is_an_array_too():
    @differentiable
    def scale(input, factor=1.0):
        return input * factor, lambda doutput: (doutput * factor, None)

    x = dl.tensor([1.0])
    with pytest.raises(TypeError, match="factor of scale must not be a Tensor"):
        scale(x, x)
    with pytest.raises(TypeError, match="input must be a Tensor, got ndarray"):
        scale(np.ones(1))
    with pytest.raises(TypeError, match="input must be a Tensor, got list"):
        scale([1.0])
    with pytest.raises(TypeError, match="missing"):
        scale()
    with pytest.raises(TypeError, match="unexpected"):
        scale(x, speed=2)
    with pytest.raises(TypeError, match="multiple"):
        scale(x, input=x)
    with pytest.raises(TypeError, match="too many"):
        scale(x, 1.0, 2.0)


@pytest.mark.parametrize("number", [2, 2.5, True, np.float64(2.5), np.int64(2)])
def test_a_number_never_raises_float32_to_float64(number):
    x = dl.tensor([1.5, 2.5], requires_grad=True)
    for y in (x * number, number * x, x / number, number / x, x + number, x**number):
        assert y.dtype == dl.float32
        x.grad = None
        y.sum().backward()
        assert x.grad.dtype == dl.float32


DTYPES = ["bool", "uint8", "int32", "int64", "float32", "float64"]


@pytest.mark.parametrize("left", DTYPES)
@pytest.mark.parametrize("right", DTYPES)
@pytest.mark.parametrize("shapes", [((2,), (2,)), ((), (2,)), ((2,), ()), ((), ())])
def test_dtypes_are_promoted_as_torch_promotes_them(left, right, shapes):
    a, b = (np.ones(shape, dtype) for shape, dtype in zip(shapes, (left, right)))
    for operate in (lambda a, b: a * b, lambda a, b: a / b, lambda a, b: a < b):
        ours = operate(dl.tensor(a), dl.tensor(b))
        theirs = operate(torch.tensor(a), torch.tensor(b))
        assert str(theirs.dtype) == str(ours.dtype)


@pytest.mark.parametrize("dtype", ["bool", "int64", "float32", "float64"])
@pytest.mark.parametrize("number", [2, 2.0, True])
def test_numbers_promote_a_tensor_as_torch_does(dtype, number):
    a = np.ones(3, dtype)
    for operate in (lambda a: a + number, lambda a: number * a, lambda a: a / number):
        ours, theirs = operate(dl.tensor(a)), operate(torch.tensor(a))
        assert str(theirs.dtype) == str(ours.dtype)
        assert ours.tolist() == theirs.tolist()


def test_an_ndarray_operand_is_refused_instead_of_guessed():
    x = dl.tensor([1.0])
    for operate in (lambda: x * np.ones(1), lambda: np.ones(1) * x, lambda: x @ [1.0]):
        with pytest.raises(TypeError):
            operate()


def test_an_argument_held_constant_that_requires_grad_is_refused_not_ignored():
    logits = dl.tensor(np.eye(2), requires_grad=True)
    weight = dl.tensor([1.0, 2.0], dtype=dl.float64, requires_grad=True)
    labels = dl.tensor([0, 1])
    with pytest.raises(RuntimeError, match="constant, which requires grad"):
        dl.cross_entropy(logits, labels, weight).backward()
    dl.cross_entropy(logits, labels, weight.detach()).backward()
    assert logits.grad is not None


def test_a_pullback_is_told_which_gradients_somebody_wants():
    asked = []

    @differentiable("input", "other", "weight")
    def probe(input, other, weight):
        def backward(doutput):
            asked.append([needs_input_grad(i) for i in range(3)])
            return doutput, None, doutput

        return input + other + weight, backward

    leaf = dl.tensor(np.ones(3), requires_grad=True)
    probe(leaf, dl.tensor(np.ones(3)), leaf).sum().backward()
    assert asked == [[True, False, True]]
    _, backward = probe.__wrapped__(np.ones(3), np.ones(3), np.ones(3))
    backward(np.ones(3))
    assert asked[1] == [True, True, True]


def test_warnings_are_silent_in_a_call_and_as_before_outside():
    x = dl.tensor(np.array([1e38], np.float32), requires_grad=True)
    with np.errstate(over="raise"):
        (x * x).backward()
        with pytest.raises(FloatingPointError):
            np.float32(1e38) * np.array([1e38], np.float32)
    with np.errstate(over="raise"):
        with pytest.raises(ValueError, match="inner sizes"):
            x @ dl.tensor(np.ones(2, np.float32))
        assert np.geterr()["over"] == "raise"
