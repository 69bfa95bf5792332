"""Batch normalisation: two kinds of statistics, one coupling."""

# %% Set up
from sklearn.datasets import load_digits

import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(14)
x = 3 * dl.randn(8, 2) + 5

# %% Training: each column gets mean 0 and (biased) variance 1
norm = dl.BatchNorm1d(2)
y = norm(x)
print("mean    ", *(f"{abs(v):.4f}" for v in y.mean(0).tolist()))
spread = y.var(0, correction=0)
print("variance", *(f"{v:.4f}" for v in spread.tolist()))

# %% Running statistics: 0.9 old + 0.1 new, the variance unbiased
expected = 0.9 * 1 + 0.1 * x.var(0)
found = norm.running_var
print("running_var as stated:", dl.allclose(found, expected))
biased = 0.9 * 1 + 0.1 * x.var(0, correction=0)
print("with the biased variance:", dl.allclose(found, biased))

# %% Evaluation uses them: one example alone has an output
norm.eval()
alone = norm(x[:1])
print("one example:", *(f"{v:.4f}" for v in alone[0].tolist()))
norm.train()
try:
    norm(x[:1])
except ValueError:
    print("training, one example: refused, it has no variance")

# %% The backward pass, in one formula
x.requires_grad_()
upstream = dl.randn(8, 2)
with dl.no_grad():
    rstd = 1 / (x.var(0, correction=0) + 1e-5).sqrt()
    xhat = (x - x.mean(0)) * rstd
    rest = upstream.mean(0) + xhat * (upstream * xhat).mean(0)
    formula = rstd * (upstream - rest)
dl.BatchNorm1d(2)(x).backward(upstream)
print("gradient = formula:", dl.allclose(x.grad, formula))

# %% The lecture divides the variance by n - 1: a factor n / (n - 1)
v = x.detach().requires_grad_()
lecture = (v - v.mean(0)) / (v.var(0) + 1e-5).sqrt()
lecture.backward(upstream)
with dl.no_grad():
    std = (v.var(0) + 1e-5).sqrt()
    raw = (v - v.mean(0)) / std
    factor = 8 / 7 * raw * (upstream * raw).mean(0)
    theirs = (upstream - upstream.mean(0) - factor) / std
gap = abs(v.grad - x.grad).max()
print("the lecture's formula:", dl.allclose(v.grad, theirs))
print(f"the two layers' gradients differ by up to {gap.item():.3f}")

# %% A bias before it does nothing: its gradient is 0
layer = dl.Linear(4, 2)
out = dl.BatchNorm1d(2)(layer(dl.randn(16, 4)))
out.backward(dl.randn(16, 2))
size = abs(layer.bias.grad).max().item()
print(f"gradient of the bias, up to rounding 0: {size < 1e-14}")

# %% What it is for: a deep network of sigmoids learns
features, classes = load_digits(return_X_y=True)
features, classes = dl.tensor(features / 16), dl.tensor(classes)


def train(normalised):
    dl.manual_seed(1)
    layers, width = [], 64
    for _ in range(5):
        layers.append(dl.Linear(width, 32))
        layers += [dl.BatchNorm1d(32)] if normalised else []
        layers.append(dl.Sigmoid())
        width = 32
    model = dl.Sequential(*layers, dl.Linear(32, 10))
    parameters = model.parameters()
    optimizer = dl.SGD(parameters, lr=0.5, momentum=0.9)
    losses = []
    for _ in range(40):
        optimizer.zero_grad()
        loss = dl.cross_entropy(model(features), classes)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return dl.stack(losses)


without, with_norm = train(False), train(True)
print(f"loss after 40 steps without {without[-1].item():.4f}")
print(f"loss after 40 steps with    {with_norm[-1].item():.4f}")

# %% Results
results = {
    "output": y,
    "running mean": norm.running_mean,
    "running variance": norm.running_var,
    "evaluation": alone,
    "gradient": formula,
    "lecture": v.grad,
    "gap": gap,
    "losses without": without,
    "losses with": with_norm,
}
