"""Functions with a backward of their own, gradients without `.grad`, and hooks."""

import gc
import weakref

import pytest
import torch

import scratch

BOTH = pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])


def leaf(dl, *values):
    return dl.tensor([float(value) for value in values], requires_grad=True)


def product(dl, log=None):
    """Return a Function of product, sum and comparison."""

    class Product(dl.autograd.Function):
        @staticmethod
        def forward(ctx, a, b, scale):
            ctx.save_for_backward(a, None, b)
            ctx.scale = scale
            larger = a > b
            ctx.mark_non_differentiable(larger)
            if log is not None:
                log.append((ctx.needs_input_grad, dl.is_grad_enabled()))
            return a * b * scale, a + b, larger

        @staticmethod
        def backward(ctx, dproduct, dsum, dlarger):
            a, nothing, b = ctx.saved_tensors
            assert nothing is None
            if log is not None:
                log.append((dsum.tolist(), dl.is_grad_enabled()))
            dproduct = dproduct * ctx.scale
            return dproduct * b + dsum, dproduct * a + dsum, None

    return Product


@BOTH
def test_a_function_has_several_inputs_and_outputs(dl):
    log = []
    a, b = leaf(dl, 1, 5), leaf(dl, 3, 4)
    p, s, larger = product(dl, log).apply(a, b, 2.0)
    assert (p.tolist(), s.tolist(), larger.tolist()) == ([6, 40], [4, 9], [False, True])
    assert (p.requires_grad, s.requires_grad, larger.requires_grad) == (
        True,
        True,
        False,
    )
    assert p.grad_fn.name() == "ProductBackward"
    (p.sum() + (3 * s).sum()).backward()
    assert (a.grad.tolist(), b.grad.tolist()) == ([9.0, 11.0], [5.0, 13.0])
    product(dl, log).apply(a.detach(), b, 1.0)[0].sum().backward()
    assert log == [
        ((True, True, False), False),
        ([3.0, 3.0], False),
        ((False, True, False), False),
        ([0.0, 0.0], False),
    ]


@BOTH
def test_a_function_is_recorded_only_where_something_requires_a_gradient(dl):
    a = leaf(dl, 1, 2)
    for outputs in (
        product(dl).apply(a.detach(), a.detach(), 1.0),
        dl.no_grad()(product(dl).apply)(a, a, 1.0),
    ):
        assert not any(output.requires_grad for output in outputs)


def one(dl, forward, backward):
    """Return a Function of one tensor, applied."""
    members = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    return type("One", (dl.autograd.Function,), members).apply


@BOTH
def test_none_is_no_gradient_and_a_stretched_one_is_summed(dl):
    a = leaf(dl, 1, 2)
    one(dl, lambda ctx, a: a * 2, lambda ctx, d: None)(a).sum().backward()
    assert a.grad is None
    one(dl, lambda ctx, a: a * 2, lambda ctx, d: dl.ones(3, 2))(a).sum().backward()
    assert a.grad.tolist() == [3.0, 3.0]


@BOTH
def test_gradients_of_another_number_or_shape_are_refused(dl):
    a = leaf(dl, 1, 2)
    for answer in (dl.ones(5), (), (dl.ones(2), dl.ones(2))):
        output = one(dl, lambda ctx, a: a * 2, lambda ctx, d, answer=answer: answer)(a)
        with pytest.raises(RuntimeError, match="One"):
            output.sum().backward()


@BOTH
def test_what_was_saved_may_be_used_once_and_not_written_into(dl):
    a, b = leaf(dl, 1, 2), leaf(dl, 3, 4)
    p = product(dl).apply(a, b, 1.0)[0]
    p.sum().backward(retain_graph=True)
    p.sum().backward()
    with pytest.raises(RuntimeError):
        p.sum().backward()
    p = product(dl).apply(a, b, 1.0)[0]
    with dl.no_grad():
        b.add_(1)
    with pytest.raises(RuntimeError, match=r"in.?place"):
        p.sum().backward()


@BOTH
def test_an_output_may_be_saved_and_its_graph_dies_without_the_collector(dl):
    def forward(ctx, a):
        y = a.exp()
        ctx.save_for_backward(y)
        return y

    a = leaf(dl, 0, 0)
    apply = one(dl, forward, lambda ctx, d: d * ctx.saved_tensors[0])
    y = apply(a)
    (y * 2).sum().backward()
    assert a.grad.tolist() == [2.0, 2.0]
    dying = weakref.ref(apply(a))
    gc.disable()
    try:
        assert dying() is None
    finally:
        gc.enable()


