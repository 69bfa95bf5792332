"""Schedules made of schedules, nested ones too, against torch's."""

import pytest
import torch


def sgd(dl):
    """Return an SGD with two groups of their own rates."""
    sides = [{"params": [dl.ones(1)], "lr": lr} for lr in (0.5, 0.3)]
    return (dl.optim.SGD if dl is torch else dl.SGD)(sides)


def built(dl, optimizer, plan):
    """Build the schedule of (name, options), or of (name, members, milestones)."""
    name, inside, *rest = plan
    make = getattr(torch.optim.lr_scheduler if dl is torch else dl, name)
    if isinstance(inside, dict):
        return make(optimizer, **inside)
    members = [built(dl, optimizer, member) for member in inside]
    if name == "ChainedScheduler":
        return make(members, *(optimizer for _ in rest))
    return make(optimizer, members, *rest)


STEP = "StepLR", {"step_size": 2, "gamma": 0.5}
RISE = "LinearLR", {"start_factor": 0.25, "total_iters": 3}
DECAY = "ExponentialLR", {"gamma": 0.9}
INNER = "SequentialLR", [RISE, DECAY], [2]
CHAIN = "ChainedScheduler", [STEP, DECAY]


@pytest.mark.filterwarnings("ignore:Detected call of:UserWarning")
@pytest.mark.parametrize(
    "plan",
    [
        ("SequentialLR", [STEP], []),
        ("SequentialLR", [RISE, STEP], [0]),
        ("SequentialLR", [RISE, STEP], [1]),
        ("SequentialLR", [RISE, STEP, DECAY], [2, 5]),
        ("SequentialLR", [RISE, STEP], [4], 3),
        ("SequentialLR", [RISE, CHAIN], [50]),
        ("SequentialLR", [INNER, STEP], [4]),
        ("ChainedScheduler", [STEP]),
        ("ChainedScheduler", [STEP, RISE], "the optimizer, too"),
        ("ChainedScheduler", [INNER, DECAY]),
    ],
)
def test_compositions_have_torchs_rates(dl, plan):
    seen = []
    for side in (dl, torch):
        optimizer = sgd(side)
        scheduler = built(side, optimizer, plan)
        rows = []
        for _ in range(9):
            rates = [group["lr"] for group in optimizer.param_groups]
            assert scheduler.get_last_lr() == rates
            rows.append((*rates, getattr(scheduler, "last_epoch", None)))
            optimizer.step()
            scheduler.step()
        seen.append(rows)
    assert seen[0] == seen[1]


def test_a_composition_knows_its_optimizer(dl):
    optimizer, other = sgd(dl), sgd(dl)
    step, foreign = dl.StepLR(optimizer, 3), dl.StepLR(other, 3)
    assert dl.SequentialLR(optimizer, [step], []).optimizer is optimizer
    assert dl.ChainedScheduler([step]).optimizer is optimizer
    with pytest.raises(ValueError, match=r"schedulers\[1\] belongs to another"):
        dl.ChainedScheduler([step, foreign])
    with pytest.raises(ValueError, match=r"schedulers\[0\] belongs to another"):
        dl.ChainedScheduler([step], other)
    with pytest.raises(ValueError, match="must not be empty"):
        dl.ChainedScheduler([])
    with pytest.raises(TypeError, match="schedulers must be a list"):
        dl.ChainedScheduler(iter([step]))
    with pytest.raises(TypeError, match=r"schedulers\[0\] must be a schedule, got int"):
        dl.SequentialLR(optimizer, [3], [])
    with pytest.raises(ValueError, match=r"schedulers\[0\] must step without"):
        dl.SequentialLR(optimizer, [dl.ReduceLROnPlateau(optimizer)], [])
    with pytest.raises(ValueError, match="milestones must have 0 values"):
        dl.SequentialLR(optimizer, [step], [3])
