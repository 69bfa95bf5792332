"""Softmax: shift, temperature, Jacobian, and two classes."""

# %% Set up
import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(19)


def show(title, values):
    print(title, *(f"{v:8.4f}" for v in values.tolist()))


# %% Softmax by its definition
x = dl.tensor([2.0, 1.0, 0.1])
p = x.exp() / x.exp().sum()
show("softmax", p)
print(f"sum {p.sum().item():.4f}")

# %% Stable: the largest logit is subtracted
large = dl.tensor([1000.0, 999.0, 998.1])
naive = large.exp() / large.exp().sum()
stable = dl.softmax(large, dim=0)
show("naive ", naive)
show("stable", stable)

# %% Backward: p (g - sum of p g), for an upstream gradient g
g = dl.tensor([1.0, -2.0, 3.0])
dx = p * (g - (p * g).sum())
show("dx", dx)
x.requires_grad_()
dl.softmax(x, dim=0).backward(g)
assert dl.allclose(x.grad, dx)

# %% Its full Jacobian: diag(p) - p p^T
rows = []
for i in range(3):
    x.grad = None
    dl.softmax(x, dim=0)[i].backward()
    rows.append(x.grad)
jacobian = dl.stack(rows)
formula = dl.eye(3) * p - p[:, None] * p[None, :]
print("Jacobian = formula:", dl.allclose(jacobian, formula))
x.requires_grad_(False)

# %% Temperature: towards one-hot, towards uniform
temperatures = []
for T in (0.1, 1.0, 10.0):
    temperatures.append(dl.softmax(x / T, dim=0))
    show(f"T = {T:4}", temperatures[-1])

# %% Two classes: logistic regression on z1 - z0
z = dl.randn(5, 2)
two = dl.softmax(z, dim=1)[:, 1]
one = dl.sigmoid(z[:, 1] - z[:, 0])
print("softmax of two = sigmoid:", dl.allclose(two, one))

# %% Results
results = {
    "definition": p,
    "stable": stable,
    "dx": dx,
    "jacobian": jacobian,
    "temperatures": dl.stack(temperatures),
    "two classes": two,
}
