"""Cases of the learning-rate schedules."""

import math

import torch
from torch.optim import lr_scheduler

from .case import ProgramCase, ScheduleCase

GAMMAS = (0.1, 0.5, 0.9, 1.0, 1.3)
LENGTHS = (1, 2, 3, 5, 12, 40)


def inverse_time(optimizer, decay_rate):
    """Return the course's decay as torch's LambdaLR."""
    return lr_scheduler.LambdaLR(optimizer, lambda epoch: 1 / (1 + decay_rate * epoch))


def two_warm_ups(epoch):
    """Return a factor that jumps, as a function of the epoch."""
    return (epoch % 4 + 1) / 4


def half_waves(epoch):
    """Return a factor that swings."""
    return 1.5 + math.cos(epoch)


def one_cycle_options(draw):
    """Draw options of OneCycleLR for 12 steps and more."""
    options = {
        "max_lr": draw.choice((1.0, 0.3, [0.5, 0.1])),
        "pct_start": draw.choice((0.3, 0.5, 0.25)),
        "anneal_strategy": draw.choice(("cos", "linear")),
        "cycle_momentum": draw.boolean(),
        "base_momentum": draw.choice((0.85, [0.5, 0.7])),
        "div_factor": draw.choice((25.0, 2.0)),
        "three_phase": draw.boolean(),
    }
    if draw.boolean():
        return {**options, "epochs": 4, "steps_per_epoch": 3}
    return {**options, "total_steps": draw.choice((12, 13, 40))}


def cyclic_options(draw):
    """Draw options of CyclicLR for cycles of 2 to 9 steps."""
    options = {
        "base_lr": draw.choice((0.1, 0.01, [0.05, 0.2])),
        "max_lr": draw.choice((1.0, 0.3, [0.5, 0.1])),
        "step_size_up": draw.size(1, 5),
        "step_size_down": draw.choice((None, 1, 4)),
        "mode": draw.choice(("triangular", "triangular2", "exp_range")),
        "gamma": draw.choice((1.0, 0.5, 0.9)),
        "cycle_momentum": draw.boolean(),
        "base_momentum": draw.choice((0.8, [0.5, 0.7])),
        "max_momentum": draw.choice((0.9, [0.99, 0.75])),
    }
    if draw.boolean():
        return options | {
            "scale_fn": half_waves,
            "scale_mode": draw.choice(("cycle", "iterations")),
        }
    return options


def restarts_to_epochs(dl, options, epochs):
    """Go to given epochs, whole or not, by CosineAnnealingWarmRestarts."""
    optimizer = dl.optim.SGD([dl.ones(2)], lr=0.5)
    schedules = dl.optim.lr_scheduler
    scheduler = schedules.CosineAnnealingWarmRestarts(optimizer, **options)
    rates = []
    for epoch in epochs:
        optimizer.step()
        scheduler.step(epoch)
        rates += [*scheduler.get_last_lr(), scheduler.last_epoch]
    return {"rates": rates}


def plateau_options(draw):
    """Draw options of ReduceLROnPlateau."""
    return {
        "mode": draw.choice(("min", "max")),
        "factor": draw.choice((0.1, 0.5)),
        "patience": draw.choice((0, 1, 3)),
        "threshold": draw.choice((1e-4, 0.0, 0.2)),
        "threshold_mode": draw.choice(("rel", "abs")),
        "cooldown": draw.choice((0, 2)),
        "min_lr": draw.choice((0, 0.02, [0.1, 0.001])),
        "eps": draw.choice((1e-8, 0.05)),
    }


def build(dl, where, specification, optimizer):
    """Make a schedule of a name and its options."""
    name, options = specification
    return getattr(where, name)(optimizer, **options)


def parts(draw):
    """Draw two or three schedules, warm-up first, and when they take turns."""
    first = draw.choice(
        (
            ("LinearLR", {"start_factor": 0.1, "total_iters": 3}),
            ("ConstantLR", {"factor": 0.25, "total_iters": 3}),
        )
    )
    others = (
        ("CosineAnnealingLR", {"T_max": 5, "eta_min": 0.001}),
        ("ExponentialLR", {"gamma": 0.8}),
        ("StepLR", {"step_size": 2, "gamma": 0.5}),
        ("PolynomialLR", {"total_iters": 6, "power": 2.0}),
        ("LambdaLR", {"lr_lambda": two_warm_ups}),
    )
    chosen = [first] + [draw.choice(others) for _ in range(draw.size(1, 2))]
    gap = draw.size(1, 3)
    return {
        "specifications": chosen,
        "milestones": [3 + gap * i for i in range(len(chosen) - 1)],
        "swap": draw.integer(0, 11),
    }


