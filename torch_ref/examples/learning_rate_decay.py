"""Learning-rate schedules, epoch by epoch, and resumed halfway."""

# %% Set up
import torch
from torch.optim import lr_scheduler

EPOCHS = 8


def rates(make, epochs=EPOCHS):
    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.8)
    schedule = make(optimizer)
    seen = []
    for _ in range(epochs):
        seen.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return seen, schedule


# %% The course's inverse-time decay: lr / (1 + decay * epoch)
def inverse_time(optimizer):
    return lr_scheduler.LambdaLR(optimizer, lambda t: 1 / (1 + 1.0 * t))


by_formula = [0.8 / (1 + 1.0 * t) for t in range(EPOCHS)]
print("by formula ", *(f"{lr:.4f}" for lr in by_formula))


# %% The others, and linear warm-up before a cosine
def warm_up(optimizer):
    parts = [
        lr_scheduler.LinearLR(optimizer, 0.25, total_iters=3),
        lr_scheduler.CosineAnnealingLR(optimizer, T_max=5),
    ]
    return lr_scheduler.SequentialLR(optimizer, parts, milestones=[3])


schedules = {
    "inverse time": inverse_time,
    "step": lambda o: lr_scheduler.StepLR(o, step_size=3, gamma=0.5),
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, gamma=0.7),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=EPOCHS),
    "warm-up": warm_up,
}
results = {"by formula": by_formula}
for name, make in schedules.items():
    results[name], _ = rates(make)
    print(f"{name:12}", *(f"{lr:.4f}" for lr in results[name]))

# %% Stopped after 4 epochs and resumed: the same rates
first, schedule = rates(schedules["warm-up"], 4)
state = schedule.state_dict()
weight = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=0.8)
resumed = schedules["warm-up"](optimizer)
resumed.load_state_dict(state)
optimizer.param_groups[0]["lr"] = resumed.get_last_lr()[0]
second = []
for _ in range(4):
    second.append(resumed.get_last_lr()[0])
    optimizer.step()
    resumed.step()
results["resumed"] = first + second
print("resumed     ", *(f"{lr:.4f}" for lr in results["resumed"]))
print("as if never stopped:", results["resumed"] == results["warm-up"])
