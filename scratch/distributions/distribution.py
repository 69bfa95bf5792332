"""What distributions have in common: shapes, checks and the printed text."""

from functools import cached_property

from ..engine import Size, Tensor, broadcast_tensors, enable_grad, finfo, tensor
from ..engine.dtypes import get_default_dtype


class Distribution:
    """A batch of independent distributions of one kind.

    Parameters
    ----------
    batch_shape, event_shape : tuple of int
        How many distributions there are, and the shape of a sample of one.
    validate_args : bool, default True
        Whether parameters and values are checked.
    """

    arg_constraints = {}  # noqa: RUF012  of a parameter its check and what it must be
    has_rsample = False
    support = None  # the same of a value
    _validate_args = True

    def __init__(self, batch_shape=(), event_shape=(), validate_args=None):
        self.batch_shape, self.event_shape = Size(batch_shape), Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        for name, (check, what) in self.arg_constraints.items():
            if self._validate_args and name in vars(self):
                refuse(name, vars(self)[name], check, what)

    def sample(self, sample_shape=()):
        """Return samples, (*sample_shape, *batch_shape, *event_shape), no gradient."""
        raise NotImplementedError

    def rsample(self, sample_shape=()):
        """Return samples through which parameters have a gradient.

        Raises
        ------
        NotImplementedError
            If the kind has none.
        """
        raise NotImplementedError(f"{type(self).__name__} has no rsample")

    def log_prob(self, value):
        """Return the logarithm of the density, or of the probability, of a value.

        Raises
        ------
        ValueError
            If a value is no such sample.
        """
        raise NotImplementedError

    def entropy(self):
        """Return the entropy of each distribution, in nats."""
        raise NotImplementedError

    def perplexity(self):
        """Return the exponential of the entropy."""
        return self.entropy().exp()

    @property
    def stddev(self):
        """Return the root of the variance."""
        return self.variance.sqrt()

    def _extended_shape(self, sample_shape):
        return Size((*sample_shape, *self.batch_shape, *self.event_shape))

    def _validate_sample(self, value):
        if not self._validate_args:
            return
        if not isinstance(value, Tensor):
            raise ValueError(f"value must be a Tensor, got {type(value).__name__}")
        expected = (*self.batch_shape, *self.event_shape)
        for n, m in zip(reversed(value.shape), reversed(expected)):
            if n != m and 1 not in (n, m):
                raise ValueError(
                    f"value of {tuple(value.shape)} does not fit {expected}"
                )
        refuse("value", value, *self.support)

    def __repr__(self):
        given = {name: vars(self).get(name) for name in self.arg_constraints}
        parts = [
            f"{name}: {value if value.numel() == 1 else value.shape}"
            for name, value in given.items()
            if value is not None
        ]
        return f"{type(self).__name__}({', '.join(parts)})"


def refuse(name, value, check, what):
    """Refuse a value of which some element does not pass a check."""
    if not check(value.detach()).all():
        raise ValueError(f"{name} must be {what}, got {value.detach()}")


def broadcast_all(*values):
    """Return tensors and numbers as tensors of one shape.

    Raises
    ------
    ValueError
        If one is neither.
    """
    for value in values:
        if not isinstance(value, (Tensor, int, float)):
            raise ValueError(
                f"a Tensor or number is needed, got {type(value).__name__}"
            )
    dtypes = [value.dtype for value in values if isinstance(value, Tensor)]
    dtype = dtypes[0] if dtypes else get_default_dtype()
    return broadcast_tensors(
        *[v if isinstance(v, Tensor) else tensor(v, dtype=dtype) for v in values]
    )


def lazy(compute):
    """Return a property that is computed when first asked for, with its gradient."""

    def recorded(self):
        with enable_grad():
            return compute(self)

    recorded.__doc__ = compute.__doc__
    return cached_property(recorded)


def clamp_probs(probs):
    """Return probabilities kept away from 0 and 1 by the rounding of their dtype."""
    eps = finfo(probs.dtype).eps
    return probs.clamp(eps, 1 - eps)


def either(probs, logits):
    """Refuse both parameters, or neither."""
    if (probs is None) == (logits is None):
        raise ValueError("either probs or logits must be given, not both")


REAL = (lambda value: value == value, "real numbers")
