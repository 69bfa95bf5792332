"""Early stopping, smoothing, max-norm, decay, noise, shifts, norms."""

# %% Set up: few digits to train on, the dev set to judge by
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn

torch.set_default_dtype(torch.float64)
features, classes = load_digits(return_X_y=True)
features, classes = torch.tensor(features / 16), torch.tensor(classes)
X, y = features[:200], classes[:200]
dev, labels = features[200:], classes[200:]
SEEDS, EPOCHS = 4, 60


# %% A digit moved by up to a pixel is the same digit
def shifted(images):
    m = len(images)
    padded = F.pad(images.reshape(m, 8, 8), (1, 1, 1, 1))
    down = torch.randint(0, 3, (m, 1, 1))
    down = down + torch.arange(8).reshape(1, 8, 1)
    right = torch.randint(0, 3, (m, 1, 1))
    right = right + torch.arange(8).reshape(1, 1, 8)
    each = torch.arange(m).reshape(m, 1, 1)
    return padded[each, down, right].reshape(m, 64)


# %% Label smoothing: the gradient is yhat - q, q the mixed labels
torch.manual_seed(1)
z = torch.randn(3, 10, requires_grad=True)
F.cross_entropy(z, y[:3], label_smoothing=0.1).backward()
dz = z.grad
print(f"largest element {dz.max().item():.4f}")


# %% One training; every method is a hook in it
def train(
    seed,
    smoothing=0.0,
    max_norm=None,
    noise=0.0,
    decay=0.0,
    shift=False,
    normalise=False,
):
    torch.manual_seed(seed)
    layers = [nn.Linear(64, 64)]
    layers += [nn.LayerNorm(64)] if normalise else []
    model = nn.Sequential(*layers, nn.ReLU(), nn.Linear(64, 10))
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=0.01, weight_decay=decay
    )
    losses, rights = [], []
    for epoch in range(EPOCHS):
        optimizer.zero_grad()
        inputs = (
            shifted(X) if shift else X + noise * torch.randn(200, 64)
        )
        logits = model(inputs)
        loss = F.cross_entropy(logits, y, label_smoothing=smoothing)
        loss.backward()
        optimizer.step()
        if max_norm is not None:
            with torch.no_grad():
                norms = model[0].weight.norm(dim=1, keepdim=True)
                model[0].weight.mul_((max_norm / norms).clamp(max=1))
        if epoch % 5 == 4:
            with torch.no_grad():
                logits = model(dev)
                losses.append(F.cross_entropy(logits, labels))
                right = (logits.argmax(1) == labels).double().mean()
                rights.append(100 * right)
    return torch.stack(losses), torch.stack(rights)


# %% Early stopping: keep the weights of the best epoch
runs = [train(seed) for seed in range(SEEDS)]
plain = torch.stack([rights[-1] for _, rights in runs])
best = [losses.argmin().item() for losses, _ in runs]
stopped = torch.stack(
    [rights[at] for (_, rights), at in zip(runs, best)]
)
curve = runs[0][0]
lowest, last = curve[best[0]].item(), curve[-1].item()
print(f"best epoch {5 * best[0] + 5}: dev loss {lowest:.4f}")
print(f"last epoch {EPOCHS}: dev loss {last:.4f}")

# %% Does it help? The gain over none, over seeds, with its error
methods = {
    "label smoothing": {"smoothing": 0.1},
    "max-norm": {"max_norm": 1.0},
    "input noise": {"noise": 0.3},
    "decoupled decay": {"decay": 1.0},
    "shifted images": {"shift": True},
    "layer norm": {"normalise": True},
}
found = {"early stopping": stopped}
for title, options in methods.items():
    ends = [train(seed, **options)[1][-1] for seed in range(SEEDS)]
    found[title] = torch.stack(ends)
print(f"{'none':16} {plain.mean().item():.2f} %")
results = {"best epoch": 5 * best[0] + 5, "curve": curve}
results["dz, smoothed"] = dz
results["accuracy, none"] = plain.mean()
for title, rights in found.items():
    gain = rights - plain
    mean, error = gain.mean(), gain.std() / SEEDS**0.5
    print(f"{title:16} {mean.item():+.2f} +- {error.item():.2f} points")
    results[f"gain, {title}"], results[f"error, {title}"] = mean, error
