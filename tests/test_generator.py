"""Generators: seeds, states in torch's layout, copies, threads; and what is refused."""

import os
import pickle
import subprocess
import sys
import threading
from copy import deepcopy

import numpy as np
import pytest
import torch

import scratch as dl
from compare.battery.streams import build, is_replayed
from scratch.engine import random

replayed = pytest.mark.skipif(
    not is_replayed(), reason=f"{build()} is not the build that scratch replays"
)


def state(generator):
    return generator.get_state().numpy().tobytes()


def test_a_process_starts_with_a_seed_of_its_own(same_numbers_in_any_order):
    assert same_numbers_in_any_order != dl.Generator().initial_seed()
    ask = [sys.executable, "-c", "import scratch; print(scratch.initial_seed())"]
    seeds = {int(subprocess.check_output(ask)) for _ in range(2)}
    assert len(seeds | {dl.Generator().initial_seed()}) == 3


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


@pytest.mark.parametrize(
    "call",
    [
        lambda g: g.manual_seed(3),
        lambda g: g.get_state(),
        lambda g: g.set_state(dl.Generator().get_state()),
        lambda g: dl.rand(3, generator=g),
        lambda g: dl.randperm(3, generator=g),
        lambda g: dl.RandomSampler(range(3), generator=g).__iter__().__next__(),
        lambda g: iter(dl.DataLoader(range(3), generator=g)),
    ],
)
def test_no_other_thread_comes_between_the_steps_of_a_draw(call):
    g = dl.Generator()
    thread = threading.Thread(target=call, args=(g,))
    with g.lock:
        thread.start()
        thread.join(0.02)
        assert thread.is_alive()
    thread.join(60)
    assert not thread.is_alive()


STATE = np.dtype([("seed", "<u8"), ("left", "<i4"), ("seeded", "<i4"), ("next", "<u8")])


def changed(**fields):
    """Return a state after 5 words in torch's layout, with other fields."""
    g = dl.Generator().manual_seed(2)
    dl.rand(5, generator=g)
    state = g.get_state()
    head = state.numpy()[: STATE.itemsize].view(STATE)
    for name, value in fields.items():
        head[name] = value
    return state


@pytest.mark.parametrize(
    "fields",
    [
        {"left": 0},
        {"left": 0, "next": 625},
        {"left": -1},
        {"left": 625, "next": 0},
        {"left": 2},
        {"left": 1, "next": 625},
        {"seeded": 0},
        {"next": 4},
        {"next": 6},
    ],
)
def test_a_state_that_no_generator_has_is_refused_and_changes_nothing(fields):
    g = dl.Generator()
    before = state(g)
    with pytest.raises(ValueError, match="new_state"):
        g.set_state(changed(**fields))
    assert state(g) == before


@pytest.mark.parametrize(
    "fields",
    [{}, {"left": 1}, {"left": 1, "next": 624}, {"left": 624, "next": 1}, {"seed": 9}],
)
def test_a_state_that_a_generator_can_have_gives_torchs_words(fields):
    g, h = dl.Generator(), torch.Generator()
    given = changed(**fields)
    g.set_state(given)
    h.set_state(torch.tensor(given.numpy()))
    assert g.initial_seed() == h.initial_seed()
    for n in (1, 5, 0, 1400):
        ours, theirs = dl.rand(n, generator=g), torch.rand(n, generator=h)
        assert ours.tolist() == theirs.tolist()
        assert state(g) == state(h)


def test_of_a_states_words_the_low_halves_count():
    g, h = dl.Generator(), torch.Generator()
    given = changed()
    given.numpy()[24 : 24 + 8 * 624].view("<u8")[:] |= np.uint64(2**40 + 2**63)
    g.set_state(given)
    h.set_state(torch.tensor(given.numpy()))
    assert dl.rand(700, generator=g).tolist() == torch.rand(700, generator=h).tolist()


@pytest.mark.parametrize("used", [0, 3])
def test_who_draws_nothing_changes_nothing(used):
    g = dl.Generator().manual_seed(3)
    dl.rand(used, generator=g)
    before = state(g)
    for draw in (
        lambda: dl.rand(0, generator=g),
        lambda: dl.randn(0, generator=g),
        lambda: dl.randint(0, 9, (0,), generator=g),
        lambda: dl.randint(0, 2**40, (2, 0), generator=g),
        lambda: dl.randperm(0, generator=g),
        lambda: dl.randperm(1, generator=g),
        lambda: dl.bernoulli(dl.empty(0, 3), 0.5, generator=g),
    ):
        assert draw().numel() <= 1
        assert state(g) == before


