"""L-BFGS against torch: every call of its closure, its state, and what it minimises."""

from inspect import signature

import numpy as np
import pytest
import torch
from torch.optim.lbfgs import _strong_wolfe

import scratch
from compare.battery.equivalence import check_example
from compare.battery.example import seeded
from compare.battery.mismatch import Mismatch
from compare.battery.record import Record
from compare.cases import collect
from scratch.optim import lbfgs
from scratch.optim.line_search import Point, cubic, strong_wolfe

SEARCHES = pytest.mark.parametrize("search", [None, "strong_wolfe"])


def valley(dl, x):
    """Return Rosenbrock's function of two arrays of parameters; the third is idle."""
    a, b, _ = x
    return (100 * (b - a**2) ** 2 + (1 - a) ** 2).sum()


def run(dl, search, steps=6, start=None, **options):
    """Minimise; return parameters and losses after every step, and the optimiser."""
    rng = np.random.default_rng(1)
    x = [dl.tensor(0.5 * rng.standard_normal(3)).requires_grad_() for _ in range(3)]
    kind = torch.optim.LBFGS if dl is torch else dl.LBFGS
    options = {"max_iter": 5, "lr": 1.0 if search else 1e-3} | options
    optimizer = kind(x, line_search_fn=search, **options)
    if start:
        start(x, optimizer)
    calls = []

    def closure():
        optimizer.zero_grad()
        loss = valley(dl, x)
        loss.backward()
        calls.append(loss.item())
        return loss

    seen = [optimizer.step(closure).item() for _ in range(steps)]
    return np.array([p.detach().numpy() for p in x]), seen, calls, optimizer


@SEARCHES
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"history_size": 2},
        {"max_iter": 1},
        {"max_iter": 8, "max_eval": 4},
        {"max_iter": 2, "max_eval": 100},
    ],
)
def test_every_call_of_the_closure_is_torchs(dl, search, options):
    ours, theirs = (run(side, search, **options) for side in (dl, torch))
    assert len(ours[2]) == len(theirs[2])
    for found, expected in zip(ours[:3], theirs[:3], strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-7)
    state, expected = (o[3].state_dict()["state"][0] for o in (ours, theirs))
    assert state["n_iter"] == expected["n_iter"]
    assert state["func_evals"] == expected["func_evals"]
    assert len(state["old_dirs"]) == len(expected["old_dirs"])
    assert set(expected) - {"al"} == set(state)


def line(x):
    """Return a slope of 1/2, high up."""
    return x.sum() / 2 + 10


def bowl(x):
    """Return half the square, and 1."""
    return (x * x).sum() / 2 + 1