def composed(dl, specifications, milestones, swap, chained, where=None):
    """Step a composition 12 times, once with a fresh one that loads its state."""
    where = where or dl
    sgd = dl.SGD if hasattr(dl, "SGD") else dl.optim.SGD
    params = [dl.ones(2), dl.ones(2)]

    def make(optimizer):
        members = [build(dl, where, each, optimizer) for each in specifications]
        if chained:
            return where.ChainedScheduler(members)
        return where.SequentialLR(optimizer, members, milestones)

    optimizer = sgd([{"params": params[0]}, {"params": params[1], "lr": 0.3}], lr=0.5)
    scheduler = make(optimizer)
    rates = [[group["lr"] for group in optimizer.param_groups]]
    for step in range(12):
        if step == swap:
            state, kept = scheduler.state_dict(), optimizer.state_dict()
            scheduler = make(optimizer)
            scheduler.load_state_dict(state)
            optimizer.load_state_dict(kept)
        optimizer.step()
        scheduler.step()
        rates.append([group["lr"] for group in optimizer.param_groups])
        rates.append(list(scheduler.get_last_lr()))
    return {"rates": rates}


def sequential(dl, **arguments):
    """Run a SequentialLR."""
    where = torch.optim.lr_scheduler if dl is torch else dl
    return composed(dl, **arguments, chained=False, where=where)


def chained(dl, **arguments):
    """Run a ChainedScheduler."""
    where = torch.optim.lr_scheduler if dl is torch else dl
    return composed(dl, **arguments, chained=True, where=where)


