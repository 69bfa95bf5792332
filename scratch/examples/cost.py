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
onehot = dl.eye(classes)[labels]
with dl.no_grad():
    gradient = (dl.softmax(logits, dim=1) - onehot) / m
cost.backward()
print("gradient = formula:", dl.allclose(logits.grad, gradient))

# %% The sum has a gradient m times as large
with dl.no_grad():
    of_sum = dl.softmax(logits, dim=1) - onehot
ratio = (of_sum / gradient).mean()
print(f"sum / mean: {ratio.item():.4f} = m")

# %% So with the sum the best rate shrinks as the batch grows
# (the same 16 examples again and again, so that only B changes)
X = dl.randn(16, 3)
y = X @ dl.tensor([1.0, -2.0, 0.5]).double() + dl.randn(16)


def best_rate(reduction, size):
    inputs = dl.cat([X] * (size // 16))
    target, found = dl.cat([y] * (size // 16)), {}
    for rate in (2.0**-k for k in range(13)):
        w = dl.zeros(3)
        for _ in range(5):
            dw = 2 * inputs.T @ (inputs @ w - target)
            w = w - rate * (dw / size if reduction == "mean" else dw)
        loss = dl.mse_loss(inputs @ w, target).item()
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
    "of the sum": of_sum,
}
