"""The base of the optimisers: parameter groups, state and its exchange."""

from copy import deepcopy

import torch

from ..engine.autograd import Tensor
from ..engine.grad_mode import enable_grad, no_grad
from .speed_options import taking_speed_options

NUMBERS = (
    "step",
    "mu_product",
)  # in a state: one for a parameter, in a dtype of its own


class Optimizer(torch.optim.Optimizer):
    """Base class: own parameters in groups, update each that has a gradient.

    A subclass writes `update(param, grad, state, group)`.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
        A dict is a group: "params" and options of its own.
    defaults : dict
        Options of the groups that do not set them.

    Raises
    ------
    TypeError
        If params is a Tensor or holds anything but tensors.
    ValueError
        If there is no parameter, one is no leaf, or one is in two groups.
    """

    def __init_subclass__(cls):
        if cls.__module__.startswith(__package__):
            cls.__init__ = taking_speed_options(cls.__init__, cls.__name__)

    @no_grad()
    def step(self, closure=None):
        """Update every parameter that has a gradient.

        Parameters
        ----------
        closure : callable, optional
            Computes the loss and the gradients anew.

        Returns
        -------
        loss
            What closure returned, None without one.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is not None:
                    self.move(param, group)
        return loss

    def move(self, param, group):
        """Update one parameter and its state."""
        state = self.state.get(param, {})
        first = all(value is None for value in state.values())
        if first:
            state = self.start(param, group)
            if state:
                self.state[param] = state
        seen = {"first": first}
        for name, value in state.items():
            if name == "step":
                value += 1
                seen["step"] = value.item()
            elif isinstance(value, Tensor):
                seen[name] = value
        self.advance(seen, group)
        own = {name: group[name] for name in self.defaults}
        self.update(param, decayed(param.grad, param, own), seen, group)

    def start(self, param, group):
        """Return the state of a parameter before its first step: tensors by name."""
        return {}

    def advance(self, state, group):
        """Carry on what is one number for a whole parameter, beside "step"."""

    def update(self, param, grad, state, group):
        """Move one parameter; every optimiser writes its own.

        `state` holds what `start` began, "step" as a number that begins at 1, and
        whether it is the "first" step. The gradient is not to be written to.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define update")

    def load_state_dict(self, state_dict):
        """Take over options and a copy of the state, in the dtype of the parameters.

        An option that is missing in `state_dict` takes its default.

        Raises
        ------
        ValueError
            If the groups differ in number or size, or a shape differs.
        """
        for group, other in zip(self.param_groups, state_dict["param_groups"]):
            if len(group["params"]) != len(other["params"]):
                break  # what torch refuses itself
            for param, key in zip(group["params"], other["params"]):
                for name, value in state_dict["state"].get(key, {}).items():
                    if isinstance(value, Tensor):
                        check_state(name, value, param)
        super().load_state_dict(deepcopy(state_dict))
        for group, other in zip(self.param_groups, state_dict["param_groups"]):
            for param, key in zip(group["params"], other["params"]):
                saved = state_dict["state"].get(key, {})
                numbers = {k: saved[k].clone() for k in NUMBERS if k in saved}
                if numbers:
                    self.state[param].update(numbers)
        self.param_groups = [{**self.defaults, **group} for group in self.param_groups]


def decayed(grad, param, group):
    """Return grad, or -grad to climb, plus that of an L2 penalty; or shrink param."""
    decay = group.get("weight_decay", 0)
    if group.get("maximize", False):
        grad = -grad
    if group.get("decoupled_weight_decay", False):
        param *= 1 - group["lr"] * decay
    elif decay != 0:
        grad = grad + decay * param
    return grad


def check_state(name, value, param):
    """Refuse state of another shape than its parameter."""
    if name not in NUMBERS and tuple(value.shape) != tuple(param.shape):
        raise ValueError(
            f"{name} must have shape {tuple(param.shape)}, got {tuple(value.shape)}"
        )
