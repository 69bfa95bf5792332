"""The derivation, step by step: every intermediate against autograd."""

# %% Set up: two layers, tanh inside, sigmoid outside
import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(3)
m = 4
X = dl.randn(3, m)
Y = dl.tensor([[1.0, 0.0, 1.0, 0.0]])
W1 = dl.randn(5, 3, requires_grad=True)
b1 = dl.randn(5, 1, requires_grad=True)
W2 = dl.randn(1, 5, requires_grad=True)
b2 = dl.randn(1, 1, requires_grad=True)

# %% Forward, keeping every intermediate
Z1 = W1 @ X + b1
A1 = dl.tanh(Z1)
Z2 = W2 @ A1 + b2
A2 = dl.sigmoid(Z2)
losses = -(Y * A2.log() + (1 - Y) * (1 - A2).log())
J = losses.sum() / m
for tensor in (Z1, A1, Z2, A2, losses):
    tensor.retain_grad()
J.backward()

# %% The chain rule, one factor a line (the 1/m comes with J)
with dl.no_grad():
    steps = {
        "losses": (dl.ones(1, m) / m, losses),
        "A2": ((A2 - Y) / (A2 * (1 - A2)) / m, A2),
        "Z2": ((A2 - Y) / m, Z2),
        "W2": ((A2 - Y) @ A1.T / m, W2),
        "b2": ((A2 - Y).sum(1, keepdim=True) / m, b2),
        "A1": (W2.T @ (A2 - Y) / m, A1),
        "Z1": (W2.T @ (A2 - Y) * (1 - A1**2) / m, Z1),
    }
    dZ1 = steps["Z1"][0] * m
    steps["W1"] = (dZ1 @ X.T / m, W1)
    steps["b1"] = (dZ1.sum(1, keepdim=True) / m, b1)

# %% Each step agrees with the recorded gradient
for name, (by_hand, tensor) in steps.items():
    shape = "x".join(str(size) for size in by_hand.shape)
    same = dl.allclose(by_hand, tensor.grad, rtol=1e-10)
    print(f"dJ/d{name:6} {shape:4} {same}")

# %% Results
results = {"J": J}
results |= {name: by_hand for name, (by_hand, _) in steps.items()}
