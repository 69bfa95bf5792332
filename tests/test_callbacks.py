"""What happens around the steps of a training."""

import math

import pytest
import torch

import scratch


def watch(dl, values, patience, min_delta=0.0):
    """Show validation losses until it stops; return the stopping and the epochs."""
    stopping, model = dl.EarlyStopping(patience, min_delta), dl.Linear(1, 1)
    for epoch, value in enumerate(values):
        with scratch.no_grad(), torch.no_grad():
            model.weight.fill_(float(epoch))
        if stopping.update(model, epoch, value):
            break
    stopping.restore(model)
    return stopping, epoch + 1, model.weight.item()


def test_a_gain_of_exactly_min_delta_is_none(dl):
    stopping, epochs, weight = watch(dl, [5.0, 4.5, 4.5], 2, min_delta=0.5)
    assert (stopping.best, stopping.best_epoch, epochs, weight) == (5.0, 0, 3, 0.0)
    stopping, epochs, weight = watch(dl, [5.0, 5.0, 4.0], 2)
    assert (stopping.best, stopping.best_epoch, epochs, weight) == (4.0, 2, 3, 2.0)


@pytest.mark.parametrize("patience", [1, 3])
def test_a_training_without_any_best_epoch_keeps_its_last_weights(dl, patience):
    stopping, epochs, weight = watch(dl, [math.nan] * 5, patience)
    assert (stopping.best_epoch, stopping.weights) == (None, None)
    assert (epochs, weight) == (patience, patience - 1)


def test_a_stopping_goes_on_from_its_state(dl):
    first, *_ = watch(dl, [3.0, 2.0], 3)
    second, model = dl.EarlyStopping(3), dl.Linear(1, 1)
    second.load_state_dict(first.state_dict())
    assert [second.update(model, epoch, 2.0) for epoch in (2, 3, 4)] == [False] * 2 + [
        True
    ]
    second.restore(model)
    assert (model.weight.item(), second.best, second.best_epoch) == (1.0, 2.0, 1)


def test_limits_that_make_no_sense_are_refused(dl):
    for limit in (0, -1.0, math.nan):
        with pytest.raises(ValueError, match="limit must be positive, got"):
            dl.MaxNorm(limit)
        with pytest.raises(ValueError, match="patience must be positive, got"):
            dl.EarlyStopping(limit)
    with pytest.raises(ValueError, match=r"min_delta must not be negative, got -0\.1"):
        dl.EarlyStopping(1, -0.1)
    with pytest.raises(ValueError, match=r"std must not be negative, got -0\.1"):
        dl.InputNoise(-0.1)
