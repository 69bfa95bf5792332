"""The space that a search of hyperparameters draws its points from."""

from collections import namedtuple
from itertools import product
from math import exp, log

from ..engine.dtypes import float64
from ..engine.random import rand


class Uniform(namedtuple("Uniform", "low high")):
    """Real numbers, every one of [low, high] as likely."""

    def at(self, share):
        """Return the value that lies at this share of the way, 0 to 1."""
        return self.low + share * (self.high - self.low)

    def around(self, value, share):
        """Return the part of the range, this share of its width, around `value`."""
        half = share * (self.high - self.low) / 2
        return type(self)(max(self.low, value - half), min(self.high, value + half))


class LogUniform(namedtuple("LogUniform", "low high")):
    """Positive numbers, every order of magnitude of [low, high] as likely."""

    def at(self, share):
        """Return the value that lies at this share of the way in the logarithm."""
        return exp(log(self.low) + share * (log(self.high) - log(self.low)))

    def around(self, value, share):
        """Return the part of the range, this share of its logarithm, around `value`."""
        factor = exp(share * (log(self.high) - log(self.low)) / 2)
        return type(self)(max(self.low, value / factor), min(self.high, value * factor))


class Integer(namedtuple("Integer", "low high")):
    """Whole numbers from low to high, both included, each as likely."""

    def at(self, share):
        """Return the value at this share of the way; share 1 is `high` too."""
        return min(self.low + int(share * (self.high - self.low + 1)), self.high)

    def around(self, value, share):
        """Return the part of the range, this share of its width, around `value`."""
        half = round(share * (self.high - self.low) / 2)
        return type(self)(max(self.low, value - half), min(self.high, value + half))


class Choice(namedtuple("Choice", "options")):
    """One of several options, each as likely."""

    def at(self, share):
        """Return the option at this share of the way."""
        return self.options[min(int(share * len(self.options)), len(self.options) - 1)]

    def around(self, value, share):
        """Return all options: they have no neighbourhood."""
        return self


class Space:
    """Hyperparameters by name, each with the values it may take.

    Parameters
    ----------
    **dimensions : Uniform, LogUniform, Integer or Choice

    Raises
    ------
    TypeError
        If a dimension is none of these.
    ValueError
        If a range is empty, or a logarithmic one does not start above 0.
    """

    def __init__(self, **dimensions):
        if not dimensions:
            raise ValueError("a space needs at least one dimension, got none")
        for name, dimension in dimensions.items():
            check_dimension(name, dimension)
        self.dimensions = dimensions

    def random(self, n):
        """Draw n points: n distinct values in every continuous coordinate.

        Parameters
        ----------
        n : int

        Returns
        -------
        points : list of dict

        References
        ----------
        Bergstra and Bengio, Random Search for Hyper-Parameter Optimization, 2012.
        """
        shares = rand(n, len(self.dimensions), dtype=float64).tolist()
        return [self.point(row) for row in shares]

    def grid(self, k):
        """Return every combination of k evenly spaced values of each dimension.

        Parameters
        ----------
        k : int
            Values of each coordinate; a Choice gives all its options, an Integer no
            value twice.

        Returns
        -------
        points : list of dict
        """
        if k < 1:
            raise ValueError(f"k must be at least 1, got {k}")
        steps = [i / (k - 1) for i in range(k)] if k > 1 else [0.5]
        lines = [
            dimension.options
            if isinstance(dimension, Choice)
            else dict.fromkeys(dimension.at(step) for step in steps)
            for dimension in self.dimensions.values()
        ]
        return [dict(zip(self.dimensions, values)) for values in product(*lines)]

    def point(self, shares):
        """Return the point that lies at these shares of the way."""
        dimensions = self.dimensions.items()
        return {name: d.at(share) for (name, d), share in zip(dimensions, shares)}

    def around(self, point, share):
        """Return the space shrunk to this share of each width, around `point`."""
        dimensions = self.dimensions.items()
        return Space(**{name: d.around(point[name], share) for name, d in dimensions})


def check_dimension(name, dimension):
    """Refuse what is not a dimension, or an empty one."""
    if isinstance(dimension, Choice):
        if not len(dimension.options):
            raise ValueError(f"{name} needs at least one option, got none")
    elif isinstance(dimension, (Uniform, LogUniform, Integer)):
        if not dimension.low <= dimension.high:
            raise ValueError(f"{name} must have low <= high, got {dimension}")
        if isinstance(dimension, LogUniform) and not dimension.low > 0:
            raise ValueError(f"{name} must start above 0, got {dimension}")
    else:
        raise TypeError(
            f"{name} must be Uniform, LogUniform, Integer or Choice, "
            f"got {type(dimension).__name__}"
        )
