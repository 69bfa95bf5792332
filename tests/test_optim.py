"""The optimisers against torch.optim, and against numbers worked by hand."""

import numpy as np
import pytest
import torch

import scratch
import torch_ref

SIDES = pytest.mark.parametrize(
    "dl", [scratch, torch_ref], ids=["scratch", "torch_ref"]
)
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
@SIDES
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
@SIDES
@pytest.mark.parametrize("way", ["to torch", "from torch", "to itself"])
def test_a_training_goes_on_in_another_library_from_the_state(dl, name, options, way):
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
@SIDES
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
@SIDES
def test_groups_have_options_of_their_own(dl, name, options):
    seen = []
    for side in (dl, torch):
        params = tensors(side, draw(99, "float64"))
        groups = [{"params": params[:2], "lr": 0.5}, {"params": params[2:3]}]
        optimizer = getattr(optimizers(side), name)(groups, lr=0.05, **options)
        optimizer.add_param_group({"params": params[3:], "weight_decay": 0.3})
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
        assert param.data is array
    np.testing.assert_array_equal(plain, turned)


@SIDES
def test_a_closure_runs_with_recording_on_and_its_loss_is_returned(dl):
    (param,) = tensors(dl, [np.array([3.0])])
    optimizer = dl.SGD([param], lr=0.25)

    def closure():
        optimizer.zero_grad()
        loss = (param * param).sum()
        loss.backward()
        return loss

    with dl.no_grad():
        loss = optimizer.step(closure)
    assert loss.item() == 9.0
    assert param.item() == 1.5


@SIDES
def test_zero_grad_drops_gradients_or_fills_them(dl):
    (param,) = tensors(dl, [np.array([3.0])])
    optimizer = dl.SGD([param])
    (param * 2).sum().backward()
    grad = param.grad
    optimizer.zero_grad(set_to_none=False)
    assert param.grad is grad
    assert grad.item() == 0
    optimizer.zero_grad()
    assert param.grad is None


@SIDES
def test_bad_parameters_are_refused(dl):
    first, second = tensors(dl, [np.ones(2), np.ones(2)])
    with pytest.raises(TypeError, match="params argument given to the optimizer"):
        dl.SGD(first)
    with pytest.raises(ValueError, match="empty parameter list"):
        dl.SGD([])
    with pytest.raises(TypeError, match="can only optimize Tensors"):
        dl.SGD([1.0])
    with pytest.raises(ValueError, match="non-leaf"):
        dl.SGD([first * 2])
    with pytest.raises(ValueError, match="more than one parameter group"):
        dl.SGD([{"params": [first, second]}, {"params": [second]}])
    with pytest.warns(UserWarning, match="duplicate parameters"):
        dl.SGD([first, first])
    with pytest.raises(TypeError, match="ordered collections"):
        dl.SGD([{"params": {first, second}}])
    with pytest.raises(TypeError, match="param_group must be a dict"):
        dl.SGD([first]).add_param_group([second])


@SIDES
def test_state_of_another_network_is_refused(dl):
    params = tensors(dl, draw(99, "float32"))
    optimizer = dl.SGD(params, momentum=0.9)
    walk(params, optimizer, dl, range(1))
    state = optimizer.state_dict()
    with pytest.raises(ValueError, match="match the size"):
        dl.SGD(params[1:]).load_state_dict(state)
    with pytest.raises(ValueError, match="number of parameter groups"):
        dl.SGD([{"params": [p]} for p in params]).load_state_dict(state)
    with pytest.raises(ValueError, match=r"momentum_buffer must have shape"):
        dl.SGD(params[::-1]).load_state_dict(state)


@SIDES
def test_numbers_that_make_no_sense_are_refused(dl):
    (param,) = tensors(dl, [np.ones(2)])
    for name in VARIANTS:
        with pytest.raises(ValueError, match=r"lr must not be negative, got -0\.1"):
            getattr(dl, name)([param], lr=-0.1)
    with pytest.raises(ValueError, match="nesterov needs momentum and no dampening"):
        dl.SGD([param], nesterov=True)
    with pytest.raises(ValueError, match="nesterov needs momentum and no dampening"):
        dl.SGD([param], nesterov=True, momentum=0.9, dampening=0.5)


