"""Softmax: shift, temperature, Jacobian, and two classes."""

# %% Set up
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(19)


def show(title, values):
    print(title, *(f"{v:8.4f}" for v in values.tolist()))


# %% Softmax by its definition
x = torch.tensor([2.0, 1.0, 0.1])
p = x.exp() / x.exp().sum()
show("softmax", p)
print(f"sum {p.sum().item():.4f}")

# %% Stable: the largest logit is subtracted
large = torch.tensor([1000.0, 999.0, 998.1])
naive = large.exp() / large.exp().sum()
stable = F.softmax(large, dim=0)
show("naive ", naive)
show("stable", stable)

# %% Backward: p (g - sum of p g), for an upstream gradient g
g = torch.tensor([1.0, -2.0, 3.0])
x.requires_grad_()
F.softmax(x, dim=0).backward(g)
dx = x.grad
show("dx", dx)

# %% Its full Jacobian: diag(p) - p p^T
rows = []
for i in range(3):
    x.grad = None
    F.softmax(x, dim=0)[i].backward()
    rows.append(x.grad)
jacobian = torch.stack(rows)
formula = torch.eye(3) * p - p[:, None] * p[None, :]
print("Jacobian = formula:", torch.allclose(jacobian, formula))
x.requires_grad_(False)

# %% Temperature: towards one-hot, towards uniform
temperatures = []
for T in (0.1, 1.0, 10.0):
    temperatures.append(F.softmax(x / T, dim=0))
    show(f"T = {T:4}", temperatures[-1])

# %% Two classes: logistic regression on z1 - z0
z = torch.randn(5, 2)
two = F.softmax(z, dim=1)[:, 1]
one = torch.sigmoid(z[:, 1] - z[:, 0])
print("softmax of two = sigmoid:", torch.allclose(two, one))

# %% Results
results = {
    "definition": p,
    "stable": stable,
    "dx": dx,
    "jacobian": jacobian,
    "temperatures": torch.stack(temperatures),
    "two classes": two,
}
