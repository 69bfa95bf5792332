"""An optimiser of one's own: `start` and `update` are all that it writes."""

import pytest
import torch


def made(dl, start=None):
    """Return a class that moves by the gradient, and keeps what it was told."""

    class Own(dl.optim.Optimizer):
        def __init__(self, params, lr=0.5):
            super().__init__(params, {"lr": lr})
            self.told = []

        def update(self, param, grad, state, group):
            self.told.append(set(state))
            param -= group["lr"] * grad

    if start is not None:
        Own.start = start
    return Own


def parameter(dl):
    param = dl.tensor([1.0, 2.0], requires_grad=True)
    param.grad = dl.tensor([1.0, 4.0])
    return param


def test_without_state_it_moves_down_and_keeps_nothing(dl):
    param = parameter(dl)
    optimizer = made(dl)([param])
    optimizer.step()
    assert param.tolist() == [0.5, 0.0]
    assert optimizer.state_dict()["state"] == {}


def test_its_state_is_not_recorded_and_only_tensors_are_handed_on(dl):
    param = parameter(dl)
    start = lambda self, param, group: {"mean": param * 1, "note": None}  # noqa: E731
    optimizer = made(dl, start)([param])
    optimizer.step()
    optimizer.step()
    assert not optimizer.state[param]["mean"].requires_grad
    assert optimizer.told == [{"first", "mean"}] * 2


def test_its_constructor_takes_its_own_options_alone(dl):
    kind = made(dl)
    with pytest.raises(TypeError, match="foreach"):
        kind([parameter(dl)], foreach=False)
    inside = {"__module__": f"{dl.__name__}.optim.own", "__init__": kind.__init__}
    kind = type("Own", (kind,), inside)
    assert kind([parameter(dl)], foreach=False, lr=2.0).param_groups[0]["lr"] == 2


def test_a_step_writes_what_an_earlier_result_still_needs(dl):
    for side in (dl, torch):
        param = parameter(side)
        loss = (param * param).sum()
        kind = side.optim.SGD if side is torch else made(side)
        kind([param], lr=0.5).step()
        with pytest.raises(RuntimeError, match=r"modified|inplace|in place"):
            loss.backward()
