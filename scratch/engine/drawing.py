"""Methods of Tensor that draw random numbers: `x.normal_()`, `x.bernoulli()`."""

from . import choosing, random
from .autograd import Tensor
from .inplace import recording


def filling(draw):
    """Return the method that fills a tensor; it refuses a leaf while recording."""

    def method(self, *args, generator=None, **kwargs):
        recording(self)
        return draw(self, *args, generator=generator, **kwargs)

    method.__name__ = method.__qualname__ = draw.__name__
    method.__doc__ = draw.__doc__
    return method


def uniform_(tensor, from_=0.0, to=1.0, generator=None, **bounds):
    """Fill the tensor with uniform random numbers on [from, to); return it."""
    if unknown := bounds.keys() - {"from"}:
        raise TypeError(f"uniform_() got an unexpected argument {min(unknown)!r}")
    return random.uniform_(tensor, bounds.get("from", from_), to, generator)


def random_(tensor, *bounds, generator=None, **named):
    """Fill the tensor with random whole numbers; return it."""
    low, high = named.get("from"), named.get("to")
    if bounds:
        low, high = bounds if len(bounds) == 2 else (None, bounds[0])
    return random.random_(tensor, low, high, generator)


for draw in (random.bernoulli_, random.exponential_, random.normal_):
    setattr(Tensor, draw.__name__, filling(draw))
Tensor.uniform_, Tensor.random_ = filling(uniform_), filling(random_)
Tensor.bernoulli, Tensor.multinomial = random.bernoulli, random.multinomial


def where(self, condition, other):
    """Take self where the condition holds, other elsewhere."""
    return choosing.where(condition, self, other)


def apply_(self, callable):
    """Write callable(element) over every element; return the tensor."""
    if self.requires_grad:
        raise RuntimeError("apply_ needs a tensor that does not require grad")
    for place, value in enumerate(self.array.ravel().tolist()):
        self.array.flat[place] = callable(value)
    return self


Tensor.where, Tensor.apply_ = where, apply_
