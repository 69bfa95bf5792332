"""RMSprop: steps divided by the root of the mean squared gradient."""

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .optimizer import Optimizer


class RMSprop(Optimizer):
    """Step against the gradient divided by the root of its mean square.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, alpha, eps : float
        Rate; decay of the running mean; what is added to the root, outside of it.
    weight_decay, momentum : float
        Adds weight_decay * param to the gradient; factor of a sum of divided gradients.
    centered, maximize : bool
        Divide by the standard deviation instead; step along the gradient.

    Raises
    ------
    ValueError
        If a number is negative.

    References
    ----------
    Hinton, Neural Networks for Machine Learning, 2012, lecture 6e.
    Graves, Generating Sequences With Recurrent Neural Networks, 2013, eqs. 38-45
    (centered; there eps is inside the root).
    """

    def __init__(
        self,
        params,
        lr=1e-2,
        alpha=0.99,
        eps=1e-8,
        weight_decay=0,
        momentum=0,
        centered=False,
        *,
        maximize=False,
    ):
        check_not_negative("lr", lr)
        check_not_negative("eps", eps)
        check_not_negative("momentum", momentum)
        check_not_negative("weight_decay", weight_decay)
        check_not_negative("alpha", alpha)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        averages = ["square_avg"]
        if group["momentum"] > 0:
            averages.append("momentum_buffer")
        if group["centered"]:
            averages.append("grad_avg")
        return {"step": tensor(0.0), **{name: zeros_like(param) for name in averages}}

    def update(self, param, grad, state, group):
        """Move one parameter."""
        alpha, variance = group["alpha"], state["square_avg"]
        variance *= alpha
        variance += (1 - alpha) * grad**2
        if group["centered"]:
            mean = state["grad_avg"]
            mean *= alpha
            mean += (1 - alpha) * grad
            variance = variance - mean**2
        change = grad / (variance**0.5 + group["eps"])
        if group["momentum"] > 0:
            buffer = state["momentum_buffer"]
            buffer *= group["momentum"]
            buffer += change
            change = buffer
        param -= group["lr"] * change
