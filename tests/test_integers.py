"""Permutations without a loop: those of the swaps, whatever the words say."""

from itertools import product

import numpy as np
import pytest

from scratch.engine.integers import shuffled


@pytest.mark.parametrize("n", range(2, 8))
def test_all_sequences_of_swaps_give_all_permutations(n):
    seen = set()
    for targets in product(*(range(i, n) for i in range(n - 1))):
        expected = list(range(n))
        for i, target in enumerate(targets):
            expected[i], expected[target] = expected[target], expected[i]
        found = shuffled(n, np.array(targets, np.int64))
        assert found.dtype == np.int64
        assert found.tolist() == expected
        seen.add(tuple(expected))
    assert len(seen) == np.prod(np.arange(1, n + 1))
