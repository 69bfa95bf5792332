"""Rprop: steps that grow while the gradient keeps its sign."""

from numpy import sign

from ..engine.checks import check_not_negative
from ..engine.creation import tensor, zeros_like
from ..engine.select import choose
from .optimizer import Optimizer


class Rprop(Optimizer):
    """Step against the sign of the gradient, as far as the element's own step size.

    Parameters
    ----------
    params : iterable of Tensor, or of dict
    lr : float
        The first step size.
    etas : (float, float)
        What a step size is multiplied by where the sign has changed, and where not.
    step_sizes : (float, float)
        The smallest and the largest step size.
    maximize : bool
        Step along the gradient.

    Raises
    ------
    ValueError
        If lr is negative or etas are not below and above 1.

    Notes
    -----
    Where the sign has changed there is no step, and the next one is taken as if it
    had not.

    References
    ----------
    Riedmiller and Braun, The RPROP Algorithm, 1993, eq. 4 to 7.
    """

    def __init__(
        self,
        params,
        lr=1e-2,
        etas=(0.5, 1.2),
        step_sizes=(1e-6, 50),
        *,
        maximize=False,
    ):
        check_not_negative("lr", lr)
        check_pairs(etas, step_sizes)
        defaults = {
            "lr": lr,
            "etas": tuple(etas),
            "step_sizes": tuple(step_sizes),
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def start(self, param, group):
        """Return the state of a parameter before its first step."""
        sizes = zeros_like(param) + group["lr"]
        return {"step": tensor(0.0), "prev": zeros_like(param), "step_size": sizes}

    def update(self, param, grad, state, group):
        """Move one parameter."""
        shrink, grow = group["etas"]
        before, size = state["prev"], state["step_size"]
        turned = sign(grad * before)
        moved = choose(turned > 0, grow * size, choose(turned < 0, shrink * size, size))
        size[...] = moved.clip(*group["step_sizes"])
        before[...] = choose(turned < 0, 0, grad)
        param -= sign(before) * size


def check_pairs(etas, step_sizes):
    """Refuse factors that do not shrink and grow, and step sizes that are no two."""
    for name, pair in (("etas", etas), ("step_sizes", step_sizes)):
        given = pair if hasattr(pair, "__iter__") else []
        numbers = [isinstance(x, float | int) and type(x) is not bool for x in given]
        if numbers != [True, True]:
            raise ValueError(f"{name} must be two numbers, got {pair}")
    if not 0 < etas[0] < 1 < etas[1]:
        raise ValueError(f"etas must be below and above 1, got {etas}")
