"""Dropout of whole channels, whose elements are too alike to be dropped alone."""

from ..engine.autograd import differentiable
from ..engine.random import dropout_noise
from .dropout import Dropout, check_dropout


@differentiable
def dropout1d(input, p=0.5, training=True):
    """Set each channel to 0 with probability p and scale the others by 1 / (1 - p).

    Parameters
    ----------
    input : (N, C, L) or (C, L) float
    p : float
        Probability in [0, 1] that a channel is set to 0.
    training : bool
        Without it, input is returned and no number drawn.

    Raises
    ------
    ValueError
        If p is outside [0, 1], or input is no such tensor.

    References
    ----------
    Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015.
    """
    check_channels(input, p, training, (2, 3))
    if not training or p == 0 or 0 in input.shape:
        return input, lambda doutput: (doutput,)
    # one draw for each channel, in the order of rows whatever the layout of input
    noise = dropout_noise(input[..., :1].copy(), p)
    output = input * noise

    def backward(doutput):
        # output = noise input, the same noise for a whole channel
        return doutput * noise, None, None

    return output, backward


@differentiable
def dropout2d(input, p=0.5, training=True):
    """Set each channel to 0 with probability p and scale the others by 1 / (1 - p).

    Parameters
    ----------
    input : (N, C, H, W), or (N, C, L) float
    p : float
        Probability in [0, 1] that a channel is set to 0.
    training : bool
        Without it, input is returned and no number drawn.

    Raises
    ------
    ValueError
        If p is outside [0, 1], or input is no such tensor.

    References
    ----------
    Tompson et al., Efficient Object Localization Using Convolutional Networks, 2015.
    """
    check_channels(input, p, training, (3, 4))
    if not training or p == 0 or 0 in input.shape:
        return input, lambda doutput: (doutput,)
    # one draw for each channel, in the order of rows whatever the layout of input
    noise = dropout_noise(input[:, :, :1][..., :1].copy(), p)
    output = input * noise

    def backward(doutput):
        # output = noise input, the same noise for a whole channel
        return doutput * noise, None, None

    return output, backward


def check_channels(input, p, training, dims):
    """Refuse what is no probability, and tensors of other dimensions."""
    check_dropout(input, p, training)
    if input.ndim not in dims:
        raise ValueError(
            f"input must have {dims[0]} or {dims[1]} dimensions, "
            f"got shape {tuple(input.shape)}"
        )


class Dropout1d(Dropout):
    """`dropout1d` while training, the identity in evaluation.

    Parameters
    ----------
    p : float
        Probability in [0, 1] that a channel is set to 0.
    """

    def forward(self, input):
        """Draw new noise for every channel of input."""
        return dropout1d(input, self.p, self.training)


class Dropout2d(Dropout):
    """`dropout2d` while training, the identity in evaluation.

    Parameters
    ----------
    p : float
        Probability in [0, 1] that a channel is set to 0.
    """

    def forward(self, input):
        """Draw new noise for every channel of input."""
        return dropout2d(input, self.p, self.training)
