"""Train, dev and test: who may look at what; normalised inputs."""

# %% Set up: tumours, split three ways at random
from sklearn.datasets import load_breast_cancer

import scratch as dl

dl.set_default_dtype(dl.float64)
features, classes = load_breast_cancer(return_X_y=True)
X, y = dl.tensor(features), dl.tensor(classes).double()
generator = dl.Generator().manual_seed(26)
whole = dl.TensorDataset(X, y)
parts = dl.random_split(whole, [0.6, 0.2, 0.2], generator)
train, dev, test = ((X[p.indices], y[p.indices]) for p in parts)
print("examples:", *(len(part) for part in parts))

# %% Normalise all three by the statistics of the first
normalise = dl.Standardize(train[0])
raw = X.std(0)
print(f"deviations from {raw.min().item():.3f}", end=" ")
print(f"to {raw.max().item():.0f}")
shifted = normalise(test[0]).mean(0).abs().max()
print(f"of the test set, a mean is {shifted.item():.2f}, not 0")
by_itself = dl.Standardize(test[0][:1])(test[0][:1])
print("one example by its own statistics:", end=" ")
print(f"{by_itself.abs().max().item():.0f} everywhere")


# %% The same training on raw and on normalised inputs
def fit(x, y, weight_decay=0.0, steps=200):
    model = dl.Linear(x.shape[1], 1)
    dl.init.zeros_(model.weight)
    dl.init.zeros_(model.bias)
    lr = 4 / (1 + (x * x).sum(1).mean().item())  # stable for sure
    optimizer = dl.SGD(
        model.parameters(), lr, 0.9, weight_decay=weight_decay
    )
    for _ in range(steps):
        with dl.no_grad():
            dz = (dl.sigmoid(model(x)) - y[:, None]) / len(x)
        model.weight.grad, model.bias.grad = dz.T @ x, dz.sum(0)
        optimizer.step()
    return model


def score(model, x, y):
    with dl.no_grad():
        z = model(x)[:, 0]
    cost = dl.binary_cross_entropy_with_logits(z, y).item()
    return cost, ((z > 0) == (y > 0.5)).double().mean().item()


inputs = {"raw": train[0], "normalised": normalise(train[0])}
costs = {}
for name, x in inputs.items():
    costs[name], _ = score(fit(x, train[1]), x, train[1])
    print(f"{name:10}: cost {costs[name]:.4f} after 200 steps")

# %% The dev set chooses, the test set is asked once
decays = (0.0, 0.001, 0.01, 0.1, 1.0)
x = [normalise(part[0]) for part in (train, dev, test)]
models = [fit(x[0], train[1], decay) for decay in decays]
dev_costs = [score(model, x[1], dev[1])[0] for model in models]
best = min(range(len(decays)), key=lambda i: dev_costs[i])
print("dev costs:", *(f"{cost:.3f}" for cost in dev_costs))
test_cost, right = score(models[best], x[2], test[1])
print(f"weight decay {decays[best]}: {100 * right:.1f} % on test")

# %% A leak: features chosen with the labels of the test set
dl.manual_seed(0)
noise, coins = dl.randn(100, 2000), dl.rand(100) > 0.5
coins = coins.double()
leak = {}
for name, seen in (("all labels", 100), ("training labels", 50)):
    sign = coins[:seen] - coins[:seen].mean()
    strength = (noise[:seen] * sign[:, None]).mean(0).abs()
    chosen = strength.numpy().argsort()[-10:].copy()
    x = noise[:, chosen]
    model = fit(x[:50], coins[:50])
    _, leak[name] = score(model, x[50:], coins[50:])
    print(f"chosen by {name}: {100 * leak[name]:.0f} %", end=" ")
    print("right about coins")

# %% Results
results = {
    "mean": normalise.mean,
    "deviation": normalise.std,
    "costs": list(costs.values()),
    "dev costs": dev_costs,
    "test cost": test_cost,
    "right": right,
    "leak": list(leak.values()),
}
