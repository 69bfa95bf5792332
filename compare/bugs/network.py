"""A small network on scikit-learn's digits, made of the textbook operations."""

from collections.abc import Callable
from functools import cache
from inspect import signature

import numpy as np

from . import collect

HIDDEN = 32


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
            (
                "layer_norm",
                {
                    "normalized_shape": [HIDDEN],
                    "weight": (HIDDEN,),
                    "bias": (HIDDEN,),
                },
            ),
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

    def __init__(self, name: str, function: Callable | None = None, fixed=None):
        self.name, self.fixed = name, fixed or {}
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
        if self.name == "two_branches":
            x = rows - 0.3  # something for its ReLU to do
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
            labels = labels.copy()
            labels[: 8 * self.fixed.get("ignored", 0)] = -100
            even = self.fixed.get("uniform", True)
            weight = np.ones(10) if even else np.linspace(0.2, 3, 10)
            smoothing = self.fixed.get("smoothing", 0.0)
            return self.ops[loss](output, labels, weight, -100, "mean", smoothing)
        if loss == "kl_div":
            return self.ops[loss](output, 0.9 * onehot + 0.01, "batchmean")
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
