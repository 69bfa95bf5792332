"""Softmax: shift, temperature, Jacobian, and two classes."""

# %% Set up
import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(19)

# %% Softmax by its definition
x = dl.tensor([2.0, 1.0, 0.1])
p = x.exp() / x.exp().sum()
print("softmax", [f"{v:.4f}" for v in p.tolist()])
print(f"sum     {p.sum().item():.4f}")

# %% Stable: the largest logit is subtracted
large = dl.tensor([1000.0, 999.0, 998.1])
naive = large.exp() / large.exp().sum()
stable = dl.softmax(large, 0)
print("naive ", [f"{v:.4f}" for v in naive.tolist()])
print("stable", [f"{v:.4f}" for v in stable.tolist()])

# %% Its full Jacobian: diag(p) - p p^T
x.requires_grad_()
rows = []
for i in range(3):
    x.grad = None
    dl.softmax(x, 0)[i].backward()
    rows.append(x.grad)
jacobian = dl.stack(rows)
formula = dl.eye(3) * p - p[:, None] * p[None, :]
gap = abs(jacobian - formula).max().item()
print(f"Jacobian against its formula: {gap:.0e}"[:32])

# %% Temperature
with dl.no_grad():
    for T in (0.1, 1.0, 10.0):
        share = dl.softmax(x / T, 0).tolist()
        print(f"T = {T:4}", [f"{v:.4f}" for v in share])

# %% Two classes: logistic regression
z = dl.randn(5, 2)
two = dl.softmax(z, 1)[:, 1]
one = dl.sigmoid(z[:, 1] - z[:, 0])
print(f"softmax of two = sigmoid: {dl.allclose(two, one)}")

# %% Results
results = {
    "definition": p,
    "stable": stable,
    "jacobian": jacobian,
    "two classes": two,
}
