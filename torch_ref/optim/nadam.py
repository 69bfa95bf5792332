"""NAdam: Adam that looks ahead by its momentum, as Nesterov's rule does."""

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .adam import check_betas
from .optimizer import Optimizer


class NAdam(Optimizer):
    """Adam whose step holds the momentum that the next one would have.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, eps : float
        About the size of a step; what is added to the root, outside of it.
    betas : (float, float)
        Decay of the two running means, each in [0, 1).
    weight_decay : float
        Adds weight_decay * param to the gradient, and so to the means.
    momentum_decay : float
        How fast the momentum grows from betas[0] / 2 to betas[0].
    decoupled_weight_decay, maximize : bool
        Shrink the parameters by lr * weight_decay instead; step along the gradient.

    Raises
    ------
    ValueError
        If a number is negative or betas are not floats in [0, 1).

    References
    ----------
    Dozat, Incorporating Nesterov Momentum into Adam, 2016, algorithm 2.
    """

    def __init__(
        self,
        params,
        lr=2e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        momentum_decay=4e-3,
        decoupled_weight_decay=False,
        *,
        maximize=False,
    ):
        check_not_negative("lr", lr)
        check_betas(betas)
        check_not_negative("eps", eps)
        check_not_negative("weight_decay", weight_decay)
        check_not_negative("momentum_decay", momentum_decay)
        defaults = {
            "lr": lr,
            "betas": tuple(betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        means = {name: zeros_like(param) for name in ("exp_avg", "exp_avg_sq")}
        return {"step": tensor(0.0), "mu_product": tensor(1.0), **means}

    def momentum(self, t, group):
        """Return the momentum of step t."""
        return group["betas"][0] * (1 - 0.5 * 0.96 ** (t * group["momentum_decay"]))

    def advance(self, state, group):
        """Multiply the momenta so far."""
        state["mu_product"] *= self.momentum(state["step"], group)

    def update(self, param, grad, state, group):
        """Move one parameter."""
        (beta1, beta2), t = group["betas"], state["step"]
        m, v, product = (
            state["exp_avg"],
            state["exp_avg_sq"],
            state["mu_product"].item(),
        )
        m *= beta1
        m += (1 - beta1) * grad
        v *= beta2
        v += (1 - beta2) * grad**2
        mu, following = self.momentum(t, group), self.momentum(t + 1, group)
        ahead = (1 - mu) / (1 - product) * grad
        ahead = ahead + following / (1 - product * following) * m
        param -= group["lr"] * ahead / ((v / (1 - beta2**t)) ** 0.5 + group["eps"])
