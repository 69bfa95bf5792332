"""Choices from a generator, drawn in blocks: one costs a tenth of a microsecond."""

from collections.abc import Sequence

import numpy as np

BLOCK = 8192


class Choices:
    """What the programs of a chunk are drawn from."""

    def __init__(self, *seed: int):
        self.rng = np.random.default_rng(seed)
        self.block: list[int] = []

    def below(self, n: int) -> int:
        """Draw an integer in [0, n)."""
        if not self.block:
            self.block = self.rng.integers(0, 2**62, BLOCK).tolist()
        return self.block.pop() % n

    def between(self, low: int, high: int) -> int:
        """Draw an integer in [low, high]."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """Draw True that often."""
        return self.below(100) < percent

    def one(self, options: Sequence):
        """Draw one of `options`."""
        return options[self.below(len(options))]

    def some(self, options: Sequence, count: int) -> list:
        """Draw `count` of `options`, with replacement."""
        return [self.one(options) for _ in range(count)]
