"""What an example is drawn from: sizes, options and arrays that find mistakes.

A case describes its arguments once, as a function of a `Draw`; the same function then
runs under hypothesis (which shrinks), from a seed (the bulk loop), and from a recorded
list of choices (to reproduce a failure). Everything is built from two primitives,
`integer` and `binary`, so that a recording is a short list that people can copy.
"""

import base64
import json
import zlib
from collections.abc import Callable, Sequence

import numpy as np
from hypothesis import strategies as st

REGIMES = ("exact", "plain", "wild", "special")
SPECIALS = (0.0, -0.0, np.inf, -np.inf, np.nan, 1e4, -1e4, 1e-40, -1e-40)


class Draw:
    """Choices of one example, in the dtype under test.

    Attributes
    ----------
    dtype : numpy.dtype
        Every floating array is drawn in it.
    regime : {"exact", "plain", "wild", "special"}
        exact: integers in [-8, 8] times a power of two, so that sums of a few
        products have no rounding error in either dtype; plain: 16-bit integers / 256
        times a power of two; wild: from a seed, with offsets, heavy tails, constant
        columns, subnormals; special: plain with up to three infinities, NaNs, ...
    """

    def __init__(self, dtype, regimes=REGIMES):
        self.dtype = np.dtype(dtype)
        self.choices = []
        self.regime = self.choice(regimes)

    # The two primitives, recorded.
    def integer(self, low: int, high: int) -> int:
        """Draw an integer in [low, high]; simplest is `low`."""
        value = self._integer(low, high)
        self.choices.append(value)
        return value

    def binary(self, size: int) -> bytes:
        """Draw `size` bytes; simplest is zeros."""
        value = self._binary(size)
        self.choices.append(value)
        return value

    # Options and sizes.
    def choice(self, options: Sequence):
        """Draw one of `options`; simplest is the first."""
        return options[self.integer(0, len(options) - 1)]

    def boolean(self) -> bool:
        """Draw False or True."""
        return bool(self.integer(0, 1))

    def size(self, low: int = 1, high: int = 5) -> int:
        """Draw a length. Draw each dimension on its own, so that they differ."""
        return self.integer(low, high)

    def power_of_two(self, high: int = 8) -> int:
        """Draw a length that divides exactly: 1, 2, 4, ... up to `high`."""
        return 2 ** self.integer(0, high.bit_length() - 1)

    def shape(self, low: int = 0, high: int = 3) -> tuple[int, ...]:
        """Draw a shape of `low` to `high` dimensions; now and then one is empty."""
        ndim = self.integer(low, high)
        smallest = 0 if self.integer(0, 9) == 9 else 1
        return tuple(self.size(smallest, 4) for _ in range(ndim))

    # Arrays.
    def array(self, *shape: int, specials: Sequence[float] = SPECIALS) -> np.ndarray:
        """Draw real numbers of any size and sign."""
        size = int(np.prod(shape, dtype=int))
        if self.regime == "exact":
            small = np.frombuffer(self.binary(size), np.int8).astype(int)
            values = ((small + 8) % 17 - 8) * 2.0 ** self._power(2)
        elif self.regime == "wild":
            values = _wild(self.integer(0, 2**32 - 1), shape, self.dtype)
        else:
            values = self._fixed_point(size) * 2.0 ** self._power(6)
        array = values.reshape(shape).astype(self.dtype)
        if self.regime == "special" and size and len(specials):
            for _ in range(self.integer(0, 3)):
                position = self.integer(0, size - 1)
                with np.errstate(over="ignore", under="ignore"):
                    array.flat[position] = self.choice(specials)
        return array

    def between(self, low: float, high: float, *shape: int) -> np.ndarray:
        """Draw numbers in [low, high], both ends included and likely."""
        size = int(np.prod(shape, dtype=int))
        drawn = np.frombuffer(self.binary(size), np.uint8) / 255.0
        return np.asarray(low + (high - low) * drawn.reshape(shape), self.dtype)

    def inside(self, low: float, high: float, *shape: int) -> np.ndarray:
        """Draw numbers strictly inside (low, high), multiples of (high - low) / 256."""
        size = int(np.prod(shape, dtype=int))
        drawn = np.frombuffer(self.binary(size), np.uint8) % 255 + 1
        return np.asarray(low + (high - low) / 256 * drawn.reshape(shape), self.dtype)

    def positive(self, *shape: int) -> np.ndarray:
        """Draw numbers in (0, 2], or from 2**-12 to 2**12 in the wild regime."""
        scale = 2.0 ** self._power(12) if self.regime == "wild" else 2.0
        return np.asarray(scale * self.inside(0.0, 1.0, *shape), self.dtype)

    def labels(self, *shape: int, classes: int) -> np.ndarray:
        """Draw int64 class indices in [0, classes)."""
        size = int(np.prod(shape, dtype=int))
        drawn = np.frombuffer(self.binary(size), np.uint8).astype(np.int64)
        return (drawn % classes).reshape(shape)

    def booleans(self, *shape: int) -> np.ndarray:
        """Draw a mask."""
        return self.labels(*shape, classes=2).astype(bool)

    def seed(self) -> int:
        """Draw a seed for `manual_seed`."""
        return self.integer(0, 2**32 - 1)

    def _power(self, most: int) -> int:
        drawn = self.integer(0, 2 * most)
        return (drawn + 1) // 2 * (1 if drawn % 2 else -1)

    def _fixed_point(self, size: int) -> np.ndarray:
        return np.frombuffer(self.binary(2 * size), np.int16) / 256.0

    def __repr__(self):
        return f"{type(self).__name__}({self.dtype}, {encode(self.choices)!r})"