ENDS = {  # where a single condition ends a step: function, start, options
    "at the bottom": (bowl, 0.0, {"tolerance_grad": 0.0}),
    "on nearly flat ground": (bowl, 1e-6, {}),
    "where the slope is the tolerance": (line, 1.0, {"tolerance_change": 0.25}),
    "with no gradient left": (bowl, 0.5, {"tolerance_grad": 0.0}),
    "after a short step": (
        lambda x: 4 * bowl(x),
        1.0,
        {"lr": 0.25, "tolerance_change": 0.25},
    ),
    "after little was won": (line, 1.0, {"lr": 0.5, "tolerance_change": 0.2}),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_step_ends_where_torchs_does(dl, end):
    function, start, options = ENDS[end]
    seen = []
    for side in (dl, torch):
        x = side.tensor([start], dtype=side.float64).requires_grad_()
        kind = torch.optim.LBFGS if side is torch else side.LBFGS
        optimizer = kind([x], **({"max_iter": 6} | options))

        def closure(x=x, optimizer=optimizer):
            optimizer.zero_grad()
            loss = function(x)
            loss.backward()
            return loss

        first = optimizer.step(closure).item()
        state = optimizer.state_dict()["state"][0]
        seen.append((first, x.item(), state.get("n_iter"), state["func_evals"]))
    assert seen[0] == seen[1]


def test_a_closure_may_return_a_plain_number(dl):
    x = dl.ones(1).requires_grad_()
    optimizer = dl.LBFGS([x])

    def closure():
        optimizer.zero_grad()
        loss = bowl(x)
        loss.backward()
        return loss.item()

    assert optimizer.step(closure) == 1.5
    assert x.item() == 0


@pytest.mark.parametrize(("curvature", "kept"), [(1e-10, 0), (1.00005e-10, 1)])
def test_a_step_is_remembered_where_the_gradient_grew_enough(curvature, kept):
    one = scratch.tensor([1.0], dtype=scratch.float64)
    state = {"n_iter": 2, "prev_flat_grad": one * 0, "d": one * curvature, "t": 1.0}
    state |= {"old_dirs": [], "old_stps": [], "ro": []}
    lbfgs.remember(state, one, 5)
    assert len(state["old_dirs"]) == kept


def test_with_a_line_search_it_finds_the_bottom_of_the_valley(dl):
    x, losses, _, _ = run(dl, "strong_wolfe", steps=20, max_iter=20)
    assert np.abs(x[:2] - 1).max() < 1e-5
    assert losses[-1] < 1e-9


@SEARCHES
def test_a_loaded_state_goes_on_as_if_nothing_had_been(dl, search):
    whole = run(dl, search, steps=6)
    half = run(dl, search, steps=3)

    def resume(x, optimizer):
        with dl.no_grad():
            for param, value in zip(x, half[0], strict=True):
                param.copy_(dl.tensor(value))
        optimizer.load_state_dict(half[3].state_dict())

        (old,), (new,) = half[3].state.values(), optimizer.state.values()
        assert new["d"] is not old["d"]
        assert new["old_dirs"][0] is not old["old_dirs"][0]

    rest = run(dl, search, steps=3, start=resume, lr=7.0)
    assert np.array_equal(rest[0], whole[0])
    assert rest[1] == whole[1][3:]


@SEARCHES
def test_a_parameter_without_gradient_stays_where_it_is(dl, search):
    used, unused = dl.ones(2, 2).requires_grad_(), dl.ones(3).requires_grad_()
    optimizer = dl.LBFGS([used, unused], line_search_fn=search)

    def closure():
        optimizer.zero_grad()
        loss = (used**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    assert used.detach().abs().max().item() < 1e-6
    assert unused.tolist() == [1, 1, 1]


def test_several_groups_and_unknown_searches_are_refused(dl):
    a, b = (dl.ones(2).requires_grad_() for _ in range(2))
    with pytest.raises(ValueError, match="one parameter group"):
        dl.LBFGS([{"params": [a]}, {"params": [b]}])
    with pytest.raises(ValueError, match="line_search_fn must be"):
        dl.LBFGS([a], line_search_fn="armijo")
    with pytest.raises(ValueError, match="lr must"):
        dl.LBFGS([a], lr=-1)
    with pytest.raises(ValueError, match="history_size must"):
        dl.LBFGS([a], history_size=0)


@pytest.mark.parametrize("part", ["direction", "remember"])
def test_a_small_fault_fails_the_case(part, monkeypatch):
    right = getattr(lbfgs, part)

    def direction(grad, state):
        return right(grad, state) * (1 + 1e-6)

    def remember(state, grad, history_size):
        right(state, grad, history_size)
        state["H_diag"] = state["H_diag"] * (1 + 1e-6)

    monkeypatch.setattr(
        lbfgs, part, {"direction": direction, "remember": remember}[part]
    )
    record = Record("LBFGS", "float64")
    examples = (seeded(collect()["LBFGS"], "float64", 0, k) for k in range(100))
    with pytest.raises(Mismatch):
        any(check_example(example, record) for example in examples)


def drawn(seed):
    """Draw what a search is told, losses and slopes, and its options."""
    rng = np.random.default_rng(seed)
    told = rng.normal(size=(30, 2)) - np.outer(np.arange(30), [rng.choice([0, 0.5]), 0])
    if rng.integers(2):
        told = np.round(4 * told) / 4  # of which some are equal
    told[0, 1] = -abs(told[0, 1]) - 0.5
    return told, {
        "t": float(rng.choice([0.125, 1.0, 4.0])),
        "longest": float(rng.choice([1.0, 0.25])),
        "most": int(rng.choice([1, 2, 3, 5, 25])),
        "tolerance": float(rng.choice([1e-9, 0.25])),
        "c1": float(rng.choice([1e-4, 0.25])),
        "c2": float(rng.choice([0.9, 0.5, 0.01])),
    }


def searched(told, t, longest, most, **options):
    """Search as scratch and as torch do; return where each looked and what it found."""
    seen, answers = [], iter(told[1:])

    def look(t):
        loss, slope = map(float, next(answers))
        seen.append(t)
        return Point(t, loss, None, slope)

    loss, slope = map(float, told[0])
    begin = Point(0.0, loss, None, slope)
    point, count = strong_wolfe(look, begin, t, longest, most, **options)
    ours = [*seen, point.t, point.loss, count]
    seen, answers = [], iter(told[1:])

    def objective(x, t, d):
        point = look(float(t))
        return point.loss, torch.tensor([point.slope / longest], dtype=torch.float64)

    d = torch.tensor([longest], dtype=torch.float64)
    start = loss, torch.tensor([slope / longest], dtype=torch.float64)
    product = torch.tensor(slope, dtype=torch.float64)
    options["tolerance_change"] = options.pop("tolerance", 1e-9)
    loss, _, t, count = _strong_wolfe(
        objective, None, t, d, *start, product, max_ls=most, **options
    )
    return ours, [*seen, float(t), loss, count]


@pytest.mark.parametrize("shape", [lambda x: x / 2, lambda x: -x * x - x / 2])
def test_a_line_search_on_a_line_or_a_hill_goes_as_far_as_torchs(dl, shape):
    seen = []
    for side in (dl, torch):
        x = side.tensor([1.0], dtype=side.float64).requires_grad_()
        kind = torch.optim.LBFGS if side is torch else side.LBFGS
        optimizer = kind([x], max_iter=2, line_search_fn="strong_wolfe")

        def closure(x=x, optimizer=optimizer):
            optimizer.zero_grad()
            loss = shape(x).sum()
            loss.backward()
            return loss

        optimizer.step(closure)
        seen.append((x.item(), optimizer.state_dict()["state"][0]["func_evals"]))
    assert seen[0] == seen[1]


def test_a_line_search_goes_where_torchs_goes():
    for seed in range(500):
        told, options = drawn(seed)
        ours, theirs = searched(told, **options)
        assert ours == pytest.approx(theirs, rel=1e-7, abs=1e-9), seed


@pytest.mark.parametrize(
    "told",
    [
        # the lowest point of (t - 1)^2 is exactly a tenth away from the end, then near
        [(1, -2), (81, 18), (5, 1), (0.5, 1), (0.25, 1)],
        # a loss as large as the decrease allows: 0 - 0.25 t
        [(0, -1), (-0.25, -1), (-1, -1), (-2, 0)],
        # in the interval too: 1 - 0.5 t at t = 1
        [(1, -2), (81, 18), (0.5, -1.5), (0, -1.5), (0.25, 1)],
    ],
)
def test_a_line_search_turns_at_equality_where_torchs_does(told):
    first = 10.0 if told[0][0] else 1.0
    ours, theirs = searched([*told, *[(1, 0)] * 9], first, 1.0, 4, c1=0.25, c2=0.5)
    assert ours == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize(
    ("slope", "expected"), [(-1, 3), (-0.25, 3), (0, 3), (0.25, 2), (1, 2)]
)
def test_a_line_is_lowest_at_an_end(slope, expected):
    points = Point(0.0, 0.0, None, slope), Point(1.0, slope, None, slope)
    assert cubic(*points, 2, 3) == cubic(*points[::-1], 2, 3) == expected


def test_the_conditions_of_a_line_search_are_torchs():
    ours, theirs = (signature(f).parameters for f in (strong_wolfe, _strong_wolfe))
    for name, other in (("c1", "c1"), ("c2", "c2"), ("tolerance", "tolerance_change")):
        assert ours[name].default == theirs[other].default
