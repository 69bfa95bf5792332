"""Gradients from differences of function values, and how far two gradients differ."""

from ..engine.checks import check_floating, check_has, check_positive, check_same_shape
from ..engine.functions import stack
from ..engine.grad_mode import no_grad


def numerical_gradient(function, input, eps=1e-6):
    """Estimate a gradient by central differences, one element at a time.

    Parameters
    ----------
    function : callable
        From a tensor of input's shape to one number.
    input : (...) float
        Where; float64, as the differences of rounded values need its digits.
    eps : float
        The step to either side.

    Returns
    -------
    gradient : (...) float

    Notes
    -----
    The function is evaluated twice for each element. The error is eps^2 / 6 times the
    third derivative plus about u / eps, with u the rounding of the values.
    """
    check_has("input", input, "requires_grad")
    check_floating("input", input)
    check_positive("eps", eps)
    slopes = []
    with no_grad():
        flat = input.detach().reshape(-1)
        for i in range(len(flat)):
            up, down = flat.clone(), flat.clone()
            up[i] += eps
            down[i] -= eps
            rise = function(up.reshape(input.shape)) - function(
                down.reshape(input.shape)
            )
            slopes.append(rise.reshape(()) / (2 * eps))
        return stack(slopes).reshape(input.shape)


def relative_error(gradient, other):
    """Return |gradient - other| / (|gradient| + |other|), norms of all elements.

    Parameters
    ----------
    gradient, other : (...) float
        Of one shape.

    Returns
    -------
    error : () float
        In [0, 1], and 0 where both gradients are 0.

    References
    ----------
    Ng, Deep Learning Specialization, course 2, week 1: gradient checking.
    """
    check_has("gradient", gradient, "requires_grad")
    check_has("other", other, "requires_grad")
    check_same_shape(gradient=gradient, other=other)
    apart = ((gradient - other) ** 2).sum().sqrt()
    size = (gradient**2).sum().sqrt() + (other**2).sum().sqrt()
    return apart / (size + (size == 0))
