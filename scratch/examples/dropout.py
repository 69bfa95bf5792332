"""Dropout: the mask, its mean and variance, and what it is for."""

# %% Set up
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
out.backward(dl.arange(8).double())
print("output  ", out.tolist())
print("gradient", v.grad.tolist())

# %% Few data, a large network: dropout helps
features, classes = load_digits(return_X_y=True)
features, classes = dl.tensor(features / 16), dl.tensor(classes)
X, y = features[:200], classes[:200]
test, labels = features[200:], classes[200:]


def accuracy(p):
    dl.manual_seed(0)
    model = dl.Sequential(
        dl.Linear(64, 256), dl.ReLU(), dl.Dropout(p), dl.Linear(256, 10)
    )
    parameters = model.parameters()
    optimizer = dl.SGD(parameters, lr=0.2, momentum=0.9)
    for _ in range(150):
        optimizer.zero_grad()
        dl.cross_entropy(model(X), y).backward()
        optimizer.step()
    model.eval()
    with dl.no_grad():
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
    "accuracies": dl.stack(accuracies),
}
