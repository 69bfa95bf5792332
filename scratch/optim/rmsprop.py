"""RMSprop: steps divided by the root of the mean squared gradient."""

import numpy as np

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .blocks import blocks
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
        state["step"].data += 1
        square_avg = state["square_avg"].data
        grad_avg = state["grad_avg"].data if centered else None
        buffer = state["momentum_buffer"].data if momentum > 0 else None
        arrays = param.data, param.grad.data, square_avg, grad_avg, buffer
        for param, grad, square_avg, grad_avg, buffer, work, root in blocks(2, *arrays):
            grad = decayed(grad, param, weight_decay, maximize, out=work)
            square_avg *= alpha
            np.multiply(grad, 1 - alpha, out=root)
            square_avg += np.multiply(root, grad, out=root)
            if centered:
                grad_avg *= alpha
                grad_avg += np.multiply(grad, 1 - alpha, out=root)
                np.square(grad_avg, out=root)
                np.subtract(square_avg, root, out=root)
                np.sqrt(root, out=root)
            else:
                np.sqrt(square_avg, out=root)
            root += eps
            if momentum > 0:
                buffer *= momentum
                buffer += np.divide(grad, root, out=work)
                param -= np.multiply(buffer, lr, out=work)
            else:
                np.multiply(grad, lr, out=work)
                param -= np.divide(work, root, out=work)
