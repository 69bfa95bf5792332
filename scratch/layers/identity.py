"""A module that hands its input on."""

from ..engine.module import Module


class Identity(Module):
    """Return the input, as it is.

    Parameters
    ----------
    *args, **kwargs
        Anything: the module can stand in any other one's place.
    """

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        """Return input."""
        return input
