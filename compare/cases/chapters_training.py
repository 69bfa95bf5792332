"""Cases of the training loop and of the experiment: whole trainings from one seed.

torch has no training loop; its column is in the examples and trajectories.
"""

from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory

from .case import Arguments, ProgramCase


def loaders(dl, seed, n=20, features=3, classes=3):
    """Make a training and a validation set."""
    dl.manual_seed(seed)
    x, y = dl.randn(n, features), dl.randint(0, classes, (n,))
    cut = 3 * n // 4
    return dl.TensorDataset(x[:cut], y[:cut]), dl.TensorDataset(x[cut:], y[cut:])


def trained(dl, seed, epochs, schedule, penalty, patience, noise, limit, **more):
    """Train with `fit` and return all that is left of it."""
    train, validation = loaders(dl, seed)
    seen = []

    class Watch(dl.Callback):
        def on_epoch(self, model, history):
            seen.append(history.loss[-1])

    model = dl.build((3, 5, 4, 3), "tanh", dropout=0.25)
    optimizer = dl.SGD(model.parameters(), lr=0.1, momentum=0.9)
    schedules = {
        "none": lambda: None,
        "step": lambda: dl.StepLR(optimizer, 1, 0.5),
        "plateau": lambda: dl.ReduceLROnPlateau(optimizer, patience=0),
    }
    stopping = None if patience is None else dl.EarlyStopping(patience)
    history = dl.fit(
        model,
        dl.CrossEntropyLoss(),
        optimizer,
        dl.DataLoader(train, 4, shuffle=True),
        epochs=epochs,
        scheduler=schedules[schedule](),
        penalty=(lambda model: dl.l2_penalty(dl.weights_of(model), penalty))
        if penalty
        else None,
        validation=more.pop("validation", dl.DataLoader(validation, 2)),
        early_stopping=stopping,
        callbacks=[Watch(), more.pop("noisy", dl.InputNoise)(noise), dl.MaxNorm(limit)],
        **more,
    )
    loader = dl.DataLoader(validation, 2)
    return {
        "history": [history.loss, history.validation, history.lr, history.best_epoch],
        "seen": seen,
        "weights": model.state_dict(),
        "best": None if stopping is None else [stopping.best, stopping.best_epoch],
        "evaluated": dl.evaluate(model, dl.CrossEntropyLoss(), loader),
        "accuracy": dl.accuracy(model, loader),
        "training": model.training,
        "state": dl.get_rng_state(),
    }


def stopped(dl, steps, every, **arguments):
    """Stop a training, and take it up again from its checkpoint."""

    class Noisy(dl.InputNoise):
        def on_batch(self, input, target):
            nonlocal steps
            steps -= 1
            if steps < 0:
                raise InterruptedError
            return super().on_batch(input, target)

    with TemporaryDirectory() as folder:
        saving = {"checkpoint": Path(folder) / "c", "checkpoint_every": every}
        try:
            trained(dl, **arguments, **saving, noisy=Noisy)
        except InterruptedError:
            steps = inf
        return trained(dl, **arguments, **saving, noisy=Noisy)


def options(draw) -> Arguments:
    """Draw what a training is made of."""
    return {
        "seed": draw.seed(),
        "epochs": draw.integer(0, 3),
        "schedule": draw.choice(("none", "step", "plateau")),
        "penalty": draw.choice((0.0, 0.01)),
        "patience": draw.choice((None, 1, 2)),
        "noise": draw.choice((0.0, 0.1)),
        "limit": draw.choice((0.5, 2.0)),
    }


def whole(dl, seed, **hyperparameters):
    """Run the experiment of the notes."""
    train, validation = loaders(dl, seed)
    model, history = dl.experiment(
        train, validation, classes=3, seed=seed, **hyperparameters
    )
    return {
        "model": repr(model),
        "weights": model.state_dict(),
        "history": [history.loss, history.validation, history.lr],
    }


def hyperparameters(draw) -> Arguments:
    """Draw a point of the space of hyperparameters."""
    return {
        "seed": draw.integer(0, 2**32 - 1),
        "lr": draw.choice((0.1, 0.01)),
        "lr_decay": draw.choice((0.0, 0.5)),
        "epochs": draw.integer(1, 2),
        "hidden": draw.choice(((4,), (), (5, 3))),
        "activation": draw.choice(("relu", "tanh", "sigmoid", "leaky_relu")),
        "momentum": draw.choice((0.0, 0.9)),
        "batch_size": draw.integer(4, 8),
        "weight_penalty": draw.choice((0.0, 0.01)),
        "l1_ratio": draw.choice((0.0, 0.5)),
        "dropout": draw.choice((0.0, 0.5)),
        "label_smoothing": draw.choice((0.0, 0.1)),
        "weight_decay": draw.choice((0.0, 0.01)),
        "max_norm": draw.choice((None, 1.0)),
        "input_noise": draw.choice((0.0, 0.1)),
        "patience": draw.choice((None, 1)),
    }


def given(**changes):
    """Make the arguments of a training that is refused."""
    plain = {"seed": 0, "epochs": 1, "schedule": "none", "penalty": 0.0}
    more = {"patience": None, "noise": 0.0, "limit": 1.0}
    return lambda: {**plain, **more, **changes}


def never(arguments):
    """Allow for rounding, which grows over the steps."""
    return False


CASES = [
    ProgramCase(
        name="fit",
        arguments=options,
        program=trained,
        covers=(
            "Callback",
            "EarlyStopping",
            "History",
            "InputNoise",
            "MaxNorm",
            "accuracy",
            "build",
            "evaluate",
            "fit",
        ),
        exact=never,
        tolerance=1e6,
        dtypes=("float64",),
        weight=0.1,
        refused={
            "negative epochs": given(epochs=-1),
            "patience without validation": given(patience=1, validation=None),
            "a plateau without validation": given(schedule="plateau", validation=None),
            "no patience": given(patience=0),
            "negative noise": given(noise=-1.0),
            "no norm": given(limit=0.0),
            "an interval of no steps": given(checkpoint_every=0),
        },
    ),
    ProgramCase(
        name="fit with a checkpoint",
        arguments=lambda draw: {
            **options(draw),
            "steps": draw.integer(0, 12),
            "every": draw.choice((1, 2, None)),
        },
        program=stopped,
        covers=("fit",),
        exact=never,
        tolerance=1e6,
        dtypes=("float64",),
        weight=0.05,
    ),
    ProgramCase(
        name="experiment",
        arguments=hyperparameters,
        program=whole,
        exact=never,
        tolerance=1e6,
        dtypes=("float64",),
        weight=0.05,
        refused={
            "an unknown activation": lambda: {"seed": 0, "activation": "x"},
            "a dropout above 1": lambda: {"seed": 0, "dropout": 1.5},
        },
    ),
]
