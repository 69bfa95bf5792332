"""Mini-batches: the same shuffle, batches and last partial batch."""

# %% Set up
from itertools import combinations, product

from sklearn.datasets import load_wine

import scratch as dl
from scratch import DataLoader, TensorDataset

dl.set_default_dtype(dl.float64)
features, classes = load_wine(return_X_y=True)
data = TensorDataset(dl.tensor(features), dl.tensor(classes))
print(len(data), "wines of", data[0][0].shape[0], "measurements")

# %% Batches of 50: the last one is smaller
dl.manual_seed(7)
loader = DataLoader(data, batch_size=50, shuffle=True)
sizes = [len(target) for _, target in loader]
print("sizes of the batches", sizes)


# %% A new order every epoch, the same from the same seed
def first_labels():
    _, target = next(iter(loader))
    return target[:12]


dl.manual_seed(7)
epochs = [first_labels() for _ in range(3)]
for i, labels in enumerate(epochs):
    print(f"epoch {i}", labels.tolist())
dl.manual_seed(7)
print("again  ", first_labels().tolist())

# %% A batch's gradient estimates the gradient of the whole set
model = dl.Linear(13, 3)
inputs, targets = data.tensors
inputs = (inputs - inputs.mean(0)) / inputs.std(0)
onehot = dl.eye(3)[targets]


@dl.no_grad()
def gradient(chosen):
    X = inputs[chosen]
    dZ = dl.softmax(model(X), 1) - onehot[chosen]
    return dZ.T @ X / len(X)


whole = gradient(dl.arange(178))
dl.cross_entropy(model(inputs), targets).backward()
assert dl.allclose(model.weight.grad, whole)
print("batch size   distance from the whole gradient")
distances = []
for size in (1, 10, 50, 178):
    gaps = []
    for _ in range(50):
        chosen = dl.randperm(178)[:size]
        gaps.append((gradient(chosen) - whole).norm())
    distances.append(dl.stack(gaps).mean())
    print(f"{size:10}   {distances[-1].item():.4f}")

# %% Drawn with replacement there is more noise, counted exactly
g, m = [3.0, -1.0, 0.5, 2.0, 4.0, -2.5], 6
gains = []
print("batch size   without / with replacement, (m - B)/(m - 1)")
for size in (1, 2, 3, 4):
    noise = []
    for batches in (combinations(g, size), product(g, repeat=size)):
        means = dl.tensor([sum(batch) / size for batch in batches])
        noise.append(means.var(correction=0))
    gains.append(noise[0] / noise[1])
    factor = (m - size) / (m - 1)
    print(f"{size:10}   {gains[-1].item():.4f} {factor:26.4f}")

# %% Results
results = {
    "gains": dl.stack(gains),
    "sizes": sizes,
    "labels": dl.stack(epochs),
    "gradient": whole,
    "distances": dl.stack(distances[:3]),
}