def descend(dl, optimizer, param, gradient, steps):
    """Return the parameter after every step with the gradients of a function."""
    seen = []
    for _ in range(steps):
        param.grad = dl.tensor(np.array([gradient(param.item())]))
        optimizer.step()
        seen.append(param.item())
    return seen


@SIDES
def test_momentum_sums_gradients_with_geometric_weights(dl):
    # Goh, "Why Momentum Really Works", Distill 2017: z = beta z + grad, w -= alpha z;
    # a constant gradient of 1 has z = 1, 1 + beta, 1 + beta + beta^2, ...
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.SGD([param], lr=0.5, momentum=0.5)
    assert descend(dl, optimizer, param, lambda w: 1.0, 4) == [
        -0.5,
        -0.5 * (1 + 1.5),
        -0.5 * (1 + 1.5 + 1.75),
        -0.5 * (1 + 1.5 + 1.75 + 1.875),
    ]


@SIDES
def test_polyaks_heavy_ball_on_a_parabola(dl):
    # Polyak, "Some methods of speeding up the convergence of iteration methods", 1964:
    # x_{t+1} = x_t - alpha x_t + beta (x_t - x_{t-1}); alpha = 1/4, beta = 1/2, x_0 = 1
    # gives 1, 3/4, 7/16, 11/64 ...
    (param,) = tensors(dl, [np.array([1.0])])
    optimizer = dl.SGD([param], lr=0.25, momentum=0.5)
    assert descend(dl, optimizer, param, lambda x: x, 3) == [3 / 4, 7 / 16, 11 / 64]


@SIDES
def test_nesterov_is_momentum_seen_from_the_point_ahead(dl):
    # Sutskever et al. 2013, eqs. 3-4: v = mu v - eps f'(theta + mu v), theta += v.
    # torch keeps phi = theta + mu v: the same walk in other coordinates.
    mu, eps, theta, v = 0.5, 0.25, 1.0, 0.0
    ahead = []
    for _ in range(4):
        v = mu * v - eps * (theta + mu * v)
        theta += v
        ahead.append(theta + mu * v)
    (param,) = tensors(dl, [np.array([1.0])])
    optimizer = dl.SGD([param], lr=eps, momentum=mu, nesterov=True)
    assert descend(dl, optimizer, param, lambda x: x, 4) == ahead


@SIDES
def test_the_first_momentum_is_not_dampened(dl):
    # torch.optim.SGD, "the first momentum value will not be scaled by dampening":
    # g = 1: v_1 = 1, v_2 = 0.5 + 0.75, v_3 = 0.625 + 0.75
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.SGD([param], lr=1.0, momentum=0.5, dampening=0.25)
    assert descend(dl, optimizer, param, lambda w: 1.0, 3) == [-1.0, -2.25, -3.625]


@SIDES
def test_weight_decay_shrinks_by_a_factor_where_the_gradient_is_zero(dl):
    # Hanson and Pratt, "Comparing biases for minimal network construction", 1988:
    # w (1 - lr * decay) a step
    (param,) = tensors(dl, [np.array([8.0])])
    optimizer = dl.SGD([param], lr=0.5, weight_decay=0.5)
    assert descend(dl, optimizer, param, lambda w: 0.0, 3) == [6.0, 4.5, 3.375]


@SIDES
def test_adams_first_step_has_the_size_of_lr_whatever_the_gradient(dl):
    # Kingma and Ba, "Adam", 2015, section 2.1: the corrections cancel, |step| = alpha
    for gradient in (4.0, -(2.0**-20), 3e5):
        (param,) = tensors(dl, [np.array([0.0])])
        optimizer = dl.Adam([param], lr=0.25, eps=0.0)
        (first,) = descend(dl, optimizer, param, lambda w, g=gradient: g, 1)
        assert first == pytest.approx(-0.25 * np.sign(gradient), rel=1e-14)


