"""A convolutional training in three columns: step by step, and left to itself.

A network of convolutions and maxima is chaotic: torch itself, one rounding away, parts
from torch by thousands of roundings in a few hundred steps (reports/cnn.json). So two
things are asked. Step by step: before every step each side is given torch's weights and
momenta, and what the one step gives must agree to rounding. Left to itself: a side may
part from torch no farther than torch does from itself when its weights are moved by one
rounding, at random, before every step; that is measured in the same run.
"""

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import torch
from sklearn.datasets import load_digits

from ..battery.sides import SCRATCH, TORCH, TORCH_REF
from .plain_lenet import LeNet

BATCH = 64
CONTROLS = 4  # trainings of torch that are moved by one rounding before every step
UNIT = np.finfo(float).eps / 2  # the largest relative error of one rounding
LIMIT = 1e-14  # of one step, relative to the largest element of each parameter
PLAIN = SimpleNamespace(
    LeNet=LeNet, CrossEntropyLoss=torch.nn.CrossEntropyLoss, SGD=torch.optim.SGD
)


@dataclass
class Found:
    """What a training showed; differences are relative to the largest element.

    Attributes
    ----------
    alone : dict
        For each side the largest difference from torch after one step of torch's.
    free : dict
        For each side the largest difference so far, after every step.
    envelope : list of float
        The largest difference so far of torch from torch, after every step.
    losses : dict
        The losses of each side.
    accuracy : dict
        The final accuracy of each side on the images left out.
    """

    size: int
    steps: int
    parameters: int = 0
    alone: dict = field(default_factory=dict)
    free: dict = field(default_factory=dict)
    envelope: list = field(default_factory=list)
    losses: dict = field(default_factory=dict)
    accuracy: dict = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether every step alone agrees and no free run leaves the envelope."""
        return max(self.alone.values()) <= LIMIT and all(
            ours <= most
            for parted in self.free.values()
            for ours, most in zip(parted, self.envelope, strict=True)
        )

    def shown(self) -> list[int]:
        """Return the steps that are worth a line."""
        wanted = {0, 9, 49, 99, 199, 299, 499, 999, self.steps - 1}
        return sorted(step for step in wanted if step < self.steps)

    def row(self) -> dict:
        """Return the figures for a JSON file."""
        steps = self.shown()

        def at(figures):
            return {
                name: [values[i] for i in steps] for name, values in figures.items()
            }

        return {
            "size": self.size,
            "parameters": self.parameters,
            "every step alone": self.alone,
            "allowed": LIMIT,
            "steps": [step + 1 for step in steps],
            "left to itself": at(self.free | {"torch's own": self.envelope}),
            "losses": at(self.losses),
            "accuracy": self.accuracy,
            "passed": self.passed,
        }


def images(size: int):
    """Return the digits, (1797, 1, size, size) in [0, 1], and their labels.

    28 pixels are made of 8: each becomes 3 x 3, and a border of 2 goes around.
    """
    pixels, labels = load_digits(return_X_y=True)
    pixels = pixels.reshape(-1, 1, 8, 8) / 16
    if size == 28:
        pixels = np.pad(np.kron(pixels, np.ones((3, 3))), [(0, 0)] * 2 + [(2, 2)] * 2)
    return pixels, labels


class Run:
    """One training: a network, its optimiser, and what it makes of a batch."""

    def __init__(self, side, size, seed):
        self.side = side
        self.dl = PLAIN if side is TORCH else side.dl
        with side.default_dtype("float64"):
            side.dl.manual_seed(seed)
            self.network = self.dl.LeNet(size)
        self.criterion = self.dl.CrossEntropyLoss()
        self.optimizer = self.dl.SGD(
            self.network.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4
        )

    def step(self, pixels, labels) -> float:
        """Take one step; return the loss before it."""
        x, y = self.side.tensor(pixels), self.side.tensor(labels)
        loss = self.criterion(self.network(x), y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def weights(self) -> list[np.ndarray]:
        """Return the parameters as they are now, copied."""
        return [self.side.array(p).copy() for p in self.network.parameters()]

    def adopt(self, other: "Run") -> None:
        """Take the weights and momenta of another run."""
        weights = other.network.state_dict()
        self.network.load_state_dict(
            {k: self.side.tensor(other.side.array(v)) for k, v in weights.items()}
        )
        state = other.optimizer.state_dict()
        state["state"] = {
            place: {k: self.take(other, v) for k, v in values.items()}
            for place, values in state["state"].items()
        }
        self.optimizer.load_state_dict(state)

    def take(self, other: "Run", value):
        """Return a copy of another run's tensor in this library."""
        if not other.side.is_tensor(value):
            return value
        return self.side.tensor(other.side.array(value).copy())

    def nudge(self, rng) -> None:
        """Move every weight by one rounding, up or down."""
        with torch.no_grad():
            for parameter in self.network.parameters():
                signs = rng.integers(0, 2, tuple(parameter.shape)) * 2 - 1
                # 1 + u is 1, but w + w u is the neighbour of w
                parameter += parameter * torch.from_numpy(signs * UNIT)

    def accuracy(self, pixels, labels) -> float:
        """Return the share of images that are told right."""
        with self.side.dl.no_grad():
            scores = self.side.array(self.network(self.side.tensor(pixels)))
        return float((scores.argmax(1) == labels).mean())


