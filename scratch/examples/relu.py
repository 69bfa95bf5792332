"""ReLU: the kink at 0, and units that die."""

# %% Set up
import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(17)

# %% The function and its gradient; at 0 the gradient is 0
x = dl.tensor([-2.0, -0.5, 0.0, 0.5, 2.0], requires_grad=True)
y = dl.relu(x)
g = dl.tensor([1.0, 2.0, 3.0, 4.0, 5.0])
dx = g * (x > 0)  # a mask
print("x       ", x.tolist())
print("relu(x) ", y.tolist())
print("gradient", dx.tolist())
y.backward(g)
assert bool((x.grad == dx).all())

# %% A layer whose biases start low: many units are dead
layer = dl.Linear(8, 100)
with dl.no_grad():
    layer.bias -= 1.5
data = dl.randn(500, 8)
active = (dl.relu(layer(data)) > 0).double().mean(0)
print(f"dead units: {(active == 0).double().sum().item():.0f} of 100")

# %% A dead unit gets no gradient, so it never comes back
with dl.no_grad():
    dz = (layer(data) > 0).double()  # upstream ones, masked
    dW = dz.T @ data
moved = dW.abs().sum(1) > 0
print("gradient exactly where a unit is active:", end=" ")
print(bool((moved == (active > 0)).all()))

# %% Leaky ReLU keeps a little slope: every unit learns
dW = (dz + 0.01 * (1 - dz)).T @ data
dl.leaky_relu(layer(data), 0.01).sum().backward()
assert dl.allclose(layer.weight.grad, dW)
alive = (dW.abs().sum(1) > 0).double().sum()
print(f"units with gradient under leaky ReLU: {alive.item():.0f}")

# %% Results
results = {
    "output": y,
    "gradient": dx,
    "share active": active,
    "leaky gradient": dW,
}
