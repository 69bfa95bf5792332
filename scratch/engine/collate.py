"""Joining samples into a batch."""

from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from copy import copy

import numpy as np

from .autograd import Tensor
from .creation import tensor
from .functions import stack
from .likeness import as_tensor


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


def default_convert(data):
    """Return one sample with its arrays as tensors."""
    if isinstance(data, (np.ndarray, np.number, np.bool_)):
        return as_tensor(data)
    if isinstance(data, Mapping):
        return of_kind(data, {key: default_convert(data[key]) for key in data})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(default_convert, data))
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        found = [default_convert(part) for part in data]
        return found if isinstance(data, tuple) else of_kind(data, found)
    return data


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
