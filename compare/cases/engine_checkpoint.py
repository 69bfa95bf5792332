"""Cases of weights and whole trainings on disk: written, read, taken up again.

torch has no such functions: its own pickles hold code.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from .case import Arguments, ProgramCase, always


def weights(draw) -> Arguments:
    """Draw tensors of several dtypes and shapes, and a note."""
    return {
        "tensors": {
            "weight": draw.array(*draw.shape()),
            "labels": draw.labels(draw.size(), classes=5),
            "mask": draw.booleans(draw.size()),
        },
        "metadata": draw.choice((None, {"note": "x"}, {"a": "1", "b": "2"})),
    }


def written(dl, tensors, metadata=None, damage=None):
    """Write tensors, damage the file if asked to, and read it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "weights"
        dl.save_file(tensors, path, metadata)
        content = path.read_bytes()
        if damage is not None:
            path.write_bytes(content[:damage])
        return {"read": dl.load_file("gone" if damage == 0 else path)}


def taken_up(dl, input, target, steps, lr, other=False):
    """Train, save, train on; then take up what was saved and train on again."""
    optimizers = [dl.Adam, dl.SGD if other else dl.Adam]
    parts = []
    for optimizer in optimizers:
        model = dl.Sequential(dl.Linear(3, 4), dl.Dropout(0.5), dl.Linear(4, 2))
        adam = optimizer(model.parameters(), lr=lr)
        parts.append((model, adam, dl.StepLR(adam, 1, 0.5)))

    def train(model, optimizer, scheduler):
        for _ in range(steps):
            optimizer.zero_grad()
            dl.mse_loss(model(input), target).backward()
            optimizer.step()
        scheduler.step()
        return {k: v.clone() for k, v in model.state_dict().items()}

    found = {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "checkpoint"
        train(*parts[0])
        dl.save_checkpoint(path, *parts[0], epoch=1, losses=[0.5, (1, None)])
        found["went on"] = train(*parts[0])
        found["progress"] = dl.load_checkpoint(path, *parts[1])
        found["taken up"] = train(*parts[1])
    found["lr"] = [p[2].get_last_lr() for p in parts]
    found["state"] = dl.get_rng_state()
    return found


def batch(draw) -> Arguments:
    """Draw a batch, a number of steps and a rate."""
    n = draw.size()
    return {
        "input": draw.array(n, 3, specials=()),
        "target": draw.array(n, 2, specials=()),
        "steps": draw.integer(1, 3),
        "lr": draw.choice((0.5, 0.125)),
    }


def stored(dl, **tensors) -> Arguments:
    """Write tensors in torch's own format, twice the same one, and read them again."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "state.pt"
        dl.save({"tensors": tensors, "again": tensors["a"], "epoch": 3}, path)
        found = dl.load(path, map_location="cpu")
    found["again"].zero_()
    return {**found["tensors"], "epoch": found["epoch"]}


CASES = [
    ProgramCase(
        name="save",
        arguments=lambda draw: {"a": draw.array(*draw.shape()), "b": draw.array(2, 3)},
        program=stored,
        covers=("load", "save"),
        weight=0.1,
        exact=always,
    ),
    ProgramCase(
        name="save_file",
        arguments=weights,
        program=written,
        covers=("load_file", "save_file"),
        weight=0.1,
        refused={
            "an array": lambda: {"tensors": {"a": [1.0]}},
            "no dict": lambda: {"tensors": [1.0]},
            "a number as metadata": lambda: {
                "tensors": {"a": np.ones(1)},
                "metadata": {"n": 1},
            },
            "half a file": lambda: {"tensors": {"a": np.ones(9)}, "damage": 40},
        },
    ),
    ProgramCase(
        name="save_checkpoint",
        arguments=batch,
        program=taken_up,
        covers=("load_checkpoint", "save_checkpoint"),
        regimes=("plain",),
        exact=lambda arguments: False,
        tolerance=1e6,
        weight=0.1,
        refused={
            "another optimiser": lambda: {
                "input": np.ones((1, 3), np.float32),
                "target": np.ones((1, 2), np.float32),
                "steps": 1,
                "lr": 0.5,
                "other": True,
            }
        },
    ),
]
