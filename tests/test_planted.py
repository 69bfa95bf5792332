"""Wrong gradients and bad manners, planted: the battery must name them."""

import numpy as np
import pytest

import scratch
from compare.cases import collect
from compare.cases.case import FunctionCase, OptimizerCase, ProgramCase
from compare.equivalence import bulk, check_example, refusals, reproduce, search
from compare.example import draw_example, seeded
from compare.mismatch import Mismatch, check_close
from compare.strategies import ReplayDraw
from compare.tally import Tally
from scratch.engine.autograd import differentiable


def plant(monkeypatch, name, distort):
    """Let `distort(gradients, doutput, arguments)` change what an operation returns."""
    healthy = getattr(scratch, name).__wrapped__

    def body(*args):
        output, backward = healthy(*args)
        return output, lambda doutput: distort(backward(doutput), doutput, args)

    body.__wrapped__ = healthy
    body.__name__ = name
    monkeypatch.setattr(scratch, name, differentiable(body))


def find(name, dtype="float64", examples=200):
    """Return the mismatch that the battery finds."""
    with pytest.raises(Mismatch) as caught:
        search(collect()[name], dtype, examples, 0)
    return caught.value


def changed(gradients, position, change):
    """Return the gradients with one of them changed."""
    return tuple(
        change(g) if i == position and g is not None else g
        for i, g in enumerate(gradients)
    )


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
        if output.requires_grad and type(output.data) is np.ndarray:
            pullback = output.pullback
            output.pullback = lambda doutput, held=output: pullback(doutput)
        return output

    monkeypatch.setattr(scratch, "relu", cyclic)
    assert find("relu").check == "dropped graph"


def test_a_forward_wrong_in_the_last_digits_is_found(monkeypatch):
    healthy = scratch.linear.__wrapped__

    def body(input, weight, bias=None):
        output, backward = healthy(input, weight, bias)
        return output * (1 + 1e-13), backward

    monkeypatch.setattr(scratch, "linear", differentiable(body))
    found = find("linear")
    assert found.check == "output" or "along a direction" in found.check


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

    def wrong(optimizer, param, group):
        param.grad.data *= -1
        step(optimizer, param, group)

    monkeypatch.setattr(scratch.SGD, "update", wrong)
    assert find("SGD").check.startswith("parameter")


def test_an_optimizer_that_forgets_its_state_is_found(monkeypatch):
    monkeypatch.setattr(scratch.SGD, "load_state_dict", lambda self, state: None)
    assert "loading the state" in find("SGD").check


def test_an_operation_with_wide_bounds_is_found():
    case = FunctionCase(
        name="abs",
        arguments=lambda draw: {"input": draw.array(3)},
        call=lambda dl, input: ((input + 1e13) - 1e13) ** 2,
        regimes=("plain",),
    )
    with pytest.raises(Mismatch, match="too wide bounds"):
        bulk(case, "float64", 60)


def test_the_bulk_loop_gives_a_simplified_failure(monkeypatch):
    plant(monkeypatch, "relu", lambda grads, g, a: changed(grads, 0, np.negative))
    with pytest.raises(Mismatch) as caught:
        bulk(collect()["relu"], "float64", 50)
    assert caught.value.example.arguments["input"].size == 1


def test_input_that_is_no_longer_refused_is_found(monkeypatch):
    monkeypatch.setattr(scratch, "linear", lambda *args, **kwargs: None)
    with pytest.raises(Mismatch, match="scratch accepts it"):
        refusals(collect()["linear"])


def test_another_text_of_refusal_is_found(monkeypatch):
    def refuse(*args, **kwargs):
        raise ValueError("no")

    monkeypatch.setattr(scratch, "linear", refuse)
    with pytest.raises(Mismatch, match="torch_ref"):
        refusals(collect()["linear"])


def test_a_program_that_returns_something_else_is_found():
    case = ProgramCase(
        name="planted",
        arguments=lambda draw: {"input": draw.array(3)},
        program=lambda dl, input: {"sum": input.sum(), "who": dl.__name__},
    )
    example = seeded(case, "float64", 0)
    with pytest.raises(Mismatch) as caught:
        check_example(example, Tally("planted", "float64"))
    assert caught.value.check == "who"


def test_a_failure_prints_a_line_that_reproduces_it(monkeypatch):
    plant(monkeypatch, "relu", lambda grads, g, a: changed(grads, 0, np.negative))
    found = find("relu")
    text = str(found)
    assert "relu: gradient of input" in text
    assert "input = array(" in text
    code = found.example.command().rpartition(" ")[2]
    assert code in text
    with pytest.raises(Mismatch):
        reproduce(collect()["relu"], code)
    monkeypatch.undo()
    assert reproduce(collect()["relu"], code).examples == 1


def test_a_crash_is_a_failure_with_its_place(monkeypatch):
    def body(input):
        return np.maximum(input, 0), lambda doutput: (doutput / {}["missing"],)

    monkeypatch.setattr(scratch, "relu", differentiable(body))
    assert "KeyError" in find("relu").message


@pytest.mark.parametrize("kind", [FunctionCase, OptimizerCase])
def test_a_replay_gives_the_same_example(kind):
    cases = [case for case in collect().values() if isinstance(case, kind)]
    for case in cases:
        for seed in range(3):
            first = seeded(case, "float32", seed)
            draw = ReplayDraw(first.code, "float32", case.regimes)
            assert repr(draw_example(case, draw)) == repr(first)


def test_infinity_stands_for_what_the_dtype_cannot_hold_and_for_nothing_else():
    def close(actual, expected, tolerance=np.inf, also=None):
        arrays = [np.array([x], np.float32) for x in (actual, also or 0.0)]
        check_close(
            "f",
            "output",
            arrays[0],
            np.array([expected]),
            np.array([tolerance]),
            ("a", "b"),
            arrays[1],
        )

    close(np.inf, 6.6e38)
    close(np.inf, 3.0, also=np.inf)
    close(np.nan, 3.0, also=np.nan)
    close(5.0, 3.0)
    for actual, expected in ((np.inf, 3.0), (-np.inf, 6.6e38), (np.nan, 6.6e38)):
        with pytest.raises(Mismatch):
            close(actual, expected)
    with pytest.raises(Mismatch):
        close(5.0, 3.0, tolerance=1.0)
    with pytest.raises(Mismatch):
        close(3.0, np.nan)
