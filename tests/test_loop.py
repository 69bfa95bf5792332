"""The training loop by itself: what it calls, counts and refuses."""

import pytest
import torch

import scratch


def batches(dl, *targets):
    """Return a list of batches, inputs 0, with these targets."""
    return [
        (dl.zeros(len(batch), 1), dl.tensor(batch).reshape(-1, 1)) for batch in targets
    ]


def fitted(dl, train, model=None, optimizer=None, **options):
    """Train a layer, from 0, on the mean squared error; return all three."""
    model = model or dl.Linear(1, 1)
    with scratch.no_grad(), torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    optimizer = optimizer or dl.SGD(model.parameters(), lr=0.25)
    options = {"epochs": 1, **options}
    return model, optimizer, dl.fit(model, dl.MSELoss(), optimizer, train, **options)


def test_the_loss_of_an_epoch_is_the_mean_over_its_examples(dl):
    _, _, history = fitted(
        dl,
        batches(dl, [2.0, 2.0, 2.0], [4.0]),
        validation=batches(dl, [1.0, 1.0, 1.0], [4.0]),
    )
    # the bias goes from 0 to 1, then to 2.5
    assert history.loss == [(3 * 4.0 + 9.0) / 4]
    assert history.validation == [(3 * 1.5**2 + 1.5**2) / 4]
    assert history.lr == [0.25]


def test_the_loss_that_is_noted_has_no_penalty(dl):
    model, _, history = fitted(
        dl, batches(dl, [2.0]), penalty=lambda model: 4 * model.bias.sum()
    )
    assert history.loss == [4.0]
    assert model.bias.item() == 0.0  # the gradients, -4 and 4, cancel


def test_an_epoch_without_batches_has_the_loss_0(dl):
    model, _, history = fitted(dl, [], epochs=2, validation=[])
    assert (history.loss, history.validation) == ([0.0] * 2, [0.0] * 2)
    assert dl.evaluate(model, dl.MSELoss(), []) == 0.0
    assert dl.accuracy(model, []) == 0.0


def test_callbacks_see_every_batch_step_and_epoch_in_their_order(dl):
    seen = []

    class Noted(dl.Callback):
        def __init__(self, name):
            self.name = name

        def on_batch(self, input, target):
            seen.append(f"{self.name} batch {target.item():g}")
            return input, target * 2

        def on_step(self, model):
            seen.append(f"{self.name} step {model.bias.item():g}")

        def on_epoch(self, model, history):
            losses, values = history.loss, history.validation
            seen.append(f"{self.name} epoch {len(losses)} {len(values)}")

    fitted(
        dl,
        batches(dl, [1.0]),
        validation=batches(dl, [1.0]),
        callbacks=[Noted("a"), Noted("b")],
    )
    assert seen == [
        *("a batch 1", "b batch 2", "a step 2", "b step 2"),
        *("a epoch 1 1", "b epoch 1 1"),
    ]


def modes(dl):
    """Return a layer that notes its mode and whether it has gradients, and the list."""
    seen = []

    class Noted(dl.Linear):
        def forward(self, input):
            output = super().forward(input)
            seen.append((self.training, output.requires_grad))
            return output

    return Noted(1, 1), seen


def test_it_trains_in_training_mode_and_evaluates_without_gradients(dl):
    model, seen = modes(dl)
    fitted(dl, batches(dl, [1.0]), model.eval(), validation=batches(dl, [1.0]))
    assert seen == [(True, True), (False, False)]
    assert model.training
    for training in (True, False):
        model.train(training)
        seen.clear()
        dl.evaluate(model, dl.MSELoss(), batches(dl, [1.0]))
        dl.accuracy(model, batches(dl, [1.0]))
        assert seen == [(False, False)] * 2
        assert model.training is training


