"""The battery for optimisers and learning-rate schedules."""

import numpy as np
import torch

from ..oracle import Bounded, lift, lifted
from .example import Example, upstream
from .mismatch import check_close, check_equal, check_that
from .record import Record
from .sides import SCRATCH, TORCH, TORCH_REF, Side
from .state import check_optimizer_state
from .surroundings import unchanged

SHAPES = ((3, 2), (4,), (), (4,))  # two of one shape: each has a state of its own


def maker(case, side: Side):
    """Return the class in one library."""
    return case.reference if side is TORCH else getattr(side.dl, case.name)


def start_values(example: Example) -> list[np.ndarray]:
    """Return initial parameters."""
    return [upstream(example, shape, 100 + i) for i, shape in enumerate(SHAPES)]


def parameters(side: Side, arrays, make):
    """Return the arrays as parameters."""
    return [make(array.copy(), True) for array in arrays]


def groups(example: Example, parameters):
    """Return the parameters as one or two groups; the second has its own options."""
    second = example.second_group
    if second is None:
        return parameters
    return [{"params": parameters[:2]}, {"params": parameters[2:], **second}]


def train(example: Example, side: Side, dtype, make=None, read=None, swap=None):
    """Take steps with random gradients and a changing lr; return every state.

    `swap` is a step after which the optimiser is replaced by a fresh one that loads
    its state: the walk must not notice.
    """
    case = example.case
    make, read = make or side.tensor, read or side.array
    arrays = [a.astype(dtype) for a in start_values(example)]
    params = parameters(side, arrays, make)
    optimizer = maker(case, side)(groups(example, params), **example.arguments)
    walk = []
    for step in range(case.steps):
        optimizer.zero_grad()
        given = {}
        for i, param in enumerate(params):
            if (step, i) == (1, 1):
                continue  # a parameter without a gradient stays as it is
            given[i] = upstream(example, SHAPES[i], 10 * step + i).astype(dtype)
            param.grad = make(given[i].copy(), False)
        if step == 2:
            for group in optimizer.param_groups:
                group["lr"] = group["lr"] * 0.5
        optimizer.step()
        if make == side.tensor:
            check_gradients(case, side, params, given)
        if step == swap:
            kept = optimizer.state_dict()
            optimizer = maker(case, side)(groups(example, params), **example.arguments)
            optimizer.load_state_dict(kept)
        walk.append([np.array(read(p), copy=True) for p in params])
    return walk, optimizer


def check_gradients(case, side: Side, params, given):
    """Require that a step leaves the gradients as they are."""
    for i, gradient in given.items():
        names = (f"{side} after the step", "before")
        found = side.array(params[i].grad)
        check_equal(case.name, f"gradient {i} is left alone", found, gradient, names)


def bounds(example: Example):
    """Return the bounds of every step: the optimiser run on bounded arrays."""
    dtype = example.dtype

    def make(array, requires_grad):
        return SCRATCH.tensor(lift(array, dtype), requires_grad)

    def read(tensor):
        data = tensor.array
        return data.tolerance() if isinstance(data, Bounded) else np.zeros(data.shape)

    with lifted(dtype):
        return train(example, SCRATCH, dtype, make, read)[0]


def check_optimizer(example: Example, record: Record) -> None:
    """Compare parameters after every step, and the state carried to torch and back."""
    case, dtype = example.case, example.dtype
    walks = {s: train(example, s, dtype)[0] for s in (SCRATCH, TORCH_REF, TORCH)}
    exactly = example.regime == "exact" and case.exact(example.arguments)
    wide, limits = walks[TORCH], None
    if not exactly:
        if dtype != np.float64:
            wide = train(example, TORCH, np.float64)[0]
        limits = bounds(example) if case.bounded is None else spread(wide, dtype)
    for side in (SCRATCH, TORCH_REF):
        for step, values in enumerate(walks[side]):
            for i, actual in enumerate(values):
                check = f"parameter {i} after step {step + 1}"
                narrow = walks[TORCH][step][i]
                if exactly:
                    check_equal(case.name, check, actual, narrow, (str(side), "torch"))
                    continue
                slack = 16.0 if dtype == np.float64 or side is not SCRATCH else 2.0
                check_that(
                    actual.dtype == narrow.dtype,
                    case.name,
                    check,
                    f"{side} has dtype {actual.dtype}, torch {narrow.dtype}",
                )
                share = check_close(
                    case.name,
                    check,
                    actual,
                    wide[step][i],
                    slack * limits[step][i],
                    (str(side), "torch in float64"),
                    narrow,
                )
                allowed = slack * limits[step][i]
                record.record(side, "outputs", actual, wide[step][i], allowed, share)
                if side is SCRATCH and step == case.steps - 1:
                    record.plant(example, actual, wide[step][i], allowed)
    record.exact += exactly
    check_state(example, walks)
    with unchanged(case.name):
        check_optimizer_state(
            example, lambda side, p: maker(case, side)(p, **example.arguments)
        )


