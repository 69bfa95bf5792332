"""The order in which samples are drawn from a data set."""

from itertools import chain, islice, repeat

from .discrete import multinomial
from .dtypes import float64
from .generator import Generator, chosen
from .integers import permutation, randint
from .likeness import as_tensor


class Sampler:
    """An order of positions: a subclass gives `__iter__`.

    Parameters
    ----------
    data_source : Dataset, optional
    """

    def __init__(self, data_source=None):
        self.data_source = data_source

    def __iter__(self):
        raise NotImplementedError(f"{type(self).__name__} must define __iter__")


class SequentialSampler(Sampler):
    """The positions 0 ... len(data_source) - 1 in order."""

    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


class RandomSampler(Sampler):
    """The positions of a data source in random order, another one each time.

    Parameters
    ----------
    data_source : Dataset
    replacement : bool
        Whether a position may come again before all have come.
    num_samples : int, default len(data_source)
    generator : Generator, default: a new one, seeded from the default one each time
    """

    def __init__(
        self, data_source, replacement=False, num_samples=None, generator=None
    ):
        self.data_source = data_source
        self.replacement = replacement
        self.fixed_length = num_samples
        self.generator = generator
        if not isinstance(replacement, bool):
            raise TypeError(f"replacement must be a bool, got {replacement!r}")
        check_count("num_samples", self.num_samples)

    @property
    def num_samples(self):
        """How many positions are drawn."""
        if self.fixed_length is None:
            return len(self.data_source)
        return self.fixed_length

    def __iter__(self):
        n = len(self.data_source)
        generator = self.generator
        if generator is None:
            generator = Generator().manual_seed(draw_seed(None))
        if self.replacement:
            sizes = chain(repeat(32, self.num_samples // 32), [self.num_samples % 32])
            for size in sizes:
                yield from randint(n, (size,), generator=chosen(generator)).tolist()
        else:
            for _ in range(self.num_samples // n):
                yield from permutation(n, chosen(generator)).tolist()
            # torch draws this one even where none of it is used
            rest = permutation(n, chosen(generator))
            yield from rest[: self.num_samples % n].tolist()

    def __len__(self):
        return self.num_samples


class SubsetRandomSampler(Sampler):
    """The given positions in random order, another one each time.

    Parameters
    ----------
    indices : sequence of int
    generator : Generator, default: the one that `manual_seed` seeds
    """

    def __init__(self, indices, generator=None):
        self.indices = indices
        self.generator = generator

    def __iter__(self):
        order = permutation(len(self.indices), chosen(self.generator))
        for i in order.tolist():
            yield self.indices[i]

    def __len__(self):
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """Positions drawn with probabilities in the ratio of weights.

    Parameters
    ----------
    weights : sequence of float
    num_samples : int
    replacement : bool
        Whether a position may come twice.
    generator : Generator, default: the one that `manual_seed` seeds
    """

    def __init__(self, weights, num_samples, replacement=True, generator=None):
        check_count("num_samples", num_samples)
        if not isinstance(replacement, bool):
            raise ValueError(f"replacement must be a bool, got {replacement!r}")
        self.weights = as_tensor(weights, dtype=float64)
        if self.weights.ndim != 1:
            raise ValueError(
                f"weights must have 1 dimension, got shape {tuple(self.weights.shape)}"
            )
        self.num_samples = num_samples
        self.replacement = replacement
        self.generator = generator

    def __iter__(self):
        count, again = self.num_samples, self.replacement
        drawn = multinomial(self.weights, count, again, generator=self.generator)
        yield from drawn.tolist()

    def __len__(self):
        return self.num_samples


class BatchSampler(Sampler):
    """Lists of `batch_size` positions from another sampler.

    Parameters
    ----------
    sampler : iterable of int
    batch_size : int
    drop_last : bool
        Whether to leave out a last list that is shorter.
    """

    def __init__(self, sampler, batch_size, drop_last):
        check_count("batch_size", batch_size)
        if not isinstance(drop_last, bool):
            raise ValueError(f"drop_last must be a bool, got {drop_last!r}")
        self.sampler = sampler
        self.batch_size = batch_size
        self.drop_last = drop_last

    def __iter__(self):
        positions = iter(self.sampler)
        while batch := list(islice(positions, self.batch_size)):
            if len(batch) < self.batch_size and self.drop_last:
                return
            yield batch

    def __len__(self):
        if self.drop_last:
            return len(self.sampler) // self.batch_size
        return -(-len(self.sampler) // self.batch_size)


def draw_seed(generator):
    """Return a random seed, 0 to 2**64 - 1."""
    generator = chosen(generator)
    with generator.lock:
        [word] = generator.long_words(1)
    return int(word)


def check_count(name, count):
    """Refuse anything but a positive int."""
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise ValueError(f"{name} must be a positive int, got {count!r}")
