"""Trainings drawn at random: a plan, and the lines that follow it in any library."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from hypothesis import strategies as st

STEPS = 20
EPS = np.finfo(np.float64).eps

ACTIVATIONS = [
    *("ReLU", "LeakyReLU", "Tanh", "Sigmoid"),
    *("Softplus", "SiLU", "GELU", "ELU", "LogSigmoid", "Softmax"),
]
LOSSES = [
    *("MSELoss", "CrossEntropyLoss", "BCEWithLogitsLoss"),
    *("SmoothL1Loss", "HuberLoss", "L1Loss"),
]
PENALTIES = {  # what they are in plain torch
    "l1_penalty": lambda weight: 0.01 * weight.abs().sum(),
    "l2_penalty": lambda weight: 0.01 / 2 * (weight**2).sum(),
    "elastic_net_penalty": lambda weight: (
        0.01 * (0.25 * weight.abs().sum() + 0.75 / 2 * (weight**2).sum())
    ),
}
OPTIMIZERS = {
    "SGD": {
        "momentum": [0, 0.9],
        "nesterov": [False, True],
        "weight_decay": [0, 0.01],
    },
    "Adam": {"betas": [(0.9, 0.999), (0.5, 0.9)], "amsgrad": [False, True]},
    "AdamW": {"weight_decay": [0.01, 0.1]},
    "RMSprop": {"momentum": [0, 0.5], "centered": [False, True]},
    "Adagrad": {"lr_decay": [0, 0.1], "initial_accumulator_value": [0.1, 0]},
}
SCHEDULES = {
    None: {},
    "InverseTimeLR": {"decay_rate": [0.5]},
    "StepLR": {"step_size": [3], "gamma": [0.5]},
    "MultiStepLR": {"milestones": [[2, 7]]},
    "ExponentialLR": {"gamma": [0.9]},
    "ConstantLR": {"factor": [0.5]},
    "LinearLR": {"start_factor": [0.1]},
    "SequentialLR": {"milestones": [[2], [9]]},
    "ChainedScheduler": {},
    "CosineAnnealingLR": {"T_max": [7, 20]},
    "CosineAnnealingWarmRestarts": {"T_0": [3], "T_mult": [1, 2]},
    "PolynomialLR": {"total_iters": [15], "power": [2.0]},
    "OneCycleLR": {"max_lr": [0.1], "total_steps": [STEPS]},
    "ReduceLROnPlateau": {"patience": [0, 2]},
}


@dataclass(frozen=True)
class Plan:
    """A network and how it is trained; hypothesis shrinks it to the smallest."""

    widths: tuple[int, ...]
    activation: str
    norm: str | None
    dropout: float
    loss: str
    penalty: str | None
    optimizer: tuple
    schedule: tuple
    lr: float
    batch_size: int
    examples: int
    seed: int


def options(draw: Callable, table: dict) -> tuple[str, dict]:
    """Draw one name of a table and one value of each of its options."""
    name = draw(st.sampled_from(list(table)))
    drawn = {key: draw(st.sampled_from(some)) for key, some in table[name].items()}
    if drawn.get("nesterov") and not drawn["momentum"]:
        drawn["nesterov"] = False
    return name, drawn


@st.composite
def plans(draw):
    """Draw a plan, the simplest first."""
    norm = draw(st.sampled_from([None, "BatchNorm1d", "LayerNorm"]))
    optimizer = options(draw, OPTIMIZERS)
    schedule = options(draw, SCHEDULES)
    if schedule[0] == "OneCycleLR" and optimizer[0] not in ("SGD", "Adam", "AdamW"):
        schedule[1]["cycle_momentum"] = False
    elif schedule[0] == "OneCycleLR" and optimizer[1].get("nesterov"):
        schedule[1]["base_momentum"] = 0.5
    # Normalised, two numbers are 1 and -1 whatever they were: of their gradient eps /
    # variance is left, and all but SGD divide it, and its rounding, by its own size.
    least = 2 if optimizer[0] == "SGD" else 3
    hidden = st.integers(least if norm == "LayerNorm" else 1, 6)
    batch_size = draw(st.integers(least if norm == "BatchNorm1d" else 1, 8))
    examples = draw(st.integers(2, 20))
    while norm == "BatchNorm1d" and 0 < examples % batch_size < least:
        examples += 1
    return Plan(
        widths=(
            draw(st.integers(1, 6)),
            *draw(st.lists(hidden, max_size=3)),
            draw(st.integers(2, 4)),
        ),
        activation=draw(st.sampled_from(ACTIVATIONS)),
        norm=norm,
        dropout=draw(st.sampled_from([0.0, 0.5, 0.2])),
        loss=draw(st.sampled_from(LOSSES)),
        penalty=draw(st.sampled_from([None, *PENALTIES])),
        optimizer=optimizer,
        schedule=schedule,
        lr=draw(st.sampled_from([0.01, 0.1, 0.001])),
        batch_size=batch_size,
        examples=examples,
        seed=draw(st.integers(0, 2**16)),
    )


def library(dl) -> Callable[[str], object]:
    """Return how a side finds a name."""
    if dl is not torch:
        return lambda name: getattr(dl, name)
    places = (torch, torch.nn, torch.optim, torch.optim.lr_scheduler, torch.utils.data)
    return lambda name: next(getattr(p, name) for p in places if hasattr(p, name))


def schedule(dl, plan: Plan, optimizer):
    """Return the schedule or None; compositions warm up and follow a cosine."""
    find = library(dl)
    name, options = plan.schedule
    if name is None:
        return None
    if name == "InverseTimeLR" and dl is torch:  # which has no name for it
        rate = options["decay_rate"]
        return find("LambdaLR")(optimizer, lambda epoch: 1 / (1 + rate * epoch))
    if name in ("SequentialLR", "ChainedScheduler"):
        warm_up = find("LinearLR")(optimizer, start_factor=0.1, total_iters=4)
        parts = [warm_up, find("CosineAnnealingLR")(optimizer, T_max=12)]
        if name == "ChainedScheduler":
            return find(name)(parts)
        return find(name)(optimizer, parts, **options)
    return find(name)(optimizer, **options)


def network(find: Callable, plan: Plan):
    """Return the network; a bias before batch norm would have no gradient."""
    layers, last = [], len(plan.widths) - 2
    for i, (fan_in, fan_out) in enumerate(zip(plan.widths, plan.widths[1:])):
        bias = i == last or plan.norm != "BatchNorm1d"
        layers.append(find("Linear")(fan_in, fan_out, bias=bias))
        if i == last:
            break
        if plan.norm is not None:
            layers.append(find(plan.norm)(fan_out))
        dim = {"dim": 1} if plan.activation == "Softmax" else {}
        layers.append(find(plan.activation)(**dim))
        if plan.dropout:
            layers.append(find("Dropout")(plan.dropout))
    return find("Sequential")(*layers)


def data(dl, plan: Plan, moved: int) -> tuple:
    """Return a data set, its inputs moved in the last place where that is asked."""
    rng = np.random.default_rng(plan.seed)
    inputs = rng.standard_normal((plan.examples, plan.widths[0]))
    shape = plan.examples, plan.widths[-1]
    if plan.loss == "CrossEntropyLoss":
        targets = rng.integers(0, shape[1], shape[0])
    else:
        targets = rng.random(shape)
    if moved:
        signs = np.random.default_rng(moved).choice([-1, 1], inputs.shape)
        inputs = inputs * (1 + EPS * signs)
    return dl.tensor(inputs), dl.tensor(targets)


def penalty(dl, name: str, model):
    """Return the penalty of the weights, biases left out."""
    if dl is torch:
        weights = [param for param in model.parameters() if param.ndim == 2]
        return sum(PENALTIES[name](weight) for weight in weights)
    ratio = [0.25] if name == "elastic_net_penalty" else []
    return getattr(dl, name)(dl.weights_of(model), 0.01, *ratio)


def train(dl, plan: Plan, moved: int) -> Iterator[dict]:
    """Take 20 steps; yield parameters, buffers and learning rate after each.

    The lines are the same for all three libraries.
    """
    find = library(dl)
    find("manual_seed")(plan.seed)
    model = network(find, plan)
    criterion = find(plan.loss)()
    name, chosen = plan.optimizer
    optimizer = find(name)(model.parameters(), lr=plan.lr, **chosen)
    scheduler = schedule(dl, plan, optimizer)
    loader = find("DataLoader")(
        find("TensorDataset")(*data(dl, plan, moved)),
        batch_size=plan.batch_size,
        shuffle=True,
    )
    steps = 0
    while True:
        for inputs, targets in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), targets)
            if plan.penalty is not None:
                loss = loss + penalty(dl, plan.penalty, model)
            loss.backward()
            optimizer.step()
            if scheduler is not None:
                waits = plan.schedule[0] == "ReduceLROnPlateau"
                scheduler.step(*([loss.item()] if waits else []))
            state = model.state_dict()
            yield {
                "lr": [group["lr"] for group in optimizer.param_groups],
                "state": {key: np.array(state[key].numpy()) for key in state},
            }
            steps += 1
            if steps == STEPS:
                return


def walk(dl, plan: Plan, moved: int = 0) -> list[dict]:
    """Return what a training shows, in float64.

    With `moved`, the seed of their signs, the inputs are moved in the last place.
    """
    find = library(dl)
    before = find("get_default_dtype")()
    find("set_default_dtype")(find("float64"))
    try:
        return list(train(dl, plan, moved))
    finally:
        find("set_default_dtype")(before)
