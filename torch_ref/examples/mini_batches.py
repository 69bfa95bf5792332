"""Mini-batches: the same shuffle, batches and last partial batch."""

# %% Set up
from itertools import combinations, product

import torch
from sklearn.datasets import load_wine
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.set_default_dtype(torch.float64)
features, classes = load_wine(return_X_y=True)
data = TensorDataset(torch.tensor(features), torch.tensor(classes))
print(len(data), "wines of", data[0][0].shape[0], "measurements")

# %% Batches of 50: the last one is smaller
torch.manual_seed(7)
loader = DataLoader(data, batch_size=50, shuffle=True)
sizes = [len(target) for _, target in loader]
print("sizes of the batches", sizes)


# %% A new order every epoch, the same from the same seed
def first_labels():
    _, target = next(iter(loader))
    return target[:12]


torch.manual_seed(7)
epochs = [first_labels() for _ in range(3)]
for i, labels in enumerate(epochs):
    print(f"epoch {i}", labels.tolist())
torch.manual_seed(7)
print("again  ", first_labels().tolist())

# %% A batch's gradient estimates the gradient of the whole set
model = nn.Linear(13, 3)
loss = nn.CrossEntropyLoss()
inputs, targets = data.tensors
inputs = (inputs - inputs.mean(0)) / inputs.std(0)
loss(model(inputs), targets).backward()
whole = model.weight.grad
print("batch size   distance from the whole gradient")
distances = []
for size in (1, 10, 50, 178):
    gaps = []
    for _ in range(50):
        chosen = torch.randperm(178)[:size]
        model.zero_grad()
        loss(model(inputs[chosen]), targets[chosen]).backward()
        gaps.append((model.weight.grad - whole).norm())
    distances.append(torch.stack(gaps).mean())
    print(f"{size:10}   {distances[-1].item():.4f}")

# %% Drawn with replacement there is more noise, counted exactly
g, m = [3.0, -1.0, 0.5, 2.0, 4.0, -2.5], 6
gains = []
print("batch size   without / with replacement, (m - B)/(m - 1)")
for size in (1, 2, 3, 4):
    noise = []
    for batches in (combinations(g, size), product(g, repeat=size)):
        means = torch.tensor([sum(batch) / size for batch in batches])
        noise.append(means.var(correction=0))
    gains.append(noise[0] / noise[1])
    factor = (m - size) / (m - 1)
    print(f"{size:10}   {gains[-1].item():.4f} {factor:26.4f}")

# %% Results
results = {
    "gains": torch.stack(gains),
    "sizes": sizes,
    "labels": torch.stack(epochs),
    "gradient": whole,
    "distances": torch.stack(distances[:3]),
}
