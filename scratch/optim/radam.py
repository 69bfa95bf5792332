"""RAdam: Adam whose first steps wait until its mean of squares can be trusted."""

from math import sqrt

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .adam import check_betas
from .optimizer import Optimizer


class RAdam(Optimizer):
    """Adam with rectified steps: momentum alone while few squares were averaged.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, eps : float
        About the size of a step; what is added to the root, outside of it.
    betas : (float, float)
        Decay of the two running means, each in [0, 1).
    weight_decay : float
        Adds weight_decay * param to the gradient, and so to the means.
    decoupled_weight_decay, maximize : bool
        Shrink the parameters by lr * weight_decay instead; step along the gradient.

    Raises
    ------
    ValueError
        If a number is negative or betas are not floats in [0, 1).

    References
    ----------
    Liu et al., On the Variance of the Adaptive Learning Rate, 2020, algorithm 2.
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        decoupled_weight_decay=False,
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
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        means = {name: zeros_like(param) for name in ("exp_avg", "exp_avg_sq")}
        return {"step": tensor(0.0), **means}

    def update(self, param, grad, state, group):
        """Move one parameter."""
        (beta1, beta2), t = group["betas"], state["step"]
        m, v = state["exp_avg"], state["exp_avg_sq"]
        m *= beta1
        m += (1 - beta1) * grad
        v *= beta2
        v += (1 - beta2) * grad**2
        step = group["lr"] * m / (1 - beta1**t)
        longest = 2 / (1 - beta2) - 1
        length = longest - 2 * t * beta2**t / (1 - beta2**t)  # of the average
        if length > 5:
            trust = (length - 4) * (length - 2) * longest
            trust = trust / ((longest - 4) * (longest - 2) * length)
            step = step * sqrt(1 - beta2**t) * sqrt(trust) / (v**0.5 + group["eps"])
        param -= step
