"""Batch normalisation: two kinds of statistics, one coupling."""

# %% Set up
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(14)
x = 3 * torch.randn(8, 2) + 5

# %% Training: each column gets mean 0 and (biased) variance 1
norm = nn.BatchNorm1d(2)
y = norm(x)
print("mean    ", *(f"{abs(v):.4f}" for v in y.mean(0).tolist()))
spread = y.var(0, correction=0)
print("variance", *(f"{v:.4f}" for v in spread.tolist()))

# %% Running statistics: 0.9 old + 0.1 new, the variance unbiased
expected = 0.9 * 1 + 0.1 * x.var(0)
found = norm.running_var
print("running_var as stated:", torch.allclose(found, expected))
biased = 0.9 * 1 + 0.1 * x.var(0, correction=0)
print("with the biased variance:", torch.allclose(found, biased))

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
upstream = torch.randn(8, 2)
nn.BatchNorm1d(2)(x).backward(upstream)
with torch.no_grad():
    rstd = 1 / (x.var(0, correction=0) + 1e-5).sqrt()
    xhat = (x - x.mean(0)) * rstd
    rest = upstream.mean(0) + xhat * (upstream * xhat).mean(0)
    formula = rstd * (upstream - rest)
print("gradient = formula:", torch.allclose(x.grad, formula))

# %% The lecture divides the variance by n - 1: a factor n / (n - 1)
v = x.detach().requires_grad_()
lecture = (v - v.mean(0)) / (v.var(0) + 1e-5).sqrt()
lecture.backward(upstream)
with torch.no_grad():
    std = (v.var(0) + 1e-5).sqrt()
    raw = (v - v.mean(0)) / std
    factor = 8 / 7 * raw * (upstream * raw).mean(0)
    theirs = (upstream - upstream.mean(0) - factor) / std
gap = abs(v.grad - x.grad).max()
print("the lecture's formula:", torch.allclose(v.grad, theirs))
print(f"the two layers' gradients differ by up to {gap.item():.3f}")

# %% A bias before it does nothing: its gradient is 0
layer = nn.Linear(4, 2)
out = nn.BatchNorm1d(2)(layer(torch.randn(16, 4)))
out.backward(torch.randn(16, 2))
size = abs(layer.bias.grad).max().item()
print(f"gradient of the bias, up to rounding 0: {size < 1e-14}")

# %% What it is for: a deep network of sigmoids learns
features, classes = load_digits(return_X_y=True)
features, classes = torch.tensor(features / 16), torch.tensor(classes)


def train(normalised):
    torch.manual_seed(1)
    layers, width = [], 64
    for _ in range(5):
        layers.append(nn.Linear(width, 32))
        layers += [nn.BatchNorm1d(32)] if normalised else []
        layers.append(nn.Sigmoid())
        width = 32
    model = nn.Sequential(*layers, nn.Linear(32, 10))
    parameters = model.parameters()
    optimizer = torch.optim.SGD(parameters, lr=0.5, momentum=0.9)
    losses = []
    for _ in range(40):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(features), classes)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return torch.stack(losses)


without, with_norm = train(False), train(True)
print(f"loss after 40 steps without {without[-1].item():.4f}")
print(f"loss after 40 steps with    {with_norm[-1].item():.4f}")

# %% Results
results = {
    "output": y,
    "running mean": norm.running_mean,
    "running variance": norm.running_var,
    "evaluation": alone,
    "gradient": x.grad,
    "lecture": v.grad,
    "gap": gap,
    "losses without": without,
    "losses with": with_norm,
}
