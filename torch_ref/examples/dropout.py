"""Dropout: the mask, its mean and variance, and what it is for."""

# %% Set up
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(13)

# %% Elements are dropped with probability p, the others scaled
x = torch.ones(3, 8)
once, again = F.dropout(x, 0.5), F.dropout(x, 0.5)
print("one call    ", once[0].tolist())
print("another call", again[0].tolist())
print("another row ", once[1].tolist())
print("evaluation  ", F.dropout(x, 0.5, training=False)[0].tolist())

# %% Its mean is x, its variance x^2 p / (1 - p)
p = 0.3
samples = F.dropout(torch.ones(100000) * 2, p)
print(f"mean     {samples.mean().item():.3f}, expected 2")
expected = 4 * p / (1 - p)
print(f"variance {samples.var().item():.3f}, expected {expected:.3f}")

# %% The gradient passes where the element stayed, equally scaled
v = torch.ones(8, requires_grad=True)
out = F.dropout(v, 0.5)
out.backward(torch.arange(8).double())
print("output  ", out.tolist())
print("gradient", v.grad.tolist())

# %% Few data, a large network: dropout helps
features, classes = load_digits(return_X_y=True)
features, classes = torch.tensor(features / 16), torch.tensor(classes)
X, y = features[:200], classes[:200]
test, labels = features[200:], classes[200:]


def accuracy(p):
    torch.manual_seed(0)
    model = nn.Sequential(
        nn.Linear(64, 256), nn.ReLU(), nn.Dropout(p), nn.Linear(256, 10)
    )
    parameters = model.parameters()
    optimizer = torch.optim.SGD(parameters, lr=0.2, momentum=0.9)
    for _ in range(150):
        optimizer.zero_grad()
        F.cross_entropy(model(X), y).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        right = (model(test).argmax(1) == labels).double().mean()
    return right


accuracies = [accuracy(p) for p in (0.0, 0.5, 0.8)]
for p, right in zip((0.0, 0.5, 0.8), accuracies):
    print(f"p = {p}: test accuracy {100 * right.item():.1f} %")

# %% Results
results = {
    "one call": once,
    "another call": again,
    "samples": samples,
    "gradient": v.grad,
    "accuracies": torch.stack(accuracies),
}
