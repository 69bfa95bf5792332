"""Faults that change what a call must leave alone: `--only NAME` finds each."""

import random
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import scratch
from compare.battery.example import seeded
from compare.battery.surroundings import unchanged
from compare.battery.verify import EXAMPLES, run_task
from compare.cases import collect
from compare.cases.case import FunctionCase, ModuleCase, OptimizerCase
from scratch.optim import Optimizer


def by_shape(monkeypatch):
    """Keep one momentum buffer for all parameters of one shape."""

    class ByShape(defaultdict):
        def __getitem__(self, param):
            return super().__getitem__(param.shape)

        def __setitem__(self, param, state):
            super().__setitem__(getattr(param, "shape", param), state)

        def __contains__(self, param):
            return super().__contains__(param.shape)

        def get(self, param, default=None):
            return super().get(param.shape, default)

    build = Optimizer.__init__

    def wrong(self, *args, **keywords):
        build(self, *args, **keywords)
        self.state = ByShape(dict)

    monkeypatch.setattr(Optimizer, "__init__", wrong)


def decayed_gradients(monkeypatch):
    """Write weight decay into the gradient itself."""
    step = Optimizer.step

    def wrong(self, closure=None):
        decays = [group["weight_decay"] for group in self.param_groups]
        for group in self.param_groups:
            sign = -1 if group["maximize"] else 1
            for param in group["params"]:
                if param.grad is not None and group["weight_decay"]:
                    own = param.grad.array + sign * group["weight_decay"] * param.array
                    param.grad.array[...] = own
            group["weight_decay"] = 0
        loss = step(self, closure)
        for group, decay in zip(self.param_groups, decays):
            group["weight_decay"] = decay
        return loss

    monkeypatch.setattr(Optimizer, "step", wrong)


def copied_too_early(monkeypatch):
    """Copy a module's state before all of it is checked."""
    load = scratch.Module.load_state_dict

    def wrong(self, state_dict, strict=True):
        own = self.state_dict()
        for key, value in state_dict.items():
            if key in own and own[key].shape == value.shape:
                own[key].array[...] = value.array
        return load(self, state_dict, strict)

    monkeypatch.setattr(scratch.Module, "load_state_dict", wrong)


def unread_correction(monkeypatch):
    """Take every correction above 1 for 1."""
    var = scratch.Tensor.var

    def wrong(self, dim=None, correction=1, keepdim=False):
        return var(self, dim, correction=min(correction, 1), keepdim=keepdim)

    monkeypatch.setattr(scratch.Tensor, "var", wrong)


def shared_state(monkeypatch):
    """Share state with the optimiser that it was loaded from."""
    load = Optimizer.load_state_dict

    def wrong(self, state_dict):
        load(self, state_dict)
        for group, other in zip(self.param_groups, state_dict["param_groups"]):
            for param, key in zip(group["params"], other["params"]):
                if key in state_dict["state"]:
                    self.state[param] = state_dict["state"][key]

    monkeypatch.setattr(Optimizer, "load_state_dict", wrong)


def narrow_sum(monkeypatch):
    """Sum uint8 in uint8."""
    total = scratch.sum

    def wrong(input, *args, **keywords):
        output = total(input, *args, **keywords)
        narrow = input.dtype == scratch.uint8
        return output.to(scratch.uint8) if narrow else output

    monkeypatch.setattr(scratch, "sum", wrong)


def fixed_default(monkeypatch):
    """Add a float to integers in float32 whatever the default dtype."""
    add = scratch.Tensor.__add__

    def wrong(self, other):
        output = add(self, other)
        whole = self.array.dtype.kind in "biu" and isinstance(other, float)
        return output.to(scratch.float32) if whole else output

    monkeypatch.setattr(scratch.Tensor, "__add__", wrong)


def impossible_targets(monkeypatch):
    """Take a negative target for 0."""
    healthy = scratch.kl_div

    def wrong(input, target, reduction="mean", log_target=False):
        if not log_target:
            target = target.clamp(min=0)
        return healthy(input, target, reduction, log_target)

    monkeypatch.setattr(scratch, "kl_div", wrong)


def loud_errstate(monkeypatch):
    """Leave NumPy's warnings switched off."""
    healthy = scratch.relu

    def wrong(input):
        np.seterr(all="ignore")
        return healthy(input)

    monkeypatch.setattr(scratch, "relu", wrong)


def drawn_in_passing(monkeypatch):
    """Draw a random number that nothing needs."""
    healthy = scratch.tanh

    def wrong(input):
        scratch.rand(1)
        return healthy(input)

    monkeypatch.setattr(scratch, "tanh", wrong)


FAULTS = [
    (by_shape, "SGD", "parameter 3 after"),
    (by_shape, "Adam", "parameter 3 after"),
    (decayed_gradients, "SGD", "is left alone"),
    (copied_too_early, "LayerNorm", "after a state_dict that was refused"),
    (unread_correction, "Tensor.var", "output"),
    (shared_state, "SGD", "uses the loaded state"),
    (shared_state, "Adam", "uses the loaded state"),
    (narrow_sum, "sum", "uint8"),
    (fixed_default, "Tensor.__add__", "output for input"),
    (impossible_targets, "kl_div", "kl_div: "),
    (loud_errstate, "relu", "errstate"),
    (drawn_in_passing, "tanh", "random stream"),
]


@pytest.mark.parametrize(
    ("fault", "name", "check"), FAULTS, ids=[f"{f.__name__} {n}" for f, n, _ in FAULTS]
)
def test_a_fault_in_what_must_stay_is_found(monkeypatch, fault, name, check):
    monkeypatch.setattr("compare.battery.verify.explain", lambda mismatch: "")  # slow
    fault(monkeypatch)
    assert any(
        check in (run_task(name, dtype, EXAMPLES, 0).failure or "")
        for dtype in collect()[name].dtypes
    )


@pytest.mark.parametrize("name", sorted({name for _, name, _ in FAULTS}))
def test_what_has_no_fault_passes(name):
    assert run_task(name, "float32", EXAMPLES, 0).failure is None


# options that one value of in all examples says enough about, each with its reason
SINGLE = {
    # torch's gelu has no digits in its tail; both are in test_transformer
    "TransformerEncoderLayer": {"activation"},
    "TransformerDecoderLayer": {"activation"},
    "OneCycleLR": {"epochs", "steps_per_epoch"},  # their product is the option
    "batch_norm": {"training"},  # evaluation is the case beside it
}
OPTION_CASES = [
    name
    for name, case in collect().items()
    if isinstance(case, (FunctionCase, ModuleCase, OptimizerCase))
]


@pytest.mark.parametrize("name", OPTION_CASES)
def test_every_option_takes_more_than_one_value(name):
    case, drawn = collect()[name], defaultdict(set)
    for number in range(40):
        for option, value in seeded(case, case.dtypes[0], 9, number).arguments.items():
            shown = "array" if isinstance(value, np.ndarray) else repr(value)
            drawn[option].add(shown)
    single = {option for option, values in drawn.items() if len(values) == 1}
    single -= {option for option in single if drawn[option] == {"array"}}
    assert single <= SINGLE.get(name, set())


def draw():
    with unchanged("a draw"):
        random.random()


def test_a_draw_of_pythons_is_found_where_no_thread_but_this_one_draws():
    with pytest.raises(AssertionError, match="Python's random stream is left alone"):
        draw()
    with ThreadPoolExecutor(1) as others:
        others.submit(draw).result()  # the main thread may have drawn