@pytest.mark.parametrize("n", [0, 1, 511, 512, 513, 1023, 1024, 1025, 1026, 2047])
def test_so_many_words_are_as_many_of_torchs(n):
    for seed, dtype in ((1, "float32"), (2, "float64")):
        g = dl.Generator().manual_seed(seed)
        h = torch.Generator().manual_seed(seed)
        assert state(g) == state(h)
        for size in (n, 3, n):
            ours = dl.rand(size, generator=g, dtype=getattr(dl, dtype))
            theirs = torch.rand(size, generator=h, dtype=getattr(torch, dtype))
            assert ours.tolist() == theirs.tolist()
            assert state(g) == state(h)


@pytest.mark.parametrize("dl", [dl, torch], ids=["scratch", "torch"])
def test_fork_rng_can_be_switched_off(dl):
    state = dl.get_rng_state()
    fork = dl.fork_rng if hasattr(dl, "fork_rng") else dl.random.fork_rng
    with fork(enabled=False):
        dl.rand(3)
    assert (dl.get_rng_state() != state).any()


def test_seeds_from_the_system_have_64_bits():
    g = dl.Generator()
    seeds = [g.seed() for _ in range(64)]
    assert len(set(seeds)) == 64
    assert max(seeds) >= 2**63
    assert min(seeds) >= 0
    assert g.initial_seed() == seeds[-1]


@pytest.mark.parametrize("seed", [-(2**63), -1, 0, 2**32, 2**63, 2**64 - 1])
def test_a_seed_of_64_bits_is_taken_as_torch_takes_it(seed):
    g, h = dl.Generator().manual_seed(seed), torch.Generator().manual_seed(seed)
    assert g.initial_seed() % 2**64 == h.initial_seed() % 2**64
    assert dl.rand(3, generator=g).tolist() == torch.rand(3, generator=h).tolist()


def test_seeds_are_those_that_torch_takes():
    assert dl.manual_seed(-1).initial_seed() == 2**64 - 1
    assert dl.manual_seed("5").initial_seed() == 5
    assert dl.manual_seed(2**32 + 5).initial_seed() == 2**32 + 5
    first = dl.rand(3).tolist()
    assert first == dl.rand(3, generator=dl.Generator().manual_seed(5)).tolist()
    assert dl.Generator().initial_seed() == torch.Generator().initial_seed()
    assert dl.seed() == dl.initial_seed() != dl.seed()


REFUSED = [
    (lambda: dl.Generator().manual_seed(True), TypeError, "int, got bool"),
    (lambda: dl.Generator().manual_seed(-(2**63) - 1), ValueError, "seed must be in"),
    (lambda: dl.manual_seed(float("inf")), ValueError, "an integer, got inf"),
    (lambda: dl.set_rng_state(np.zeros(5056, np.uint8)), TypeError, "uint8 Tensor"),
    (lambda: dl.manual_seed(2**64), ValueError, "18446744073709551616"),
    (lambda: dl.manual_seed("x"), ValueError, "'x'"),
    (lambda: dl.Generator().manual_seed(1.5), TypeError, "int, got float"),
    (lambda: dl.set_rng_state(dl.zeros(5056)), TypeError, "uint8"),
    (lambda: dl.set_rng_state(dl.zeros(3, dtype=dl.uint8)), ValueError, "5056"),
    (lambda: dl.set_rng_state(dl.zeros(5056, dtype=dl.uint8)), ValueError, "state"),
    (lambda: dl.rand(2.5), TypeError, "integers, got 2.5"),
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


FORK = """
import os, sys, threading
import scratch as dl

stop = threading.Event()

def draw():
    while not stop.is_set():
        dl.rand(1000)

thread = threading.Thread(target=draw)
thread.start()
answers = []
for _ in range(20):
    child = os.fork()
    if child == 0:
        dl.rand(3)
        os._exit(0)
    answers.append(os.waitpid(child, 0)[1])
stop.set()
thread.join()
print(answers)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_child_draws_though_a_thread_drew_when_it_was_forked():
    ask = [sys.executable, "-W", "ignore", "-c", FORK]
    found = subprocess.run(ask, capture_output=True, text=True, timeout=100)
    assert found.stdout == f"{[0] * 20}\n"