def spread(walk, dtype):
    """Return a norm-wise tolerance of every step."""
    unit = 1e3 * float(np.finfo(dtype).eps)
    size = max(np.abs(v).max(initial=0.0) for values in walk for v in values)
    return [[np.full(v.shape, unit * size) for v in values] for values in walk]


def check_state(example: Example, walks):
    """Require that saving and loading the state changes nothing, keys as torch's."""
    case = example.case
    for side in (SCRATCH, TORCH_REF):
        resumed, optimizer = train(example, side, example.dtype, swap=1)
        for i, actual in enumerate(resumed[-1]):
            check_equal(
                case.name,
                f"parameter {i} after loading the state",
                actual,
                walks[side][-1][i],
                (str(side), "without loading"),
            )
        ours = optimizer.state_dict()
        theirs = train(example, TORCH, example.dtype)[1].state_dict()
        check_that(
            set(ours) == set(theirs),
            case.name,
            "state_dict",
            f"{side} has keys {sorted(ours)}, torch {sorted(theirs)}",
        )
        for number, state in theirs["state"].items():
            keys = {k for k, v in state.items() if v is not None}
            own = {k for k, v in ours["state"].get(number, {}).items() if v is not None}
            check_that(
                keys == own,
                case.name,
                f"state_dict state {number}",
                f"{side} keeps {sorted(own)}, torch {sorted(keys)}",
            )
            for key in keys:
                check_that(
                    np.shape(side.array(ours["state"][number][key]))
                    == tuple(torch.as_tensor(state[key]).shape),
                    case.name,
                    f"state_dict {key} of {number}",
                    "another shape",
                )
        for own, reference in zip(ours["param_groups"], theirs["param_groups"]):
            for key, value in own.items():
                check_that(
                    key in reference and reference[key] == value,
                    case.name,
                    f"state_dict param_groups {key}",
                    f"{side} has {value!r}, torch {reference.get(key)!r}",
                )


def check_schedule(example: Example, record: Record) -> None:
    """Compare the learning rate after every step, and after loading the state."""
    case = example.case
    rates = {s: schedule(example, s) for s in (SCRATCH, TORCH_REF, TORCH)}
    for side in (SCRATCH, TORCH_REF):
        for swap in (None, case.steps // 2):
            own = rates[side] if swap is None else schedule(example, side, swap)
            for step, (actual, expected) in enumerate(zip(own, rates[TORCH])):
                limit = 1e-14 * np.abs(expected).max(initial=1e-300)
                check = f"lr after step {step}" + (", reloaded" if swap else "")
                share = check_close(
                    case.name,
                    check,
                    np.array(actual),
                    np.array(expected),
                    np.full(len(expected), limit),
                    (str(side), "torch"),
                )
                record.record(
                    side, "outputs", np.array(actual), np.array(expected), limit, share
                )
    record.exact += example.regime == "exact"


def schedule(example: Example, side: Side, swap=None):
    """Return the learning rates of two groups, step by step."""
    case = example.case
    params = [side.tensor(np.ones(2, np.float32), True) for _ in range(2)]
    given = [{"params": [params[0]]}, {"params": [params[1]], "lr": 0.03}]
    optimizer = (
        side.dl.SGD(given, lr=0.5)
        if side is not TORCH
        else (torch.optim.SGD(given, lr=0.5))
    )
    scheduler = maker(case, side)(optimizer, **example.arguments)
    rates = [[group["lr"] for group in optimizer.param_groups]]
    metrics = example.metrics or [None] * case.steps
    for step, metric in enumerate(metrics):
        optimizer.step()
        scheduler.step(*(() if metric is None else (metric,)))
        if step == swap:
            kept = scheduler.state_dict()
            scheduler = maker(case, side)(optimizer, **example.arguments)
            for group, rate in zip(
                optimizer.param_groups, rates_after(scheduler, kept)
            ):
                group["lr"] = rate
        rates.append([group["lr"] for group in optimizer.param_groups])
    return rates


def rates_after(scheduler, kept):
    """Load the state into a scheduler; return the learning rates it stands for."""
    scheduler.load_state_dict(kept)
    return kept["_last_lr"]
