"""Adagrad: steps divided by the root of the summed squared gradients."""

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .optimizer import Optimizer


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
                self.state[param] = self.start(param, group)

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        start = group["initial_accumulator_value"]
        return {"step": tensor(0.0), "sum": zeros_like(param) + start}

    def update(self, param, grad, state, group):
        """Move one parameter."""
        total = state["sum"]
        total += grad**2
        lr = group["lr"] / (1 + (state["step"] - 1) * group["lr_decay"])
        param -= lr * grad / (total**0.5 + group["eps"])
