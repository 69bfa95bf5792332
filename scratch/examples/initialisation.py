"""Initialisation: symmetry, and signals through twenty layers."""

# %% Set up: the digits, and twenty square layers
from sklearn.datasets import load_digits

import scratch as dl

dl.set_default_dtype(dl.float64)
features, classes = load_digits(return_X_y=True)
features = (features - features.mean()) / features.std()
X, y = dl.tensor(features[:150]), dl.tensor(classes[:150])
DEPTH, WIDTH = 20, 64


def deep(gain):
    dl.manual_seed(22)
    layers = []
    for _ in range(DEPTH):
        layer = dl.Linear(WIDTH, WIDTH)
        dl.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        dl.init.zeros_(layer.bias)
        with dl.no_grad():
            layer.weight *= gain
        layers += [layer, dl.ReLU()]
    return dl.Sequential(*layers, dl.Linear(WIDTH, 10))


# %% Symmetry: hidden units that start equal stay equal
dl.manual_seed(0)
twins = dl.Sequential(dl.Linear(64, 5), dl.Tanh(), dl.Linear(5, 10))
for parameter in twins.parameters():
    dl.init.constant_(parameter, 0.1)
optimizer = dl.SGD(twins.parameters(), lr=0.5)
for _ in range(20):
    optimizer.zero_grad()
    dl.cross_entropy(twins(X), y).backward()
    optimizer.step()
weight = twins[0].weight.detach()
print("the first weights moved by", end=" ")
print(f"{(weight - 0.1).abs().max().item():.3f};", end=" ")
apart = (weight - weight[0]).abs().max()
print(f"between units they differ by {apart.item():.3f}")

# %% The variance that each rule gives, times the number of inputs
rules = {
    "Xavier": dl.init.xavier_normal_,
    "Kaiming": dl.init.kaiming_normal_,
    "Linear's own": dl.init.kaiming_uniform_,
}
variances = {}
for name, rule in rules.items():
    slope = {"a": 5**0.5} if name == "Linear's own" else {}
    weight = rule(dl.empty(300, 400), **slope)
    variances[name] = 400 * weight.var().item()
    print(f"{name:12} n Var w = {variances[name]:.3f}")

# %% The size of activations and gradients, there and back
sizes = {}
for gain in (0.5, 1.0, 1.5):
    weights = [layer.weight for layer in deep(gain)[:-1:2]]
    doutput = dl.randn(len(X), WIDTH)
    with dl.no_grad():
        A, dA = [X], [doutput]
        for weight in weights:
            A.append(dl.relu(A[-1] @ weight.T))
        for weight, output in zip(weights[::-1], A[::-1]):
            dA.append(dA[-1] * (output > 0) @ weight)
    forward = dl.stack([(a**2).mean() for a in A]).sqrt()
    backward = dl.stack([(d**2).mean() for d in dA[::-1]]).sqrt()
    sizes[gain] = dl.stack([forward, backward])
    library = dl.signal_sizes(X, weights, doutput)
    assert dl.allclose(dl.stack(library), sizes[gain])
    print(f"gain {gain}: forward  {forward[-1].item():8.1e}", end="  ")
    print(f"backward {backward[0].item():8.1e}")

# %% What can be learned from there
costs = {}
for gain in (0.5, 1.0, 1.5):
    model, costs[gain] = deep(gain), []
    optimizer = dl.SGD(model.parameters(), lr=0.003, momentum=0.9)
    while len(costs[gain]) < 60 and not costs[gain][-1:] > [1e6]:
        optimizer.zero_grad()
        cost = dl.cross_entropy(model(X), y)
        cost.backward()
        optimizer.step()
        costs[gain].append(cost.item())
    print(f"gain {gain}: cost at first {costs[gain][0]:8.3f}", end=", ")
    print(f"at step {len(costs[gain])} {costs[gain][-1]:.4g}")

# %% Results
results = {
    "weights of equal units": twins[0].weight,
    "variances": list(variances.values()),
    **{f"sizes, gain {gain}": found for gain, found in sizes.items()},
    **{f"costs, gain {gain}": found for gain, found in costs.items()},
}
