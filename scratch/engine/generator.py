"""PyTorch's CPU random generator, word for word: seeds, state and raw words."""

import os
from contextlib import contextmanager
from secrets import randbits
from threading import RLock
from weakref import WeakSet

import numpy as np

from .autograd import Tensor

UNSEEDED = 67280421310721  # the seed of a generator that was given none
LAST_LONG = 2**64 - 1

# torch's state, 5056 bytes
STATE = np.dtype(
    [
        ("seed", "<u8"),
        ("left", "<i4"),  # words before the next refill
        ("seeded", "<i4"),
        ("next", "<u8"),  # position of the next word
        ("words", "<u8", 624),
        ("unused_x", "<f8"),
        ("normal", "<f8"),  # second half of the last Box-Muller pair
        ("unused_rho", "<f8"),
        ("has_normal", "<i4"),
        ("padding", "<u1", 4),
        ("unused_float", "<f4"),
        ("unused_flag", "<u1"),
        ("end", "<u1", 3),
    ]
)


living = WeakSet()  # all generators; a fork waits until no thread draws from one


def hold_all():
    """Wait for every generator's lock, so that none is copied half-way in a draw."""
    held.extend(generator.lock for generator in list(living))
    for lock in held:
        lock.acquire()


def let_go():
    """Give the locks back, in the parent and in the child."""
    while held:
        held.pop().release()


held = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=hold_all, after_in_parent=let_go, after_in_child=let_go)


class Generator:
    """A stream of random numbers, equal bit for bit to torch's on the CPU.

    The engine is the Mersenne Twister MT19937, seeded with the low 32 bits of the
    seed. A generator may be shared by threads: each draw happens under its lock.

    References
    ----------
    M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8, 1998.
    """

    def __init__(self):
        self.lock = RLock()
        living.add(self)
        self.engine = np.random.MT19937(0)
        self.seeder = np.random.RandomState(self.engine)
        self.source = np.random.Generator(self.engine)
        self.manual_seed(UNSEEDED)

    def manual_seed(self, seed):
        """Start the stream of `seed` and return the generator.

        Parameters
        ----------
        seed : int
            From -2**63 to 2**64 - 1; a negative one stands for 2**64 + seed.
        """
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise TypeError(f"seed must be an int, got {type(seed).__name__}")
        if not -(2**63) <= seed < 2**64:
            raise ValueError(f"seed must be in [-2**63, 2**64 - 1], got {seed}")
        with self.lock:
            self.start = seed % 2**64
            self.seeder.seed(self.start % 2**32)
            self.normal = None  # second half of the last Box-Muller pair
            self.untouched = True
        return self

    def seed(self):
        """Start the stream of a seed from the operating system and return the seed."""
        return self.manual_seed(randbits(64)).initial_seed()

    def initial_seed(self):
        """Return the seed that started this stream."""
        return self.start

    def get_state(self):
        """Return the whole state in torch's layout: (5056,) uint8 Tensor."""
        return Tensor(np.frombuffer(self.__getstate__(), np.uint8).copy())

    def set_state(self, new_state):
        """Continue from a state that `get_state` returned, here or in torch.

        Parameters
        ----------
        new_state : (5056,) uint8 Tensor
        """
        if not isinstance(new_state, Tensor) or new_state.array.dtype != np.uint8:
            raise TypeError(f"new_state must be a uint8 Tensor, got {new_state!r}")
        if new_state.array.shape != (STATE.itemsize,):
            raise ValueError(
                f"new_state must have shape ({STATE.itemsize},), "
                f"got {new_state.array.shape}"
            )
        self.restore(new_state.array.tobytes())

    def clone_state(self):
        """Return a new generator in the same state."""
        clone = Generator()
        clone.restore(self.__getstate__())
        return clone

    def __getstate__(self):
        state = np.zeros((), STATE)
        with self.lock:
            engine = self.engine.state["state"]
            position = engine["pos"]
            state["seed"] = self.start
            state["left"] = 625 - position
            state["next"] = 0 if self.untouched else position
            state["words"] = engine["key"]
            state["has_normal"] = self.normal is not None
            state["normal"] = self.normal or 0.0
        state["seeded"] = 1
        return state.tobytes()

    def __setstate__(self, state):
        self.__init__()
        self.restore(state)

    def restore(self, state):
        """Continue from the 5056 bytes of `state`."""
        state = np.frombuffer(state, STATE)[0]
        left, position = state["left"].item(), state["next"].item()
        if state["seeded"] != 1 or left not in range(1, 625) or position > 624:
            raise ValueError("new_state is not the state of a generator")
        if left > 1 and left + position != 625:
            raise ValueError(
                f"left + next must be 625 in new_state, got {left} + {position}"
            )
        key = state["words"].astype(np.uint32)
        engine = {"key": key, "pos": 624 if left == 1 else position}
        with self.lock:
            self.engine.state = {"bit_generator": "MT19937", "state": engine}
            self.start = state["seed"].item()
            self.normal = state["normal"].item() if state["has_normal"] else None
            self.untouched = position == 0

    def words(self, n):
        """Return the next n words: (n,) uint32."""
        self.untouched = self.untouched and n == 0
        if n < 1024:
            return self.engine.random_raw(n).astype(np.uint32)
        pairs = self.source.integers(0, LAST_LONG, n // 2, np.uint64, endpoint=True)
        swapped = pairs << 32  # the first of a pair is its high half
        pairs >>= 32
        pairs |= swapped
        words = pairs.view(np.uint32)
        return np.append(words, self.words(1)) if n % 2 else words

    def long_words(self, n):
        """Return the next n pairs of words, the first the high half: (n,) uint64."""
        self.untouched = self.untouched and n == 0
        if n < 512:
            words = self.engine.random_raw(2 * n)
            return words[::2] << 32 | words[1::2]
        return self.source.integers(0, LAST_LONG, n, np.uint64, endpoint=True)


default_generator = Generator()
default_generator.seed()


def manual_seed(seed):
    """Start the default generator's stream of int(seed) and return the generator."""
    try:
        seed = int(seed)
    except OverflowError as error:
        raise ValueError(f"seed must be an integer, got {seed}") from error
    return default_generator.manual_seed(seed)


def seed():
    """Seed the default generator from the operating system and return the seed."""
    return default_generator.seed()


def initial_seed():
    """Return the seed that started the default generator's stream."""
    return default_generator.initial_seed()


def get_rng_state():
    """Return the default generator's state: (5056,) uint8 Tensor."""
    return default_generator.get_state()


def set_rng_state(new_state):
    """Set the default generator's state to one that `get_rng_state` returned."""
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(*, enabled=True):
    """Run a block whose draws leave the default generator's state as it was."""
    state = default_generator.get_state()
    try:
        yield
    finally:
        if enabled:
            default_generator.set_state(state)


def chosen(generator):
    """Return `generator`, or the default one where it is None."""
    if generator is None:
        return default_generator
    if not isinstance(generator, Generator):
        raise TypeError(
            f"generator must be a Generator, got {type(generator).__name__}"
        )
    return generator
