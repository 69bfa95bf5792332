"""Cases of data sets, samplers and loaders: the same samples in the same order.

torch_ref re-exports torch's own classes here, so that there is no third column.
"""

import numpy as np

from .case import Arguments, ProgramCase


def rows(n):
    """Make n samples: rows of numbers and their labels."""
    return np.arange(2.0 * n).reshape(n, 2), np.arange(n)


def loader_arguments(draw) -> Arguments:
    """Draw a data set and the options of a loader."""
    x, y = rows(draw.integer(1, 20))
    return {
        "x": x,
        "y": y,
        "batch_size": draw.integer(1, 7),
        "shuffle": draw.boolean(),
        "drop_last": draw.boolean(),
        "private": draw.boolean(),
        "stop": draw.choice((None, 1)),
    }


def epochs(dl, x, y, batch_size, shuffle, drop_last, private=False, stop=None):
    """Load two epochs, with draws between their steps."""
    generator = dl.Generator().manual_seed(9) if private else None
    loader = dl.DataLoader(
        dl.TensorDataset(x, y),
        batch_size,
        shuffle,
        drop_last=drop_last,
        generator=generator,
    )
    found = {"batches": len(loader), "samples": len(loader.dataset)}
    for epoch in range(2):
        for step, batch in enumerate(loader):
            found[f"epoch {epoch} step {step}"] = [batch, dl.rand(1)]
            if step == stop:
                break
        found[f"state after epoch {epoch}"] = dl.get_rng_state()
        if private:
            found[f"own state after epoch {epoch}"] = generator.get_state()
    return found


def splits(dl, x, y, tenths=None, lengths=None):
    """Split a data set, and load the first part in random order."""
    lengths = [tenth / 10 for tenth in tenths] if tenths else lengths
    parts = dl.random_split(dl.TensorDataset(x, y), lengths)
    subset = dl.Subset(parts[0], list(range(len(parts[0])))[::-1])
    return {
        "indices": [part.indices for part in parts],
        "first": parts[0][0],
        "reversed": subset[[0]],
        "loaded": list(dl.DataLoader(subset, 3, shuffle=True)),
        "state": dl.get_rng_state(),
    }


def orders(dl, n, num_samples, replacement, batch_size, drop_last):
    """Take the positions that each sampler gives, and batches of them."""
    sampler = dl.RandomSampler(range(n), replacement, num_samples)
    batches = dl.BatchSampler(sampler, batch_size, drop_last)
    loader = dl.DataLoader(range(n), batch_sampler=batches)
    return {
        "sequential": list(dl.SequentialSampler(range(n))),
        "random": list(sampler),
        "length": [len(sampler), len(batches), len(loader)],
        "batches": list(batches),
        "loaded": list(loader),
        "state": dl.get_rng_state(),
    }


def collated(dl, n):
    """Collate samples of every kind."""

    class Squares(dl.Dataset):
        def __getitem__(self, index):
            return {"x": dl.ones(2) * index, "pair": (index, [float(index), "a"])}

        def __len__(self):
            return n

    class Stream(dl.IterableDataset):
        def __iter__(self):
            return iter(range(n))

    both = Squares() + Squares()
    chained = dl.ChainDataset([Stream(), Stream()])
    positions = list(range(n))[::-1]
    weights = [1.0 + i for i in positions]
    orders = [
        dl.SubsetRandomSampler(positions),
        dl.WeightedRandomSampler(weights, 2 * n),
        dl.WeightedRandomSampler(weights, n, replacement=False),
    ]
    return {
        "loaded": list(dl.DataLoader(Squares(), 2, num_workers=0, pin_memory=False)),
        "joined": [len(both), both[n], both[-1], isinstance(both, dl.ConcatDataset)],
        "streamed": list(dl.DataLoader(chained, 2, drop_last=True)),
        "one by one": list(dl.DataLoader(Squares(), batch_size=None)),
        "orders": [[list(order), len(order)] for order in orders],
        "sampled": list(dl.DataLoader(Squares(), 2, sampler=orders[0])),
        "converted": dl.default_convert({"a": np.ones(2), "b": [1, np.zeros(1)]}),
        "sampler": issubclass(dl.RandomSampler, dl.Sampler),
        "state": dl.get_rng_state(),
        "numbers": dl.default_collate([1.5, 2.5]),
        "arrays": dl.default_collate([np.ones(2), np.zeros(2)]),
    }


def given(**changes):
    """Make the arguments of a call that is refused."""
    x, y = rows(4)
    options = {"batch_size": 2, "shuffle": True, "drop_last": False}
    return lambda: {"x": x, "y": y, **options, **changes}


CASES = [
    ProgramCase(
        name="DataLoader",
        arguments=loader_arguments,
        program=epochs,
        covers=("DataLoader", "TensorDataset"),
        refused={
            "no batch size": given(batch_size=0),
            "a fractional batch size": given(batch_size=2.5),
            "a number for drop_last": given(drop_last=1),
            "an empty data set": given(x=rows(0)[0], y=rows(0)[1]),
            "lengths that differ": given(y=rows(3)[1]),
        },
    ),
    ProgramCase(
        name="random_split",
        arguments=lambda draw: {
            **dict(zip("xy", rows(draw.integer(8, 30)))),
            "tenths": draw.choice(((5, 5), (7, 2, 1), (3, 3, 4))),
        },
        program=splits,
        covers=("Subset", "random_split"),
        refused={
            "another sum": lambda: {
                **dict(zip("xy", rows(5))),
                "lengths": [2, 2],
            },
            "a fraction above 1": lambda: {
                **dict(zip("xy", rows(5))),
                "lengths": [1.5, -0.5],
            },
        },
    ),
    ProgramCase(
        name="RandomSampler",
        arguments=lambda draw: {
            "n": draw.integer(1, 12),
            "num_samples": draw.integer(1, 40),
            "replacement": draw.boolean(),
            "batch_size": draw.integer(1, 6),
            "drop_last": draw.boolean(),
        },
        program=orders,
        covers=("BatchSampler", "RandomSampler", "SequentialSampler"),
        refused={
            "no samples": lambda: {
                "n": 3,
                "num_samples": 0,
                "replacement": False,
                "batch_size": 2,
                "drop_last": False,
            },
        },
    ),
    ProgramCase(
        name="default_collate",
        arguments=lambda draw: {"n": draw.integer(1, 6)},
        program=collated,
        covers=(
            *("ChainDataset", "ConcatDataset", "Dataset", "IterableDataset"),
            *("Sampler", "SubsetRandomSampler", "WeightedRandomSampler"),
            *("default_collate", "default_convert"),
        ),
    ),
]
