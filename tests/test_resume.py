"""A training that is stopped and taken up again ends as if it had never stopped."""

import math
import os
import random
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from training_child import EPOCHS, STEPS, Stopped, training

import scratch
import torch_ref

pytestmark = pytest.mark.xdist_group("resume")  # the server is started once

SIDES = [scratch, torch_ref]
KINDS = [
    ("SGD", "StepLR"),
    ("Adam", "ReduceLROnPlateau"),
    ("RMSprop", "LambdaLR"),
    ("Adagrad", "CosineAnnealingLR"),
]


@cache
def unbroken(dl, kind):
    """Return the end of a training that nothing stops."""
    return training(dl, None, None, None, *kind)


@pytest.fixture(scope="module")
def folder():
    """Make a folder in memory where there is one: each save waits for the disk."""
    memory = Path("/dev/shm")
    where = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=where) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def path(folder):
    return folder / "checkpoint"


def stop(dl, path, every, steps, kind=KINDS[0]):
    """Train until so many batches have begun, then stop."""
    with pytest.raises(Stopped):
        training(dl, path, every, steps, *kind)


def check_equal(found, expected):
    state, history = found
    expected_state, expected_history = expected
    assert history == expected_history
    for name, array in expected_state.items():
        assert state[name].tobytes() == array.tobytes(), name


def check_close(found, expected, limit=1e-9):
    state, history = found
    expected_state, expected_history = expected
    for name, array in expected_state.items():
        np.testing.assert_allclose(state[name], array, rtol=limit, atol=limit)
    assert history.best_epoch == expected_history.best_epoch
    for name in ("loss", "validation", "lr"):
        actual, wanted = getattr(history, name), getattr(expected_history, name)
        np.testing.assert_allclose(actual, wanted, rtol=limit)


stops = st.integers(0, EPOCHS * STEPS - 1)


@given(steps=stops, every=st.sampled_from([1, 2, 3, None]), kind=st.sampled_from(KINDS))
@settings(max_examples=max(20, settings().max_examples // 4))
def test_a_resumed_training_equals_the_unbroken_one_bit_for_bit(
    dl, path, steps, every, kind
):
    whole = unbroken(dl, kind)
    path.unlink(missing_ok=True)
    if steps < len(whole[1].loss) * STEPS:
        stop(dl, path, every, steps, kind)
    check_equal(training(dl, path, every, None, *kind), whole)


@given(cuts=st.lists(st.integers(1, 5), min_size=1, max_size=3))
@settings(max_examples=max(10, settings().max_examples // 10))
def test_a_training_may_be_stopped_again_and_again(dl, path, cuts):
    path.unlink(missing_ok=True)
    for steps in cuts:
        try:
            training(dl, path, 1, steps, *KINDS[0])
        except Stopped:
            continue
        break
    check_equal(training(dl, path), unbroken(dl, KINDS[0]))


@given(steps=stops, kind=st.sampled_from(KINDS))
@settings(max_examples=max(10, settings().max_examples // 8))
def test_a_training_stopped_on_one_side_goes_on_on_the_other(dl, path, steps, kind):
    other = SIDES[1 - SIDES.index(dl)]
    path.unlink(missing_ok=True)
    with suppress(Stopped):
        training(dl, path, 1, steps, *kind)
    check_close(training(other, path, 1, None, *kind), unbroken(dl, kind))


def test_saving_changes_nothing_in_the_training(dl, path):
    path.unlink(missing_ok=True)
    check_equal(training(dl, path, 1), unbroken(dl, KINDS[0]))


def test_a_finished_training_is_read_and_not_repeated(dl, path):
    path.unlink(missing_ok=True)
    training(dl, path)
    check_equal(training(dl, path, stop=0), unbroken(dl, KINDS[0]))


def test_a_damaged_checkpoint_stops_fit_before_anything_changes(dl, path):
    path.unlink(missing_ok=True)
    stop(dl, path, 1, 3)
    path.write_bytes(path.read_bytes()[:-1])
    state = dl.get_rng_state()
    model = dl.Linear(4, 3)
    optimizer = dl.SGD(model.parameters(), lr=0.1)
    data = dl.DataLoader(dl.TensorDataset(dl.ones(2, 4), dl.ones(2, 3)))
    before = [p.detach().clone() for p in model.parameters()]
    state = dl.get_rng_state()
    with pytest.raises(ValueError, match="not a whole safetensors file"):
        dl.fit(model, dl.MSELoss(), optimizer, data, epochs=1, checkpoint=path)
    assert all((a == b).all() for a, b in zip(before, model.parameters()))
    assert (dl.get_rng_state() == state).all()


def test_a_checkpoint_of_another_training_is_refused(dl, path):
    path.unlink(missing_ok=True)
    stop(dl, path, 1, 3)
    with pytest.raises(ValueError, match="optimizer is SGD, not Adam"):
        training(dl, path, 1, None, "Adam", "StepLR")


@pytest.mark.parametrize("every", [0, -1, math.nan])
def test_the_interval_must_be_positive(dl, every, path):
    with pytest.raises(ValueError, match="checkpoint_every must be positive"):
        training(dl, path, every)


MISSING = ["now", "starts", "total", "batch"]


@pytest.mark.parametrize("missing", MISSING)
def test_what_a_checkpoint_lacks_is_noticed(dl, missing, path, monkeypatch):
    """Plant each omission: the resumed training must come out different."""
    standing = sys.modules[f"{dl.__name__}.chapters.resume"].TrainingState
    complete = standing.load_state_dict

    def forgetful(self, state_dict):
        kept = {**state_dict, missing: standing({}, []).state_dict()[missing]}
        if missing == "now":
            kept[missing] = [dl.Generator().get_state() for _ in self.generators]
        complete(self, kept)
        if missing == "starts":
            self.starts = [dl.Generator().get_state() for _ in self.generators]

    path.unlink(missing_ok=True)
    stop(dl, path, 1, 6)
    with monkeypatch.context() as patch:
        patch.setattr(standing, "load_state_dict", forgetful)
        found = training(dl, path)
    with pytest.raises(AssertionError):
        check_equal(found, unbroken(dl, KINDS[0]))


@pytest.mark.parametrize("side", ["scratch", "torch_ref"])
def test_a_training_killed_at_any_moment_ends_with_the_same_weights(side, folder):
    dl = sys.modules[side]
    whole = unbroken(dl, KINDS[0])
    rng, outcomes, saved = random.Random(side), [], 0
    child = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("training_child.py"), side],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(folder)},
        text=True,
        bufsize=1,
    )
    with child:
        for number in range(min(settings().max_examples // 2, 200)):
            path = folder / f"{side}-{number}"
            print(path, rng.uniform(0, 1.1), file=child.stdin)
            outcomes.append(child.stdout.readline().strip())
            saved += path.exists()
            check_equal(training(dl, path), whole)
        child.stdin.close()
    assert "killed" in outcomes
    assert saved