@SIDES
def test_adams_second_step_by_hand(dl):
    # Kingma and Ba 2015, algorithm 1 with g = 1, -1 and betas 1/2, 3/4:
    # m = 1/2, -1/4 and m / (1 - beta1^t) = 1, -1/3;
    # v = 1/4, 7/16 and v / (1 - beta2^t) = 1, 1
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.Adam([param], lr=0.75, betas=(0.5, 0.75), eps=0.0)
    gradients = iter([1.0, -1.0])
    seen = descend(dl, optimizer, param, lambda w: next(gradients), 2)
    assert seen == pytest.approx([-0.75, -0.5], rel=1e-15)


@SIDES
def test_eps_is_added_outside_the_root_after_the_correction(dl):
    # algorithm 1: theta -= alpha m^ / (sqrt(v^) + eps): 1 / (1 + 3) at the first step
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.Adam([param], lr=1.0, betas=(0.5, 0.75), eps=3.0)
    assert descend(dl, optimizer, param, lambda w: 1.0, 1) == pytest.approx([-0.25])


@SIDES
def test_adam_climbs_where_amsgrad_descends(dl):
    # Reddi et al., "On the Convergence of Adam and Beyond", 2018, section 3: slopes
    # C, -1, -1, ... of mean (C - 2) / 3 > 0, beta1 = 0, beta2 = 1 / (1 + C^2); x stays
    # in [-1, 1], where -1 is the minimum
    ends = {}
    for amsgrad in (False, True):
        (param,) = tensors(dl, [np.array([0.0])])
        optimizer = dl.Adam(
            [param], lr=0.5, betas=(0.0, 1 / 17), eps=0.0, amsgrad=amsgrad
        )
        for step in range(300):
            for group in optimizer.param_groups:
                group["lr"] = 0.5 / (step + 1) ** 0.5
            slope = 4.0 if step % 3 == 0 else -1.0
            descend(dl, optimizer, param, lambda x, slope=slope: slope, 1)
            param.data[...] = np.clip(param.item(), -1, 1)
        ends[amsgrad] = param.item()
    assert ends[False] > 0.9
    assert ends[True] < -0.9


@SIDES
def test_an_l2_penalty_is_not_weight_decay_under_adam(dl):
    # Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019, proposition
    # 2: Adam divides the penalty's gradient by its own root, so that without a loss the
    # step is lr for any strength; AdamW shrinks by 1 - lr * weight_decay
    for strength in (0.5, 0.25):
        options = {"lr": 0.5, "weight_decay": strength, "eps": 0.0}
        (param,) = tensors(dl, [np.array([8.0])])
        coupled = descend(dl, dl.Adam([param], **options), param, lambda w: 0.0, 1)
        assert coupled == pytest.approx([7.5])
        (param,) = tensors(dl, [np.array([8.0])])
        options["eps"] = 1.0
        decoupled = descend(dl, dl.AdamW([param], **options), param, lambda w: 0.0, 1)
        assert decoupled == [8 * (1 - 0.5 * strength)]


@SIDES
def test_an_l2_penalty_is_weight_decay_under_sgd(dl):
    # Loshchilov and Hutter 2019, proposition 1
    seen = []
    for weight_decay, penalty in ((0.3, 0.0), (0.0, 0.3)):
        (param,) = tensors(dl, [np.array([8.0])])
        optimizer = dl.SGD([param], lr=0.1, momentum=0.9, weight_decay=weight_decay)
        seen.append(
            descend(dl, optimizer, param, lambda w, k=penalty: np.cos(w) + k * w, 20)
        )
    np.testing.assert_allclose(*seen, rtol=1e-13)


