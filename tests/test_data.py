"""Batches, shuffles and splits: torch's, sample for sample, from the same words."""

from collections import OrderedDict, UserList, namedtuple
from collections.abc import Mapping, Sequence
from threading import Thread
from types import MappingProxyType

import numpy as np
import pytest
import torch
from hypothesis import settings

import scratch as dl
import torch_ref

ROUNDS = 20_000 if settings.default.max_examples >= 1000 else 1000
Point = namedtuple("Point", ["x", "y"])


class Tagged(dict):
    """A dictionary with an attribute of its own."""

    def __init__(self, **values):
        super().__init__(**values)
        self.note = "mine"


class Frozen(Sequence):
    """A sequence that is made from a list and never changed."""

    def __init__(self, values):
        self.values = values

    def __getitem__(self, index):
        return self.values[index]

    def __len__(self):
        return len(self.values)


class Closed(Frozen):
    """A sequence that cannot be made from a list."""

    def __init__(self):
        super().__init__([1, 2])


def dataset(package, n):
    x = np.arange(2 * n, dtype=np.float32).reshape(n, 2)
    return package.TensorDataset(package.tensor(x), package.tensor(np.arange(n)))


def assert_same_batch(ours, theirs):
    assert type(ours) is type(theirs)
    for x, y in zip(ours, theirs, strict=True):
        assert x.numpy().dtype == y.numpy().dtype
        assert x.tolist() == y.tolist()


def assert_same_states(g, h):
    assert (dl.get_rng_state().numpy() == torch.get_rng_state().numpy()).all()
    if g is not None:
        assert (g.get_state().numpy() == h.get_state().numpy()).all()


def assert_same_epochs(loader, expected, g, h, stop):
    """Run two epochs side by side, with other draws between their steps."""
    assert len(loader) == len(expected)
    for _ in range(2):
        ours, theirs = iter(loader), iter(expected)
        assert dl.rand(2).tolist() == torch.rand(2).tolist()
        for step, (x, y) in enumerate(zip(ours, theirs, strict=True)):
            assert_same_batch(x, y)
            assert dl.rand(1, generator=g).item() == torch.rand(1, generator=h).item()
            if step == stop:
                break
        assert_same_states(g, h)


def generators(seed, private):
    """Seed the default generators, and return a pair of private ones or None."""
    dl.manual_seed(seed)
    torch.manual_seed(seed)
    if not private:
        return None, None
    return dl.Generator().manual_seed(~seed), torch.Generator().manual_seed(~seed)


def test_two_epochs_equal_torch_for_random_seeds_sizes_and_options():
    rng = np.random.default_rng(1)
    for seed in range(ROUNDS):
        n, batch_size = int(rng.integers(1, 40)), int(rng.integers(1, 12))
        options = {"shuffle": rng.random() < 0.8, "drop_last": bool(rng.random() < 0.5)}
        g, h = generators(seed, private=seed % 2)
        loader = dl.DataLoader(dataset(dl, n), batch_size, generator=g, **options)
        expected = torch_ref.DataLoader(
            dataset(torch_ref, n), batch_size, generator=h, **options
        )
        stop = int(rng.integers(3)) if rng.random() < 0.3 else None
        assert_same_epochs(loader, expected, g, h, stop)


