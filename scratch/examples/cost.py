"""Cost: the mean of the losses, and the 1/m in the gradient."""

# %% Set up
import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(21)
m, classes = 6, 4
logits = dl.randn(m, classes, requires_grad=True)
labels = dl.randint(0, classes, (m,))
print("labels", labels.tolist())

# %% One loss for each example
losses = dl.cross_entropy(logits, labels, reduction="none")
print("losses", *(f"{v:.4f}" for v in losses.tolist()))

# %% The cost is their mean
cost = dl.cross_entropy(logits, labels)
print(f"mean of the losses {losses.mean().item():.6f}")
print(f"cost               {cost.item():.6f}")

# %% Its gradient: (softmax - onehot) / m
cost.backward()
onehot = dl.eye(classes)[labels]
with dl.no_grad():
    formula = (dl.softmax(logits, dim=1) - onehot) / m
print("gradient = formula:", dl.allclose(logits.grad, formula))
gradient = logits.grad

# %% The sum has a gradient m times as large: lr must shrink
logits.grad = None
dl.cross_entropy(logits, labels, reduction="sum").backward()
ratio = (logits.grad / gradient).mean()
print(f"sum / mean: {ratio.item():.4f} = m")

# %% Results
results = {
    "losses": losses,
    "cost": cost,
    "gradient": gradient,
    "of the sum": logits.grad,
}
