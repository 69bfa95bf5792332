"""Data sets, the order in which samples are drawn from them, and their batches."""

import math
import warnings
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from copy import copy
from itertools import accumulate, islice

import numpy as np

from .autograd import Tensor
from .creation import tensor
from .functions import stack
from .generator import Generator, chosen
from .integers import permutation, randint


class Dataset:
    """Samples by position: a subclass gives `__getitem__` and `__len__`."""

    def __getitem__(self, index):
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__")


class TensorDataset(Dataset):
    """Tensors whose rows belong together; a sample is the tuple of their rows.

    Parameters
    ----------
    *tensors : (N, ...) Tensor
    """

    def __init__(self, *tensors):
        if not tensors or not all(isinstance(tensor, Tensor) for tensor in tensors):
            got = ", ".join(type(tensor).__name__ for tensor in tensors) or "none"
            raise TypeError(f"tensors must be Tensors, got {got}")
        lengths = [len(tensor) for tensor in tensors]
        if len(set(lengths)) > 1:
            raise ValueError(f"tensors must have equal lengths, got {lengths}")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return len(self.tensors[0])


class Subset(Dataset):
    """The samples of `dataset` at `indices`.

    Parameters
    ----------
    dataset : Dataset
    indices : sequence of int
    """

    def __init__(self, dataset, indices):
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index):
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __len__(self):
        return len(self.indices)


def random_split(dataset, lengths, generator=None):
    """Split a dataset at random into subsets that share no sample.

    Parameters
    ----------
    dataset : Dataset of N samples
    lengths : sequence of int or float
        The sizes, with sum N; or fractions with sum 1, rounded down, what is left over
        going to the subsets in turn.
    generator : Generator, default: the one that `manual_seed` seeds

    Returns
    -------
    list of Subset
    """
    lengths, n = list(lengths), len(dataset)
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        for fraction in lengths:
            if not 0 <= fraction <= 1:
                raise ValueError(f"a fraction must be in [0, 1], got {fraction}")
        lengths = [math.floor(n * fraction) for fraction in lengths]
        for i in range(n - sum(lengths)):
            lengths[i % len(lengths)] += 1
        for i, length in enumerate(lengths):
            if length == 0:
                warnings.warn(
                    f"Length of split at index {i} is 0. "
                    "This might result in an empty dataset.",
                    stacklevel=2,
                )
    if sum(lengths) != n or any(length < 0 for length in lengths):
        raise ValueError(f"lengths must have the sum {n}, got {lengths}")
    order = permutation(n, chosen(generator)).tolist()
    return [
        Subset(dataset, order[end - length : end])
        for end, length in zip(accumulate(lengths), lengths)
    ]


class SequentialSampler:
    """The positions 0 ... len(data_source) - 1 in order."""

    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


class RandomSampler:
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
            for size in [32] * (self.num_samples // 32) + [self.num_samples % 32]:
                yield from randint(n, (size,), generator=chosen(generator)).tolist()
        else:
            for _ in range(self.num_samples // n):
                yield from permutation(n, chosen(generator)).tolist()
            # torch draws this one even where none of it is used
            rest = permutation(n, chosen(generator))
            yield from rest[: self.num_samples % n].tolist()

    def __len__(self):
        return self.num_samples


class BatchSampler:
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


class DataLoader:
    """Batches of a dataset, drawn in torch's order from torch's random stream.

    Parameters
    ----------
    dataset : Dataset
    batch_size : int
    shuffle : bool, default False
        Whether each iteration takes the samples in a new random order.
    sampler : iterable of int, optional
        The positions to take, instead of `shuffle`.
    batch_sampler : iterable of lists of int, optional
        The positions of each batch, instead of all other options.
    collate_fn : function, default `default_collate`
        From a list of samples to a batch.
    drop_last : bool
        Whether to leave out a last batch that is smaller.
    generator : Generator, default: the one that `manual_seed` seeds
    """

    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=None,
        sampler=None,
        batch_sampler=None,
        *,
        collate_fn=None,
        drop_last=False,
        generator=None,
    ):
        if sampler is not None and shuffle:
            raise ValueError("sampler and shuffle exclude each other")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler excludes batch_size, shuffle, sampler and drop_last"
                )
            batch_size = None
        if shuffle:
            sampler = RandomSampler(dataset, generator=generator)
        elif sampler is None:
            sampler = SequentialSampler(dataset)
        if batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.dataset = dataset
        self.batch_size = batch_size
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.collate_fn = default_collate if collate_fn is None else collate_fn
        self.drop_last = drop_last
        self.generator = generator

    def __iter__(self):
        batches = iter(self.batch_sampler)
        draw_seed(self.generator)  # torch's seed for worker processes, always drawn
        return map(self.fetch, batches)

    def __len__(self):
        return len(self.batch_sampler)

    def fetch(self, positions):
        """Return the batch of the samples at `positions`."""
        if self.collate_fn is default_collate:
            dataset, rows = self.dataset, list(positions)
            while type(dataset) is Subset:
                rows = [dataset.indices[i] for i in rows]
                dataset = dataset.dataset
            if type(dataset) is TensorDataset:  # all rows in one step
                return list(dataset[rows])
        return self.collate_fn([self.dataset[i] for i in positions])


def default_collate(batch):
    """Join a list of samples into a batch: tensors, numbers or containers of them."""
    if not isinstance(batch, Sequence):
        raise TypeError(f"batch must be a list, got {type(batch).__name__}")
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(batch)
    if isinstance(first, (np.ndarray, np.number, np.bool_)):
        return Tensor(np.stack(batch))
    if isinstance(first, float):
        return Tensor(np.array(batch, np.float64))
    if isinstance(first, int):
        return tensor(batch)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        joined = {name: default_collate([d[name] for d in batch]) for name in first}
        return of_kind(first, joined)
    if isinstance(first, Sequence):
        lengths = {len(sample) for sample in batch}
        if len(lengths) > 1:
            raise ValueError(f"samples must have equal lengths, got {sorted(lengths)}")
        joined = [default_collate(column) for column in zip(*batch)]
        if hasattr(first, "_fields"):
            return type(first)(*joined)
        return joined if isinstance(first, tuple) else of_kind(first, joined)
    raise TypeError(
        "a sample must be a Tensor, an array, a number, a string or a container of "
        f"them, got {type(first).__name__}"
    )


def of_kind(sample, joined):
    """Return the joined values in a container like the sample, if it can hold them."""
    try:
        if not isinstance(sample, (MutableMapping, MutableSequence)):
            return type(sample)(joined)
        container = copy(sample)
        for key in joined if isinstance(joined, dict) else range(len(joined)):
            container[key] = joined[key]
        return container
    except TypeError:
        return joined


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
