"""Wrong gradients and bad manners, planted: the battery must name them."""

import numpy as np
import pytest
from planting import changed, find, plant

import scratch
from scratch.engine.autograd import differentiable


def test_a_sign_is_found(monkeypatch):
    plant(monkeypatch, "relu", lambda grads, g, a: changed(grads, 0, np.negative))
    found = find("relu")
    assert (found.operation, found.check) == ("relu", "gradient of input")
    assert found.actual == -found.expected


def test_a_missing_one_over_n_is_found(monkeypatch):
    def distort(grads, doutput, args):
        n = args[0].size if doutput.ndim == 0 else 1
        return changed(grads, 0, lambda g: g * n)

    plant(monkeypatch, "mse_loss", distort)
    found = find("mse_loss")
    assert (found.operation, found.check) == ("mse_loss", "gradient of input")


def test_a_softmax_gradient_of_zero_is_found(monkeypatch):
    plant(monkeypatch, "softmax", lambda grads, g, a: changed(grads, 0, np.zeros_like))
    found = find("softmax")
    assert (found.operation, found.check) == ("softmax", "gradient of input")


def test_a_transposed_dweight_is_found(monkeypatch):
    def transpose(grad):
        return grad.T.copy() if grad.shape == grad.T.shape else grad

    plant(monkeypatch, "linear", lambda grads, g, a: changed(grads, 1, transpose))
    found = find("linear", examples=300)
    assert (found.operation, found.check) == ("linear", "gradient of weight")


def test_a_float64_gradient_of_float32_is_found(monkeypatch):
    def widen(grad):
        return grad.astype(np.float64)

    plant(monkeypatch, "relu", lambda grads, g, a: changed(grads, 0, widen))
    found = find("relu", "float32")
    assert "float64" in found.message
    assert found.check == "gradient of input"


def test_a_wrong_slope_at_zero_alone_is_found_and_shrunk(monkeypatch):
    def distort(grads, doutput, args):
        return (np.where(args[0] == 0, doutput, grads[0]),)

    plant(monkeypatch, "relu", distort)
    found = find("relu")
    assert found.check == "gradient of input"
    assert found.example.arguments["input"].size == 1


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_one_element_wrong_by_one_in_ten_thousand_is_found(monkeypatch, dtype):
    def nudge(grad):
        grad = grad.copy()
        if grad.size:
            grad.reshape(-1)[grad.size // 2] *= 1 + 1e-4
        return grad

    plant(monkeypatch, "linear", lambda grads, g, a: changed(grads, 0, nudge))
    assert find("linear", dtype).check == "gradient of input"


def test_nan_in_a_gradient_is_found(monkeypatch):
    plant(
        monkeypatch, "relu", lambda grads, g, a: changed(grads, 0, lambda g: g * np.nan)
    )
    assert find("relu").check == "gradient of input"


def test_a_missing_gradient_is_found(monkeypatch):
    plant(monkeypatch, "linear", lambda grads, g, a: changed(grads, 2, lambda g: None))
    found = find("linear")
    assert found.operation == "linear"
    assert "argument 2" in found.message


def test_a_backward_that_works_only_once_is_found(monkeypatch):
    healthy = scratch.relu.__wrapped__

    def body(input):
        output, backward = healthy(input)
        calls = []

        def forgetful(doutput):
            calls.append(1)
            return tuple(g * (1 if len(calls) == 1 else 0) for g in backward(doutput))

        return output, forgetful

    monkeypatch.setattr(scratch, "relu", differentiable(body))
    assert find("relu").check == "second backward, input"


def test_a_backward_that_scales_the_upstream_in_place_is_found(monkeypatch):
    def distort(grads, doutput, args):
        grads = changed(grads, 0, lambda g: g.copy())
        if isinstance(doutput, np.ndarray):
            doutput *= 2
        return grads

    plant(monkeypatch, "relu", distort)
    assert find("relu").check == "upstream is left alone"


def test_a_forward_that_writes_into_its_input_is_found(monkeypatch):
    def body(input):
        if isinstance(input, np.ndarray) and input.flags.writeable:
            np.maximum(input, 0, out=input)
        return np.maximum(input, 0), lambda doutput: (doutput * (input > 0),)

    monkeypatch.setattr(scratch, "relu", differentiable(body))
    assert "left alone" in find("relu").check


def test_an_output_that_is_its_input_is_found(monkeypatch):
    def body(input):
        output = np.maximum(input, 0)
        if isinstance(input, np.ndarray) and (input >= 0).all():
            output = input
        return output, lambda doutput: (doutput * (input > 0),)

    monkeypatch.setattr(scratch, "relu", differentiable(body))
    assert "shares memory" in find("relu").message


def test_a_gradient_that_forgets_the_upstream_is_found(monkeypatch):
    def distort(grads, doutput, args):
        return ((args[0] > 0) * np.ones_like(doutput),)

    plant(monkeypatch, "relu", distort)
    assert find("relu").check == "gradient of input"


def test_a_graph_that_holds_itself_is_found(monkeypatch):
    original = scratch.relu

    def cyclic(input):
        output = original(input)
        if output.requires_grad and type(output.array) is np.ndarray:
            pullback = output.call.pullback
            output.call.pullback = lambda doutput, held=output: pullback(doutput)
        return output

    monkeypatch.setattr(scratch, "relu", cyclic)
    assert find("relu").check == "dropped graph"


def test_a_forward_wrong_in_the_last_digits_is_found(monkeypatch):
    healthy = scratch.linear.__wrapped__

    def body(input, weight, bias=None):
        output, backward = healthy(input, weight, bias)
        return output * (1 + 1e-13), backward

    monkeypatch.setattr(scratch, "linear", scratch.linear.declare(body))
    found = find("linear")
    assert found.check.startswith("output") or "along a direction" in found.check


def test_a_module_that_differs_from_its_function_is_found(monkeypatch):
    forward = scratch.Linear.forward

    def wrong(module, input):
        return (
            forward(module, input) * 1.0 if module.training else forward(module, -input)
        )

    monkeypatch.setattr(scratch.Linear, "forward", wrong)
    assert "(eval" in find("Linear").check


def test_an_initial_weight_of_another_stream_is_found(monkeypatch):
    reset = scratch.Linear.reset_parameters

    def wrong(module):
        scratch.rand(1)
        reset(module)

    monkeypatch.setattr(scratch.Linear, "reset_parameters", wrong)
    assert find("Linear").check == "initial weight"


def test_an_optimizer_that_climbs_is_found(monkeypatch):
    step = scratch.SGD.update

    def wrong(optimizer, param, grad, state, group):
        return step(optimizer, param, -grad, state, group)

    monkeypatch.setattr(scratch.SGD, "update", wrong)
    assert find("SGD").check.startswith("parameter")


def test_an_optimizer_that_forgets_its_state_is_found(monkeypatch):
    monkeypatch.setattr(scratch.SGD, "load_state_dict", lambda self, state: None)
    assert "loading the state" in find("SGD").check
