"""Batches of a data set."""

from itertools import islice, repeat

from .checks import check_not_negative
from .collate import default_collate, default_convert
from .data import IterableDataset, Subset, TensorDataset
from .samplers import BatchSampler, RandomSampler, SequentialSampler, draw_seed


class DataLoader:
    """Batches of a dataset, drawn in torch's order from torch's random stream.

    Parameters
    ----------
    dataset : Dataset
    batch_size : int, or None for samples that are not joined
    shuffle : bool, default False
        Whether each iteration takes the samples in a new random order.
    sampler : iterable of int, optional
        The positions to take, instead of `shuffle`.
    batch_sampler : iterable of lists of int, optional
        The positions of each batch, instead of all other options.
    num_workers : int
        As many processes as torch would load with; here one does: the same batches.
    collate_fn : function, default `default_collate`
        From a list of samples to a batch.
    pin_memory, pin_memory_device, timeout, worker_init_fn, multiprocessing_context
    prefetch_factor, persistent_workers, in_order
        They make no difference without devices and other processes.
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
        num_workers=0,
        collate_fn=None,
        pin_memory=False,
        drop_last=False,
        timeout=0,
        worker_init_fn=None,
        multiprocessing_context=None,
        generator=None,
        *,
        prefetch_factor=None,
        persistent_workers=False,
        pin_memory_device="",
        in_order=True,
    ):
        check_not_negative("num_workers", num_workers)
        check_not_negative("timeout", timeout)
        iterable = isinstance(dataset, IterableDataset)
        if iterable and (shuffle or sampler is not None or batch_sampler is not None):
            raise ValueError("an IterableDataset excludes shuffle and samplers")
        if sampler is not None and shuffle:
            raise ValueError("sampler and shuffle exclude each other")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler excludes batch_size, shuffle, sampler and drop_last"
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError("batch_size=None excludes drop_last")
        joins = batch_size is not None or batch_sampler is not None
        if shuffle:
            sampler = RandomSampler(dataset, generator=generator)
        elif sampler is None:
            sampler = repeat(None) if iterable else SequentialSampler(dataset)
        if batch_sampler is None and joins:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        if collate_fn is None:
            collate_fn = default_collate if joins else default_convert
        self.dataset = dataset
        self.batch_size = batch_size
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.num_workers = num_workers
        self.collate_fn = collate_fn
        self.pin_memory = pin_memory
        self.drop_last = drop_last
        self.generator = generator

    def __iter__(self):
        if isinstance(self.dataset, IterableDataset):
            draw_seed(self.generator)
            return self.streamed(iter(self.dataset))
        joins = self.batch_sampler is not None
        order = iter(self.batch_sampler if joins else self.sampler)
        draw_seed(self.generator)  # torch's seed for worker processes, always drawn
        return map(self.fetch if joins else self.single, order)

    def __len__(self):
        if isinstance(self.dataset, IterableDataset):
            if self.batch_size is None:
                return len(self.dataset)
            whole, rest = divmod(len(self.dataset), self.batch_size)
            return whole + (rest > 0 and not self.drop_last)
        if self.batch_sampler is None:
            return len(self.sampler)
        return len(self.batch_sampler)

    def single(self, position):
        """Return one sample, that is no batch."""
        return self.collate_fn(self.dataset[position])

    def streamed(self, samples):
        """Yield the batches of samples that come one after the other."""
        if self.batch_size is None:
            yield from map(self.collate_fn, samples)
            return
        while batch := list(islice(samples, self.batch_size)):
            if len(batch) < self.batch_size and self.drop_last:
                return
            yield self.collate_fn(batch)

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
