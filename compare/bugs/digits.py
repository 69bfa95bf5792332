"""What a bug does to a training: a small network on scikit-learn's digits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import signature

import numpy as np

from . import collect
from .bug import Bug

HIDDEN, BATCH, EPOCHS = 32, 50, 12
BARS = "▁▂▃▄▅▆▇█"


@dataclass
class Curve:
    """The loss of every epoch, and the accuracy on held-out digits if there is one."""

    losses: list[float]
    accuracy: float | None

    def sparkline(self, low: float, high: float) -> str:
        """Draw the losses as bars between `low` and `high`."""
        text = ""
        for loss in self.losses:
            if not np.isfinite(loss):
                text += "×"
                continue
            share = (loss - low) / max(high - low, 1e-300)
            text += BARS[int(np.clip(round(share * 7), 0, 7))]
        return text


@cache
def data():
    """Return rows in [0, 1] and labels: 1,200 to train on and 597 held out."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.target))
    rows, labels = digits.data[order] / 16, digits.target[order]
    return rows[:1200], labels[:1200], rows[1200:], labels[1200:]


@cache
def textbook() -> dict[str, Callable]:
    """Return the right function of every operation in the gallery."""
    return {b.operation.name: b.operation.function for b in collect().values()}


def columns(input, width):
    """Cut the rows of input into rows of `width`."""
    return input.reshape(-1, width), lambda g: (g.reshape(input.shape), None)


def nll(input, target):
    """Average the negative log-probability of one-hot targets."""
    return -(input * target).sum() / len(input), lambda g: (-g * target / len(input),)


