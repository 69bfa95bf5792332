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

# %% The sum has a gradient m times as large
logits.grad = None
F.cross_entropy(logits, labels, reduction="sum").backward()
ratio = (logits.grad / gradient).mean()
print(f"sum / mean: {ratio.item():.4f} = m")

# %% So with the sum the best rate shrinks as the batch grows
# (the same 16 examples again and again, so that only B changes)
X = torch.randn(16, 3)
y = X @ torch.tensor([1.0, -2.0, 0.5]).double() + torch.randn(16)


def best_rate(reduction, size):
    inputs = torch.cat([X] * (size // 16))
    target, found = torch.cat([y] * (size // 16)), {}
    for rate in (2.0**-k for k in range(13)):
        w = torch.zeros(3, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=rate)
        for _ in range(5):
            optimizer.zero_grad()
            output = inputs @ w
            loss = F.mse_loss(output, target, reduction=reduction)
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            loss = F.mse_loss(inputs @ w, target).item()
        found[loss] = rate
    return found[min(found)]


rates = {}
for size in (16, 64, 256):
    for reduction in ("sum", "mean"):
        rates[f"{reduction}, B = {size}"] = best_rate(reduction, size)
for title, rate in rates.items():
    print(f"best rate with the {title:13} {rate:.5f}")

# %% Results
results = {f"best rate, {title}": rate for title, rate in rates.items()}
results |= {
    "losses": losses,
    "cost": cost,
    "gradient": gradient,
    "of the sum": logits.grad,
}
