"""Learning-rate schedules, epoch by epoch, and resumed halfway."""

# %% Set up
from numpy.linalg import lstsq
from sklearn.datasets import load_diabetes

import scratch as dl

EPOCHS = 8


def rates(make, epochs=EPOCHS):
    weight = dl.zeros(1, requires_grad=True)
    optimizer = dl.SGD([weight], lr=0.8)
    schedule = make(optimizer)
    seen = []
    for _ in range(epochs):
        seen.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return seen, schedule


# %% Inverse-time decay: lr / (1 + decay * epoch), epochs from 0
def inverse_time(optimizer):
    return dl.InverseTimeLR(optimizer, decay_rate=1.0)


by_formula = [0.8 / (1 + 1.0 * t) for t in range(EPOCHS)]
print("by formula ", *(f"{lr:.4f}" for lr in by_formula))

# %% The course counts epochs from 1: its table, converted
learning_rate, decay = 0.2, 1.0
table = [learning_rate / (1 + decay * t) for t in range(1, EPOCHS + 1)]
first, slower = learning_rate / (1 + decay), decay / (1 + decay)
converted = [first / (1 + slower * t) for t in range(EPOCHS)]
print("the course ", *(f"{lr:.4f}" for lr in table))
print("converted  ", *(f"{lr:.4f}" for lr in converted))


# %% The others, and linear warm-up before a cosine
def warm_up(optimizer):
    parts = [
        dl.LinearLR(optimizer, 0.25, total_iters=3),
        dl.CosineAnnealingLR(optimizer, T_max=5),
    ]
    return dl.SequentialLR(optimizer, parts, milestones=[3])


schedules = {
    "inverse time": inverse_time,
    "step": lambda o: dl.StepLR(o, step_size=3, gamma=0.5),
    "exponential": lambda o: dl.ExponentialLR(o, gamma=0.7),
    "cosine": lambda o: dl.CosineAnnealingLR(o, T_max=EPOCHS),
    "warm-up": warm_up,
}
results = {"by formula": by_formula, "the course": table}
results |= {"converted": converted}
for name, make in schedules.items():
    results[name], _ = rates(make)
    print(f"{name:12}", *(f"{lr:.4f}" for lr in results[name]))

# %% Stopped after 4 epochs and resumed: the same rates
first, schedule = rates(schedules["warm-up"], 4)
state = schedule.state_dict()
weight = dl.zeros(1, requires_grad=True)
optimizer = dl.SGD([weight], lr=0.8)
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

# %% A training: how far above the least cost each rate stays
dl.set_default_dtype(dl.float64)
features, target = load_diabetes(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)
target = (target - target.mean()) / target.std()
least = ((target - features @ lstsq(features, target)[0]) ** 2).mean()
X, y = dl.tensor(features), dl.tensor(target)


def train(make, epochs=40, size=17):
    dl.manual_seed(5)
    w = dl.zeros(10, requires_grad=True)
    optimizer = dl.SGD([w], lr=0.05)
    schedule, above = make(optimizer), []
    for _ in range(epochs):
        order = dl.randperm(442)
        for start in range(0, 442, size):
            chosen = order[start : start + size]
            x, gap = X[chosen], X[chosen] @ w.detach() - y[chosen]
            w.grad = 2 * x.T @ gap / len(x)
            optimizer.step()
        schedule.step()
        with dl.no_grad():
            above.append(dl.mse_loss(X @ w, y).item() - least)
    return above


kept = {
    "constant": lambda o: dl.LambdaLR(o, lambda t: 1.0),
    "inverse time": inverse_time,
    "too fast": lambda o: dl.ExponentialLR(o, gamma=0.3),
}
print("mean cost above the least, epochs 31 to 40")
for name, make in kept.items():
    above = train(make)
    results[f"floor, {name}"] = sum(above[30:]) / 10
    print(f"{name:12} {results[f'floor, {name}']:.5f}")