def parted(ours: list[np.ndarray], theirs: list[np.ndarray]) -> float:
    """Return the largest difference, relative to each parameter's largest element."""
    pairs = zip(ours, theirs, strict=True)
    return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)


def train(size=8, steps=300, seed=7, progress=lambda: None) -> Found:
    """Train on the digits with all sides at once, and with torch's controls."""
    pixels, labels = images(size)
    order = np.random.default_rng(seed)
    held = order.permutation(len(labels))
    test, training = held[:360], held[360:]
    sides = {"scratch": SCRATCH, "torch_ref": TORCH_REF}
    truth = Run(TORCH, size, seed)
    alone = {name: Run(side, size, seed) for name, side in sides.items()}
    free = {name: Run(side, size, seed) for name, side in sides.items()}
    controls = [Run(TORCH, size, seed) for _ in range(CONTROLS)]
    found = Found(size, steps, sum(w.size for w in truth.weights()))
    found.alone = dict.fromkeys(sides, 0.0)
    found.free = {name: [] for name in sides}
    found.losses = {name: [] for name in (*sides, "torch")}
    for name, run in free.items():
        assert_same(name, run.weights(), truth.weights())
    for _ in range(steps):
        batch = order.choice(training, BATCH, replace=False)
        given = pixels[batch], labels[batch]
        for run in alone.values():
            run.adopt(truth)
        for control in controls:
            control.nudge(order)
        found.losses["torch"].append(truth.step(*given))
        weights = truth.weights()
        for name, run in alone.items():
            run.step(*given)
            gone = parted(run.weights(), weights)
            found.alone[name] = max(found.alone[name], gone)
        for name, run in free.items():
            found.losses[name].append(run.step(*given))
            before = found.free[name][-1:]
            found.free[name].append(max(*before, parted(run.weights(), weights), 0.0))
        for control in controls:
            control.step(*given)
        widest = max(parted(control.weights(), weights) for control in controls)
        found.envelope.append(max(*found.envelope[-1:], widest, 0.0))
        progress()
    for name, run in (*free.items(), ("torch", truth)):
        found.accuracy[name] = run.accuracy(pixels[test], labels[test])
    return found


def assert_same(name, ours, theirs):
    """Require the same initial weights, bit for bit."""
    if not all(np.array_equal(a, b) for a, b in zip(ours, theirs, strict=True)):
        raise AssertionError(f"{name} starts from other weights than torch")
