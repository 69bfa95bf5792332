"""Elastic net: between L1 and L2, and equal to scikit-learn's."""

# %% Set up: the diabetes data
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet

import scratch as dl

dl.set_default_dtype(dl.float64)
features, target = load_diabetes(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)
target = (target - target.mean()) / target.std()
X, y = dl.tensor(features), dl.tensor(target)


# %% Minimise ||y - X w||^2 / (2 m) + s (r |w|_1 + (1 - r) |w|^2 / 2)
# a gradient step on the loss, then the penalty's own step
def minimise(strength, l1_ratio, steps=2000, lr=0.2, start=None):
    w = dl.zeros(10) if start is None else start
    for _ in range(steps):
        v = w - lr * X.T @ (X @ w - y) / len(X)
        size = (v.abs() - lr * strength * l1_ratio).clamp(min=0)
        w = v.sign() * size / (1 + lr * strength * (1 - l1_ratio))
    dl.proximal_elastic_net_([v], lr * strength, l1_ratio)
    assert dl.allclose(v, w)
    return w


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
coefficients = dl.tensor(oracle.fit(features, target).coef_)
gap = abs(results["ratio 0.5"] - coefficients).max().item()
print(f"within 1e-6 of scikit-learn: {gap < 1e-6}")

# %% The path: weights leave one by one as the strength grows
for strength in (0.01, 0.1, 0.3, 1.0):
    results[f"strength {strength}"] = minimise(strength, 0.5, 500)
    show(f"strength {strength}", results[f"strength {strength}"])

# %% A column and its copy: only with some L2 is the weight shared
X = dl.stack([X[:, 2], X[:, 2]], 1)
for ratio in (1.0, 0.5):
    w = dl.tensor([0.4, 0.1])
    shared = minimise(0.1, ratio, 2000, start=w)
    results[f"copies, ratio {ratio}"] = shared
    print(f"l1_ratio {ratio}:", *(f"{v:.4f}" for v in shared.tolist()))
