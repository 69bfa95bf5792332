"""Bugs of the training loop and of learning-rate schedules."""

import numpy as np
import torch

from .bug import Bug
from .operation import Operation

TOPIC = "training"


def step_lr(lr, gamma, step_size, epochs):
    """Return the learning rate of every epoch, falling every `step_size` epochs."""
    rates = []
    for epoch in range(epochs):
        rates.append(lr * gamma ** (epoch // step_size))
    return {"learning rate": np.array(rates)}


def train(input, target, weight, lr, epochs, batch_size):
    """Fit a linear map by mini-batches of the mean squared error."""
    steps, losses = {}, []
    gradient = np.zeros_like(weight)
    for epoch in range(epochs):
        total = 0.0
        for start in range(0, len(input), batch_size):
            x, y = input[start : start + batch_size], target[start : start + batch_size]
            gradient[...] = 0
            error = x @ weight - y
            gradient += 2 * x.T @ error / len(x)
            weight = weight - lr * gradient
            total += (error**2).mean() * len(x)
        steps[f"weight after epoch {epoch + 1}"] = weight
        losses.append(total / len(input))
    return {**steps, "loss by epoch": np.array(losses, input.dtype)}


def torch_step_lr(lr, gamma, step_size, epochs):
    """Follow torch's StepLR."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size, gamma)
    rates = []
    for _ in range(epochs):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return {"learning rate": np.array(rates)}


def torch_train(input, target, weight, lr, epochs, batch_size):
    """Run the same training with autograd and torch's SGD."""
    x, y = torch.tensor(input), torch.tensor(target)
    w = torch.nn.Parameter(torch.tensor(weight))
    optimizer = torch.optim.SGD([w], lr=lr)
    steps, losses = {}, []
    for epoch in range(epochs):
        total = 0.0
        for a, b in zip(x.split(batch_size), y.split(batch_size)):
            optimizer.zero_grad()
            loss = torch.nn.functional.mse_loss(a @ w, b)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(a)
        steps[f"weight after epoch {epoch + 1}"] = w.detach().numpy().copy()
        losses.append(total / len(x))
    return {**steps, "loss by epoch": np.array(losses, input.dtype)}


def draw_schedule(rng, gamma=None, step_size=None):
    """Draw a schedule and enough epochs for two falls."""
    step_size = int(rng.integers(2, 5)) if step_size is None else step_size
    return {
        "lr": rng.uniform(0.05, 0.3),
        "gamma": rng.uniform(0.2, 0.8) if gamma is None else gamma,
        "step_size": step_size,
        "epochs": 3 * step_size,
    }


def draw_training(rng, even=False, one_batch=False):
    """Draw rows that batches do not divide, unless `even`."""
    batch_size, d = int(rng.integers(3, 6)), int(rng.integers(2, 5))
    n = 3 * batch_size + (0 if even else int(rng.integers(1, batch_size)))
    batch_size = n if one_batch else batch_size
    return {
        "input": rng.standard_normal((n, d)),
        "target": rng.standard_normal(n),
        "weight": rng.standard_normal(d),
        "lr": rng.uniform(0.02, 0.1),
        "epochs": 1 if one_batch else 2,
        "batch_size": batch_size,
    }


STEP_LR = Operation(
    name="step_lr",
    topic=TOPIC,
    function=step_lr,
    draw=draw_schedule,
    reference=torch_step_lr,
    program=True,
)
TRAIN = Operation(
    name="train",
    topic=TOPIC,
    function=train,
    draw=draw_training,
    reference=torch_train,
    program=True,
)

BUGS = [
    Bug(
        name="schedule-early",
        title="learning rate falls one epoch too early",
        operation=STEP_LR,
        right="gamma ** (epoch // step_size)",
        wrong="gamma ** ((epoch + 1) // step_size)",
        diagnosis="schedule one epoch early",
        hidden_by={"gamma": 1.0},
        hidden_when="gamma = 1; elsewhere it shows in one epoch of step_size",
        signature="the right values, one epoch early",
    ),
    Bug(
        name="schedule-every-epoch",
        title="learning rate falls every epoch",
        operation=STEP_LR,
        right="gamma ** (epoch // step_size)",
        wrong="gamma ** epoch",
        diagnosis="falls every epoch, not every step_size epochs",
        hidden_by={"step_size": 1},
        hidden_when="step_size = 1",
        signature="right in the first epoch only",
    ),
    Bug(
        name="stale-gradient",
        title="gradients not set to zero between steps",
        operation=TRAIN,
        right="gradient[...] = 0\n",
        wrong="pass\n",
        diagnosis="gradients of earlier steps still added",
        hidden_by={"one_batch": True},
        hidden_when="at the first step",
        signature="right at the first step; later the previous gradients are in it",
    ),
    Bug(
        name="last-batch-unweighted",
        title="loss of an epoch is the mean of the batches' means",
        operation=TRAIN,
        right="losses.append(total / len(input))",
        wrong="batches = -(-len(input) // batch_size)\n"
        "losses.append(total / batch_size / batches)",
        diagnosis="short last batch counted as a full one",
        hidden_by={"even": True},
        hidden_when="batches divide the rows",
        signature="only the reported loss differs",
    ),
    Bug(
        name="divided-by-batch-size",
        title="gradient of the short last batch divided by the full batch size",
        operation=TRAIN,
        right="gradient += 2 * x.T @ error / len(x)",
        wrong="gradient += 2 * x.T @ error / batch_size",
        diagnosis="short last batch divided by the full batch size",
        hidden_by={"even": True},
        hidden_when="batches divide the rows",
        signature="right until the last batch of the epoch",
    ),
    Bug(
        name="data-not-averaged",
        title="gradient of the mean loss without 1/n in the loop",
        operation=TRAIN,
        right="gradient += 2 * x.T @ error / len(x)",
        wrong="gradient += 2 * x.T @ error",
        diagnosis="gradient of the sum, not of the mean",
        signature="steps too long by the batch size",
    ),
]
