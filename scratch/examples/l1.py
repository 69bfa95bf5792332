"""L1: a penalty that makes weights exactly zero, done right."""

# %% Set up: the diabetes data, with 10 columns of pure noise added
from sklearn.datasets import load_diabetes

import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(10)
features, target = load_diabetes(return_X_y=True)
X, y = dl.tensor(features), dl.tensor(target)
X = dl.cat([X, dl.randn(len(X), 10)], 1)
X = (X - X.mean(0)) / X.std(0)
y = (y - y.mean()) / y.std()
LAMBDA, LR = 0.1, 0.1


def count(weight):
    return (weight == 0).double().sum().item()


# %% The penalty lambda sum |w|; its gradient at 0 is taken as 0
w = dl.tensor([-2.0, 0.0, 3.0], requires_grad=True)
at_kink = 0.1 * w.detach().sign()
print("gradient of 0.1 |w| at -2, 0, 3:", at_kink.tolist())
dl.l1_penalty([w], 0.1).backward()
assert dl.allclose(w.grad, at_kink)

# %% Plain gradient steps jump around 0 and never stop on it
model = dl.Linear(20, 1)
W, b, m = model.weight.detach(), model.bias.detach(), len(X)
for _ in range(200):
    dz = (X @ W.T + b - y[:, None]) / m
    dW = dz.T @ X + LAMBDA * W.sign()
    W, b = W - LR * dW, b - LR * dz.sum(0)
subgradient = W
print(f"subgradient: {count(subgradient):.0f} of 20 weights are 0")

# %% A proximal step does: shrink by lr lambda, cut at 0
W = dl.zeros(1, 20)
for _ in range(200):
    dz = (X @ W.T + b - y[:, None]) / m
    V, b = W - LR * dz.T @ X, b - LR * dz.sum(0)
    W = V.sign() * (V.abs() - LR * LAMBDA).clamp(min=0)
dl.proximal_l1_([V], LR * LAMBDA)
assert dl.allclose(V, W)
proximal = W
print(f"proximal:    {count(proximal):.0f} of 20 weights are 0")
noise = count(proximal[:, 10:])
print(f"of the 10 columns of noise, {noise:.0f} are left out")

# %% Results
results = {
    "at the kink": at_kink,
    "subgradient": subgradient,
    "proximal": proximal,
}
