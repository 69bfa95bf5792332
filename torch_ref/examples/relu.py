"""ReLU: the kink at 0, and units that die."""

# %% Set up
import torch
import torch.nn.functional as F
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(17)

# %% The function and its gradient; at 0 the gradient is 0
x = torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0], requires_grad=True)
y = F.relu(x)
y.backward(torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]))
print("x       ", x.tolist())
print("relu(x) ", y.tolist())
print("gradient", x.grad.tolist())

# %% A layer whose biases start low: many units are dead
layer = nn.Linear(8, 100)
with torch.no_grad():
    layer.bias -= 1.5
data = torch.randn(500, 8)
active = (F.relu(layer(data)) > 0).double().mean(0)
print(f"dead units: {(active == 0).double().sum().item():.0f} of 100")

# %% A dead unit gets no gradient, so it never comes back
loss = F.relu(layer(data)).sum()
loss.backward()
moved = layer.weight.grad.abs().sum(1) > 0
print("gradient exactly where a unit is active:", end=" ")
print(bool((moved == (active > 0)).all()))

# %% Leaky ReLU keeps a little slope: every unit learns
layer.weight.grad = None
F.leaky_relu(layer(data), 0.01).sum().backward()
alive = (layer.weight.grad.abs().sum(1) > 0).double().sum()
print(f"units with gradient under leaky ReLU: {alive.item():.0f}")

# %% Results
results = {
    "output": y,
    "gradient": x.grad,
    "share active": active,
    "leaky gradient": layer.weight.grad,
}