def test_the_share_of_right_answers_is_over_all_examples(dl):
    scores = dl.tensor([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    loader = [(scores, dl.tensor([1, 1, 1])), (scores[:1], dl.tensor([0]))]
    assert dl.accuracy(dl.Sequential(), loader) == pytest.approx(2 / 4, rel=1e-15)


def test_the_rate_is_the_first_groups_and_the_schedule_follows_the_epoch(dl):
    model = dl.Linear(1, 1)
    groups = [{"params": [model.weight]}, {"params": [model.bias], "lr": 0.125}]
    sgd = dl.SGD(groups, lr=0.5)
    _, _, history = fitted(
        dl,
        batches(dl, [1.0]),
        model,
        sgd,
        epochs=3,
        scheduler=dl.StepLR(sgd, 1, 0.5),
    )
    assert history.lr == [0.5, 0.25, 0.125]
    assert [group["lr"] for group in sgd.param_groups] == [0.0625, 0.015625]


def test_a_stop_ends_the_schedule_and_a_plateau_sees_the_validation_loss(dl):
    values = iter([1.0, 2.0, 3.0])

    class Loader:
        def __iter__(self):
            return iter(batches(dl, [next(values)]))

    model = dl.Linear(1, 1)
    sgd = dl.SGD(model.parameters(), lr=0.5)
    _, _, history = fitted(
        dl,
        [],
        model,
        sgd,
        epochs=5,
        scheduler=dl.ReduceLROnPlateau(sgd, patience=0),
        validation=Loader(),
        early_stopping=dl.EarlyStopping(2),
    )
    assert history.validation == [1.0, 4.0, 9.0]
    assert (history.best_epoch, history.lr) == (0, pytest.approx([0.5, 0.5, 0.05]))
    assert sgd.param_groups[0]["lr"] == pytest.approx(0.05)  # not once more


def test_a_bar_shows_the_epochs_and_those_before(dl, tmp_path, capsys):
    train = dl.DataLoader(dl.TensorDataset(dl.zeros(2, 1), dl.zeros(2, 1)))
    options = {"checkpoint": tmp_path / "c", "progress": True}
    fitted(dl, train, epochs=2, **options)
    shown = capsys.readouterr().err
    assert "training" in shown
    assert "2/2" in shown
    assert "epoch/s" in shown
    fitted(dl, train, epochs=3, **options)
    shown = capsys.readouterr().err
    assert "2/3" in shown
    assert "3/3" in shown
    assert "0/3" not in shown
    fitted(dl, train, epochs=2)
    assert capsys.readouterr().err == ""


def test_an_epoch_taken_up_again_is_one_epoch(dl, tmp_path):
    def train(stop):
        dl.manual_seed(1)
        data = dl.TensorDataset(dl.randn(6, 1), dl.randn(6, 1))
        orders = dl.Generator().manual_seed(2)

        class Stop(dl.Callback):
            steps = 0

            def on_batch(self, input, target):
                self.steps += 1
                if self.steps == stop:
                    raise InterruptedError
                return input, target

        options = {"checkpoint": tmp_path / str(stop), "checkpoint_every": 1}
        loader = dl.DataLoader(data, 2, shuffle=True, generator=orders)
        return fitted(dl, loader, epochs=2, callbacks=[Stop()], **options)

    model, _, history = train(None)
    assert len(history.lr) == 2
    with pytest.raises(InterruptedError):
        train(5)  # in the midst of the second epoch
    (tmp_path / "5").rename(tmp_path / "0")
    again, _, found = train(0)
    assert found == history
    assert again.state_dict()["weight"].tolist() == model.weight.tolist()


def test_a_bare_history_has_its_state(dl):
    history, other = dl.History(), dl.History(loss=[1.0])
    assert history.state_dict() == {
        "loss": [],
        "validation": [],
        "lr": [],
        "best_epoch": None,
    }
    history.load_state_dict(other.state_dict())
    assert history == other


def test_what_cannot_play_its_part_is_refused(dl):
    model = dl.Linear(1, 1)
    sgd = dl.SGD(model.parameters(), lr=0.1)
    for model_, sgd_, train, message in [
        (None, sgd, [], "model has no state_dict, got NoneType"),
        (model, None, [], "optimizer has no param_groups, got NoneType"),
        (model, sgd, None, "train has no __iter__, got NoneType"),
    ]:
        with pytest.raises(TypeError, match=message):
            dl.fit(model_, dl.MSELoss(), sgd_, train, epochs=1)
    with pytest.raises(TypeError, match="model has no training, got NoneType"):
        dl.evaluate(None, dl.MSELoss(), [])
    plateau = dl.ReduceLROnPlateau(sgd)
    with pytest.raises(ValueError, match="ReduceLROnPlateau need validation"):
        dl.fit(model, dl.MSELoss(), sgd, [], epochs=0, scheduler=plateau)
    for every in (0, -1):
        with pytest.raises(ValueError, match="checkpoint_every must be positive"):
            dl.fit(model, dl.MSELoss(), sgd, [], epochs=0, checkpoint_every=every)
    dl.fit(model, dl.MSELoss(), sgd, [], epochs=0)
