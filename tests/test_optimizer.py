"""The base of the optimisers: closures, gradients, and what is refused."""

import numpy as np
import pytest
import torch

import scratch
import torch_ref


def tensors(dl, arrays):
    """Return leaves that hold the arrays."""
    return [dl.tensor(array).requires_grad_() for array in arrays]


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


def test_zero_grad_drops_gradients_or_fills_them(dl):
    param, other = tensors(dl, [np.array([3.0]), np.array([3.0])])
    optimizer = dl.SGD([param, other])
    (param * 2).sum().backward()
    grad = param.grad
    optimizer.zero_grad(set_to_none=False)
    assert param.grad is grad
    assert grad.item() == 0
    assert other.grad is None
    optimizer.zero_grad()
    assert param.grad is None


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
    with pytest.raises(TypeError, match="param_group must be a dict"):
        dl.SGD([{"params": [first]}, second])


def test_options_that_are_no_dict_are_refused():
    with pytest.raises(TypeError, match="defaults must be a dict, got NoneType"):
        scratch.Optimizer(tensors(scratch, [np.ones(2)]), None)


def test_a_group_takes_one_tensor_an_iterator_or_a_tensor_that_keeps_its_gradient(dl):
    first, second, third = tensors(dl, [np.ones(2), np.ones(2), np.ones(2)])
    kept = third * 2
    kept.retain_grad()
    groups = [{"params": first}, {"params": iter([second, kept])}]
    optimizer = dl.SGD(groups, lr=1.0)
    (kept + third + first * second).sum().backward()
    optimizer.step()
    optimizer.step()
    assert kept.tolist() == [0.0, 0.0]
    assert first.tolist() == second.tolist() == [-1.0, -1.0]


def test_an_optimizer_prints_as_torchs_does():
    first, second = (
        repr(dl.SGD([{"params": [a]}, {"params": [b], "lr": 0.5}]))
        for dl in (scratch, torch_ref)
        for a, b in [tensors(dl, [np.ones(2), np.ones(2)])]
    )
    assert first == second


def test_a_step_that_overflows_is_infinite_without_a_warning(dl):
    (param,) = tensors(dl, [np.array([3e38, np.inf, -0.0], np.float32)])
    param.grad = dl.tensor([-3e38, 1.0, 0.0])
    dl.SGD([param], lr=1.0).step()
    assert str(param.tolist()) == "[inf, inf, -0.0]"


def test_loaded_state_takes_the_dtype_of_its_parameter_but_for_the_steps(dl):
    (narrow,) = tensors(dl, [np.ones(2, np.float32)])
    (wide,) = tensors(dl, [np.ones(2)])
    old, new = dl.Adam([narrow]), dl.Adam([wide])
    narrow.grad = narrow.detach()
    old.step()
    old.state[narrow]["note"] = 3
    new.load_state_dict(old.state_dict())
    state = new.state[wide]
    assert state["exp_avg"].dtype == state["exp_avg_sq"].dtype == dl.float64
    assert state["step"].dtype == dl.float32
    assert state["note"] == 3


def test_numbers_that_make_no_sense_are_refused(dl):
    (param,) = tensors(dl, [np.ones(2)])
    for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad"):
        with pytest.raises(ValueError, match=r"lr must not be negative, got -0\.1"):
            getattr(dl, name)([param], lr=-0.1)
    with pytest.raises(ValueError, match="nesterov needs momentum and no dampening"):
        dl.SGD([param], nesterov=True)
    with pytest.raises(ValueError, match="nesterov needs momentum and no dampening"):
        dl.SGD([param], nesterov=True, momentum=0.9, dampening=0.5)


def test_adamw_stays_decoupled_with_the_state_of_adam(dl):
    (param,) = tensors(dl, [np.array([8.0])])
    adam, adamw = dl.Adam([param]), dl.AdamW([param])
    adamw.load_state_dict(adam.state_dict())
    assert adamw.param_groups[0]["decoupled_weight_decay"] is True
    adam.load_state_dict(adamw.state_dict())
    assert adam.param_groups[0]["decoupled_weight_decay"] is True


def test_options_missing_in_a_state_dict_take_their_defaults(dl):
    (param,) = tensors(dl, [np.array([8.0])])
    optimizer = dl.Adam([param], eps=0.5)
    state = optimizer.state_dict()
    del state["param_groups"][0]["eps"]
    optimizer.load_state_dict(state)
    assert optimizer.param_groups[0]["eps"] == 0.5


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("SGD", {"lr": 0.3, "momentum": 0.9, "weight_decay": 0.01}),
        ("Adam", {"lr": 0.3, "betas": (0.7, 0.9), "eps": 1e-3, "weight_decay": 0.01}),
        ("AdamW", {"lr": 0.3, "betas": (0.7, 0.9), "eps": 1e-3, "weight_decay": 0.01}),
        ("RMSprop", {"lr": 0.3, "alpha": 0.7, "eps": 1e-3, "momentum": 0.9}),
        ("Adagrad", {"lr": 0.3, "lr_decay": 0.1, "eps": 1e-3, "weight_decay": 0.01}),
        ("Adadelta", {"lr": 0.3, "rho": 0.7, "eps": 1e-3, "weight_decay": 0.01}),
        ("Adamax", {"lr": 0.3, "betas": (0.7, 0.9), "eps": 1e-3, "weight_decay": 0.01}),
        ("NAdam", {"lr": 0.3, "betas": (0.7, 0.9), "momentum_decay": 0.01}),
        ("RAdam", {"lr": 0.3, "betas": (0.7, 0.9), "eps": 1e-3, "weight_decay": 0.01}),
        ("Rprop", {"lr": 0.3, "etas": (0.5, 1.2), "step_sizes": (1e-3, 0.5)}),
    ],
)
def test_numbers_of_numpy_move_float32_as_pythons_do(dl, name, numbers):
    def trained(number):
        (param,) = tensors(dl, [np.linspace(-2, 3, 999, dtype=np.float32)])
        options = {
            key: tuple(map(number, value))
            if isinstance(value, tuple)
            else number(value)
            for key, value in numbers.items()
        }
        optimizer = getattr(dl, name)([param], **options)
        for factor in (1, -3, 0.1):
            param.grad = (param.detach() - 1) * factor
            optimizer.step()
        return param.detach().numpy()

    assert trained(np.float64).dtype == np.float32
    assert trained(np.float64).tobytes() == trained(float).tobytes()


