"""Augmentation: examples that are moved about at random, with the label they had."""

from ..engine.checks import check_not_negative, check_positive
from ..engine.creation import zeros
from ..engine.random import randint
from ..engine.sequences import arange
from .callbacks import Callback


class RandomShift(Callback):
    """Shift every image by up to some pixels in both directions; zeros move in.

    Parameters
    ----------
    height, width : int
        Of the images; each example is one image, row after row.
    pixels : int
        The largest shift; not negative.

    References
    ----------
    Simard, Steinkraus and Platt, Best Practices for Convolutional Neural Networks
    Applied to Visual Document Analysis, 2003, section 2.
    """

    def __init__(self, height, width, pixels=1):
        check_positive("height", height)
        check_positive("width", width)
        check_not_negative("pixels", pixels)
        self.height, self.width, self.pixels = height, width, pixels

    def on_batch(self, input, target):
        """Return the batch with its images shifted; the targets stay."""
        m, h, w, most = len(input), self.height, self.width, self.pixels
        padded = zeros(m, h + 2 * most, w + 2 * most, dtype=input.dtype)
        padded[:, most : most + h, most : most + w] = input.reshape(m, h, w)
        down = randint(0, 2 * most + 1, (m, 1, 1)) + arange(h).reshape(1, h, 1)
        right = randint(0, 2 * most + 1, (m, 1, 1)) + arange(w).reshape(1, 1, w)
        each = arange(m).reshape(m, 1, 1)
        return padded[each, down, right].reshape(input.shape), target
