"""Stochastic gradient descent with momentum."""

from ..engine.checks import check_not_negative, check_number
from ..engine.creation import zeros_like
from .optimizer import Optimizer


class SGD(Optimizer):
    """Step against the gradient, or against its decaying sum.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, momentum, dampening : float
        Rate; factor of the old sum, which takes in 1 - dampening of a gradient.
    weight_decay : float
        Adds weight_decay * param to the gradient: that of an L2 penalty.
    nesterov, maximize : bool
        Look one step of the sum ahead; step along the gradient.

    Raises
    ------
    ValueError
        If a number is negative, or nesterov goes without momentum or with dampening.

    Notes
    -----
    The sum starts as the first gradient, undampened; lr scales it when it is used.

    References
    ----------
    Sutskever et al., On the importance of initialization and momentum in deep
    learning, 2013, eqs. 1-4 (there lr scales the gradient when it is taken in).
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
    ):
        check_not_negative("lr", lr)
        check_not_negative("momentum", momentum)
        check_number("dampening", dampening)
        check_not_negative("weight_decay", weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError(
                "nesterov needs momentum and no dampening, "
                f"got momentum {momentum} and dampening {dampening}"
            )
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        return {"momentum_buffer": zeros_like(param)} if group["momentum"] != 0 else {}

    def update(self, param, grad, state, group):
        """Move one parameter against its gradient."""
        momentum, dampening = group["momentum"], group["dampening"]
        if momentum != 0:
            buffer = state["momentum_buffer"]
            buffer *= momentum
            buffer += grad if state["first"] else (1 - dampening) * grad
            grad = grad + momentum * buffer if group["nesterov"] else buffer
        param -= group["lr"] * grad
