"""Gradient checking: differences, their best step, blind spots."""

# %% Set up: a classifier of tumours with one hidden layer
import torch
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(24)
features, classes = load_breast_cancer(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)
X = torch.tensor(features[:100])
y = torch.tensor(classes[:100]).double()
model = nn.Sequential(nn.Linear(30, 4), nn.Tanh(), nn.Linear(4, 1))
weight = model[0].weight


def central(f, x, h=1e-6):
    steps = h * torch.eye(x.numel()).reshape(-1, *x.shape)
    with torch.no_grad():
        slopes = [(f(x + s) - f(x - s)) / (2 * h) for s in steps]
    return torch.stack(slopes).reshape(x.shape)


def cost(w):
    hidden = torch.tanh(X @ w.T + model[0].bias)
    z = model[2](hidden)[:, 0]
    return F.binary_cross_entropy_with_logits(z, y)


# %% The gradient, and central differences of the cost
cost(weight).backward()
gradient = weight.grad
estimate = central(cost, weight, 1e-4)


def relative_error(a, b):
    return ((a - b).norm() / (a.norm() + b.norm())).item()


print("relative error below 1e-7:", end=" ")
print(relative_error(gradient, estimate) < 1e-7)
torch.autograd.gradcheck(cost, weight)  # raises if they differ

# %% What the number looks like when the gradient is wrong
wrong = {
    "sign": -gradient,
    "twice as large": 2 * gradient,
    "not averaged": 100 * gradient,
    "one row missing": gradient * (torch.arange(4) > 0)[:, None],
}
errors = {k: relative_error(g, estimate) for k, g in wrong.items()}
for name, error in errors.items():
    print(f"{name:16} {error:.3f}")

# %% The best step: too long is crude, too short drowns in rounding
third = torch.tensor([1 / 3])
for h in (1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11):
    slope = central(lambda x: (x * x * x).sum(), third, h)
    print(f"h = {h:.0e}: error {abs(slope.item() - 1 / 3):.0e}")

# %% The complex step subtracts nothing, so it can be tiny
x = torch.tensor(1.5)


def f(x):
    return torch.exp(x) / (torch.sin(x) ** 3 + torch.cos(x) ** 3) ** 0.5


u = torch.sin(x) ** 3 + torch.cos(x) ** 3
inner = 1.5 * torch.sin(2 * x) * (torch.sin(x) - torch.cos(x))
exact = f(x) * (1 - inner / (2 * u))
complex_step = f(x + 1e-20j).imag / 1e-20
print("complex step right to 13 digits:", end=" ")
print(bool(abs(complex_step - exact) < 1e-13 * abs(exact)))

# %% At a kink, differences see both sides
for start in (0.0, 4e-7, 2e-6):
    x = torch.tensor([start], requires_grad=True)
    F.relu(x).sum().backward()
    slope = central(lambda x: F.relu(x).sum(), x)
    print(
        f"relu at {start:.0e}: gradient {x.grad.item():.0f}", end=", "
    )
    print(f"differences {slope.item():.2f}")

# %% Results
results = {
    "gradient": gradient,
    "estimate": estimate,
    "errors": list(errors.values()),
    "complex step": complex_step,
}
