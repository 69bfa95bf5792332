"""A convolutional network learns digits, wherever they stand."""

# %% Set up
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
pixels, labels = load_digits(return_X_y=True)
images = torch.tensor(pixels.reshape(-1, 1, 8, 8) / 16)
labels = torch.tensor(labels)
torch.manual_seed(0)
order = torch.randperm(len(labels))
train, test = order[:1437], order[1437:]


# %% Two networks: convolutions, and full layers alone
class LeNet(nn.Module):
    """Twice a convolution, ReLU and the largest; then full layers."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(64, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, 10),
        )

    def forward(self, images):
        """Return the logits of images."""
        return self.classifier(self.features(images))


torch.manual_seed(1)
cnn = LeNet()
mlp = nn.Sequential(
    nn.Flatten(),
    nn.Linear(64, 120),
    nn.ReLU(),
    nn.Linear(120, 84),
    nn.ReLU(),
    nn.Linear(84, 10),
)
sizes = {}
for name, network in (("cnn", cnn), ("mlp", mlp)):
    sizes[name] = sum(p.numel() for p in network.parameters())
    print(f"{name}: {sizes[name]} weights")


# %% Train both in the same way
def fit(network, epochs=15):
    optimizer = torch.optim.SGD(
        network.parameters(), lr=0.05, momentum=0.9
    )
    losses = []
    for _ in range(epochs):
        shuffled = train[torch.randperm(len(train))]
        for i in range(0, len(shuffled), 64):
            batch = shuffled[i : i + 64]
            loss = F.cross_entropy(
                network(images[batch]), labels[batch]
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
    return torch.stack(losses)


losses = {"cnn": fit(cnn), "mlp": fit(mlp)}
for name, values in losses.items():
    first, last = values[:23].mean(), values[-23:].mean()
    print(f"{name}: loss {first.item():.3f} -> {last.item():.3f}")


# %% Digits that were left out, as they are and moved by one pixel
def accuracy(network, x):
    with torch.no_grad():
        right = network(x).argmax(1) == labels[test]
    return 100 * right.double().mean().item()


accuracies = {}
for name, network in (("cnn", cnn), ("mlp", mlp)):
    still = accuracy(network, images[test])
    moved = [
        accuracy(network, torch.roll(images[test], shift, axis))
        for axis in (2, 3)
        for shift in (-1, 1)
    ]
    accuracies[name] = [still, sum(moved) / 4]
    print(f"{name}: {still:.1f} %, moved {sum(moved) / 4:.1f} %")

# %% The maps move with the image; the pooled ones half as far
with torch.no_grad():
    x = F.pad(images[test[:50]], (2, 2, 2, 2))
    maps = cnn.features[:2]
    still, moved = maps(x), maps(torch.roll(x, 2, 3))
    equal = (moved[..., 3:-1] - still[..., 1:-3]).abs().max().item()
    print("maps move by 2 pixels:", equal < 1e-13)
    still, moved = F.max_pool2d(still, 2), F.max_pool2d(moved, 2)
    equal = (moved[..., 2:-1] - still[..., 1:-2]).abs().max().item()
    print("pooled maps by 1:", equal < 1e-13)

# %% Results
results = {
    "losses": losses["cnn"],
    "losses of full layers": losses["mlp"],
    "kernels": cnn.features[0].weight,
    "weights": sizes["cnn"],
    "weights of full layers": sizes["mlp"],
    "accuracy": accuracies["cnn"][0],
    "accuracy of full layers": accuracies["mlp"][0],
    "accuracy, moved": accuracies["cnn"][1],
    "accuracy of full layers, moved": accuracies["mlp"][1],
}
