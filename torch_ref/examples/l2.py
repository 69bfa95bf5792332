"""L2: the penalty, weight decay, and why Adam tells them apart."""

# %% Set up: classify tumours
import torch
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from torch import nn

torch.set_default_dtype(torch.float64)
features, classes = load_breast_cancer(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)
X, y = torch.tensor(features), torch.tensor(classes)
m = len(X)
LAMBDA = 20.0
DECAY = LAMBDA / m


def train(make, penalty=None, steps=100):
    torch.manual_seed(11)
    model = nn.Sequential(nn.Linear(30, 8), nn.Tanh(), nn.Linear(8, 2))
    optimizer = make(model)
    for _ in range(steps):
        optimizer.zero_grad()
        cost = F.cross_entropy(model(X), y)
        if penalty is not None:
            cost = cost + penalty(model)
        cost.backward()
        optimizer.step()
    return torch.cat([p.detach().flatten() for p in model.parameters()])


# %% The course: add lambda / (2 m) ||W||^2, biases left out
def penalty(model):
    squares = [(layer.weight**2).sum() for layer in model[::2]]
    return LAMBDA / (2 * m) * sum(squares)


def plain(model):
    return torch.optim.SGD(model.parameters(), lr=0.5)


penalised = train(plain, penalty)
print(f"norm without penalty {train(plain).norm().item():.4f}")
print(f"norm with penalty    {penalised.norm().item():.4f}")


# %% torch: weight_decay = lambda / m, for the weights alone
def groups(model):
    return [
        {"params": [model[0].weight, model[2].weight]},
        {"params": [model[0].bias, model[2].bias], "weight_decay": 0},
    ]


def decayed(model):
    return torch.optim.SGD(groups(model), lr=0.5, weight_decay=DECAY)


decay = train(decayed)
gap = abs(decay - penalised).max().item()
print(f"weight_decay = lambda / m gives the same: {gap < 1e-12}")


# %% With weight_decay on the biases too it is another training
def careless(model):
    parameters = model.parameters()
    return torch.optim.SGD(parameters, lr=0.5, weight_decay=DECAY)


other = train(careless)
gap = abs(other - decay).max().item()
print(f"biases decayed too: off by {gap:.4f}")


# %% Under Adam an L2 penalty is not weight decay; AdamW decays
def adam(model):
    return torch.optim.Adam(groups(model), lr=0.01, weight_decay=DECAY)


def adamw(model):
    return torch.optim.AdamW(groups(model), lr=0.01, weight_decay=DECAY)


with_adam, with_adamw = train(adam), train(adamw)
print(f"norm under Adam  {with_adam.norm().item():.4f}")
print(f"norm under AdamW {with_adamw.norm().item():.4f}")

# %% Directions shrink: one weight can grow while the norm falls
H = torch.tensor([[1.0, 0.9], [0.9, 1.0]])  # two correlated features
best = torch.tensor([1.0, 0.0])  # without a penalty
w = torch.zeros(2, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.5, weight_decay=0.2)
for _ in range(200):
    optimizer.zero_grad()
    ((w - best) @ H @ (w - best) / 2).backward()
    optimizer.step()
shared = w.detach()
for title, v in (("without", best), ("with", shared)):
    print(f"{title:7} penalty:", *(f"{x:.4f}" for x in v.tolist()))
print(f"norm with penalty {shared.norm().item():.4f}")

# %% Results
results = {
    "penalised": penalised,
    "decayed": decay,
    "careless": other,
    "adam": with_adam,
    "adamw": with_adamw,
    "shared": shared,
}
