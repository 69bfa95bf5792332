"""One experiment in which every hyperparameter is an argument."""

# %% Set up: real digits
from sklearn.datasets import load_digits

import scratch as dl
from scratch import DataLoader, TensorDataset

dl.set_default_dtype(dl.float64)
features, classes = load_digits(return_X_y=True)
features, classes = dl.tensor(features / 16), dl.tensor(classes)
train = TensorDataset(features[:1200], classes[:1200])
test, labels = features[1200:], classes[1200:]
ACTIVATIONS = {"relu": dl.ReLU, "tanh": dl.Tanh, "sigmoid": dl.Sigmoid}


# %% The experiment
def experiment(
    lr=0.1,  # learning rate alpha
    lr_decay=0.0,  # lr of epoch t is lr / (1 + lr_decay t)
    epochs=8,  # number of iterations
    hidden=(32,),  # n[l]; how many there are is L - 1
    activation="relu",  # g[l]
    momentum=0.9,
    batch_size=64,
    weight_decay=0.0,  # regularisation
):
    dl.manual_seed(4)
    layers, width = [], 64
    for units in hidden:
        layers += [dl.Linear(width, units), ACTIVATIONS[activation]()]
        width = units
    model = dl.Sequential(*layers, dl.Linear(width, 10))
    loss = dl.CrossEntropyLoss()
    optimizer = dl.SGD(
        model.parameters(),
        lr=lr,
        momentum=momentum,
        weight_decay=weight_decay,
    )
    schedule = dl.LambdaLR(
        optimizer, lambda epoch: 1 / (1 + lr_decay * epoch)
    )
    costs = []
    for _ in range(epochs):
        for X, y in DataLoader(train, batch_size, shuffle=True):
            optimizer.zero_grad()
            cost = loss(model(X), y)
            cost.backward()
            optimizer.step()
            costs.append(cost.item())
        schedule.step()
    with dl.no_grad():
        right = (model(test).argmax(1) == labels).double().mean()
    return costs, right.item()


# %% One changed at a time
choices = {
    "as it is": {},
    "lr 0.01": {"lr": 0.01},
    "lr decay 1": {"lr_decay": 1.0},
    "2 epochs": {"epochs": 2},
    "3 layers": {"hidden": (32, 32)},
    "4 units": {"hidden": (4,)},
    "tanh": {"activation": "tanh"},
    "no momentum": {"momentum": 0.0},
    "batches of 16": {"batch_size": 16},
    "weight decay 0.01": {"weight_decay": 0.01},
}
results = {}
for name, choice in choices.items():
    costs, right = experiment(**choice)
    results[f"costs, {name}"] = costs
    results[f"accuracy, {name}"] = right
    print(f"{name:18} last cost {costs[-1]:.4f}", end="  ")
    print(f"test accuracy {100 * right:.1f} %")
