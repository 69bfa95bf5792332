"""L2: the penalty, weight decay, and why Adam tells them apart."""

# %% Set up: classify tumours
from sklearn.datasets import load_breast_cancer

import scratch as dl

dl.set_default_dtype(dl.float64)
features, classes = load_breast_cancer(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)
X, y = dl.tensor(features), dl.tensor(classes)
m = len(X)
LAMBDA = 20.0
DECAY = LAMBDA / m


def train(make, penalty=None, steps=100):
    dl.manual_seed(11)
    model = dl.Sequential(dl.Linear(30, 8), dl.Tanh(), dl.Linear(8, 2))
    optimizer = make(model)
    for _ in range(steps):
        optimizer.zero_grad()
        dl.cross_entropy(model(X), y).backward()
        if penalty is not None:
            penalty(model)
        optimizer.step()
    return dl.cat([p.detach().flatten() for p in model.parameters()])


# %% The course: add lambda / (2 m) ||W||^2, biases left out
def penalty(model):  # dW of the penalty is lambda / m W
    for W in (model[0].weight, model[2].weight):
        W.grad += LAMBDA / m * W.detach()


def plain(model):
    return dl.SGD(model.parameters(), lr=0.5)


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
    return dl.SGD(groups(model), lr=0.5, weight_decay=DECAY)


decay = train(decayed)
gap = abs(decay - penalised).max().item()
print(f"weight_decay = lambda / m gives the same: {gap < 1e-12}")


# %% With weight_decay on the biases too it is another training
def careless(model):
    parameters = model.parameters()
    return dl.SGD(parameters, lr=0.5, weight_decay=DECAY)


other = train(careless)
gap = abs(other - decay).max().item()
print(f"biases decayed too: off by {gap:.4f}")


# %% Under Adam an L2 penalty is not weight decay; AdamW decays
def adam(model):
    return dl.Adam(groups(model), lr=0.01, weight_decay=DECAY)


def adamw(model):
    return dl.AdamW(groups(model), lr=0.01, weight_decay=DECAY)


with_adam, with_adamw = train(adam), train(adamw)
print(f"norm under Adam  {with_adam.norm().item():.4f}")
print(f"norm under AdamW {with_adamw.norm().item():.4f}")

# %% Directions shrink: one weight can grow while the norm falls
H = dl.tensor([[1.0, 0.9], [0.9, 1.0]])  # two correlated features
best = dl.tensor([1.0, 0.0])  # without a penalty
w = dl.zeros(2)
for _ in range(200):
    w = w - 0.5 * (H @ (w - best) + 0.2 * w)
shared = w
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