def steps(name: str) -> list[tuple[str, dict]]:
    """Return the layers between input and loss, with `name` among them."""
    first = [("linear", {"weight": (HIDDEN, 64), "bias": (HIDDEN,)})]
    middle = {
        "batch_norm": [
            (
                "batch_norm",
                {
                    "running_mean": np.zeros(HIDDEN),
                    "running_var": np.ones(HIDDEN),
                    "weight": (HIDDEN,),
                    "bias": (HIDDEN,),
                    "training": True,
                },
            ),
            ("relu", {}),
        ],
        "layer_norm": [
            ("layer_norm", {"weight": (HIDDEN,), "bias": (HIDDEN,)}),
            ("relu", {}),
        ],
        "dropout": [("relu", {}), ("dropout", {"p": 0.3, "training": True, "seed": 0})],
        "amax": [
            ("columns", {"width": 2}),
            ("amax", {"dim": 1}),
            ("columns", {"width": HIDDEN // 2}),
        ],
        "leaky_relu": [("leaky_relu", {"negative_slope": 0.1})],
        "elu": [("elu", {"alpha": 0.5})],
    }
    activations = ("sigmoid", "tanh", "silu", "softplus")
    inner = middle.get(name, [(name if name in activations else "relu", {})])
    width = HIDDEN // 2 if name == "amax" else HIDDEN
    last = [("linear", {"weight": (10, width), "bias": (10,)})]
    if name == "two_branches":
        first = [("two_branches", {"weight": (HIDDEN, 64)})]
    if name == "embedding":
        first = [("embedding", {"weight": (17, 2)}), ("columns", {"width": 128})]
        first += [("linear", {"weight": (HIDDEN, 128), "bias": (HIDDEN,)})]
    if name == "tied":
        return [("tied", {"weight": (HIDDEN, 64)})]
    tail = {
        "softmax": [("softmax", {"dim": 1})],
        "log_softmax": [("log_softmax", {"dim": 1})],
        "binary_cross_entropy": [("sigmoid", {})],
        "kl_div": [("log_softmax", {"dim": 1})],
    }
    return first + inner + last + tail.get(name, [])


LOSSES = {
    "softmax": "mse_loss",
    "log_softmax": "nll",
    "tied": "mse_loss",
    "binary_cross_entropy": "binary_cross_entropy",
    "binary_cross_entropy_with_logits": "binary_cross_entropy_with_logits",
    "kl_div": "kl_div",
    "mse_loss": "mse_loss",
    "l1_loss": "l1_loss",
    "huber_loss": "huber_loss",
}
RATES = {"l1_loss": 2.0, "softmax": 2.0, "mse_loss": 0.5, "huber_loss": 1.0}
RATES |= {"binary_cross_entropy": 2.0, "binary_cross_entropy_with_logits": 2.0}
RATES |= {"tied": 0.05, "sigmoid": 1.0}


class Network:
    """The textbook operations in a row, one of them possibly exchanged."""

    def __init__(self, name: str, function: Callable | None = None):
        self.name = name
        self.ops = {**textbook(), "columns": columns, "nll": nll}
        if function is not None:
            self.ops[name] = function
        rng = np.random.default_rng(1)
        self.steps, self.parameters = [], {}
        for position, (op, options) in enumerate(steps(name)):
            own = {}
            for argument, value in options.items():
                if isinstance(value, tuple):
                    own[argument] = self.initial(rng, argument, value)
                    self.parameters[f"{position} {argument}"] = own[argument]
            self.steps.append((op, {**options, **own}))

    @staticmethod
    def initial(rng, argument, shape):
        """Draw a weight; gammas start at 1, biases at 0."""
        if argument == "bias":
            return np.zeros(shape)
        if len(shape) == 1:
            return np.ones(shape)
        return rng.standard_normal(shape) * np.sqrt(1 / shape[-1])

    def forward(self, rows, training=True, seed=0):
        """Return the output and what is needed to go back."""
        tape, x = [], rows
        if self.name == "embedding":
            x = np.round(rows * 16).astype(int).ravel()
        for position, (op, options) in enumerate(self.steps):
            options = dict(options)
            if "training" in options:
                options["training"] = training
            if "seed" in options:
                options["seed"] = seed
            x, back = self.ops[op](x, **options)
            tape.append((position, op, back))
        return x, tape

    def gradients(self, rows, labels, seed=0):
        """Return the loss and the gradient of every parameter."""
        output, tape = self.forward(rows, seed=seed)
        loss, back = self.loss(output, rows, labels)
        gradients, g = {}, back(np.ones_like(loss))[0]
        for position, op, back in reversed(tape):
            grads = dict(zip(signature(textbook_or(self, op)).parameters, back(g)))
            for argument in grads:
                if f"{position} {argument}" in self.parameters:
                    gradients[f"{position} {argument}"] = grads[argument]
            g = grads["input"]
        return float(loss), self.penalised(gradients)

    def loss(self, output, rows, labels):
        """Apply the loss that belongs to the operation."""
        loss = LOSSES.get(self.name, "cross_entropy")
        onehot = np.eye(10)[labels]
        if loss == "cross_entropy":
            return self.ops[loss](output, labels, np.ones(10))
        if loss == "kl_div":
            return self.ops[loss](output, 0.9 * onehot + 0.01)
        return self.ops[loss](output, rows if self.name == "tied" else onehot)

    def penalised(self, gradients):
        """Add the gradient of a penalty on the weights."""
        if self.name in ("l1_penalty", "l2_penalty"):
            for key in gradients:
                if key.endswith("weight"):
                    _, back = self.ops[self.name](self.parameters[key], 1e-3)
                    gradients[key] = gradients[key] + back(1.0)[0]
        return gradients


def textbook_or(network: Network, op: str) -> Callable:
    """Return the right function, whose parameters name the gradients."""
    return textbook().get(op, network.ops[op])


def curve(name: str, function: Callable | None = None, epochs: int = EPOCHS) -> Curve:
    """Train with an operation, possibly exchanged for `function`."""
    with np.errstate(all="ignore"):
        if name == "train":
            return regression_curve(function or textbook()["train"], epochs)
        network = Network(name, function)
        if name in ("sgd", "adam"):
            return optimiser_curve(network, function or textbook()[name], epochs)
        rates = np.full(epochs, RATES.get(name, 0.3))
        if name == "step_lr":
            schedule = (function or textbook()[name])(0.5, 0.3, 4, epochs)
            rates = schedule["learning rate"]
        return descend(network, rates)


def descend(network: Network, rates) -> Curve:
    """Take plain gradient steps over the epochs."""
    losses = []
    for epoch, lr in enumerate(rates):
        total = []
        for start in batches():
            loss, gradients = network.gradients(*batch(start), seed=epoch * 99 + start)
            total.append(loss)
            for key, g in gradients.items():
                parameter = network.parameters[key]
                if np.shape(g) != parameter.shape:
                    g = np.resize(g, parameter.shape)  # as it would not even run
                    return Curve([*losses, np.nan], None)
                parameter -= lr * g
        losses.append(float(np.mean(total)))
    return Curve(losses, accuracy(network))


def batches():
    """Return where each batch starts."""
    return range(0, 1200, BATCH)


def batch(start):
    """Return the rows and labels of a batch."""
    rows, labels, _, _ = data()
    return rows[start : start + BATCH], labels[start : start + BATCH]


def accuracy(network: Network) -> float | None:
    """Return the share of held-out digits that are recognised."""
    if network.name == "tied":
        return None
    _, _, rows, labels = data()
    output, _ = network.forward(rows, training=False)
    return float((output.argmax(1) == labels).mean())


class LiveGradients:
    """Gradients computed at the present parameters when an optimiser asks for them."""

    def __init__(self, network, vector, kind, losses):
        self.network, self.vector, self.kind, self.losses = (
            network,
            vector,
            kind,
            losses,
        )

    def keys(self):
        """Return the parameters whose names contain the kind, in order."""
        return [k for k in self.network.parameters if self.kind in k]

    def __getitem__(self, step):
        self.load()
        starts = list(batches())
        loss, gradients = self.network.gradients(*batch(starts[step % len(starts)]))
        if self.losses is not None:
            self.losses.append(loss)
        return np.concatenate([gradients[k].ravel() for k in self.keys()])

    def load(self):
        """Write the optimiser's vector into the network."""
        at = 0
        for key in self.keys():
            parameter = self.network.parameters[key]
            parameter[...] = self.vector[at : at + parameter.size].reshape(
                parameter.shape
            )
            at += parameter.size


def optimiser_curve(network, function, epochs) -> Curve:
    """Train with an update rule from the gallery."""
    losses, count = [], epochs * len(batches())
    kinds = {"sgd": ("weight", "bias"), "adam": ("",)}[network.name]
    vectors = [
        np.concatenate([p.ravel() for k, p in network.parameters.items() if kind in k])
        for kind in kinds
    ]
    live = [
        LiveGradients(network, vector, kind, None if i else losses)
        for i, (vector, kind) in enumerate(zip(vectors, kinds))
    ]
    if network.name == "sgd":
        rates = 0.05 * 0.5 ** (np.arange(count) // (count // 3))
        function(*vectors, *live, rates, 0.9, 0.0, 1e-3, False)
    else:
        function(*vectors, *live, np.full(count, 5e-3), 0.9, 0.999, 1e-8, 1e-3)
    for gradients in live:
        gradients.load()
    by_epoch = np.reshape(losses, (epochs, -1)).mean(1)
    return Curve([float(v) for v in by_epoch], accuracy(network))


def regression_curve(function, epochs) -> Curve:
    """Fit a linear map to whether the digit is above 4."""
    rows, labels, test_rows, test_labels = data()
    target = (labels > 4) * 2.0 - 1
    path = function(rows[:1190], target[:1190], np.zeros(64), 0.05, epochs, BATCH)
    right = (test_rows @ path[f"weight after epoch {epochs}"] > 0) == (test_labels > 4)
    return Curve([float(v) for v in path["loss by epoch"]], float(right.mean()))


def curves(bug: Bug) -> tuple[Curve, Curve]:
    """Return the training with the right operation and with the bug."""
    name = bug.operation.name
    try:
        wrong = curve(name, bug.function)
    except (ValueError, IndexError):  # shapes that do not fit stop the training
        wrong = Curve([], None)
    return curve(name), wrong
