"""Rows 4 and 15 of the notes: the training loop and its hyperparameters."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits

import scratch
import torch_ref

PACKAGES = [scratch, torch_ref]


@pytest.fixture(autouse=True)
def double_precision():
    for dl in (scratch, torch):
        dl.set_default_dtype(dl.float64)
    yield
    for dl in (scratch, torch):
        dl.set_default_dtype(dl.float32)


def digits(dl, n=300):
    features, classes = load_digits(return_X_y=True)
    X, y = dl.tensor(features / 16), dl.tensor(classes)
    return (
        dl.TensorDataset(X[:n], y[:n]),
        dl.TensorDataset(X[n : 2 * n], y[n : 2 * n]),
    )


def train(dl, **options):
    return dl.experiment(
        *digits(dl), classes=10, **{"epochs": 3, "hidden": (16,), **options}
    )


CHOICES = {
    "as it is": {},
    "lr": {"lr": 0.03},
    "lr decay": {"lr_decay": 0.5},
    "epochs": {"epochs": 2},
    "depth and width": {"hidden": (12, 8)},
    "activation": {"activation": "tanh"},
    "momentum": {"momentum": 0.5},
    "batch size": {"batch_size": 37},
    "L2": {"weight_penalty": 0.01},
    "elastic net": {"weight_penalty": 0.01, "l1_ratio": 0.5},
    "dropout": {"dropout": 0.3},
    "label smoothing": {"label_smoothing": 0.1},
    "weight decay": {"weight_decay": 0.01},
    "max-norm": {"max_norm": 0.5},
    "input noise": {"input_noise": 0.2},
    "early stopping": {"lr": 0.5, "epochs": 8, "patience": 1},
    "seed": {"seed": 1},
}


def flat(model):
    return np.concatenate([v.detach().numpy().ravel() for v in model.parameters()])


@pytest.mark.parametrize("choice", CHOICES)
def test_each_hyperparameter_changes_the_training_equally_in_both(choice):
    (ours, history), (theirs, expected) = (
        train(dl, **CHOICES[choice]) for dl in PACKAGES
    )
    np.testing.assert_allclose(flat(ours), flat(theirs), rtol=1e-9, atol=1e-12)
    for name in ("loss", "validation", "lr"):
        np.testing.assert_allclose(
            getattr(history, name), getattr(expected, name), rtol=1e-9
        )
    assert history.best_epoch == expected.best_epoch
    if choice not in ("as it is", "epochs", "depth and width"):
        plain, _ = train(scratch)
        assert np.abs(flat(ours) - flat(plain)).max() > 1e-6


class Recorded:
    """A validation loss that is given instead of computed."""

    def __init__(self, dl, values):
        self.dl, self.values, self.seen = dl, iter(values), []

    def __iter__(self):
        self.value = next(self.values)
        yield self.dl.zeros(1, 2), self.dl.full((1, 1), self.value)


def stopped(dl, values, patience, min_delta=0.0):
    """Train on nothing but watch these validation losses; the bias counts epochs."""
    model = dl.Linear(2, 1)

    class Count(dl.Callback):
        def on_epoch(self, model, history):
            with scratch.no_grad(), torch.no_grad():
                model.bias += 1

    with scratch.no_grad(), torch.no_grad():
        for p in model.parameters():
            p.zero_()
    history = dl.fit(
        model,
        lambda output, target: target.sum(),
        dl.SGD(model.parameters(), lr=0.1),
        [],
        epochs=len(values),
        validation=Recorded(dl, values),
        early_stopping=dl.EarlyStopping(patience, min_delta),
        callbacks=[Count()],
    )
    return history, model.bias.item()


def test_early_stopping_waits_patience_epochs_and_restores_the_best_weights(dl):
    history, bias = stopped(dl, [5.0, 3.0, 4.0, 3.5, 1.0], patience=2)
    assert history.validation == [5.0, 3.0, 4.0, 3.5]
    assert history.best_epoch == 1
    assert bias == 2.0  # the weights after epochs 0 and 1


def test_an_improvement_within_patience_starts_the_count_anew(dl):
    history, bias = stopped(dl, [5.0, 6.0, 4.0, 6.0, 3.0, 7.0], patience=2)
    assert len(history.validation) == 6
    assert (history.best_epoch, bias) == (4, 5.0)


def test_an_improvement_below_min_delta_is_none(dl):
    history, bias = stopped(dl, [5.0, 4.9, 4.8, 4.7], patience=2, min_delta=0.5)
    assert len(history.validation) == 3
    assert (history.best_epoch, bias) == (0, 1.0)


def test_the_schedule_steps_once_an_epoch_after_it(dl):
    _, history = train(dl, lr=0.2, lr_decay=1.0, epochs=4)
    assert history.lr == pytest.approx([0.2, 0.1, 0.2 / 3, 0.05], rel=1e-15)


def test_max_norm_holds_after_every_step(dl):
    model, _ = train(dl, max_norm=0.3)
    for weight in dl.weights_of(model):
        assert np.linalg.norm(weight.detach().numpy(), axis=1).max() <= 0.3 * (
            1 + 1e-12
        )
    free, _ = train(dl)
    norms = [np.linalg.norm(w.detach().numpy(), axis=1) for w in dl.weights_of(free)]
    assert max(n.max() for n in norms) > 0.3


def test_evaluation_changes_nothing_and_averages_over_examples(dl):
    dl.manual_seed(3)
    train_set, _ = digits(dl, 70)
    model = dl.build((64, 8, 10), dropout=0.5)
    loss = dl.CrossEntropyLoss()
    whole = dl.evaluate(model, loss, dl.DataLoader(train_set, batch_size=70))
    parts = dl.evaluate(model, loss, dl.DataLoader(train_set, batch_size=32))
    assert parts == pytest.approx(whole, rel=1e-13)
    assert model.training
    right = dl.accuracy(model, dl.DataLoader(train_set, batch_size=32))
    assert 0 <= right <= 1
    assert right * 70 == pytest.approx(round(right * 70), abs=1e-9)


def test_impossible_trainings_are_refused(dl):
    train_set, _ = digits(dl, 10)
    model = dl.build((64, 10))
    loader = dl.DataLoader(train_set)
    optimizer = dl.SGD(model.parameters(), lr=0.1)
    with pytest.raises(ValueError, match="epochs must not be negative, got -1"):
        dl.fit(model, dl.CrossEntropyLoss(), optimizer, loader, epochs=-1)
    with pytest.raises(ValueError, match="need validation"):
        dl.fit(
            model,
            dl.CrossEntropyLoss(),
            optimizer,
            loader,
            epochs=1,
            early_stopping=dl.EarlyStopping(1),
        )
    with pytest.raises(ValueError, match="patience must be positive, got 0"):
        dl.EarlyStopping(0)
    with pytest.raises(ValueError, match=r"activation must be one of .*got 'step'"):
        dl.build((64, 8, 10), "step")
    with pytest.raises(ValueError, match="sizes needs inputs and outputs"):
        dl.build((64,))
