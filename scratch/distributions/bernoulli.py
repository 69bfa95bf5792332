"""The distribution of a coin: 1 with a probability, else 0."""

from math import nan

from ..engine import bernoulli, no_grad
from ..layers import sigmoid
from ..losses import binary_cross_entropy_with_logits
from .distribution import REAL, Distribution, broadcast_all, clamp_probs, either, lazy


class Bernoulli(Distribution):
    """Coins.

    Parameters
    ----------
    probs, logits : float or Tensor
        One of them: the probability of a 1, or its log-odds.
    validate_args : bool, optional

    Raises
    ------
    ValueError
        If both or neither are given, or a probability is outside [0, 1].
    """

    arg_constraints = {  # noqa: RUF012
        "probs": (lambda p: (p >= 0) & (p <= 1), "in [0, 1]"),
        "logits": REAL,
    }
    support = (lambda value: (value == 0) | (value == 1), "0 or 1")

    def __init__(self, probs=None, logits=None, validate_args=None):
        either(probs, logits)
        if probs is None:
            (self.logits,) = broadcast_all(logits)
        else:
            (self.probs,) = broadcast_all(probs)
        shape = (self.logits if probs is None else self.probs).shape
        super().__init__(shape, validate_args=validate_args)

    @lazy
    def logits(self):
        """Return the log-odds."""
        probs = clamp_probs(self.probs)
        return probs.log() - (-probs).log1p()

    @lazy
    def probs(self):
        """Return the probabilities of a 1."""
        return sigmoid(self.logits)

    @property
    def param_shape(self):
        """Return the shape of the parameter."""
        return self.batch_shape

    @property
    def mean(self):
        """Return the probability."""
        return self.probs

    @property
    def mode(self):
        """Return the more probable side, NaN where none is."""
        mode = (self.probs >= 0.5).to(self.probs.dtype)
        return mode.masked_fill(self.probs == 0.5, nan)

    @property
    def variance(self):
        """Return p (1 - p)."""
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape=()):
        """Return zeros and ones, in the dtype of the parameter."""
        with no_grad():
            return bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value):
        """Return value log p + (1 - value) log(1 - p)."""
        self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        return -binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self):
        """Return -p log p - (1 - p) log(1 - p)."""
        logits, probs = self.logits, self.probs
        return binary_cross_entropy_with_logits(logits, probs, reduction="none")
