"""Grid, random and coarse-to-fine search of two hyperparameters."""

# %% Set up: a classifier of tumours, judged on a development set
from sklearn.datasets import load_breast_cancer

import scratch as dl

dl.set_default_dtype(dl.float64)
features, classes = load_breast_cancer(return_X_y=True)
features = (features - features.mean(0)) / features.std(0)
X, y = dl.tensor(features), dl.tensor(classes).double()
train, dev = slice(0, 400), slice(400, None)


def dev_loss(point):
    dl.manual_seed(8)
    lr, weight_decay = point
    model = dl.Linear(30, 1)
    loss = dl.BCEWithLogitsLoss()
    optimizer = dl.SGD(
        model.parameters(), lr=lr, weight_decay=weight_decay
    )
    for _ in range(40):
        with dl.no_grad():
            dz = (dl.sigmoid(model(X[train])) - y[train, None]) / 400
        model.weight.grad = dz.T @ X[train]
        model.bias.grad = dz.sum(0)
        optimizer.step()
    with dl.no_grad():
        return loss(model(X[dev])[:, 0], y[dev]).item()


def best(title, points):
    losses = [dev_loss(point) for point in points]
    loss, (lr, decay) = min(zip(losses, points))
    print(f"{title:14} dev loss {loss:.5f}", end="  ")
    print(f"at lr {lr:.4f}, weight decay {decay:.6f}")
    return [loss, lr, decay]


# %% Grid: 16 points, but only 4 values of each
steps = [0.0, 1.0, 2.0, 3.0]
grid = [(10 ** (a - 2.5), 10 ** (b - 5)) for a in steps for b in steps]
print("values of lr on the grid:", len({lr for lr, _ in grid}))
results = {"grid": best("grid", grid)}


# %% Random on a logarithmic scale: 16 points, 16 values of each
def draw(n, low, high):
    u = dl.rand(n, 2)
    return [
        (
            10 ** (low[0] + (high[0] - low[0]) * a),
            10 ** (low[1] + (high[1] - low[1]) * b),
        )
        for a, b in u.tolist()
    ]


dl.manual_seed(12)
points = draw(16, low=(-2.5, -5), high=(0.5, -2))
print("values of lr at random:  ", len({lr for lr, _ in points}))
results["random"] = best("random", points)

# %% Coarse to fine: half the width around the best, twice
centre = results["random"]
for i in (1, 2):
    a, b = (dl.tensor(v).log().item() / 2.302585 for v in centre[1:])
    half = 1 / 2**i
    dl.manual_seed(12 + i)
    low, high = (a - half, b - half), (a + half, b + half)
    finer = draw(16, low, high)
    found = best(f"finer, round {i}", finer)
    centre = min(centre, found)
results["coarse to fine"] = centre
print("the best of all is better than at random:", end=" ")
print(centre[0] < results["random"][0])