class HypothesisDraw(Draw):
    """Choices made, and shrunk, by hypothesis; `draw` comes from `st.composite`."""

    def __init__(self, draw: Callable, dtype, regimes=REGIMES):
        self._draw = draw
        super().__init__(dtype, regimes)

    def _integer(self, low, high):
        return self._draw(st.integers(low, high))

    def _binary(self, size):
        return self._draw(st.binary(min_size=size, max_size=size))


class SeededDraw(Draw):
    """Choices made by a NumPy generator: the bulk loop."""

    def __init__(self, seed, dtype, regimes=REGIMES):
        self._rng = np.random.default_rng(seed)
        super().__init__(dtype, regimes)

    def _integer(self, low, high):
        return int(self._rng.integers(low, high, endpoint=True))

    def _binary(self, size):
        return self._rng.bytes(size)


class ReplayDraw(Draw):
    """Choices of a recording; what does not fit is brought into range."""

    def __init__(self, code: str, dtype, regimes=REGIMES):
        self._recorded = iter(decode(code))
        super().__init__(dtype, regimes)

    def _integer(self, low, high):
        value = next(self._recorded, low)
        return min(max(value, low), high) if isinstance(value, int) else low

    def _binary(self, size):
        value = next(self._recorded, b"")
        value = value if isinstance(value, bytes) else b""
        return value[:size].ljust(size, b"\0")


def encode(choices: Sequence) -> str:
    """Write a list of choices as one word that survives a shell."""
    plain = [c if isinstance(c, int) else c.hex() for c in choices]
    packed = zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(code: str) -> list:
    """Read what `encode` wrote; anything else is a ValueError."""
    try:
        packed = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
        plain = json.loads(zlib.decompress(packed))
    except (zlib.error, ValueError) as error:
        raise ValueError(f"{code!r} is not a recorded example") from error
    return [c if isinstance(c, int) else bytes.fromhex(c) for c in plain]


def _wild(seed: int, shape: tuple[int, ...], dtype) -> np.ndarray:
    """Draw ill-conditioned arrays: scales, offsets, tails, ties, constant columns."""
    rng = np.random.default_rng(seed)
    values = rng.standard_normal(shape)
    kind = rng.integers(8)
    if kind == 0:
        values = values * 10.0 ** rng.uniform(-3, 3)
    elif kind == 1:
        values = values + 10.0 ** rng.uniform(0, 3)
    elif kind == 2:
        values = values * np.exp(3 * rng.standard_normal(shape))
    elif kind == 3:
        values = np.round(values * 2)
    elif kind == 4 and shape:
        values = np.broadcast_to(values[:1], shape)
    elif kind == 5 and shape:
        nudge = rng.integers(-1, 2, shape) * float(np.finfo(dtype).eps)
        values = values[:1] * (1 + nudge)
    elif kind == 6:
        values = values * float(np.finfo(dtype).tiny) * 10.0 ** rng.uniform(-3, 3)
    if rng.random() < 0.25:
        values = np.where(rng.random(shape) < 0.3, 0.0, values)
    return np.asarray(values)
