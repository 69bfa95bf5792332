"""The truth of any torch callable: traced, bounded, told apart from what is wrong."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from compare.oracle import Call, truth

RANDOM = np.random.default_rng(0)


def drawn(*shape):
    return torch.as_tensor(RANDOM.standard_normal(shape))


def torch_itself(found, dtype):
    """Return outputs and gradients of the reference, computed in the dtype."""
    leaves = [v.clone().requires_grad_() for v in found.call.values]
    outputs = torch.utils._pytree.tree_leaves(found.call(leaves))
    upstream = [torch.as_tensor(g) for g in found.upstream]
    gradients = torch.autograd.grad(outputs, leaves, upstream)
    return [t.detach().numpy() for t in (*outputs, *gradients)]


def mixture(inputs, parameters, scale=0.5):
    """Nested arguments, a loop, and an option."""
    hidden = inputs
    for weight, bias in parameters["layers"]:
        hidden = torch.tanh(hidden @ weight + bias) * scale
    return {"hidden": hidden, "norm": hidden.norm(dim=-1)}


CALLS = {
    "layer_norm": (F.layer_norm, drawn(3, 5), (5,), drawn(5), drawn(5)),
    "cross_entropy": (F.cross_entropy, drawn(3, 4), torch.tensor([0, 2, 1])),
    "conv2d": (F.conv2d, drawn(2, 3, 5, 4), drawn(4, 3, 3, 2), drawn(4)),
    "attention": (F.scaled_dot_product_attention, *[drawn(2, 3, 4) for _ in range(3)]),
    "module": (torch.nn.LSTMCell(3, 2), drawn(4, 3), (drawn(4, 2), drawn(4, 2))),
    "nested": (
        mixture,
        drawn(3, 4),
        {"layers": [(drawn(4, 4), drawn(4)), (drawn(4, 2), drawn(2))]},
    ),
}


PAIRS = [("layer_norm", "float32"), ("layer_norm", "float64"), ("nested", "float32")]
PAIRS += [("cross_entropy", "float32"), ("attention", "float64")]
PAIRS += [("conv2d", "float64"), ("module", "float32")]


@pytest.mark.parametrize(("name", "dtype"), PAIRS)
def test_torch_is_within_the_bound_and_a_small_error_is_not(name, dtype):
    found = truth(Call.of(*CALLS[name]), dtype, opinion=dtype == "float32")
    planted = {"float32": 1e-2, "float64": 1e-8}[dtype]
    seen = []
    for quantity, actual in zip(
        [*found.outputs, *found.gradients], torch_itself(found, dtype)
    ):
        assert actual.dtype == dtype
        assert quantity.agrees(actual).all(), quantity.name
        assert not quantity.suspicious(actual).any(), quantity.name
        seen.append(~quantity.agrees(actual * (1 + planted)).reshape(-1))
    assert np.concatenate(seen).mean() > 0.9
    assert found.unresolved < {"float32": 0.8, "float64": 0.01}[dtype]
    assert found.sampled == ()


def test_leaves_are_called_as_the_reference_calls_its_arguments():
    call = Call.of(*CALLS["nested"])
    places = [f"parameters['layers'][{i}][{j}]" for i in (0, 1) for j in (0, 1)]
    assert call.names == ("inputs", *places)
    assert Call.of(*CALLS["conv2d"]).names == ("input", "weight", "bias")
    names = ("input", "hx[0]", "hx[1]", "weight_ih", "weight_hh", "bias_ih", "bias_hh")
    assert Call.of(*CALLS["module"]).names == names


def test_constants_are_those_of_the_tested_dtype():
    tiny = torch.full((2, 3), 1e-5)
    found = {
        dtype: truth(Call.of(F.rms_norm, tiny, (3,)), dtype).outputs[0].value[0, 0]
        for dtype in ("float32", "float64")
    }
    assert found["float32"] == pytest.approx(1e-5 / (1e-10 + 2**-23) ** 0.5)
    assert found["float64"] == pytest.approx(1.0, rel=1e-4)


def test_hyper_parameters_are_rounded_to_the_tested_dtype():
    call = Call.of(F.leaky_relu, drawn(3), 0.1).rounded("float32")
    assert call.arguments()[0][1] == float(np.float32(0.1))


def test_buffers_of_a_module_are_compared_after_the_call():
    module = torch.nn.BatchNorm1d(3, dtype=torch.float64)
    inputs = drawn(4, 3)
    found = truth(Call.of(module, inputs), "float64")
    assert module.running_mean.eq(0).all()
    module(inputs)
    assert [q.name for q in found.buffers] == [n for n, _ in module.named_buffers()]
    for quantity, actual in zip(found.buffers, module.buffers()):
        assert quantity.agrees(actual.numpy()).all()
    assert not found.buffers[0].agrees(np.zeros(3)).any()


def test_a_node_knows_the_line_of_the_reference_that_made_it():
    found = truth(Call.of(*CALLS["nested"]), "float64")
    told = {str(n.target): t for n, (_, _, t) in found.trace.lines.items()}
    assert told["aten.tanh.default"].startswith("hidden = torch.tanh(hidden @ weight")
    backward = [n for n in found.trace.nodes if n.op == "call_function"][-1]
    assert "tanh(hidden @ weight" in found.trace.lines[backward][2]


def test_an_operation_without_a_rule_is_named():
    found = truth(Call.of(torch.lgamma, drawn(4).abs() + 1), "float64")
    assert found.sampled == ("digamma", "lgamma")
    assert all(q.agrees(q.value).all() for q in found.quantities)


def test_a_reference_that_looks_at_values_says_so():
    def branching(x):
        return x * 2 if x.sum() > 0 else x * 3

    assert truth(Call.of(branching, drawn(3)), "float64").trace.looks
    assert not truth(Call.of(torch.tanh, drawn(3)), "float64").trace.looks


def test_an_unsure_comparison_lets_both_branches_through():
    def step(x, y):
        return torch.where(x * 3 - y > 0, x, 10 * x)

    call = Call.of(step, torch.tensor([0.1, 5.0]), torch.tensor([0.3, 1.0]))
    quantity = truth(call, "float32").outputs[0]
    assert quantity.agrees(np.array([0.1, 5.0], np.float32)).all()
    assert quantity.agrees(np.array([1.0, 5.0], np.float32)).all()
    assert not quantity.agrees(np.array([0.1, 50.0], np.float32)).all()
