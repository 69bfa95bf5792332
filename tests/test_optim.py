"""The optimisers against torch.optim, and against numbers worked by hand."""

from inspect import signature

import numpy as np
import pytest
import torch

import scratch

SHAPES = ((3, 4), (5,), (), (0, 2), (700, 101))

VARIANTS = {
    "SGD": [
        {},
        {"momentum": 0.9},
        {"momentum": 0.9, "dampening": 0.25, "weight_decay": 0.1, "maximize": True},
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        {"weight_decay": 0.1, "maximize": True},
        {"maximize": True},
    ],
    "Adam": [
        {},
        {"betas": (0.5, 0.9), "weight_decay": 0.1, "eps": 1e-3},
        {"betas": (0.0, 0.9), "amsgrad": True, "maximize": True},
        {"decoupled_weight_decay": True, "weight_decay": 0.2},
    ],
    "RMSprop": [
        {},
        {"alpha": 0.5, "momentum": 0.9, "weight_decay": 0.1},
        {"centered": True, "eps": 0.1, "maximize": True},
        {"centered": True, "momentum": 0.5},
    ],
    "Adagrad": [
        {},
        {"lr_decay": 0.5, "weight_decay": 0.1, "eps": 0.1},
        {"initial_accumulator_value": 0.25, "maximize": True},
    ],
    "AdamW": [{}, {"weight_decay": 0.3, "amsgrad": True, "maximize": True}],
    "Adadelta": [{}, {"rho": 0.5, "eps": 0.1, "weight_decay": 0.1, "maximize": True}],
    "Adamax": [{}, {"betas": (0.5, 0.9), "weight_decay": 0.1, "maximize": True}],
    "NAdam": [
        {},
        {"betas": (0.5, 0.9), "momentum_decay": 0.1, "weight_decay": 0.1},
        {"decoupled_weight_decay": True, "weight_decay": 0.2, "maximize": True},
    ],
    "RAdam": [
        {},
        {"betas": (0.5, 0.999), "weight_decay": 0.1, "eps": 1e-3, "maximize": True},
        {"decoupled_weight_decay": True, "weight_decay": 0.2},
    ],
    "Rprop": [{}, {"etas": (0.3, 1.5), "step_sizes": (0.01, 0.1), "maximize": True}],
}
EVERY = pytest.mark.parametrize(
    ("name", "options"),
    [(name, options) for name in VARIANTS for options in VARIANTS[name]],
)


def optimizers(dl):
    """Return where a side keeps its optimisers."""
    return torch.optim if dl is torch else dl


def tensors(dl, arrays, requires_grad=True):
    """Return leaves that hold copies of the arrays."""
    made = [dl.tensor(array.copy()) for array in arrays]
    return [tensor.requires_grad_(requires_grad) for tensor in made]


def draw(seed, dtype):
    """Return one array of every shape."""
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape).astype(dtype) for shape in SHAPES]


def walk(params, optimizer, dl, steps):
    """Take steps with gradients that depend on the number of the step alone."""
    dtype = params[0].detach().numpy().dtype
    for step in steps:
        for param, grad in zip(params, tensors(dl, draw(step, dtype), False)):
            param.grad = grad
        if step == 1:
            params[1].grad = None
        optimizer.step()


def values(params):
    """Return the parameters as arrays."""
    return [param.detach().numpy() for param in params]


def state_values(optimizer):
    """Return {(index, name): array} of the state."""
    state = optimizer.state_dict()["state"]
    return {
        (index, name): value.detach().numpy()
        for index, members in state.items()
        for name, value in members.items()
    }


def converted(state_dict, dl):
    """Return a state dict with its tensors made anew as those of another library."""
    state = {
        index: {name: dl.tensor(v.detach().numpy().copy()) for name, v in own.items()}
        for index, own in state_dict["state"].items()
    }
    return {"state": state, "param_groups": state_dict["param_groups"]}


def assert_close(actual, expected, ulps=16):
    """Require equality up to rounding, measured against the largest of all elements."""
    size = max(np.abs(array).max(initial=0) for array in expected)
    assert len(actual) == len(expected)
    for array, reference in zip(actual, expected):
        assert array.shape == reference.shape
        assert array.dtype == reference.dtype
        assert np.isfinite(array).all()
        error = np.abs(array - reference).max(initial=0)
        assert error <= ulps * np.finfo(reference.dtype).eps * size


