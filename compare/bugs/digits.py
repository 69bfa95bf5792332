"""What a bug does to a training on scikit-learn's digits."""

from dataclasses import dataclass

import numpy as np

from .bug import Bug
from .network import RATES, Network, data, textbook

BATCH, EPOCHS = 50, 12
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


def curve(name: str, function=None, epochs: int = EPOCHS, fixed=None) -> Curve:
    """Train with an operation, possibly exchanged for `function`."""
    with np.errstate(all="ignore"):
        if name == "train":
            return regression_curve(function or textbook()["train"], epochs)
        network = Network(name, function, fixed)
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
                if np.shape(g) != parameter.shape:  # the update would not even run
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
        dampening = network.fixed.get("dampening", 0.0)
        nesterov = network.fixed.get("nesterov", False)
        function(*vectors, *live, rates, 0.9, dampening, 1e-3, nesterov)
    else:
        rates, decay = np.full(count, 5e-3), network.fixed.get("decay", 1e-3)
        function(*vectors, *live, rates, 0.9, 0.999, 1e-8, decay)
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
    name, fixed = bug.operation.name, dict(bug.drawn_with)
    try:
        wrong = curve(name, bug.function, fixed=fixed)
    except (ValueError, IndexError):  # shapes that do not fit stop the training
        wrong = Curve([], None)
    return curve(name, fixed=fixed), wrong
