"""Adam, and AdamW, whose weight decay stays outside the averages."""

from math import sqrt

from numpy import maximum

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from .optimizer import Optimizer


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

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        averages = ["exp_avg", "exp_avg_sq"]
        if group["amsgrad"]:
            averages.append("max_exp_avg_sq")
        return {"step": tensor(0.0), **{name: zeros_like(param) for name in averages}}

    def update(self, param, grad, state, group):
        """Move one parameter."""
        (beta1, beta2), t = group["betas"], state["step"]
        m, v = state["exp_avg"], state["exp_avg_sq"]
        m *= beta1
        m += (1 - beta1) * grad
        v *= beta2
        v += (1 - beta2) * grad**2
        if group["amsgrad"]:
            v = maximum(state["max_exp_avg_sq"], v)
            state["max_exp_avg_sq"][...] = v
        # both means start at 0, too small by 1 - beta**t; eps shares the correction
        correction = sqrt(1 - beta2**t)
        rate = group["lr"] * correction / (1 - beta1**t)
        param -= rate * m / (v**0.5 + group["eps"] * correction)


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
