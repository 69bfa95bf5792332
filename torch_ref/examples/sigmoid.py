"""Sigmoid: from logits to probabilities, and where it saturates."""

# %% Set up
import torch

torch.set_default_dtype(torch.float64)


def show(title, values):
    print(title, *(f"{v:10.3g}" for v in values.tolist()))


# %% The function: stable where exp(-x) overflows
x = torch.tensor([-1e4, -40.0, -2.0, 0.0, 2.0, 40.0, 1e4])
x.requires_grad_()
y = torch.sigmoid(x)
show("x    ", x)
show("y    ", y)

# %% The derivative, through the output: y (1 - y)
y.sum().backward()
with torch.no_grad():
    slope = y * (1 - y)
show("dy/dx", x.grad)
print("dy/dx = y (1 - y):", torch.allclose(x.grad, slope))
print(f"largest slope {x.grad.max().item()}, at 0")

# %% Saturation: ten sigmoids in a row lose the gradient
h = torch.tensor([1.0], requires_grad=True)
top = h
for _ in range(10):
    top = torch.sigmoid(top)
top.backward()
print(f"gradient after ten layers {h.grad.item():.2e}")

# %% tanh is a sigmoid, stretched: 2 sigmoid(2 x) - 1
with torch.no_grad():
    stretched = 2 * torch.sigmoid(2 * x) - 1
    print("same as tanh:", torch.allclose(torch.tanh(x), stretched))

# %% Results
results = {
    "output": y,
    "gradient": x.grad,
    "after ten": h.grad,
    "tanh": stretched,
}
