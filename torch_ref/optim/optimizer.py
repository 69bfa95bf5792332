"""The base of the optimisers: parameter groups, state and its exchange."""

from copy import deepcopy

import torch

from ..engine.autograd import Tensor
from ..engine.grad_mode import enable_grad, no_grad


class Optimizer(torch.optim.Optimizer):
    """Base class: own parameters in groups, update each that has a gradient.

    A subclass writes `update(param, group)`.

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
                    self.update(param, group)
        return loss

    def update(self, param, group):
        """Move one parameter; every optimiser writes its own."""
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
        self.param_groups = [{**self.defaults, **group} for group in self.param_groups]


def decayed(grad, param, weight_decay, maximize):
    """Return grad, or -grad to climb, plus the gradient of an L2 penalty."""
    grad = -grad if maximize else grad
    return grad.add(param, alpha=weight_decay) if weight_decay != 0 else grad


def check_state(name, value, param):
    """Refuse state of another shape than its parameter."""
    if name != "step" and tuple(value.shape) != tuple(param.shape):
        raise ValueError(
            f"{name} must have shape {tuple(param.shape)}, got {tuple(value.shape)}"
        )
