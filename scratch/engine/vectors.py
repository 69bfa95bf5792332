"""All parameters in one vector, and back."""

from .autograd import Tensor
from .function import listed
from .shapes import cat


def parameters_to_vector(parameters):
    """Return the elements of all parameters in one line, recorded."""
    return cat([tensor.reshape(-1) for tensor in listed("parameters", parameters)], 0)


def vector_to_parameters(vec, parameters):
    """Let the parameters be the elements of a line, in order.

    Raises
    ------
    TypeError
        If vec is no Tensor.
    ValueError
        If vec has too few elements.
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"vec must be a Tensor, got {type(vec).__name__}")
    start = 0
    for parameter in listed("parameters", parameters):
        end = start + parameter.array.size
        if end > vec.array.size:
            raise ValueError(f"vec must have {end} elements, got {vec.array.size}")
        parameter.data = vec.detach()[start:end].reshape(parameter.array.shape)
        start = end
