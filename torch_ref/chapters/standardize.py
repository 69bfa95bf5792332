"""Inputs of mean 0 and variance 1, by the statistics of the training examples."""

from ..engine.checks import check_floating, check_has
from ..engine.module import Module


class Standardize(Module):
    """Shift and scale each feature as the training examples need it.

    The statistics are buffers: they go into `state_dict`, so that a saved model
    prepares every later input as it prepared its training set.

    Parameters
    ----------
    input : (N, D) float
        The training examples, and no others.

    Raises
    ------
    ValueError
        If there are no examples.

    Notes
    -----
    The variance is the biased one. A feature that never changes is only shifted.

    References
    ----------
    LeCun, Bottou, Orr and Müller, Efficient BackProp, 1998, section 4.3.
    """

    def __init__(self, input):
        super().__init__()
        check_examples(input)
        mean = input.detach().mean(0)
        std = ((input.detach() - mean) ** 2).mean(0).sqrt()
        constant = input.detach().amax(0) == input.detach().amin(0)
        self.register_buffer("mean", mean)
        self.register_buffer("std", std + constant)

    def forward(self, input):
        """Return (input - mean) / std."""
        return (input - self.mean) / self.std


def check_examples(input):
    """Refuse what has no statistics."""
    check_has("input", input, "requires_grad")
    check_floating("input", input)
    if input.ndim == 0 or len(input) == 0:
        raise ValueError(f"input must hold examples, got shape {tuple(input.shape)}")