@SIDES
def test_adamw_stays_decoupled_with_the_state_of_adam(dl):
    (param,) = tensors(dl, [np.array([8.0])])
    adam, adamw = dl.Adam([param]), dl.AdamW([param])
    adamw.load_state_dict(adam.state_dict())
    assert adamw.param_groups[0]["decoupled_weight_decay"] is True
    adam.load_state_dict(adamw.state_dict())
    assert adam.param_groups[0]["decoupled_weight_decay"] is True


@SIDES
def test_options_missing_in_a_state_dict_take_their_defaults(dl):
    (param,) = tensors(dl, [np.array([8.0])])
    optimizer = dl.Adam([param], eps=0.5)
    state = optimizer.state_dict()
    del state["param_groups"][0]["eps"]
    optimizer.load_state_dict(state)
    assert optimizer.param_groups[0]["eps"] == 0.5


@SIDES
def test_rmsprop_by_hand(dl):
    # Hinton, lecture 6e, 2012: MeanSquare = 0.9 MeanSquare + 0.1 g^2, step g / root;
    # with decay 3/4 and g = 2, 4: mean squares 1 and 19/4
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.RMSprop([param], lr=1.0, alpha=0.75, eps=0.0)
    gradients = iter([2.0, 4.0])
    seen = descend(dl, optimizer, param, lambda w: next(gradients), 2)
    assert seen == pytest.approx([-2, -2 - 4 / 4.75**0.5], rel=1e-15)


@SIDES
def test_centered_rmsprop_by_hand(dl):
    # Graves 2013, eqs. 38-41: n = a n + (1 - a) e^2, g = a g + (1 - a) e and a step of
    # e / sqrt(n - g^2); a = 1/2, e = 2 give n = 2, g = 1; eps outside the root is 1
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.RMSprop([param], lr=0.5, alpha=0.5, eps=1.0, centered=True)
    assert descend(dl, optimizer, param, lambda w: 2.0, 1) == [-0.5]


@SIDES
def test_rmsprop_sums_divided_gradients_with_momentum(dl):
    # alpha = 0 divides by |g|: Polyak's sum of signs 1, 1 + 1/2, 1 + 1/2 + 1/4
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.RMSprop([param], lr=1.0, alpha=0.0, eps=0.0, momentum=0.5)
    assert descend(dl, optimizer, param, lambda w: 3.0, 3) == [-1, -2.5, -4.25]


@SIDES
def test_adagrad_by_hand(dl):
    # Duchi et al. 2011, section 1.1: x -= eta g / sqrt(sum of g^2); 3, 4: 3/3, 4/5
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.Adagrad([param], lr=1.0, eps=0.0)
    gradients = iter([3.0, 4.0])
    seen = descend(dl, optimizer, param, lambda w: next(gradients), 2)
    assert seen == pytest.approx([-1.0, -1.8], rel=1e-15)


@SIDES
def test_adagrads_lr_decay_counts_the_steps_before(dl):
    # torch.optim.Adagrad: lr / (1 + (t - 1) lr_decay): 1, 1/2, 1/3 of 1, 1/sqrt 2, ...
    (param,) = tensors(dl, [np.array([0.0])])
    optimizer = dl.Adagrad([param], lr=1.0, lr_decay=1.0, eps=0.0)
    seen = descend(dl, optimizer, param, lambda w: 1.0, 3)
    steps = [1.0, 0.5 / 2**0.5, 1 / 3 / 3**0.5]
    assert seen == pytest.approx(-np.cumsum(steps), rel=1e-15)


@SIDES
def test_adagrad_starts_its_sums_where_it_is_told(dl):
    # McMahan and Streeter 2010 start at 0; TensorFlow at 0.1; here 16 + 3^2 = 5^2
    (param,) = tensors(dl, [np.array([0.0])])
    options = {"lr": 0.5, "initial_accumulator_value": 16.0, "eps": 1.0}
    optimizer = dl.Adagrad([param], **options)
    assert optimizer.state_dict()["state"][0]["sum"].item() == 16
    assert descend(dl, optimizer, param, lambda w: 3.0, 1) == [-0.25]
