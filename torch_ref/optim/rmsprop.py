"""RMSprop: steps divided by the root of the mean squared gradient."""

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .optimizer import Optimizer, decayed


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

    def update(self, param, group):
        """Move one parameter."""
        lr, alpha, eps = group["lr"], group["alpha"], group["eps"]
        weight_decay, maximize = group["weight_decay"], group["maximize"]
        momentum, centered = group["momentum"], group["centered"]
        state = self.state[param]
        if len(state) == 0:
            state["step"] = tensor(0.0)
            state["square_avg"] = zeros_like(param)
            if momentum > 0:
                state["momentum_buffer"] = zeros_like(param)
            if centered:
                state["grad_avg"] = zeros_like(param)
        state["step"] += 1
        square_avg = state["square_avg"]
        grad = decayed(param.grad, param, weight_decay, maximize)
        square_avg.mul_(alpha).addcmul_(grad, grad, value=1 - alpha)
        if centered:
            grad_avg = state["grad_avg"]
            grad_avg.mul_(alpha).add_(grad, alpha=1 - alpha)
            root = square_avg.addcmul(grad_avg, grad_avg, value=-1).sqrt_()
        else:
            root = square_avg.sqrt()
        root.add_(eps)
        if momentum > 0:
            buffer = state["momentum_buffer"]
            buffer.mul_(momentum).addcdiv_(grad, root)
            param.sub_(buffer, alpha=lr)
        else:
            param.addcdiv_(grad, root, value=-lr)
