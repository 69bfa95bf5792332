"""Where a training stands, by itself: what it counts, keeps and saves."""

import pytest
import torch

import scratch
import torch_ref


def standing(dl, loaders=(), *options, **parts):
    """Return the standing of a training of these parts."""
    where = {scratch: scratch.chapters.resume, torch_ref: torch_ref.chapters.resume}
    return where[dl].TrainingState(parts, loaders, *options)


def dataset(dl, n=6):
    return dl.TensorDataset(dl.arange(n))


def shuffled(dl, generator=None):
    return dl.DataLoader(dataset(dl), 2, shuffle=True, generator=generator)


def rows(batches):
    return [batch[0].tolist() for batch in batches]


def test_a_step_counts_examples_and_sums_their_losses(dl):
    here = standing(dl)
    assert (here.epoch, here.batch, here.stopped) == (0, 0, False)
    here.step(0.5, 4)
    here.step(2.0, 3)
    assert (here.batch, here.total, here.count) == (2, 8.0, 7)
    here.next_epoch(False)
    assert (here.epoch, here.batch, here.stopped) == (1, 0, False)
    assert (here.total, here.count) == (0.0, 0)
    here.next_epoch(True)
    assert (here.epoch, here.stopped) == (2, True)


def test_it_saves_after_every_so_many_steps_and_after_an_epoch(dl, tmp_path):
    path = tmp_path / "c"
    here = standing(dl, (), path, 2)
    saved = []
    for _ in range(4):
        here.step(1.0, 1)
        saved.append(path.exists())
        path.unlink(missing_ok=True)
    assert saved == [False, True, False, True]
    here.next_epoch(False)
    assert path.exists()
    path.unlink()
    rarely = standing(dl, (), path)
    rarely.step(1.0, 1)
    assert not path.exists()


def test_it_goes_on_from_its_file_if_there_is_one(dl, tmp_path):
    path = tmp_path / "c"
    model = dl.Linear(2, 1)
    here = standing(dl, (), path, 1, model=model)
    here.load()  # there is none
    assert (here.epoch, here.batch) == (0, 0)
    here.next_epoch(False)
    here.step(0.5, 4)
    weight = model.weight.detach().clone()
    with scratch.no_grad(), torch.no_grad():
        model.weight.zero_()
    again = standing(dl, (), path, 1, model=model)
    again.load()
    assert (again.epoch, again.batch, again.total, again.count) == (1, 1, 2.0, 4)
    assert model.weight.tolist() == weight.tolist()


def test_every_generator_of_a_training_is_kept_once(dl):
    own, another = dl.Generator().manual_seed(1), dl.Generator().manual_seed(2)
    drawn = dl.DataLoader(
        dataset(dl), 2, sampler=dl.RandomSampler(dataset(dl), generator=another)
    )
    for loaders, expected in [
        ([], []),
        ([[1, 2]], []),
        ([shuffled(dl)], []),
        ([shuffled(dl, own), shuffled(dl, own)], [own]),
        ([shuffled(dl, own), drawn], [own, another]),
    ]:
        found = standing(dl, loaders).generators
        assert len(found) == 1 + len(expected)
        assert all(a is b for a, b in zip(found[1:], expected))
        assert (found[0].get_state() == dl.get_rng_state()).all()


def test_the_batches_still_to_come_are_those_of_the_broken_epoch(dl):
    for generator in (None, dl.Generator().manual_seed(3)):
        loader = shuffled(dl, generator)
        dl.manual_seed(4)
        here = standing(dl, [loader])
        whole = list(here.batches(loader))
        begun = here.state_dict()
        here.step(1.0, 2)
        here.step(1.0, 2)
        drawn = dl.rand(1).tolist()  # after the order of the batches was
        dl.manual_seed(5)
        here.load_state_dict({**begun, "batch": 2})
        assert rows(here.batches(loader)) == rows(whole[2:])
        assert dl.rand(1).tolist() == drawn


def test_a_state_of_other_generators_is_refused(dl):
    own = dl.Generator().manual_seed(1)
    one, two = standing(dl), standing(dl, [shuffled(dl, own)])
    with pytest.raises(ValueError, match="expected 2 generators, got 1"):
        two.load_state_dict(one.state_dict())
    with pytest.raises(ValueError, match="expected 1 generators, got 2"):
        one.load_state_dict(two.state_dict())
