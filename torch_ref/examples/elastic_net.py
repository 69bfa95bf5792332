"""Elastic net: between L1 and L2, and equal to scikit-learn's."""

# %% Set up: the diabetes data
import torch
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet

torch.set_default_dtype(torch.float64)
features, target = load_diabetes(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)
target = (target - target.mean()) / target.std()
X, y = torch.tensor(features), torch.tensor(target)


# %% Minimise ||y - X w||^2 / (2 m) + s (r |w|_1 + (1 - r) |w|^2 / 2)
# a gradient step on the loss, then the penalty's own step
def minimise(strength, l1_ratio, steps=2000, lr=0.2, start=None):
    w = torch.zeros(10, requires_grad=True) if start is None else start
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = ((y - X @ w) ** 2).mean() / 2
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            size = (w.abs() - lr * strength * l1_ratio).clamp(min=0)
            shrunk = 1 + lr * strength * (1 - l1_ratio)
            w.copy_(w.sign() * size / shrunk)
    return w.detach()


def show(title, w):
    zeros = (w == 0).double().sum().item()
    print(f"{title:16} zeros {zeros:.0f}, norm {w.norm().item():.4f}")


# %% The ends are L2 and L1; between them both act
results = {}
for ratio in (0.0, 0.5, 1.0):
    results[f"ratio {ratio}"] = minimise(0.1, ratio)
    show(f"l1_ratio {ratio}", results[f"ratio {ratio}"])

# %% The same minimiser as scikit-learn's
oracle = ElasticNet(alpha=0.1, l1_ratio=0.5, tol=1e-12, max_iter=100000)
coefficients = torch.tensor(oracle.fit(features, target).coef_)
gap = abs(results["ratio 0.5"] - coefficients).max().item()
print(f"within 1e-6 of scikit-learn: {gap < 1e-6}")

# %% The path: weights leave one by one as the strength grows
for strength in (0.01, 0.1, 0.3, 1.0):
    results[f"strength {strength}"] = minimise(strength, 0.5, 500)
    show(f"strength {strength}", results[f"strength {strength}"])

# %% A column and its copy: only with some L2 is the weight shared
X = torch.stack([X[:, 2], X[:, 2]], 1)
for ratio in (1.0, 0.5):
    w = torch.tensor([0.4, 0.1], requires_grad=True)
    shared = minimise(0.1, ratio, 2000, start=w)
    results[f"copies, ratio {ratio}"] = shared
    print(f"l1_ratio {ratio}:", *(f"{v:.4f}" for v in shared.tolist()))
