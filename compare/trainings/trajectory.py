"""Whole trainings in scratch, torch_ref and torch, compared after every step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import nn

from ..battery.sides import SCRATCH, TORCH, TORCH_REF, Side
from ..terminal.markup import table
from ..terminal.progress import bar

LIMIT = {"float64": 1e-12, "float32": 1e-2}  # relative difference of parameters
ACCURACY = 0.95
QUANTITIES = ("loss", "accuracy")

TORCH_NAMES = SimpleNamespace(
    Linear=nn.Linear,
    ReLU=nn.ReLU,
    Sequential=nn.Sequential,
    CrossEntropyLoss=nn.CrossEntropyLoss,
    SGD=torch.optim.SGD,
    TensorDataset=torch.utils.data.TensorDataset,
    DataLoader=torch.utils.data.DataLoader,
    random_split=torch.utils.data.random_split,
    manual_seed=torch.manual_seed,
    no_grad=torch.no_grad,
)


@dataclass
class Training:
    """What a training gave on each side.

    Attributes
    ----------
    epochs : list
        For each epoch one (mean loss, test accuracy) a side.
    worst : dict
        For each side but torch the largest relative difference of a parameter array
        from torch's, over all steps.
    """

    title: str
    sides: list[str]
    dtype: str
    steps: int = 0
    epochs: list[list[tuple[float, float]]] = field(default_factory=list)
    worst: dict[str, float] = field(default_factory=dict)

    @property
    def accuracy(self) -> float:
        """The lowest final test accuracy of the sides."""
        return min(accuracy for _, accuracy in self.epochs[-1])

    @property
    def passed(self) -> bool:
        """Whether the parameters agree and the network has learned."""
        close = all(d <= LIMIT[self.dtype] for d in self.worst.values())
        return close and self.accuracy >= ACCURACY

    @property
    def summary(self) -> str:
        """The verdict in words."""
        differences = ", ".join(f"{side} {d:.1e}" for side, d in self.worst.items())
        return (
            f"worst relative parameter difference from torch over {self.steps} steps: "
            f"{differences} (allowed {LIMIT[self.dtype]:.0e}); test accuracy "
            f"{100 * self.accuracy:.2f} % (at least {100 * ACCURACY:.0f} %)"
        )

    def _repr_html_(self):
        head = ["epoch", *(f"{side}: {q}" for side in self.sides for q in QUANTITIES)]
        rows = [
            [
                k,
                *(
                    text
                    for loss, share in epoch
                    for text in (f"{loss:.4f}", f"{share:.1%}")
                ),
            ]
            for k, epoch in enumerate(self.epochs, 1)
        ]
        return table(head, rows, self.summary, self.passed)

    def row(self) -> dict:
        """Return the figures for a JSON file."""
        return {
            "steps": self.steps,
            "epochs": self.epochs,
            "worst": self.worst,
            "accuracy": self.accuracy,
            "passed": self.passed,
        }


def digits(side: Side, dtype: str):
    """Return the images, with pixels in [0, 1], and their labels."""
    images, labels = load_digits(return_X_y=True)
    return side.tensor(images.astype(dtype) / 16), side.tensor(labels.astype(np.int64))


def train(side: Side, epochs: int, seed: int, dtype: str) -> Iterator[dict]:
    """Train 64-128-64-10 on the digits; yield what is seen after every step.

    The lines are the same for all three libraries.
    """
    dl = TORCH_NAMES if side is TORCH else side.dl
    dl.manual_seed(seed)
    data = dl.TensorDataset(*digits(side, dtype))
    training, test = dl.random_split(data, [1437, 360])
    loader = dl.DataLoader(training, batch_size=64, shuffle=True)
    with side.default_dtype(dtype):  # the libraries take turns at every yield
        network = dl.Sequential(
            dl.Linear(64, 128),
            dl.ReLU(),
            dl.Linear(128, 64),
            dl.ReLU(),
            dl.Linear(64, 10),
        )
    criterion = dl.CrossEntropyLoss()
    optimizer = dl.SGD(
        network.parameters(),
        lr=0.05,
        momentum=0.9,
        nesterov=True,
        weight_decay=1e-4,
    )
    (test_images, test_labels), *_ = dl.DataLoader(test, batch_size=360)
    for _ in range(epochs):
        losses = []
        for images, labels in loader:
            loss = criterion(network(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            yield {"parameters": [side.array(p) for p in network.parameters()]}
        with dl.no_grad():
            right = network(test_images).argmax(1) == test_labels
        accuracy = float(np.mean(side.array(right)))
        yield {"loss": float(np.mean(losses)), "accuracy": accuracy}


def compare_training(epochs=10, seed=0, dtype="float64", progress=None) -> Training:
    """Train all three in lock-step and keep the worst difference."""
    sides = (SCRATCH, TORCH_REF, TORCH)
    title = (
        f"Training 64-128-64-10 on 1,437 digits in {dtype}, Nesterov momentum, decay"
    )
    result = Training(title, [str(side) for side in sides], dtype)
    result.worst = {str(side): 0.0 for side in sides[:-1]}
    runs = (isolated(train(side, epochs, seed, dtype)) for side in sides)
    for seen in zip(*runs, strict=True):
        if "loss" in seen[0]:
            result.epochs.append([(e["loss"], e["accuracy"]) for e in seen])
            if progress:
                progress()
            continue
        result.steps += 1
        reference = seen[-1]["parameters"]
        for side, state in zip(result.sides[:-1], seen[:-1]):
            difference = relative(state["parameters"], reference)
            result.worst[side] = max(result.worst[side], difference)
    return result


def isolated(run: Iterator[dict]) -> Iterator[dict]:
    """Give a run torch's random stream for itself: two of the three sides share it."""
    own = torch.get_rng_state()
    while True:
        before = torch.get_rng_state()
        torch.set_rng_state(own)
        try:
            seen = next(run, None)
        finally:
            own = torch.get_rng_state()
            torch.set_rng_state(before)
        if seen is None:
            return
        yield seen


def relative(actual: list[np.ndarray], expected: list[np.ndarray]) -> float:
    """Return the largest difference of an array, relative to its largest element.

    Anything not finite counts as infinitely far.
    """
    worst = 0.0
    for a, b in zip(actual, expected, strict=True):
        if a.shape != b.shape or a.dtype != b.dtype:
            return np.inf
        distance = float(np.abs(a - b).max() / np.abs(b).max())
        worst = max(worst, distance if np.isfinite(distance) else np.inf)
    return worst


def train_digits(console) -> Training:
    """Run the main training with a progress bar."""
    with bar(console, "training", 10) as advance:
        return compare_training(progress=advance)
