"""Dropout: the mask, its mean and variance, and what it is for."""

# %% Set up
from itertools import product

from sklearn.datasets import load_digits

import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(13)

# %% Elements are dropped with probability p, the others scaled
x = dl.ones(3, 8)
once, again = dl.dropout(x, 0.5), dl.dropout(x, 0.5)
print("one call    ", once[0].tolist())
print("another call", again[0].tolist())
print("another row ", once[1].tolist())
print("evaluation  ", dl.dropout(x, 0.5, training=False)[0].tolist())

# %% Its mean is x, its variance x^2 p / (1 - p)
p = 0.3
samples = dl.dropout(dl.ones(100000) * 2, p)
print(f"mean     {samples.mean().item():.3f}, expected 2")
expected = 4 * p / (1 - p)
print(f"variance {samples.var().item():.3f}, expected {expected:.3f}")

# %% The gradient passes where the element stayed, equally scaled
v = dl.ones(8, requires_grad=True)
out = dl.dropout(v, 0.5)
mask = (out > 0) / (1 - 0.5)
g = dl.arange(8).double()
dv = mask * g
print("output  ", out.tolist())
print("gradient", dv.tolist())
out.backward(g)
assert bool((v.grad == dv).all())

# %% All networks that dropout can leave of 6 units, averaged
a, C = dl.randn(6), dl.randn(3, 6)
masks = dl.tensor(list(product((0.0, 2.0), repeat=6)))
thinned = (masks * a) @ C.T
plain = C @ a
print("mean over", len(masks), "masks is the plain network:", end=" ")
print(dl.allclose(thinned.mean(0), plain))
geometric = dl.log_softmax(thinned, 1).mean(0).exp()
geometric = geometric / geometric.sum()
print("so is the geometric mean of the softmaxes:", end=" ")
print(dl.allclose(geometric, dl.softmax(plain, 0)))

# %% Few data, a large network: does it help? Ask 12 seeds
features, classes = load_digits(return_X_y=True)
features, classes = dl.tensor(features / 16), dl.tensor(classes)
X, y = features[:200], classes[:200]
test, labels = features[200:], classes[200:]


def accuracy(p, seed):
    dl.manual_seed(seed)
    model = dl.Sequential(
        dl.Linear(64, 96), dl.ReLU(), dl.Dropout(p), dl.Linear(96, 10)
    )
    parameters = model.parameters()
    optimizer = dl.SGD(parameters, lr=0.2, momentum=0.9)
    for _ in range(80):
        optimizer.zero_grad()
        dl.cross_entropy(model(X), y).backward()
        optimizer.step()
    model.eval()
    with dl.no_grad():
        right = (model(test).argmax(1) == labels).double().mean()
    return 100 * right


accuracies = dl.stack(
    [dl.stack([accuracy(p, s) for p in (0.0, 0.5)]) for s in range(12)]
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
    "gradient": dv,
    "thinned": thinned,
    "accuracies": accuracies,
}
results |= {"gain, p = 0.5": mean, "error, p = 0.5": error}
