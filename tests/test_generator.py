"""Generators: seeds, states in torch's layout, copies, threads; and what is refused."""

import pickle
import sys
import threading
from copy import deepcopy

import numpy as np
import pytest
import torch

import scratch as dl
from compare.streams import build, is_replayed
from scratch.engine import random

replayed = pytest.mark.skipif(
    not is_replayed(), reason=f"{build()} is not the build that scratch replays"
)


def state(generator):
    return generator.get_state().numpy().tobytes()


@replayed
def test_a_state_moves_between_torch_and_scratch_with_its_cached_normal():
    rng = np.random.default_rng(3)
    for seed in range(300):
        torch.manual_seed(seed)
        torch.rand(int(rng.integers(0, 1300)) * (seed % 3 > 0))
        torch.randn(int(rng.integers(0, 5)) * (seed % 3 > 0))
        dl.set_rng_state(dl.tensor(torch.get_rng_state().numpy()))
        assert dl.get_rng_state().numpy().tobytes() == state(torch.default_generator)
        assert dl.initial_seed() == torch.initial_seed()
        for n in (0, 17):  # neither draw touches the cached normal
            assert dl.randn(n).tolist() == torch.randn(n).tolist()
        assert dl.randn(3).tolist() == torch.randn(3).tolist()
        dl.rand(int(rng.integers(0, 1300)))
        torch.set_rng_state(torch.tensor(dl.get_rng_state().numpy()))
        assert dl.randn(6).tolist() == torch.randn(6).tolist()
        assert dl.rand(700).tolist() == torch.rand(700).tolist()


def test_copies_of_a_generator_continue_with_its_cached_normal():
    g = dl.Generator().manual_seed(5)
    dl.randn(3, generator=g)
    copies = [deepcopy(g), pickle.loads(pickle.dumps(g)), g.clone_state()]
    expected = dl.randn(3, generator=g).tolist()
    for copy in copies:
        assert dl.randn(3, generator=copy).tolist() == expected
        assert copy.initial_seed() == 5


def test_fork_rng_gives_the_stream_back():
    dl.manual_seed(1)
    expected = dl.randn(5).tolist()
    dl.manual_seed(1)

    def interrupted():
        with dl.fork_rng():
            dl.rand(7)
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    with dl.fork_rng(enabled=True):
        dl.manual_seed(9)
    assert dl.randn(5).tolist() == expected


def test_threads_share_a_generator_without_tearing_a_draw():
    g = dl.Generator().manual_seed(8)
    found = []

    def work():
        for _ in range(200):
            found.append(dl.randn(17, generator=g).tolist())  # draws in two steps

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(interval)
    g.manual_seed(8)
    assert sorted(found) == sorted(dl.randn(17, generator=g).tolist() for _ in found)


def test_seeds_are_those_that_torch_takes():
    assert dl.manual_seed(-1).initial_seed() == 2**64 - 1
    assert dl.manual_seed("5").initial_seed() == 5
    assert dl.manual_seed(2**32 + 5).initial_seed() == 2**32 + 5
    first = dl.rand(3).tolist()
    assert first == dl.rand(3, generator=dl.Generator().manual_seed(5)).tolist()
    assert dl.Generator().initial_seed() == torch.Generator().initial_seed()
    assert dl.seed() == dl.initial_seed() != dl.seed()


REFUSED = [
    (lambda: dl.manual_seed(2**64), ValueError, "18446744073709551616"),
    (lambda: dl.manual_seed("x"), ValueError, "'x'"),
    (lambda: dl.Generator().manual_seed(1.5), TypeError, "int, got float"),
    (lambda: dl.set_rng_state(dl.zeros(5056)), TypeError, "uint8"),
    (lambda: dl.set_rng_state(dl.zeros(3, dtype=dl.uint8)), ValueError, "5056"),
    (lambda: dl.set_rng_state(dl.zeros(5056, dtype=dl.uint8)), ValueError, "state"),
    (lambda: dl.rand(), TypeError, "size must be given"),
    (lambda: dl.rand(2, -1), ValueError, "negative, got -1"),
    (lambda: dl.rand(2.5), TypeError, "ints, got 2.5"),
    (lambda: dl.rand(2, dtype=dl.int64), TypeError, "got int64"),
    (lambda: dl.rand(2, generator=5), TypeError, "Generator, got int"),
    (lambda: dl.randn_like([1.0]), TypeError, "Tensor, got list"),
    (lambda: dl.randint(5, 5, (2,)), ValueError, "low=5 and high=5"),
    (lambda: dl.randint(0, 5, 3), TypeError, "tuple of ints, got 3"),
    (lambda: dl.randint(0.5, 3, (2,)), TypeError, "int, got 0.5"),
    (lambda: dl.randint(0, 2**63, (2,)), ValueError, "9223372036854775808"),
    (lambda: dl.randint(0, 300, (2,), dtype=dl.uint8), ValueError, "high=300"),
    (lambda: dl.randperm(-1), ValueError, "got -1"),
    (lambda: dl.randperm(257, dtype=dl.uint8), ValueError, "256 for uint8, got 257"),
    (lambda: dl.bernoulli(dl.ones(3), 1.5), ValueError, r"\[0, 1\], got 1.5"),
    (lambda: dl.bernoulli(dl.tensor([1.5])), ValueError, r"\[0, 1\], got 1.5"),
    (lambda: dl.bernoulli(dl.tensor([1])), TypeError, "got int64"),
    (lambda: dl.normal(0.0, -1.0, (2,)), ValueError, "negative, got -1.0"),
    (lambda: dl.normal(0.0, 1.0), TypeError, "got None"),
    (lambda: dl.multinomial(dl.zeros(2), 1), ValueError, "positive sum"),
    (lambda: dl.multinomial(dl.ones(2), 3), ValueError, "at most 2"),
    (lambda: dl.multinomial(dl.tensor([1.0, -1.0]), 1), ValueError, "not negative"),
    (lambda: random.uniform_(dl.ones(3), 2, 1), ValueError, "a=2 and b=1"),
    (lambda: random.uniform_(dl.ones(3), 0, np.inf), ValueError, "got inf"),
    (lambda: random.uniform_(dl.ones(3), -3e38, 3e38), ValueError, "finite"),
    (lambda: random.normal_(dl.ones(3), 0, -1), ValueError, "negative, got -1"),
    (lambda: random.exponential_(dl.ones(3), 0), ValueError, "positive, got 0"),
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_a_bad_argument_is_refused_by_name_and_draws_nothing(call, error, message):
    before = state(dl.default_generator)
    with pytest.raises(error, match=message):
        call()
    assert state(dl.default_generator) == before