def test_a_step_is_silent_and_gives_numpys_settings_back_even_if_it_fails():
    (param,) = tensors(scratch, [np.float32([1e30, 1.0])])
    param.grad = scratch.tensor(np.float32([1e30, 1.0]))
    optimizer = scratch.Adam([param], lr=0.1)
    with np.errstate(all="raise"):
        before = np.geterr(), np.getbufsize()
        optimizer.step()  # the square of 1e30 is infinite
        assert (np.geterr(), np.getbufsize()) == before
        with pytest.raises(NotImplementedError, match="update"):
            scratch.Optimizer([param], {}).step()
        assert (np.geterr(), np.getbufsize()) == before


BAD = {
    "SGD": ("lr", "momentum", "dampening", "weight_decay"),
    "Adam": ("lr", "betas", "eps", "weight_decay"),
    "AdamW": ("lr", "betas", "eps", "weight_decay"),
    "RMSprop": ("lr", "alpha", "eps", "weight_decay", "momentum"),
    "Adagrad": ("lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps"),
    "Adadelta": ("lr", "rho", "eps", "weight_decay"),
    "Adamax": ("lr", "betas", "eps", "weight_decay"),
    "NAdam": ("lr", "betas", "eps", "weight_decay", "momentum_decay"),
    "RAdam": ("lr", "betas", "eps", "weight_decay"),
    "Rprop": ("lr", "etas", "step_sizes"),
}


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name in BAD for option in BAD[name]]
)
def test_a_bad_option_is_refused_by_its_name(dl, name, option):
    for value in ("a", None) if option == "dampening" else ("a", None, -1.0):
        with pytest.raises((TypeError, ValueError), match=rf"^{option} must "):
            getattr(dl, name)([dl.ones(1)], **{option: value})


OPTIMISERS = ("SGD", "Adam", "AdamW", "Adagrad", "Adadelta", "Adamax", "RAdam", "Rprop")
OPTIMISERS = (*OPTIMISERS, "NAdam")


@pytest.mark.parametrize("name", [*OPTIMISERS, "RMSprop"])
@pytest.mark.parametrize("option", ["foreach", "fused", "capturable", "differentiable"])
def test_options_that_only_mean_speed_are_taken_where_torch_takes_them(name, option):
    """And a step is the same with them; a differentiable one is refused."""
    taken, steps = [], []
    for dl in (scratch, torch_ref, torch.optim):
        param = torch.ones(3) if dl is torch.optim else dl.ones(3)
        param.requires_grad_(True)
        try:
            optimizer = getattr(dl, name)([param], lr=0.5, **{option: False})
        except TypeError:
            taken.append(False)
            continue
        taken.append(True)
        (param * param).sum().backward()
        optimizer.step()
        steps.append(param.tolist())
    assert taken[0] == taken[1] == taken[2]
    assert not steps or steps == [pytest.approx(steps[0])] * 3
    for dl in (scratch, torch_ref):
        params = [dl.ones(3)]
        if option == "differentiable":
            with pytest.raises(ValueError, match="differentiable must be False"):
                getattr(dl, name)(params, differentiable=True)
        elif taken[0]:
            getattr(dl, name)(params, **{option: True})
        if option == "fused" and taken[0]:
            with pytest.raises(ValueError, match="foreach and fused"):
                getattr(dl, name)(params, foreach=True, fused=True)


def test_an_optimiser_of_the_users_keeps_its_own_options(dl):
    class Own(dl.Adam):
        def __init__(self, params, fused):
            self.fused = fused
            super().__init__(params, foreach=False)

    assert Own([dl.ones(1)], fused="mine").fused == "mine"


@pytest.mark.parametrize("etas", [(0, 1.2), (-0.5, 1.2), (1, 1.2), (0.5, 1), (0.5, 0)])
def test_factors_of_rprop_shrink_and_grow(dl, etas):
    with pytest.raises(ValueError, match="etas must be below and above 1, got"):
        dl.Rprop([dl.ones(1)], etas=etas)


@pytest.mark.parametrize("etas", [(True, 1.2), (0.5,), (0.5, 1.2, 2), 0.5, (0.5, "2")])
def test_factors_of_rprop_are_two_numbers(dl, etas):
    with pytest.raises(ValueError, match="etas must be two numbers, got"):
        dl.Rprop([dl.ones(1)], etas=etas)
