"""What the pictures are drawn to show is there in the numbers that they draw."""

import numpy as np
import pytest

from compare.reading.figures import activations, dropout, parity, penalties, schedules
from compare.reading.figures.search import best, sixteen


def test_the_grid_misses_what_random_points_find():
    grid, free = sixteen()
    assert len(np.unique(grid[:, 0])) == 4
    assert len(np.unique(free[:, 0])) == 16
    assert best(grid)[1] < 0.1
    assert best(free)[1] > 0.7


def test_the_elastic_net_selects_between_its_ends():
    def gone(ratio):
        weights = [penalties.solution(lam, ratio)[1] for lam in (0.4, 0.6, 1.8, 2.0)]
        return [weight == 0 for weight in weights]

    assert gone(1.0) == [False, True, True, True]
    assert gone(0.5) == [False, False, False, True]
    assert gone(0.0) == [False] * 4


def test_copies_keep_their_split_under_l1_and_share_under_the_elastic_net():
    for start in ((0.9, 0.0), (1.3, 1.8)):
        split, shared = (penalties.copies(ratio, start)[-1] for ratio in (1.0, 0.5))
        assert split[1] - split[0] == pytest.approx(start[1] - start[0], abs=1e-12)
        assert split.sum() == pytest.approx(1.6, abs=1e-9)
        assert shared[0] == pytest.approx(shared[1], abs=1e-3)
        assert shared[0] > 0.5


def test_under_l2_the_second_of_two_correlated_weights_rises_first():
    first, second = np.array([penalties.solution(lam, 0.0) for lam in (0, 0.3, 3)]).T
    assert first[0] > first[1] > first[2] > 0
    assert second[1] > second[0] > second[2] > 0


def test_a_training_settles_near_the_floor_of_its_rate_unless_the_rate_decays():
    high = schedules.excess(0.1, 0.0, epochs=12)
    low = schedules.excess(0.1, 1.0, epochs=12)
    floor = schedules.floor(0.1, 4)
    assert np.mean(high[4:]) == pytest.approx(1.15 * floor, rel=0.15)
    assert low[-1] < floor / 5
    assert schedules.floor(0.0125, 4) == pytest.approx(floor / 8, rel=0.15)


def test_the_dead_unit_of_the_picture_stays_and_the_living_one_moves():
    active, ways = activations.two_units()
    assert active[0] > 0
    assert active[1] == 0
    assert (np.diff(ways[:, 0]) > 0).all()
    assert (ways[:, 1] == 0).all()


def test_folding_doubles_the_pieces_and_a_wide_layer_adds_one_a_unit():
    x = np.linspace(0, 1, 2**9 + 1)
    assert [parity.pieces(x, parity.tent(x, k)) for k in (1, 2, 5)] == [2, 4, 32]
    rng = np.random.default_rng(0)
    for units in (3, 10):
        bends = rng.choice(x[1:-1], units, replace=False)
        y = np.maximum(x[:, None] - bends, 0) @ rng.normal(size=units)
        assert parity.pieces(x, y) == units + 1


def test_a_training_with_dropout_fits_later_and_ends_with_less_cost_on_the_test_set():
    plain, dropped = (dropout.curves(p, 0, epochs=60) for p in (0.0, 0.5))
    assert dropped[7, 0] > plain[7, 0]
    assert dropped[-1, 1] < plain[-1, 1]
