"""Gradient checking: differences, their best step, blind spots."""

# %% Set up: a classifier of tumours with one hidden layer
import numpy as np
from sklearn.datasets import load_breast_cancer

import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(24)
features, classes = load_breast_cancer(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)
X = dl.tensor(features[:100])
y = dl.tensor(classes[:100]).double()
model = dl.Sequential(dl.Linear(30, 4), dl.Tanh(), dl.Linear(4, 1))
weight = model[0].weight


def cost(w):
    hidden = dl.tanh(X @ w.T + model[0].bias)
    z = model[2](hidden)[:, 0]
    return dl.binary_cross_entropy_with_logits(z, y)


# %% The gradient, and central differences of the cost
with dl.no_grad():
    hidden = dl.tanh(X @ weight.T + model[0].bias)
    dz = dl.sigmoid(model[2](hidden)) - y[:, None]
    dhidden = dz @ model[2].weight * (1 - hidden**2)
    gradient = dhidden.T @ X / len(X)
estimate = dl.numerical_gradient(cost, weight, eps=1e-4)
print("relative error below 1e-7:", end=" ")
print(dl.relative_error(gradient, estimate).item() < 1e-7)

# %% What the number looks like when the gradient is wrong
wrong = {
    "sign": -gradient,
    "twice as large": 2 * gradient,
    "not averaged": 100 * gradient,
    "one row missing": gradient * (dl.arange(4) > 0)[:, None],
}
errors = {
    k: dl.relative_error(g, estimate).item() for k, g in wrong.items()
}
for name, error in errors.items():
    print(f"{name:16} {error:.3f}")

# %% The best step: too long is crude, too short drowns in rounding
third = dl.tensor([1 / 3])
for h in (1e-1, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11):
    slope = dl.numerical_gradient(lambda x: (x * x * x).sum(), third, h)
    print(f"h = {h:.0e}: error {abs(slope.item() - 1 / 3):.0e}")

# %% The complex step subtracts nothing, so it can be tiny
x = np.array(1.5)


def f(x):
    return np.exp(x) / (np.sin(x) ** 3 + np.cos(x) ** 3) ** 0.5


u = np.sin(x) ** 3 + np.cos(x) ** 3
inner = 1.5 * np.sin(2 * x) * (np.sin(x) - np.cos(x))
exact = f(x) * (1 - inner / (2 * u))
complex_step = f(x + 1e-20j).imag / 1e-20
print("complex step right to 13 digits:", end=" ")
print(bool(abs(complex_step - exact) < 1e-13 * abs(exact)))

# %% At a kink, differences see both sides
for start in (0.0, 4e-7, 2e-6):
    x = dl.tensor([start], requires_grad=True)
    dl.relu(x).sum().backward()
    slope = dl.numerical_gradient(lambda x: dl.relu(x).sum(), x)
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
