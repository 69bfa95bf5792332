"""Half waves of the cosine that begin anew: any epoch, as torch takes it."""

import pytest
import torch

import scratch

EPOCHS = [0, 0.5, 1, 2.9999, 3, 4.25, 8.9997, 9, 20.9995, 21, 50, 2]


def schedule(dl, T_mult, **options):
    optimizer = dl.optim.SGD([dl.ones(1, requires_grad=True)], lr=0.5)
    kind = dl.optim.lr_scheduler.CosineAnnealingWarmRestarts
    return optimizer, kind(optimizer, 3, T_mult, eta_min=0.1, **options)


@pytest.mark.parametrize("T_mult", [1, 2, 3])
def test_a_step_to_an_epoch_and_on_from_it_is_torchs(T_mult):
    seen = []
    for dl in (scratch, torch):
        optimizer, waves = schedule(dl, T_mult)
        rates = [optimizer.param_groups[0]["lr"]]
        for epoch in EPOCHS:
            for step in (epoch, None, None):
                optimizer.step()
                waves.step(step)
                rates.append(optimizer.param_groups[0]["lr"])
                rates += [waves.last_epoch, waves.T_cur, waves.T_i]
        seen.append(rates)
    assert seen[0] == pytest.approx(seen[1], rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("epoch", ["3", [1], True])
def test_an_epoch_is_a_number(dl, epoch):
    _, waves = schedule(dl, 1)
    with pytest.raises(TypeError, match="epoch must be a number, got"):
        waves.step(epoch)
