"""What a failure says, and that nothing but a failure is one."""

import numpy as np
import pytest
from planting import changed, find, plant

import scratch
from compare.battery.equivalence import bulk, check_example, refusals, reproduce
from compare.battery.example import draw_example, seeded
from compare.battery.mismatch import Mismatch, check_close
from compare.battery.record import Record
from compare.cases import collect
from compare.cases.case import FunctionCase, OptimizerCase, ProgramCase
from compare.cases.strategies import ReplayDraw
from compare.diagnosis.failure import explain, function_of
from scratch.engine.autograd import differentiable


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
        check_example(example, Record("planted", "float64"))
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


def test_a_module_is_explained_by_its_function(monkeypatch):
    plant(monkeypatch, "relu", lambda grads, g, a: changed(grads, 0, np.negative))
    module = find("relu")
    module.example = seeded(collect()["ReLU"], "float64", 0)
    assert "diagnosis: relu: dinput: sign flipped" in explain(module)
    monkeypatch.undo()
    assert explain(module).endswith("no known mistake gives these numbers")
    for name in ("LSTM", "AdamW", "StepLR"):
        module.example = seeded(collect()[name], "float64", 0)
        assert explain(module).endswith("of functions and layers, not of this")
    modules = {"CrossEntropyLoss": "cross_entropy", "LayerNorm": "layer_norm"}
    found = {name: function_of(collect()[name]).name for name in modules}
    assert found == modules


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