@EVERY
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_parameters_and_state_are_those_of_torch(dl, name, options, dtype):
    seen = []
    for side in (dl, torch):
        params = tensors(side, draw(99, dtype))
        optimizer = getattr(optimizers(side), name)(params, lr=0.05, **options)
        walk(params, optimizer, side, range(5))
        seen.append((values(params), state_values(optimizer)))
    (params, state), (expected, expected_state) = seen
    assert_close(params, expected)
    assert state.keys() == expected_state.keys()
    for name in {name for _, name in state}:
        keys = [key for key in state if key[1] == name]
        assert_close([state[k] for k in keys], [expected_state[k] for k in keys])


@EVERY
@pytest.mark.parametrize("way", ["to torch", "from torch", "to itself"])
def test_a_training_goes_on_in_another_library_from_the_state(dl, name, options, way):
    if (name, way) == ("NAdam", "to torch"):
        pytest.skip("torch loads mu_product in the parameter's dtype, and rounds less")
    old = torch if way == "from torch" else dl
    new = torch if way == "to torch" else dl
    params = tensors(old, draw(99, "float64"))
    optimizer = getattr(optimizers(old), name)(params, lr=0.05, **options)
    walk(params, optimizer, old, range(3))
    again = tensors(new, values(params))
    resumed = getattr(optimizers(new), name)(again, lr=7.0)
    resumed.load_state_dict(converted(optimizer.state_dict(), new))
    walk(params, optimizer, old, range(3, 6))
    walk(again, resumed, new, range(3, 6))
    assert_close(values(again), values(params))


@EVERY
def test_loaded_state_is_a_copy(dl, name, options):
    params = tensors(dl, draw(99, "float32"))
    optimizer = getattr(dl, name)(params, lr=0.05, **options)
    walk(params, optimizer, dl, range(2))
    kept = optimizer.state_dict()
    again = tensors(dl, draw(99, "float32"))
    resumed = getattr(dl, name)(again, lr=0.05, **options)
    resumed.load_state_dict(kept)
    before = {key: value.copy() for key, value in state_values(optimizer).items()}
    walk(again, resumed, dl, range(2, 4))
    for key, value in state_values(optimizer).items():
        np.testing.assert_array_equal(value, before[key])


@EVERY
def test_groups_have_options_of_their_own(dl, name, options):
    seen = []
    for side in (dl, torch):
        params = tensors(side, draw(99, "float64"))
        groups = [{"params": params[:2], "lr": 0.5}, {"params": params[2:3]}]
        optimizer = getattr(optimizers(side), name)(groups, lr=0.05, **options)
        own = {"step_sizes": (0.1, 0.2)} if name == "Rprop" else {"weight_decay": 0.3}
        optimizer.add_param_group({"params": params[3:], **own})
        walk(params, optimizer, side, range(4))
        seen.append(values(params))
    assert_close(*seen)


@EVERY
def test_a_group_s_options_that_the_optimiser_has_not_do_nothing(dl, name, options):
    seen = []
    given = {"weight_decay": 0.3, "decoupled_weight_decay": True, "nesterov": True}
    for side in (dl, torch):
        make = getattr(optimizers(side), name)
        own = signature(make).parameters
        foreign = {key: value for key, value in given.items() if key not in own}
        params = tensors(side, draw(99, "float64"))
        optimizer = make([{"params": params, **foreign}], lr=0.05, **options)
        walk(params, optimizer, side, range(4))
        seen.append(values(params))
    assert_close(*seen)


@EVERY
def test_parameters_of_any_layout_are_updated(name, options):
    wide, grads = draw(99, "float64")[4], draw(1, "float64")[4]
    plain, turned = wide.copy(), np.asfortranarray(wide)
    for array in (plain, turned):
        param = scratch.Tensor(array, requires_grad=True)
        param.grad = scratch.tensor(grads)
        getattr(scratch, name)([param], **options).step()
        assert param.array is array
    np.testing.assert_array_equal(plain, turned)


def test_state_of_another_network_is_refused(dl):
    params = tensors(dl, draw(99, "float32"))
    optimizer = dl.SGD(params, momentum=0.9)
    walk(params, optimizer, dl, range(1))
    state = optimizer.state_dict()
    with pytest.raises(ValueError, match="match the size"):
        dl.SGD(params[1:]).load_state_dict(state)
    with pytest.raises(ValueError, match="number of parameter groups"):
        dl.SGD([{"params": [p]} for p in params]).load_state_dict(state)
    two = dl.SGD([{"params": params[:1]}, {"params": params[1:3]}]).state_dict()
    with pytest.raises(ValueError, match="match the size"):
        dl.SGD([{"params": params[:1]}, {"params": params[1:]}]).load_state_dict(two)
    with pytest.raises(ValueError, match=r"shape \(700, 101\), got \(3, 4\)"):
        dl.SGD(params[::-1]).load_state_dict(state)
