"""Data sets: samples by position, or one after the other."""

import math
import warnings
from bisect import bisect_right
from itertools import accumulate, chain

from .autograd import Tensor
from .generator import chosen
from .integers import permutation


class Dataset:
    """Samples by position: a subclass gives `__getitem__` and `__len__`."""

    def __getitem__(self, index):
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__")

    def __add__(self, other):
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    """Samples one after the other: a subclass gives `__iter__`."""

    def __add__(self, other):
        return ChainDataset([self, other])


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


class ConcatDataset(Dataset):
    """The samples of several datasets, one after the other.

    Parameters
    ----------
    datasets : iterable of Dataset
    """

    def __init__(self, datasets):
        self.datasets = list(datasets)
        if not self.datasets:
            raise ValueError("datasets must not be empty")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise ValueError("datasets must have lengths; chain IterableDatasets")
        self.cumulative_sizes = list(accumulate(map(len, self.datasets)))

    def __getitem__(self, index):
        if not -len(self) <= index < len(self):
            raise ValueError(f"index must be in [{-len(self)}, {len(self)}): {index}")
        index %= len(self)
        which = bisect_right(self.cumulative_sizes, index)
        before = self.cumulative_sizes[which - 1] if which else 0
        return self.datasets[which][index - before]

    def __len__(self):
        return self.cumulative_sizes[-1]


class ChainDataset(IterableDataset):
    """The samples of several iterable datasets, one after the other.

    Parameters
    ----------
    datasets : iterable of IterableDataset
    """

    def __init__(self, datasets):
        self.datasets = datasets

    def __iter__(self):
        return chain.from_iterable(self.datasets)

    def __len__(self):
        return sum(map(len, self.datasets))


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
