"""Limits on gradients, between backward and the optimiser's step."""

from math import isfinite

from torch import stack

from ..engine.autograd import Tensor
from ..engine.checks import check_has
from ..engine.creation import tensor
from ..engine.grad_mode import no_grad


@no_grad()
def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False):
    """Scale the gradients to a joint norm of at most max_norm; return the old norm.

    Parameters
    ----------
    parameters : Tensor, or iterable of Tensor
        Those without a gradient are passed over.
    max_norm : float
    norm_type : float
        2, 1, inf for the largest absolute value, ...
    error_if_nonfinite : bool
        Whether to refuse a norm that is infinite or NaN.

    Raises
    ------
    ValueError
        If error_if_nonfinite and the norm is not finite.

    Notes
    -----
    The factor is max_norm / (total_norm + 1e-6), as torch has it, and at most 1.

    References
    ----------
    Pascanu, Mikolov and Bengio, On the Difficulty of Training Recurrent Neural
    Networks, 2013, algorithm 1.
    """
    max_norm, norm_type = float(max_norm), float(norm_type)
    grads = gradients(parameters)
    if not grads:
        return tensor(0.0)
    norms = [grad.norm(norm_type) for grad in grads]
    total_norm = stack(norms).norm(norm_type)
    if error_if_nonfinite and not isfinite(total_norm.item()):
        raise ValueError(f"the norm of the gradients is {total_norm}, not finite")
    factor = max_norm / (total_norm + 1e-6)
    factor = factor.clamp(max=1.0)
    for grad in grads:
        grad *= factor
    return total_norm


@no_grad()
def clip_grad_value_(parameters, clip_value):
    """Limit every element of the gradients to [-clip_value, clip_value].

    Parameters
    ----------
    parameters : Tensor, or iterable of Tensor
        Those without a gradient are passed over.
    clip_value : float
    """
    clip_value = float(clip_value)
    for grad in gradients(parameters):
        grad.clamp_(-clip_value, clip_value)


def gradients(parameters):
    """Return the gradients that there are."""
    if isinstance(parameters, Tensor):
        parameters = [parameters]
    parameters = list(parameters)
    for param in parameters:
        check_has("a parameter", param, "grad")
    return [param.grad.data for param in parameters if param.grad is not None]
