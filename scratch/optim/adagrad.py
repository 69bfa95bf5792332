"""Adagrad: steps divided by the root of the summed squared gradients."""

import numpy as np

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .blocks import blocks
from .optimizer import Optimizer, decayed


class Adagrad(Optimizer):
    """Step against the gradient divided by the root of the sum of its squares.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, lr_decay : float
        Rate; divided by 1 + lr_decay * (number of steps before).
    weight_decay, initial_accumulator_value, eps : float
        Adds weight_decay * param to the gradient; where the sums start; what is added
        to the root, outside of it.
    maximize : bool
        Step along the gradient.

    Raises
    ------
    ValueError
        If a number is negative.

    References
    ----------
    Duchi, Hazan and Singer, Adaptive Subgradient Methods, 2011, section 1.1, with a
    diagonal matrix.
    """

    def __init__(
        self,
        params,
        lr=1e-2,
        lr_decay=0,
        weight_decay=0,
        initial_accumulator_value=0,
        eps=1e-10,
        *,
        maximize=False,
    ):
        check_not_negative("lr", lr)
        check_not_negative("lr_decay", lr_decay)
        check_not_negative("weight_decay", weight_decay)
        check_not_negative("initial_accumulator_value", initial_accumulator_value)
        check_not_negative("eps", eps)
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "maximize": maximize,
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            for param in group["params"]:
                self.start(param)

    def start(self, param):
        """Give a parameter its state."""
        state = self.state[param]
        state["step"] = tensor(0.0)
        state["sum"] = zeros_like(param)
        state["sum"].data += self.defaults["initial_accumulator_value"]

    def update(self, param, group):
        """Move one parameter."""
        lr, lr_decay, eps = group["lr"], group["lr_decay"], group["eps"]
        weight_decay, maximize = group["weight_decay"], group["maximize"]
        state = self.state[param]
        if len(state) == 0:
            self.start(param)
        state["step"].data += 1
        lr = lr / (1 + (state["step"].item() - 1) * lr_decay)
        arrays = param.data, param.grad.data, state["sum"].data
        for param, grad, total, work, root in blocks(2, *arrays):
            grad = decayed(grad, param, weight_decay, maximize, out=work)
            total += np.square(grad, out=root)
            np.sqrt(total, out=root)
            root += eps
            np.multiply(grad, lr, out=work)
            param -= np.divide(work, root, out=work)
