"""Dropout: train with random elements removed."""

from ..engine.autograd import differentiable
from ..engine.checks import check_floating, check_probability
from ..engine.module import Module
from ..engine.options import in_place
from ..engine.random import dropout_noise


@in_place
@differentiable
def dropout(input, p=0.5, training=True):
    """Set each element to 0 with probability p and scale the others by 1 / (1 - p).

    Parameters
    ----------
    input : (...) float
    p : float
        Probability in [0, 1] that an element is set to 0.
    training : bool
        Without it, input is returned and no number drawn.

    Raises
    ------
    ValueError
        If p is outside [0, 1], or input is not floating-point.

    Notes
    -----
    The paper scales by 1 - p in evaluation instead. The mean over the noise is input,
    the variance input ** 2 * p / (1 - p).

    References
    ----------
    Srivastava et al., Dropout, JMLR 15, 2014, sections 4 and 10.
    """
    check_dropout(input, p, training)
    if not training or p == 0 or 0 in input.shape:
        return input, lambda doutput: (doutput,)
    noise = dropout_noise(input, p)
    output = input * noise

    def backward(doutput):
        # output_i = noise_i input_i, and noise does not depend on input
        return (doutput * noise,)

    return output, backward


def check_dropout(input, p, training):
    """Refuse what is no probability, and numbers that noise cannot scale."""
    check_probability("p", p)
    if training and p > 0:
        check_floating("input", input)


class Dropout(Module):
    """`dropout` while training, the identity in evaluation.

    Parameters
    ----------
    p : float
        Probability in [0, 1] that an element is set to 0.
    inplace : bool
        Whether the output takes the place of the input.
    """

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        check_probability("p", p)
        self.p = p
        self.inplace = inplace

    def forward(self, input):
        """Draw new noise for every element of input."""
        return dropout(input, self.p, self.training, self.inplace)

    def extra_repr(self):
        """Return the options."""
        return f"p={self.p}, inplace={self.inplace}"
