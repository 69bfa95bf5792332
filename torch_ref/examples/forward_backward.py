"""The forward and backward functions of layer l, as in the notes."""

# %% Set up: features x examples, W[l] is (n[l], n[l-1])
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(2)
m, n = 5, [3, 4, 2]
X = torch.randn(n[0], m)
labels = torch.randint(0, n[2], (m,))
Y = torch.eye(n[2])[labels].T
W = [None, torch.randn(n[1], n[0]), torch.randn(n[2], n[1])]
b = [None, torch.randn(n[1], 1), torch.randn(n[2], 1)]
for p in W[1:] + b[1:]:
    p.requires_grad_()

# %% Forward: Z[l] = W[l] A[l-1] + b[l], A[l] = g[l](Z[l])
Z, A = [None, None, None], [X, None, None]
Z[1] = W[1] @ A[0] + b[1]
A[1] = F.relu(Z[1])
Z[2] = W[2] @ A[1] + b[2]
A[2] = F.softmax(Z[2], dim=0)
cost = -(Y * F.log_softmax(Z[2], dim=0)).sum() / m
print(f"cost {cost.item():.6f}")

# %% Backward, by the notes' equations
with torch.no_grad():
    dZ2 = A[2] - Y
    dW2 = dZ2 @ A[1].T / m
    db2 = dZ2.sum(1, keepdim=True) / m
    dA1 = W[2].T @ dZ2
    dZ1 = dA1 * (Z[1] > 0)
    dW1 = dZ1 @ A[0].T / m
    db1 = dZ1.sum(1, keepdim=True) / m

# %% Backward, by the chain rule of the library
cost.backward()
pairs = {"dW1": (dW1, W[1]), "db1": (db1, b[1])}
pairs |= {"dW2": (dW2, W[2]), "db2": (db2, b[2])}
for name, (by_hand, p) in pairs.items():
    shape, same = tuple(by_hand.shape), torch.allclose(by_hand, p.grad)
    print(f"{name} {shape} by hand = by chain rule: {same}")

# %% dZ = A - Y is for the output layer alone
flat = (dZ1 == 0).double().sum().item()
print(f"dZ1 is 0 at {flat:.0f} of 20 places: relu is flat there")

# %% Results
results = {
    "cost": cost,
    "dW1": dW1,
    "db1": db1,
    "dW2": dW2,
    "db2": db2,
    "dW1 by the library": W[1].grad,
}
