"""L1: a penalty that makes weights exactly zero, done right."""

# %% Set up: the diabetes data, with 10 columns of pure noise added
import torch
from sklearn.datasets import load_diabetes
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(10)
features, target = load_diabetes(return_X_y=True)
X, y = torch.tensor(features), torch.tensor(target)
X = torch.cat([X, torch.randn(len(X), 10)], 1)
X = (X - X.mean(0)) / X.std(0)
y = (y - y.mean()) / y.std()
LAMBDA, LR = 0.1, 0.1


def count(weight):
    return (weight == 0).double().sum().item()


# %% The penalty lambda sum |w|; its gradient at 0 is taken as 0
w = torch.tensor([-2.0, 0.0, 3.0], requires_grad=True)
(0.1 * w.abs().sum()).backward()
print("gradient of 0.1 |w| at -2, 0, 3:", w.grad.tolist())
at_kink = w.grad

# %% Plain gradient steps jump around 0 and never stop on it
model = nn.Linear(20, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=LR)
for _ in range(200):
    optimizer.zero_grad()
    loss = ((model(X)[:, 0] - y) ** 2).mean() / 2
    cost = loss + LAMBDA * model.weight.abs().sum()
    cost.backward()
    optimizer.step()
subgradient = model.weight.detach().clone()
print(f"subgradient: {count(subgradient):.0f} of 20 weights are 0")

# %% A proximal step does: shrink by lr lambda, cut at 0
with torch.no_grad():
    model.weight.zero_()
for _ in range(200):
    optimizer.zero_grad()
    loss = ((model(X)[:, 0] - y) ** 2).mean() / 2
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        size = (model.weight.abs() - LR * LAMBDA).clamp(min=0)
        model.weight.copy_(model.weight.sign() * size)
proximal = model.weight.detach()
print(f"proximal:    {count(proximal):.0f} of 20 weights are 0")
noise = count(proximal[:, 10:])
print(f"of the 10 columns of noise, {noise:.0f} are left out")

# %% Results
results = {
    "at the kink": at_kink,
    "subgradient": subgradient,
    "proximal": proximal,
}