def test_samplers_equal_torch_for_random_seeds_and_options():
    rng = np.random.default_rng(2)
    for seed in range(ROUNDS // 3):
        g, h = generators(seed, private=seed % 2)
        n, count = int(rng.integers(1, 30)), int(rng.integers(1, 90))
        replacement = bool(rng.random() < 0.5)
        ours, theirs = dataset(dl, n), dataset(torch_ref, n)
        sampler = dl.RandomSampler(ours, replacement, count, g)
        twin = torch_ref.RandomSampler(theirs, replacement, count, h)
        loader = dl.DataLoader(ours, 7, sampler=sampler, generator=g)
        expected = torch_ref.DataLoader(theirs, 7, sampler=twin, generator=h)
        assert_same_epochs(loader, expected, g, h, None)
        assert list(sampler) == list(twin)
        assert_same_states(g, h)


def test_splits_equal_torch_for_random_seeds_and_fractions():
    rng = np.random.default_rng(3)
    for seed in range(ROUNDS // 3):
        g, h = generators(seed, private=seed % 2)
        n = int(rng.integers(4, 60))
        first = int(rng.integers(1, n))
        for lengths in ([first, n - first], [0.5, 0.25, 0.25], [0.7, 0.3]):
            ours = dl.random_split(dataset(dl, n), lengths, generator=g)
            kwargs = {} if h is None else {"generator": h}
            theirs = torch_ref.random_split(dataset(torch_ref, n), lengths, **kwargs)
            for subset, twin in zip(ours, theirs, strict=True):
                assert list(subset.indices) == list(twin.indices)
        loader = dl.DataLoader(ours[0], 5, shuffle=True)  # a split of tensors
        expected = torch_ref.DataLoader(theirs[0], 5, shuffle=True)
        assert_same_epochs(loader, expected, g, h, None)


@pytest.mark.parametrize(
    "samples",
    [
        [1, 2, 3],
        [True, False, True],
        [1.5, 2.5, 3.5],
        [np.float32(1), np.float32(2), np.float32(3)],
        [np.ones(2), np.zeros(2), np.ones(2)],
        ["a", "b", "c"],
        [(1, 2.0), (3, 4.0), (5, 6.0)],
        [[1, 2], [3, 4], [5, 6]],
        [{"a": 1, "b": [2.0]}, {"a": 3, "b": [4.0]}, {"a": 5, "b": [6.0]}],
        [Point(1, 2.0), Point(3, 4.0), Point(5, 6.0)],
        [("a", 1), ("b", 2), ("c", 3)],
        [Point("a", b"x"), Point("b", b"y"), Point("c", b"z")],
        [1, 2.5, 2.5],
        [2.5, 1, 1],
        [True, 2, 3],
        [OrderedDict(b=1, a="x"), OrderedDict(b=2, a="y"), OrderedDict(b=3, a="z")],
        [Tagged(a=1), Tagged(a=2), Tagged(a=3)],
        [MappingProxyType({"a": k}) for k in range(3)],
        [UserList([1, 2.0]), UserList([3, 4.0]), UserList([5, 6.0])],
        [Frozen([1, 2]), Frozen([3, 4]), Frozen([5, 6])],
        [Closed(), Closed(), Closed()],
        [range(2), range(2), range(2)],
        [[], [], []],
        [{}, {}, {}],
    ],
    ids=lambda samples: type(samples[0]).__name__,
)
def test_any_sequence_of_samples_is_collated_as_by_torch(samples):
    loader, expected = dl.DataLoader(samples, 2), torch_ref.DataLoader(samples, 2)
    for ours, theirs in zip(loader, expected, strict=True):
        assert type(ours).__name__ == type(theirs).__name__
        assert type(plain(ours)) is type(plain(theirs))
        assert plain(ours) == plain(theirs)
        assert getattr(ours, "note", None) == getattr(theirs, "note", None)


def test_a_container_of_samples_is_left_as_it_was():
    samples = [{"a": 1, "b": [2.0]}, {"a": 3, "b": [4.0]}]
    dl.default_collate(samples)
    assert samples == [{"a": 1, "b": [2.0]}, {"a": 3, "b": [4.0]}]


def plain(batch):
    """Return a batch with its tensors as (dtype, nested list)."""
    if isinstance(batch, (dl.Tensor, torch.Tensor)):
        return batch.numpy().dtype, batch.tolist()
    if isinstance(batch, Mapping):
        return {name: plain(value) for name, value in batch.items()}
    if isinstance(batch, Point):
        return Point(*map(plain, batch))
    if isinstance(batch, (str, bytes)) or not isinstance(batch, Sequence):
        return batch
    return list(map(plain, batch))


def test_a_dataset_of_ones_own_is_stacked_sample_by_sample():
    class Squares(dl.Dataset):
        def __getitem__(self, index):
            return dl.tensor([float(index)]), index**2

        def __len__(self):
            return 5

    x, y = list(dl.DataLoader(Squares(), 2))[1]
    assert (x.tolist(), y.tolist()) == ([[2.0], [3.0]], [4, 9])
    assert list(dl.DataLoader(Squares(), 2, collate_fn=len)) == [2, 2, 1]
    assert list(dl.DataLoader(dataset(dl, 5), 2, collate_fn=len)) == [2, 2, 1]


def test_a_part_of_a_data_set_of_any_kind_gives_its_own_samples():
    for package in (dl, torch_ref):
        data = [10, 20, 30, 40]
        part = package.Subset(package.Subset(data, [3, 2, 1]), [1, 0])
        assert [x.tolist() for x in package.DataLoader(part, 2)] == [[30, 40]]
        assert list(package.DataLoader(part, 2, collate_fn=sum)) == [70]


def test_the_rows_of_tensors_are_taken_in_one_step(monkeypatch):
    data, asked = dataset(dl, 6), []
    whole = dl.TensorDataset.__getitem__

    def asking(self, index):
        asked.append(index)
        return whole(self, index)

    monkeypatch.setattr(dl.TensorDataset, "__getitem__", asking)
    part = dl.Subset(dl.Subset(data, [5, 4, 3, 2]), (0, 2, 3))
    for loader in (dl.DataLoader(data, 4), dl.DataLoader(part, 2)):
        list(loader)
    assert asked == [[0, 1, 2, 3], [4, 5], [5, 3], [2]]


def test_a_loader_tells_what_it_was_given():
    given = {"shuffle": True, "drop_last": True}
    names = ["batch_size", "drop_last", "generator"]
    for package in (dl, torch_ref):
        data, generator = dataset(package, 5), package.Generator()
        loader = package.DataLoader(data, 2, generator=generator, **given)
        assert [getattr(loader, name) for name in names] == [2, True, generator]
        assert loader.dataset is data
        assert isinstance(loader.sampler, package.RandomSampler)
        assert isinstance(loader.batch_sampler, package.BatchSampler)
        assert loader.collate_fn is package.default_collate
        loader = package.DataLoader(data, batch_sampler=[[1]], collate_fn=len)
        assert [getattr(loader, name) for name in names] == [None, False, None]
        assert isinstance(loader.sampler, package.SequentialSampler)
        assert (loader.batch_sampler, loader.collate_fn) == ([[1]], len)


def test_a_seed_is_not_drawn_while_another_thread_draws():
    generator = dl.Generator().manual_seed(1)
    loader = dl.DataLoader(dataset(dl, 5), generator=generator)
    thread = Thread(target=iter, args=(loader,))
    with generator.lock:
        before = generator.get_state().tolist()
        thread.start()
        thread.join(0.05)
        assert thread.is_alive()
        assert generator.get_state().tolist() == before
    thread.join()
    assert generator.get_state().tolist() != before


def test_what_a_split_leaves_over_goes_round_more_than_once():
    for package in (dl, torch_ref):  # the last argument ends it before it shuffles
        with pytest.raises(TypeError, match="str"):
            package.random_split(range(5 * 10**9), [1 - 5e-10], generator="none")


def test_a_sample_and_a_list_of_samples_are_those_of_torch():
    for package in (dl, torch_ref):
        data = dataset(package, 9)
        assert len(package.TensorDataset(data.tensors[0])) == 9
        part = package.Subset(package.Subset(data, [8, 5, 2, 0]), (3, 1, 2))
        assert len(part) == 3
        assert part[0][1].item() == 0
        assert part[-1][1].item() == 2
        assert [x.tolist() for x in part[1]] == [[10.0, 11.0], 5]
        first, second = package.random_split(data, [4, 5])
        labels = [s[i][1].item() for s in (first, second) for i in range(len(s))]
        assert sorted(labels) == list(range(9))
    assert dl.Subset(dataset(dl, 9), [8, 5, 2])[[2, 0]][1].tolist() == [2, 8]


def test_a_batch_shares_no_memory_with_its_dataset():
    data = dataset(dl, 6)
    for batch in dl.DataLoader(data, 3):
        for tensor, source in zip(batch, data.tensors):
            assert not np.shares_memory(tensor.array, source.array)


def test_a_batch_sampler_chooses_the_batches():
    batches = dl.DataLoader(dataset(dl, 5), batch_sampler=[[4], [0, 2]])
    assert [y.tolist() for _, y in batches] == [[4], [0, 2]]
    assert len(batches) == 2


DATA = dataset(dl, 5)
REFUSED = [
    (lambda: dl.DataLoader(DATA, 0), ValueError, "positive int, got 0"),
    (lambda: dl.DataLoader(DATA, 2.0), ValueError, "positive int, got 2.0"),
    (lambda: dl.DataLoader(DATA, drop_last=1), ValueError, "bool, got 1"),
    (lambda: dl.DataLoader(DATA, shuffle=True, sampler=[1]), ValueError, "exclude"),
    (lambda: dl.DataLoader(DATA, 2, batch_sampler=[[1]]), ValueError, "excludes"),
    (lambda: dl.DataLoader(DATA, 1, True, None, [[1]]), ValueError, "excludes"),
    (lambda: dl.DataLoader(DATA, 1, None, [1], [[1]]), ValueError, "excludes"),
    (
        lambda: dl.DataLoader(DATA, batch_sampler=[[1]], drop_last=True),
        ValueError,
        "excludes",
    ),
    (lambda: dl.DataLoader(DATA, True), ValueError, "positive int, got True"),
    (lambda: dl.default_collate({1}), TypeError, "a list, got set"),
    (lambda: dl.TensorDataset(dl.ones(1), dl.ones(2), dl.ones(3)), ValueError, "equal"),
    (lambda: list(dl.DataLoader(DATA, sampler=[9])), IndexError, "9"),
    (lambda: list(dl.DataLoader(DATA, generator=5)), TypeError, "Generator, got int"),
    (lambda: list(dl.DataLoader([None])), TypeError, "NoneType"),
    (lambda: dl.default_collate([{1, 2}]), TypeError, "container of them, got set"),
    (lambda: dl.default_collate([np.ones(2), np.ones(3)]), ValueError, "same shape"),
    (lambda: list(dl.DataLoader([[1], [1, 2]], 2)), ValueError, "equal lengths"),
    (lambda: dl.RandomSampler(DATA, 1), TypeError, "bool, got 1"),
    (lambda: dl.RandomSampler(DATA, num_samples=0), ValueError, "got 0"),
    (lambda: dl.TensorDataset(dl.ones(2), dl.ones(3)), ValueError, r"\[2, 3\]"),
    (lambda: dl.TensorDataset(), TypeError, "Tensors, got none"),
    (lambda: dl.TensorDataset(dl.ones(2), [1]), TypeError, "got Tensor, list"),
    (lambda: dl.TensorDataset([1, 2]), TypeError, "Tensors, got list"),
    (lambda: dl.random_split(DATA, [2, 2]), ValueError, r"sum 5, got \[2, 2\]"),
    (lambda: dl.random_split(DATA, [1.5, -0.5]), ValueError, "got 1.5"),
    (lambda: dl.random_split(DATA, [-0.5, 1.5]), ValueError, r"\[0, 1\], got -0.5"),
    (lambda: dl.random_split(DATA, [0.5, 0.3]), ValueError, r"sum 5, got \[0.5, 0.3"),
    (lambda: dl.random_split(DATA, [1.0, 2.0**-52]), ValueError, "sum 5"),
    (lambda: dl.random_split(DATA, [6, -1]), ValueError, r"got \[6, -1\]"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_a_bad_argument_is_refused_by_name(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_an_empty_split_is_warned_about_as_in_torch():
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        dl.random_split(dataset(dl, 1), [0.5, 0.5])


@pytest.mark.filterwarnings("ignore:Length of split")
def test_a_split_may_take_all_or_nothing():
    for package in (dl, torch_ref):
        for lengths, sizes in (([0.0, 1.0], [0, 5]), ([1.0], [5]), ([0, 5], [0, 5])):
            parts = package.random_split(dataset(package, 5), lengths)
            assert [len(part) for part in parts] == sizes