@BOTH
def test_gradients_are_returned_and_none_is_added(dl):
    x, unused = leaf(dl, 1, 2, 3), leaf(dl, 1)
    y = x * x
    dy, dx = dl.autograd.grad((y * 2).sum(), [y, x])
    assert (dy.tolist(), dx.tolist()) == ([2.0] * 3, [4.0, 8.0, 12.0])
    outputs, upstream = [x * 2, x.sum()], [dl.ones(3), None]
    assert dl.autograd.grad(outputs, x, upstream)[0].tolist() == [3.0] * 3
    z = (x * x).sum()
    assert (
        dl.autograd.grad(z, (x, unused), allow_unused=True, retain_graph=True)[1]
        is None
    )
    found = dl.autograd.grad(z, (x, unused), materialize_grads=True, retain_graph=True)
    assert found[1].tolist() == [0.0]
    with pytest.raises(RuntimeError):
        dl.autograd.grad(z, unused, retain_graph=True)
    with pytest.raises(RuntimeError):
        dl.autograd.grad(z, dl.ones(1), retain_graph=True)
    dl.autograd.grad(z, x)
    with pytest.raises(RuntimeError):
        dl.autograd.grad(z, x)
    assert x.grad is None


@BOTH
def test_hooks_see_and_change_gradients_until_they_are_removed(dl):
    x, seen = leaf(dl, 1, 2), []
    y = x * 3
    y.retain_grad()
    handle = x.register_hook(lambda gradient: seen.append(gradient.tolist()))
    x.register_hook(lambda gradient: gradient * 2)
    y.register_hook(lambda gradient: gradient * 10)
    (y.sum() + x.sum()).backward()
    assert seen == [[31.0, 31.0]]
    assert (x.grad.tolist(), y.grad.tolist()) == ([62.0, 62.0], [10.0, 10.0])
    handle.remove()
    x.grad = None
    assert dl.autograd.grad((x * 1).sum(), x)[0].tolist() == [2.0, 2.0]
    x.sum().backward()
    assert (x.grad.tolist(), len(seen)) == ([2.0, 2.0], 1)
    with pytest.raises(RuntimeError):
        dl.ones(2).register_hook(print)
    z = leaf(dl, 1)
    z.register_hook(lambda gradient: dl.ones(3))
    with pytest.raises(RuntimeError):
        z.sum().backward()


SAME_NAMES = {
    "add": lambda dl, x: x + 1,
    "sub": lambda dl, x: x - 1,
    "mul": lambda dl, x: x * x,
    "div": lambda dl, x: x / 2,
    "neg": lambda dl, x: -x,
    "exp": lambda dl, x: x.exp(),
    "sum": lambda dl, x: x.sum(),
    "mean": lambda dl, x: x.mean(),
    "pow": lambda dl, x: x**2,
    "clone": lambda dl, x: x.clone(),
    "matmul": lambda dl, x: x.reshape(1, 2) @ x.reshape(2, 1),
    "reshape": lambda dl, x: x.reshape(1, 2),
    "index": lambda dl, x: x[[0]],
    "cat": lambda dl, x: dl.cat([x, x]),
    "to": lambda dl, x: x.double(),
    "leaf": lambda dl, x: x,
}


@pytest.mark.parametrize("name", SAME_NAMES)
def test_calls_have_torchs_names(name):
    found, expected = (
        SAME_NAMES[name](dl, leaf(dl, 1, 2)).grad_fn for dl in (scratch, torch)
    )
    assert (found and found.name()) == (expected and expected.name())
    if found:
        assert repr(found) == f"<{found.name()}>"


@BOTH
def test_the_graph_can_be_walked(dl):
    x, constant = leaf(dl, 1, 2), dl.ones(2)
    node = (x.exp() * constant).grad_fn
    (first, _), (second, _) = node.next_functions
    assert (first.name(), second) == ("ExpBackward0", None)
    ((end, _),) = first.next_functions
    assert end.variable is x
    assert x.grad_fn is None


@BOTH
def test_a_tensor_shows_the_call_that_made_it(dl):
    assert repr(leaf(dl, 1).exp()).endswith(", grad_fn=<ExpBackward0>)")
    assert repr(leaf(dl, 1)).endswith(", requires_grad=True)")
    assert "grad" not in repr(leaf(dl, 1).exp().detach())


def test_second_derivatives_are_refused():
    x = leaf(scratch, 1, 2)
    with pytest.raises(NotImplementedError, match="second derivatives"):
        scratch.autograd.grad(x.sum(), x, create_graph=True)
    with pytest.raises(NotImplementedError, match="second derivatives"):
        x.sum().backward(create_graph=True)
