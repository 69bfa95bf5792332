"""The normal distribution."""

import math

from ..engine import erf, no_grad, normal, randn
from .distribution import REAL, Distribution, broadcast_all


class Normal(Distribution):
    """Normal distributions.

    Parameters
    ----------
    loc, scale : float or Tensor
        Mean and standard deviation, stretched to one shape.
    validate_args : bool, optional

    Raises
    ------
    ValueError
        If a scale is not positive.
    """

    arg_constraints = {  # noqa: RUF012
        "loc": REAL,
        "scale": (lambda value: value > 0, "positive"),
    }
    support = REAL
    has_rsample = True

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.shape, validate_args=validate_args)

    @property
    def mean(self):
        """Return loc."""
        return self.loc

    mode = mean

    @property
    def stddev(self):
        """Return scale."""
        return self.scale

    @property
    def variance(self):
        """Return scale^2."""
        return self.scale.pow(2)

    def sample(self, sample_shape=()):
        """Return samples, without a gradient."""
        shape = self._extended_shape(sample_shape)
        with no_grad():
            return normal(self.loc.expand(shape), self.scale.expand(shape))

    def rsample(self, sample_shape=()):
        """Return loc + scale * eps, through which both have a gradient."""
        eps = randn(self._extended_shape(sample_shape), dtype=self.loc.dtype)
        return self.loc + eps * self.scale

    def log_prob(self, value):
        """Return -(value - loc)^2 / (2 scale^2) - log(scale) - log(sqrt(2 pi))."""
        self._validate_sample(value)
        var = self.scale**2
        square = (value - self.loc) ** 2
        return -square / (2 * var) - self.scale.log() - math.log(math.sqrt(2 * math.pi))

    def cdf(self, value):
        """Return the probability of at most `value`."""
        self._validate_sample(value)
        z = (value - self.loc) * self.scale.reciprocal() / math.sqrt(2)
        return 0.5 * (1 + erf(z))

    def entropy(self):
        """Return (1 + log(2 pi)) / 2 + log(scale)."""
        return 0.5 + 0.5 * math.log(2 * math.pi) + self.scale.log()
