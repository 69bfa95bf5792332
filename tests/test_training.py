"""The main training: digits, ten epochs, every step in three libraries."""

import numpy as np
import pytest
import torch

import scratch
from compare.trainings.trajectory import ACCURACY, compare_training, relative

pytestmark = pytest.mark.xdist_group("training")  # trained once


@pytest.fixture(scope="module")
def training():
    return compare_training()


def test_parameters_agree_with_torch_after_every_step(training):
    assert training.steps == 230
    assert set(training.worst) == {"scratch", "torch_ref"}
    for difference in training.worst.values():
        assert difference <= 1e-12


def test_losses_and_accuracies_agree_after_every_epoch(training):
    assert len(training.epochs) == 10
    for ours, twin, reference in training.epochs:
        assert ours == pytest.approx(reference, rel=1e-12)
        assert twin == pytest.approx(reference, rel=1e-12)


def test_the_default_dtype_is_afterwards_what_it_was(training):
    assert torch.get_default_dtype() == torch.float32
    assert scratch.get_default_dtype() == scratch.float32


def test_the_network_learns(training):
    assert training.accuracy >= ACCURACY
    assert training.passed


def test_float32_training_follows_torch():
    result = compare_training(epochs=2, seed=1, dtype="float32")
    for difference in result.worst.values():
        assert difference <= 1e-3


def test_a_gradient_wrong_by_one_part_in_a_million_is_seen(monkeypatch):
    import scratch

    step = scratch.SGD.step

    def wrong(optimizer, *args):
        optimizer.param_groups[0]["params"][-1].grad.array[0] *= 1 + 1e-6
        return step(optimizer, *args)

    monkeypatch.setattr(scratch.SGD, "step", wrong)
    result = compare_training(epochs=1)
    assert result.worst["scratch"] > 1e-12
    assert result.worst["torch_ref"] <= 1e-12


def test_a_parameter_that_is_not_finite_is_infinitely_far():
    assert relative([np.array([np.nan])], [np.array([1.0])]) == np.inf
    assert relative([np.ones(2, np.float32)], [np.ones(2)]) == np.inf
