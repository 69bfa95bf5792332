"""Adam, and AdamW, whose weight decay stays outside the averages."""

from math import sqrt

import numpy as np

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .blocks import blocks
from .optimizer import Optimizer, decayed


class Adam(Optimizer):
    """Step along the mean gradient divided by the root of the mean squared gradient.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, eps : float
        About the size of a step; what is added to the root, outside of it.
    betas : (float, float)
        Decay of the two running means, each in [0, 1).
    weight_decay : float
        Adds weight_decay * param to the gradient, and so to the means.
    amsgrad, maximize : bool
        Divide by the largest mean square so far; step along the gradient.
    decoupled_weight_decay : bool
        Shrink the parameters by lr * weight_decay instead, as AdamW.

    Raises
    ------
    ValueError
        If a number is negative or betas are not floats in [0, 1).

    References
    ----------
    Kingma and Ba, Adam, 2015, algorithm 1, in the order of section 2's last lines.
    Reddi et al., On the Convergence of Adam and Beyond, 2018, algorithm 2.
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        amsgrad=False,
        *,
        maximize=False,
        decoupled_weight_decay=False,
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
            "amsgrad": amsgrad,
            "maximize": maximize,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def update(self, param, group):
        """Move one parameter."""
        lr, (beta1, beta2), eps = group["lr"], group["betas"], group["eps"]
        weight_decay, maximize = group["weight_decay"], group["maximize"]
        amsgrad, decoupled = group["amsgrad"], group["decoupled_weight_decay"]
        state = self.state[param]
        if len(state) == 0:
            state["step"] = tensor(0.0)
            state["exp_avg"] = zeros_like(param)
            state["exp_avg_sq"] = zeros_like(param)
            if amsgrad:
                state["max_exp_avg_sq"] = zeros_like(param)
        state["step"].data += 1
        step = state["step"].item()
        # both means start at 0, too small by 1 - beta**step; eps shares the correction
        correction1, correction2 = 1 - beta1**step, sqrt(1 - beta2**step)
        exp_avg, exp_avg_sq = state["exp_avg"].data, state["exp_avg_sq"].data
        largest = state["max_exp_avg_sq"].data if amsgrad else None
        arrays = param.data, param.grad.data, exp_avg, exp_avg_sq, largest
        for param, grad, exp_avg, exp_avg_sq, largest, work, root in blocks(2, *arrays):
            if decoupled:
                param *= 1 - lr * weight_decay
                grad = decayed(grad, param, 0, maximize, out=work)
            else:
                grad = decayed(grad, param, weight_decay, maximize, out=work)
            exp_avg *= beta1
            exp_avg += np.multiply(grad, 1 - beta1, out=root)
            exp_avg_sq *= beta2
            np.multiply(grad, 1 - beta2, out=root)
            exp_avg_sq += np.multiply(root, grad, out=root)
            if amsgrad:
                np.maximum(largest, exp_avg_sq, out=largest)
            np.sqrt(largest if amsgrad else exp_avg_sq, out=root)
            root += eps * correction2
            np.multiply(exp_avg, lr * correction2 / correction1, out=work)
            param -= np.divide(work, root, out=work)


def check_betas(betas):
    """Refuse decays that are not two floats in [0, 1)."""
    given = betas if hasattr(betas, "__iter__") else []
    valid = [isinstance(beta, float) and 0.0 <= beta < 1.0 for beta in given]
    if valid != [True, True]:
        raise ValueError(f"betas must be two floats in [0, 1), got {betas}")


class AdamW(Adam):
    """Adam with decoupled weight decay: parameters shrink by lr * weight_decay.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr, betas, eps, amsgrad, maximize
        As in Adam.
    weight_decay : float
        Share by which lr = 1 shrinks the parameters in a step.

    Raises
    ------
    ValueError
        If a number is negative or betas are not floats in [0, 1).

    References
    ----------
    Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019, algorithm 2.
    """

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=1e-2,
        amsgrad=False,
        *,
        maximize=False,
    ):
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            maximize=maximize,
            decoupled_weight_decay=True,
        )

    def load_state_dict(self, state_dict):
        """Take over options and state; the decay stays decoupled."""
        super().load_state_dict(state_dict)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
