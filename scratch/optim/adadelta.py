"""Adadelta: steps in the units of the parameters, without a rate to choose."""

from ..engine.checks import check_not_negative, check_probability
from ..engine.creation import tensor, zeros_like
from .optimizer import Optimizer


class Adadelta(Optimizer):
    """Step by the gradient times the ratio of the root mean squares of step and slope.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, rho, eps : float
        Factor of the step; decay of the running means, in [0, 1]; added in both roots.
    weight_decay : float
        Adds weight_decay * param to the gradient.
    maximize : bool
        Step along the gradient.

    Raises
    ------
    ValueError
        If a number is negative, or rho above 1.

    References
    ----------
    Zeiler, ADADELTA: An Adaptive Learning Rate Method, 2012, algorithm 1.
    """

    def __init__(
        self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, *, maximize=False
    ):
        check_not_negative("lr", lr)
        check_probability("rho", rho)
        check_not_negative("eps", eps)
        check_not_negative("weight_decay", weight_decay)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        averages = {name: zeros_like(param) for name in ("square_avg", "acc_delta")}
        return {"step": tensor(0.0), **averages}

    def update(self, param, grad, state, group):
        """Move one parameter."""
        rho, eps = group["rho"], group["eps"]
        variance, steps = state["square_avg"], state["acc_delta"]
        variance *= rho
        variance += (1 - rho) * grad**2
        delta = (steps + eps) ** 0.5 / (variance + eps) ** 0.5 * grad
        steps *= rho
        steps += (1 - rho) * delta**2
        param -= group["lr"] * delta
