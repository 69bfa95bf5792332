"""Row 8 of the notes: the space that a search draws its points from."""

import pytest

import scratch
import torch_ref
from scratch import Choice, Integer, LogUniform, Space, Uniform


def mixed(dl):
    return dl.Space(
        lr=dl.LogUniform(1e-5, 1.0),
        momentum=dl.Uniform(0.0, 0.99),
        width=dl.Integer(4, 64),
        activation=dl.Choice(("relu", "tanh")),
    )


def test_random_points_give_n_distinct_values_where_a_grid_gives_its_root():
    scratch.manual_seed(0)
    box = Space(a=Uniform(0.0, 1.0), b=LogUniform(1e-4, 1.0), c=Uniform(-1.0, 1.0))
    n, k = 64, 4
    random, grid = box.random(n), box.grid(k)
    assert len(random) == len(grid) == n
    for name in box.dimensions:
        assert len({point[name] for point in random}) == n
        assert len({point[name] for point in grid}) == k


def test_a_grid_holds_the_ends_all_options_and_no_integer_twice():
    box = Space(a=Uniform(-1.0, 1.0), n=Integer(1, 2), f=Choice(("x", "y", "z")))
    points = box.grid(3)
    assert sorted({point["a"] for point in points}) == [-1.0, 0.0, 1.0]
    assert {point["n"] for point in points} == {1, 2}
    assert {point["f"] for point in points} == {"x", "y", "z"}
    assert len(points) == 3 * 2 * 3
    assert Space(a=Uniform(0.0, 1.0)).grid(1) == [{"a": 0.5}]


def test_the_ends_of_the_way_are_the_ends_of_the_range(dl):
    for dimension, low, high in [
        (dl.Uniform(-1.0, 3.0), -1.0, 3.0),
        (dl.LogUniform(1.0, 4.0), 1.0, 4.0),
        (dl.Integer(2, 5), 2, 5),
    ]:
        assert dimension.at(0.0) == low
        assert dimension.at(1.0) == pytest.approx(high, rel=1e-15)
    choice = dl.Choice(options=("x", "y", "z"))
    assert [choice.at(share) for share in (0.0, 0.5, 1.0)] == ["x", "y", "z"]


def test_draws_stay_inside_and_fill_their_ranges():
    scratch.manual_seed(1)
    points = mixed(scratch).random(2000)
    for point in points:
        assert 1e-5 <= point["lr"] <= 1.0
        assert 0.0 <= point["momentum"] <= 0.99
    assert {point["width"] for point in points} == set(range(4, 65))
    small = sum(point["lr"] < 10**-2.5 for point in points) / len(points)
    assert 0.45 < small < 0.55  # half the orders of magnitude, half the draws


def test_both_backends_draw_the_same_points():
    scratch.manual_seed(5)
    torch_ref.manual_seed(5)
    assert mixed(scratch).random(50) == mixed(torch_ref).random(50)


def test_impossible_spaces_are_refused(dl):
    with pytest.raises(ValueError, match="low <= high"):
        dl.Space(a=dl.Uniform(1.0, 0.0))
    with pytest.raises(ValueError, match="above 0"):
        dl.Space(a=dl.LogUniform(0.0, 1.0))
    with pytest.raises(ValueError, match="at least one option"):
        dl.Space(a=dl.Choice(()))
    with pytest.raises(TypeError, match="got tuple"):
        dl.Space(a=(0, 1))
    with pytest.raises(ValueError, match="at least one dimension"):
        dl.Space()
    with pytest.raises(ValueError, match="k must be at least 1, got 0"):
        mixed(dl).grid(0)
