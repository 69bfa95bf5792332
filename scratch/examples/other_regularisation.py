"""Early stopping, smoothing, max-norm, decay, noise, layer norm."""

# %% Set up: few digits to train on, the rest to judge by
from sklearn.datasets import load_digits

import scratch as dl

dl.set_default_dtype(dl.float64)
features, classes = load_digits(return_X_y=True)
features, classes = dl.tensor(features / 16), dl.tensor(classes)
X, y = features[:200], classes[:200]
dev, labels = features[200:], classes[200:]


# %% One training; every method is a hook in it
def train(
    smoothing=0.0, max_norm=None, noise=0.0, decay=0.0, normalise=False
):
    dl.manual_seed(15)
    layers = [dl.Linear(64, 64)]
    layers += [dl.LayerNorm(64)] if normalise else []
    model = dl.Sequential(*layers, dl.ReLU(), dl.Linear(64, 10))
    optimizer = dl.AdamW(
        model.parameters(), lr=0.01, weight_decay=decay
    )
    curve = []
    for _ in range(60):
        optimizer.zero_grad()
        inputs = X + noise * dl.randn(200, 64)
        logits = model(inputs)
        loss = dl.cross_entropy(logits, y, label_smoothing=smoothing)
        loss.backward()
        optimizer.step()
        if max_norm is not None:
            with dl.no_grad():
                dl.max_norm_([model[0].weight], max_norm)
        with dl.no_grad():
            curve.append(dl.cross_entropy(model(dev), labels))
    with dl.no_grad():
        right = (model(dev).argmax(1) == labels).double().mean()
    return dl.stack(curve), right


def show(title, found):
    curve, right = found
    print(f"{title:18} {curve[-1].item():.4f}", end="   ")
    print(f"{100 * right.item():.1f} %")


# %% Early stopping: keep the weights of the best epoch
plain = train()
best = plain[0].argmin().item()
print(f"best epoch {best}: dev loss {plain[0][best].item():.4f}")
print(f"last epoch 59: dev loss {plain[0][-1].item():.4f}")

# %% The others, one at a time
print("                   dev loss accuracy")
methods = {
    "none": plain,
    "label smoothing": train(smoothing=0.1),
    "max-norm": train(max_norm=1.0),
    "input noise": train(noise=0.3),
    "decoupled decay": train(decay=1.0),
    "layer norm": train(normalise=True),
}
for title, found in methods.items():
    show(title, found)

# %% Results
results = {"best epoch": best}
for title, (curve, right) in methods.items():
    results[title] = curve
    results[f"accuracy, {title}"] = right
