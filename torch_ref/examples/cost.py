"""Cost: the mean of the losses, and the 1/m in the gradient."""

# %% Set up
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(21)
m, classes = 6, 4
logits = torch.randn(m, classes, requires_grad=True)
labels = torch.randint(0, classes, (m,))
print("labels", labels.tolist())

# %% One loss for each example
losses = F.cross_entropy(logits, labels, reduction="none")
print("losses", *(f"{v:.4f}" for v in losses.tolist()))

# %% The cost is their mean
cost = F.cross_entropy(logits, labels)
print(f"mean of the losses {losses.mean().item():.6f}")
print(f"cost               {cost.item():.6f}")

# %% Its gradient: (softmax - onehot) / m
cost.backward()
onehot = torch.eye(classes)[labels]
with torch.no_grad():
    formula = (F.softmax(logits, dim=1) - onehot) / m
print("gradient = formula:", torch.allclose(logits.grad, formula))
gradient = logits.grad

# %% The sum has a gradient m times as large: lr must shrink
logits.grad = None
F.cross_entropy(logits, labels, reduction="sum").backward()
ratio = (logits.grad / gradient).mean()
print(f"sum / mean: {ratio.item():.4f} = m")

# %% Results
results = {
    "losses": losses,
    "cost": cost,
    "gradient": gradient,
    "of the sum": logits.grad,
}
