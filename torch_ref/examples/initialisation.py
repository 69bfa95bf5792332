"""Initialisation: symmetry, and signals through twenty layers."""

# %% Set up: the digits, and twenty square layers
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.set_default_dtype(torch.float64)
features, classes = load_digits(return_X_y=True)
features = (features - features.mean()) / features.std()
X, y = torch.tensor(features[:150]), torch.tensor(classes[:150])
DEPTH, WIDTH = 20, 64


def deep(gain):
    torch.manual_seed(22)
    layers = []
    for _ in range(DEPTH):
        layer = nn.Linear(WIDTH, WIDTH)
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
        nn.init.zeros_(layer.bias)
        with torch.no_grad():
            layer.weight *= gain
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(WIDTH, 10))


# %% Symmetry: hidden units that start equal stay equal
torch.manual_seed(0)
twins = nn.Sequential(nn.Linear(64, 5), nn.Tanh(), nn.Linear(5, 10))
for parameter in twins.parameters():
    nn.init.constant_(parameter, 0.1)
optimizer = torch.optim.SGD(twins.parameters(), lr=0.5)
for _ in range(20):
    optimizer.zero_grad()
    F.cross_entropy(twins(X), y).backward()
    optimizer.step()
weight = twins[0].weight.detach()
print("the first weights moved by", end=" ")
print(f"{(weight - 0.1).abs().max().item():.3f};", end=" ")
apart = (weight - weight[0]).abs().max()
print(f"between units they differ by {apart.item():.3f}")

# %% The variance that each rule gives, times the number of inputs
rules = {
    "Xavier": nn.init.xavier_normal_,
    "Kaiming": nn.init.kaiming_normal_,
    "Linear's own": nn.init.kaiming_uniform_,
}
variances = {}
for name, rule in rules.items():
    slope = {"a": 5**0.5} if name == "Linear's own" else {}
    weight = rule(torch.empty(300, 400), **slope)
    variances[name] = 400 * weight.var().item()
    print(f"{name:12} n Var w = {variances[name]:.3f}")

# %% The size of activations and gradients, there and back
sizes = {}
for gain in (0.5, 1.0, 1.5):
    weights = [layer.weight for layer in deep(gain)[:-1:2]]
    doutput = torch.randn(len(X), WIDTH)
    signals = [X.clone().requires_grad_()]
    for weight in weights:
        signals.append(F.relu(signals[-1] @ weight.T))
        signals[-1].retain_grad()
    signals[-1].backward(doutput)
    squares = [(s.detach() ** 2).mean() for s in signals]
    forward = torch.stack(squares).sqrt()
    squares = [(s.grad**2).mean() for s in signals]
    backward = torch.stack(squares).sqrt()
    sizes[gain] = torch.stack([forward, backward])
    print(f"gain {gain}: forward  {forward[-1].item():8.1e}", end="  ")
    print(f"backward {backward[0].item():8.1e}")

# %% What can be learned from there
costs = {}
for gain in (0.5, 1.0, 1.5):
    model, costs[gain] = deep(gain), []
    optimizer = torch.optim.SGD(
        model.parameters(), lr=0.003, momentum=0.9
    )
    while len(costs[gain]) < 60 and not costs[gain][-1:] > [1e6]:
        optimizer.zero_grad()
        cost = F.cross_entropy(model(X), y)
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
