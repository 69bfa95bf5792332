"""How large a signal is in each layer of a deep network, on its way there and back."""

from ..engine.checks import check_floating, check_has, check_shape
from ..engine.functions import stack
from ..layers.activations.relu import relu


def signal_sizes(input, weights, doutput, activation=relu):
    """Measure the root mean square of activations and gradients, layer by layer.

    Parameters
    ----------
    input : (N, n[0]) float
    weights : list of (n[l], n[l-1]) float
        One for each of the L layers, which have no biases.
    doutput : (N, n[L]) float
        Gradient of the cost with respect to the last activation.
    activation : callable
        From a tensor to a tensor; of every layer.

    Returns
    -------
    forward : (L + 1,) float
        Sizes of A[0] ... A[L].
    backward : (L + 1,) float
        Sizes of the gradients with respect to A[0] ... A[L].

    References
    ----------
    Glorot and Bengio, Understanding the difficulty of training deep feedforward neural
    networks, 2010, section 4.
    """
    check_signals(input, weights, doutput, activation)
    signals = [input.detach().requires_grad_()]
    for weight in weights:
        signals.append(activation(signals[-1] @ weight.detach().T))
        signals[-1].retain_grad()
    signals[-1].backward(doutput)
    forward = stack([(A.detach() ** 2).mean().sqrt() for A in signals])
    backward = stack([(A.grad**2).mean().sqrt() for A in signals])
    return forward, backward


def check_signals(input, weights, doutput, activation):
    """Refuse layers that do not follow each other, and what is no tensor."""
    check_has("input", input, "requires_grad")
    check_has("doutput", doutput, "requires_grad")
    check_floating("input", input)
    if not isinstance(weights, (list, tuple)):
        raise TypeError(f"weights must be a list, got {type(weights).__name__}")
    if not callable(activation):
        raise TypeError(f"activation must be callable, got {activation!r}")
    shape = tuple(input.shape)
    if len(shape) != 2:
        raise ValueError(f"input must have 2 dimensions, got {len(shape)}")
    for i, weight in enumerate(weights):
        check_has(f"weights[{i}]", weight, "requires_grad")
        check_shape(f"weights[{i}]", weight, (*weight.shape[:1], shape[1]))
        shape = shape[0], weight.shape[0]
    check_shape("doutput", doutput, shape)
