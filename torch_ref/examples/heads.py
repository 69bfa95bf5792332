"""Three kinds of target, three heads; all give dZ = A - Y."""

# %% Set up: 600 digits, and three questions about each
import numpy as np
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.set_default_dtype(torch.float64)
features, classes = load_digits(return_X_y=True)
X, digit = torch.tensor(features / 16), torch.tensor(classes)
train, test = slice(0, 600), slice(600, None)
onehot = torch.eye(10)[digit]
ink = X.sum(1, keepdim=True)
ink = ink - ink.mean()  # a number
prime = np.isin(classes, (2, 3, 5, 7))
labels = np.stack([classes % 2 == 0, classes >= 5, prime], 1)
labels = torch.tensor(labels).double()  # none, some or all are 1


def half_squared(z, y):
    return ((z - y) ** 2).sum(1).mean() / 2


def each_label(z, y):
    each = F.binary_cross_entropy_with_logits(z, y, reduction="none")
    return each.sum(1).mean()


def one_class(z, y):
    return F.cross_entropy(z, y)


# %% The heads: from logits to predictions, and the loss that matches
heads = {
    "identity": (lambda z: z, half_squared, ink),
    "sigmoid": (F.sigmoid, each_label, labels),
    "softmax": (lambda z: F.softmax(z, 1), one_class, onehot),
}
torch.manual_seed(25)
gaps = {}
for name, (activation, loss, target) in heads.items():
    z = torch.randn(*target.shape, requires_grad=True)
    loss(z, target).backward()
    dZ = len(z) * z.grad  # of each example's own loss
    gap = (dZ - (activation(z.detach()) - target)).abs().max()
    gaps[name] = dZ
    print(f"{name:8}: dZ is A - Y:", bool(gap < 1e-12))

# %% A head that does not match: no gradient where it is most wrong
z = torch.tensor([[-20.0]], requires_grad=True)
right = torch.ones(1, 1)
half_squared(F.sigmoid(z), right).backward()
print(f"sigmoid, squared error: dZ = {z.grad.item():.1e}", end=", ")
z.grad = None
each_label(z, right).backward()
print(f"cross-entropy: dZ = {z.grad.item():.1e}")

# %% One trunk, three heads, trained together
torch.manual_seed(0)
trunk = nn.Sequential(nn.Linear(64, 32), nn.ReLU())
last = nn.ModuleList([nn.Linear(32, k) for k in (1, 3, 10)])
parameters = [*trunk.parameters(), *last.parameters()]
optimizer = torch.optim.Adam(parameters, lr=0.01)
for _ in range(100):
    optimizer.zero_grad()
    a = trunk(X[train])
    cost = sum(
        loss(layer(a), target[train])
        for layer, (_, loss, target) in zip(last, heads.values())
    )
    cost.backward()
    optimizer.step()

# %% What each head answers about digits it has not seen
with torch.no_grad():
    z = [layer(trunk(X[test])) for layer in last]
error = ((z[0] - ink[test]) ** 2).mean().sqrt()
print(f"ink: off by {error.item():.3f} of {ink.std().item():.3f}")
agree = ((F.sigmoid(z[1]) > 0.5) == (labels[test] > 0.5)).double()
for name, share in zip(("even", "5 or more", "prime"), agree.mean(0)):
    print(f"{name}: {100 * share.item():.1f} % right")
hit = (z[2].argmax(1) == digit[test]).double().mean()
print(f"digit: {100 * hit.item():.1f} % right")

# %% Results
results = {
    **{f"dZ, {name}": dZ for name, dZ in gaps.items()},
    "trained": trunk[0].weight,
    "error of the number": error,
    "labels right": agree.mean(0),
    "digits right": hit,
}