CASES = [
    ScheduleCase(
        name="StepLR",
        covers=("StepLR", "LRScheduler"),
        arguments=lambda draw: {
            "step_size": draw.choice(LENGTHS),
            "gamma": draw.choice(GAMMAS),
        },
        reference=lr_scheduler.StepLR,
        stricter={"no step size": lambda: {"step_size": 0}},
    ),
    ScheduleCase(
        name="MultiStepLR",
        arguments=lambda draw: {
            "milestones": draw.choice(([], [3], [2, 5], [5, 2, 2], [0, 40])),
            "gamma": draw.choice(GAMMAS),
        },
        reference=lr_scheduler.MultiStepLR,
    ),
    ScheduleCase(
        name="ExponentialLR",
        arguments=lambda draw: {"gamma": draw.choice(GAMMAS)},
        reference=lr_scheduler.ExponentialLR,
    ),
    ScheduleCase(
        name="ConstantLR",
        arguments=lambda draw: {
            "factor": draw.choice((0.5, 1 / 3, 1.0)),
            "total_iters": draw.choice((0, *LENGTHS)),
        },
        reference=lr_scheduler.ConstantLR,
        refused={
            "factor above 1": lambda: {"factor": 1.5},
            "negative factor": lambda: {"factor": -0.5},
        },
        stricter={"factor 0": lambda: {"factor": 0.0}},
    ),
    ScheduleCase(
        name="LinearLR",
        arguments=lambda draw: {
            "start_factor": draw.choice((0.1, 1 / 3, 1.0)),
            "end_factor": draw.choice((1.0, 0.5, 0.0)),
            "total_iters": draw.choice((0, *LENGTHS)),
        },
        reference=lr_scheduler.LinearLR,
        refused={
            "start above 1": lambda: {"start_factor": 1.5},
            "start at 0": lambda: {"start_factor": 0.0},
            "end above 1": lambda: {"end_factor": 1.5},
            "negative end": lambda: {"end_factor": -0.5},
        },
    ),
    ScheduleCase(
        name="PolynomialLR",
        arguments=lambda draw: {
            "total_iters": draw.choice((0, *LENGTHS)),
            "power": draw.choice((1.0, 2.0, 0.5)),
        },
        reference=lr_scheduler.PolynomialLR,
        stricter={"negative length": lambda: {"total_iters": -1}},
    ),
    ScheduleCase(
        name="CosineAnnealingLR",
        arguments=lambda draw: {
            "T_max": draw.choice(LENGTHS),
            "eta_min": draw.choice((0.0, 0.01, 0.2)),
        },
        reference=lr_scheduler.CosineAnnealingLR,
        stricter={"no length": lambda: {"T_max": 0}},
    ),
    ScheduleCase(
        name="LambdaLR",
        arguments=lambda draw: {
            "lr_lambda": draw.choice(
                (half_waves, two_warm_ups, [half_waves, two_warm_ups])
            )
        },
        reference=lr_scheduler.LambdaLR,
        refused={"three functions": lambda: {"lr_lambda": [half_waves] * 3}},
    ),
    ScheduleCase(
        name="MultiplicativeLR",
        arguments=lambda draw: {
            "lr_lambda": draw.choice(
                (half_waves, two_warm_ups, [half_waves, two_warm_ups])
            )
        },
        reference=lr_scheduler.MultiplicativeLR,
        refused={"three functions": lambda: {"lr_lambda": [half_waves] * 3}},
    ),
    ScheduleCase(
        name="CosineAnnealingWarmRestarts",
        arguments=lambda draw: {
            "T_0": draw.choice(LENGTHS),
            "T_mult": draw.choice((1, 2, 3)),
            "eta_min": draw.choice((0.0, 0.01, 0.2)),
        },
        reference=lr_scheduler.CosineAnnealingWarmRestarts,
        refused={
            "no length": lambda: {"T_0": 0},
            "half an epoch": lambda: {"T_0": 0.5},
            "shorter runs": lambda: {"T_0": 2, "T_mult": 0},
            "runs half as long again": lambda: {"T_0": 2, "T_mult": 1.5},
            "eta_min is a word": lambda: {"T_0": 2, "eta_min": "low"},
        },
    ),
    ProgramCase(
        name="CosineAnnealingWarmRestarts to given epochs",
        covers=(),
        arguments=lambda draw: {
            "options": {"T_0": draw.size(1, 5), "T_mult": draw.size(1, 3)},
            "epochs": [
                draw.choice((None, 0, 1, 2.25, 5, 7.5, 12, 40)) for _ in range(12)
            ],
        },
        program=restarts_to_epochs,
        third=True,
        exact=lambda arguments: False,
        refused={
            "a negative epoch": lambda: {"options": {"T_0": 2}, "epochs": [-1]},
        },
    ),
    ScheduleCase(
        name="CyclicLR",
        arguments=cyclic_options,
        reference=lr_scheduler.CyclicLR,
        refused={
            "unknown mode": lambda: {"base_lr": 0.1, "max_lr": 1.0, "mode": "square"},
            "three rates": lambda: {"base_lr": [0.1] * 3, "max_lr": 1.0},
        },
        stricter={
            "no rise": lambda: {"base_lr": 0.1, "max_lr": 1.0, "step_size_up": 0},
        },
    ),
    ScheduleCase(
        name="InverseTimeLR",
        arguments=lambda draw: {"decay_rate": draw.choice((0, 1, 0.5, 0.01))},
        reference=inverse_time,
        stricter={"negative rate": lambda: {"decay_rate": -0.5}},
    ),
    ScheduleCase(
        name="OneCycleLR",
        arguments=one_cycle_options,
        reference=lr_scheduler.OneCycleLR,
        steps=12,
        refused={
            "no length": lambda: {"max_lr": 1.0},
            "length 0": lambda: {"max_lr": 1.0, "total_steps": 0},
            "epochs only": lambda: {"max_lr": 1.0, "epochs": 3},
            "epochs no integer": lambda: {
                "max_lr": 1.0,
                "epochs": 2.5,
                "steps_per_epoch": 2,
            },
            "no steps an epoch": lambda: {
                "max_lr": 1.0,
                "epochs": 2,
                "steps_per_epoch": 0,
            },
            "share above 1": lambda: {
                "max_lr": 1.0,
                "total_steps": 9,
                "pct_start": 1.5,
            },
            "unknown strategy": lambda: {
                "max_lr": 1.0,
                "total_steps": 9,
                "anneal_strategy": "square",
            },
            "three rates": lambda: {"max_lr": [1.0, 1.0, 1.0], "total_steps": 9},
        },
    ),
    ScheduleCase(
        name="ReduceLROnPlateau",
        arguments=plateau_options,
        reference=lr_scheduler.ReduceLROnPlateau,
        metrics=lambda draw: [draw.integer(0, 8) / 4 for _ in range(12)],
        refused={
            "factor 1": lambda: {"factor": 1.0},
            "unknown mode": lambda: {"mode": "low"},
            "unknown threshold mode": lambda: {"threshold_mode": "low"},
            "three minima": lambda: {"min_lr": [0.1, 0.1, 0.1]},
        },
        stricter={"patience is a word": lambda: {"patience": "long"}},
    ),
    ProgramCase(
        name="SequentialLR",
        arguments=parts,
        program=sequential,
        third=True,
        exact=lambda arguments: False,
    ),
    ProgramCase(
        name="ChainedScheduler",
        arguments=parts,
        program=chained,
        third=True,
        exact=lambda arguments: False,
    ),
]
