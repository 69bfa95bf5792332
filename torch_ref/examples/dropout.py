"""Dropout: the mask, its mean and variance, and what it is for."""

# %% Set up
from itertools import product

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

# %% All networks that dropout can leave of 6 units, averaged
a, C = torch.randn(6), torch.randn(3, 6)
masks = torch.tensor(list(product((0.0, 2.0), repeat=6)))
thinned = (masks * a) @ C.T
plain = C @ a
print("mean over", len(masks), "masks is the plain network:", end=" ")
print(torch.allclose(thinned.mean(0), plain))
geometric = F.log_softmax(thinned, 1).mean(0).exp()
geometric = geometric / geometric.sum()
print("so is the geometric mean of the softmaxes:", end=" ")
print(torch.allclose(geometric, F.softmax(plain, 0)))

# %% Few data, a large network: does it help? Ask 12 seeds
features, classes = load_digits(return_X_y=True)
features, classes = torch.tensor(features / 16), torch.tensor(classes)
X, y = features[:200], classes[:200]
test, labels = features[200:], classes[200:]


def accuracy(p, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Linear(64, 96), nn.ReLU(), nn.Dropout(p), nn.Linear(96, 10)
    )
    parameters = model.parameters()
    optimizer = torch.optim.SGD(parameters, lr=0.2, momentum=0.9)
    for _ in range(80):
        optimizer.zero_grad()
        F.cross_entropy(model(X), y).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        right = (model(test).argmax(1) == labels).double().mean()
    return 100 * right


accuracies = torch.stack(
    [
        torch.stack([accuracy(p, s) for p in (0.0, 0.5)])
        for s in range(12)
    ]
)
gain = accuracies[:, 1] - accuracies[:, 0]
mean, error = gain.mean(), gain.std() / 12**0.5
print(f"p = 0.0: test accuracy {accuracies[:, 0].mean().item():.2f} %")
print(f"p = 0.5: {mean.item():+.2f} +- {error.item():.2f} points")

# %% Results
results = {
    "one call": once,
    "another call": again,
    "samples": samples,
    "gradient": v.grad,
    "thinned": thinned,
    "accuracies": accuracies,
}
results |= {"gain, p = 0.5": mean, "error, p = 0.5": error}
