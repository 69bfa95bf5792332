"""Sigmoid: from logits to probabilities, and where it saturates."""

# %% Set up
import scratch as dl

dl.set_default_dtype(dl.float64)


def show(title, values):
    print(title, *(f"{v:10.3g}" for v in values.tolist()))


# %% The function: stable where exp(-x) overflows
x = dl.tensor([-1e4, -40.0, -2.0, 0.0, 2.0, 40.0, 1e4])
x.requires_grad_()
y = dl.sigmoid(x)
show("x    ", x)
show("y    ", y)

# %% The derivative, through the output: y (1 - y)
with dl.no_grad():
    slope = y * (1 - y)
show("dy/dx", slope)
y.sum().backward()
print("dy/dx = y (1 - y):", dl.allclose(x.grad, slope))
print(f"largest slope {slope.max().item()}, at 0")

# %% Saturation: ten sigmoids in a row lose the gradient
h, dh = dl.tensor([1.0]), dl.ones(1)
for _ in range(10):
    h = dl.sigmoid(h)
    dh = dh * h * (1 - h)  # the chain rule: a factor a layer
print(f"gradient after ten layers {dh.item():.2e}")

# %% tanh is a sigmoid, stretched: 2 sigmoid(2 x) - 1
with dl.no_grad():
    stretched = 2 * dl.sigmoid(2 * x) - 1
    print("same as tanh:", dl.allclose(dl.tanh(x), stretched))

# %% Results
results = {
    "output": y,
    "gradient": slope,
    "after ten": dh,
    "tanh": stretched,
}
