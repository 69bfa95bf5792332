"""Threads: each trains as if it were alone."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import scratch


@pytest.fixture(autouse=True)
def _switch_often():
    """Let threads take turns after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def training(dl, seed, steps=12):
    """Train with a generator of its own; return the weights after every step."""
    generator = dl.Generator().manual_seed(seed)
    x = dl.randn(20, 3, generator=generator)
    y = dl.randint(0, 2, (20,), generator=generator)
    sizes = [(4, 3), (4,), (2, 4), (2,)]
    parameters = [
        dl.tensor(0.5 * dl.randn(*size, generator=generator), requires_grad=True)
        if dl is scratch
        else (0.5 * dl.randn(*size, generator=generator)).requires_grad_()
        for size in sizes
    ]
    data = dl.DataLoader(dl.TensorDataset(x, y), 5, shuffle=True, generator=generator)
    optimizer = dl.Adam(parameters, lr=0.1)
    seen = []
    for _ in range(steps // len(data)):
        for inputs, targets in data:
            optimizer.zero_grad()
            w1, b1, w2, b2 = parameters
            noise = dl.rand(len(inputs), 4, generator=generator)
            hidden = dl.relu(dl.linear(inputs, w1, b1)) * noise
            dl.cross_entropy(dl.linear(hidden, w2, b2), targets).backward()
            optimizer.step()
            seen.append([p.detach().numpy().copy() for p in parameters])
    return seen


def same(ours, theirs):
    return all((a == b).all() for x, y in zip(ours, theirs) for a, b in zip(x, y))


def test_trainings_with_generators_of_their_own_do_not_disturb_each_other(dl):
    seeds = [1, 2, 3, 4]
    alone = [training(dl, seed) for seed in seeds]
    with ThreadPoolExecutor(len(seeds)) as pool:
        together = list(pool.map(lambda seed: training(dl, seed), seeds))
    for ours, theirs in zip(together, alone):
        assert same(ours, theirs)
    assert not same(alone[0], alone[1])


def gradient(dl, x, seed):
    """Return the gradient of a graph of many nodes."""
    weight = dl.tensor(x, requires_grad=True)
    scale = float(seed)
    y = weight
    for _ in range(50):
        y = dl.tanh(y * scale) + weight
    (y * y).sum().backward()
    return weight.grad.numpy().copy()


def test_backward_in_several_threads_gives_what_it_gives_alone(dl):
    x = np.random.default_rng(0).standard_normal((4, 5))
    alone = [gradient(dl, x, seed) for seed in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda seed: gradient(dl, x, seed), range(8)))
    for ours, theirs in zip(together, alone):
        assert (ours == theirs).all()


def test_graphs_that_share_constants_do_not_share_gradients(dl):
    shared = dl.tensor(np.arange(6.0).reshape(2, 3))

    def run(seed):
        leaf = dl.tensor(np.full((2, 3), float(seed)), requires_grad=True)
        (dl.sigmoid(leaf * shared) * shared).sum().backward()
        return leaf.grad.numpy().copy()

    alone = [run(seed) for seed in range(6)]
    with ThreadPoolExecutor(3) as pool:
        for ours, theirs in zip(pool.map(run, range(6)), alone):
            assert (ours == theirs).all()


def test_the_mode_of_the_tape_belongs_to_its_thread(dl):
    inside, done, seen = threading.Event(), threading.Event(), []

    def other():
        inside.wait(10)
        leaf = dl.ones(2, requires_grad=True)
        seen.append(((leaf * 2).requires_grad, dl.is_grad_enabled()))
        done.set()

    thread = threading.Thread(target=other)
    thread.start()
    with dl.no_grad():
        inside.set()
        done.wait(10)
        assert not dl.is_grad_enabled()
    thread.join()
    assert seen == [(True, True)]


def test_draws_of_threads_from_one_generator_are_whole_and_none_is_lost(dl):
    """Every thread gets a whole draw of the stream: their order alone is free."""
    generator = dl.Generator().manual_seed(5)
    whole = [dl.randn(33, generator=generator).numpy().tolist() for _ in range(40)]
    state = generator.get_state()
    generator.manual_seed(5)
    with ThreadPoolExecutor(4) as pool:
        drawn = list(
            pool.map(
                lambda _: dl.randn(33, generator=generator).numpy().tolist(), range(40)
            )
        )
    assert sorted(drawn) == sorted(whole)
    assert (generator.get_state() == state).all()


def test_the_default_generator_is_guarded_too(dl):
    dl.manual_seed(7)
    whole = [dl.randn(33).numpy().tolist() for _ in range(24)]
    state = dl.get_rng_state()
    dl.manual_seed(7)
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: dl.randn(33).numpy().tolist(), range(24)))
    assert sorted(drawn) == sorted(whole)
    assert (dl.get_rng_state() == state).all()


def test_a_generator_without_its_lock_is_noticed(monkeypatch):
    """Plant the missing guard: the draws of threads must then get mixed up."""

    class NoLock:
        def __enter__(self):
            pass

        def __exit__(self, *exception):
            pass

    made = scratch.Generator.__init__

    def unguarded(self):
        made(self)
        self.lock = NoLock()

    monkeypatch.setattr(scratch.Generator, "__init__", unguarded)
    check = test_draws_of_threads_from_one_generator_are_whole_and_none_is_lost
    failures = 0
    for _ in range(40):
        try:
            check(scratch)
        except AssertionError:
            failures += 1
            break
    assert failures
