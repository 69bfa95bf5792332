"""The distribution of a choice among classes."""

import math

from ..engine import broadcast_tensors, clamp, finfo, full, multinomial
from ..layers import softmax
from .distribution import REAL, Distribution, clamp_probs, either, lazy


class Categorical(Distribution):
    """Choices among C classes.

    Parameters
    ----------
    probs, logits : (..., C) float
        One of them: weights that are divided by their sum, or logits.
    validate_args : bool, optional

    Raises
    ------
    ValueError
        If both or neither are given, they have no dimension, or a weight is negative.
    """

    arg_constraints = {  # noqa: RUF012
        "probs": (
            lambda p: (p >= 0).all(-1) & ((p.sum(-1) - 1).abs() < 1e-6),
            "not negative, with a sum of 1",
        ),
        "logits": REAL,
    }

    def __init__(self, probs=None, logits=None, validate_args=None):
        either(probs, logits)
        given = logits if probs is None else probs
        if given.ndim < 1:
            raise ValueError("probs or logits must have at least one dimension")
        if probs is None:
            self.logits = logits - logits.logsumexp(-1, keepdim=True)
        else:
            self.probs = probs / probs.sum(-1, keepdim=True)
        self._num_events = given.shape[-1]
        super().__init__(given.shape[:-1], validate_args=validate_args)

    @property
    def support(self):
        """Return what is checked of values: whole numbers below C."""
        last = self._num_events - 1
        return (
            lambda v: (v % 1 == 0) & (v >= 0) & (v <= last),
            f"whole numbers in [0, {last}]",
        )

    @lazy
    def logits(self):
        """Return the logarithms of the probabilities."""
        return clamp_probs(self.probs).log()

    @lazy
    def probs(self):
        """Return the probabilities."""
        return softmax(self.logits, -1)

    @property
    def param_shape(self):
        """Return (..., C)."""
        return self.probs.shape

    @property
    def mean(self):
        """Return NaN: classes have no mean."""
        return full(self.batch_shape, math.nan, dtype=self.probs.dtype)

    variance = mean

    @property
    def mode(self):
        """Return the most probable class."""
        return self.probs.argmax(-1)

    def sample(self, sample_shape=()):
        """Return classes, int64."""
        probs = self.probs.detach().reshape(-1, self._num_events)
        count = math.prod(sample_shape)
        samples = multinomial(probs, count, True).T
        return samples.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value):
        """Return the logarithm of the probability of a class."""
        self._validate_sample(value)
        index, logits = broadcast_tensors(value.long().unsqueeze(-1), self.logits)
        return logits.gather(-1, index[..., :1]).squeeze(-1)

    def entropy(self):
        """Return -sum p log p."""
        logits = clamp(self.logits, min=finfo(self.logits.dtype).min)
        return -(logits * self.probs).sum(-1)
