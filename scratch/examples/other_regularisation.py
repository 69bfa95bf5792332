"""Early stopping, smoothing, max-norm, decay, noise, shifts, norms."""

# %% Set up: few digits to train on, the dev set to judge by
from sklearn.datasets import load_digits

import scratch as dl

dl.set_default_dtype(dl.float64)
features, classes = load_digits(return_X_y=True)
features, classes = dl.tensor(features / 16), dl.tensor(classes)
X, y = features[:200], classes[:200]
dev, labels = features[200:], classes[200:]
SEEDS, EPOCHS = 4, 60


# %% A digit moved by up to a pixel is the same digit
shifted_batch = dl.RandomShift(8, 8, pixels=1).on_batch


def shifted(images):
    return shifted_batch(images, None)[0]


# %% Label smoothing: the gradient is yhat - q, q the mixed labels
dl.manual_seed(1)
z, q = dl.randn(3, 10), 0.9 * dl.eye(10)[y[:3]] + 0.1 / 10
dz = (dl.softmax(z, 1) - q) / 3
z.requires_grad_()
dl.cross_entropy(z, y[:3], label_smoothing=0.1).backward()
assert dl.allclose(z.grad, dz)
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
    dl.manual_seed(seed)
    layers = [dl.Linear(64, 64)]
    layers += [dl.LayerNorm(64)] if normalise else []
    model = dl.Sequential(*layers, dl.ReLU(), dl.Linear(64, 10))
    optimizer = dl.AdamW(
        model.parameters(), lr=0.01, weight_decay=decay
    )
    losses, rights = [], []
    for epoch in range(EPOCHS):
        optimizer.zero_grad()
        inputs = shifted(X) if shift else X + noise * dl.randn(200, 64)
        logits = model(inputs)
        loss = dl.cross_entropy(logits, y, label_smoothing=smoothing)
        loss.backward()
        optimizer.step()
        if max_norm is not None:
            with dl.no_grad():
                dl.max_norm_([model[0].weight], max_norm)
        if epoch % 5 == 4:
            with dl.no_grad():
                logits = model(dev)
                losses.append(dl.cross_entropy(logits, labels))
                right = (logits.argmax(1) == labels).double().mean()
                rights.append(100 * right)
    return dl.stack(losses), dl.stack(rights)


# %% Early stopping: keep the weights of the best epoch
runs = [train(seed) for seed in range(SEEDS)]
plain = dl.stack([rights[-1] for _, rights in runs])
best = [losses.argmin().item() for losses, _ in runs]
stopped = dl.stack([rights[at] for (_, rights), at in zip(runs, best)])
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
    found[title] = dl.stack(ends)
print(f"{'none':16} {plain.mean().item():.2f} %")
results = {"best epoch": 5 * best[0] + 5, "curve": curve}
results["dz, smoothed"] = dz
results["accuracy, none"] = plain.mean()
for title, rights in found.items():
    gain = rights - plain
    mean, error = gain.mean(), gain.std() / SEEDS**0.5
    print(f"{title:16} {mean.item():+.2f} +- {error.item():.2f} points")
    results[f"gain, {title}"], results[f"error, {title}"] = mean, error
