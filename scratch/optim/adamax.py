"""Adamax: Adam with the largest gradient in the place of the mean square."""

from numpy import maximum

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .adam import check_betas
from .optimizer import Optimizer


class Adamax(Optimizer):
    """Step along the mean gradient divided by the largest one, which decays.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, eps : float
        About the size of a step; what is added to every gradient's size.
    betas : (float, float)
        Decay of the running mean and of the largest size, each in [0, 1).
    weight_decay : float
        Adds weight_decay * param to the gradient.
    maximize : bool
        Step along the gradient.

    Raises
    ------
    ValueError
        If a number is negative or betas are not floats in [0, 1).

    References
    ----------
    Kingma and Ba, Adam, 2015, algorithm 2.
    """

    def __init__(
        self,
        params,
        lr=2e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        *,
        maximize=False,
    ):
        check_not_negative("lr", lr)
        check_betas(betas)
        check_not_negative("eps", eps)
        check_not_negative("weight_decay", weight_decay)
        defaults = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        sizes = {name: zeros_like(param) for name in ("exp_avg", "exp_inf")}
        return {"step": tensor(0.0), **sizes}

    def update(self, param, grad, state, group):
        """Move one parameter."""
        (beta1, beta2), t = group["betas"], state["step"]
        m, u = state["exp_avg"], state["exp_inf"]
        m *= beta1
        m += (1 - beta1) * grad
        u[...] = maximum(beta2 * u, abs(grad) + group["eps"])
        param -= group["lr"] / (1 - beta1**t) * m / u
