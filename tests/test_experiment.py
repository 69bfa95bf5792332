"""The experiment by itself: what it builds, shows and refuses."""

import pytest


def datasets(dl, n=8):
    """Return a training and a validation set of three classes."""
    dl.manual_seed(1)
    return [dl.TensorDataset(dl.randn(n, 4), dl.randint(0, 3, (n,))) for _ in range(2)]


def test_a_network_has_its_layers_in_order(dl):
    names = [type(layer).__name__ for layer in dl.build((4, 5, 6, 3), "tanh", 0.5)]
    hidden = ["Linear", "Tanh", "Dropout"]
    assert names == [*hidden, *hidden, "Linear"]
    assert [type(layer).__name__ for layer in dl.build((4, 5, 3))] == [
        *("Linear", "ReLU", "Linear"),
    ]
    (only,) = dl.build((4, 3), dropout=0.5)
    assert (only.in_features, only.out_features) == (4, 3)


def test_an_experiment_shows_its_epochs_only_if_told(dl, capsys):
    model, history = dl.experiment(
        *datasets(dl), classes=3, epochs=2, hidden=(5, 6), progress=True
    )
    assert "2/2" in capsys.readouterr().err
    assert len(history.loss) == len(history.validation) == 2
    sizes = [(layer.in_features, layer.out_features) for layer in model[::2]]
    assert sizes == [(4, 5), (5, 6), (6, 3)]
    dl.experiment(*datasets(dl), classes=3, epochs=1)
    assert capsys.readouterr().err == ""


def test_what_is_no_dataset_or_network_is_refused(dl):
    train, validation = datasets(dl)
    with pytest.raises(TypeError, match="train has no tensors, got list"):
        dl.experiment([], validation, classes=3)
    with pytest.raises(TypeError, match="validation has no tensors, got NoneType"):
        dl.experiment(train, None, classes=3)
    with pytest.raises(ValueError, match=r"inputs and outputs, got \(4,\)"):
        dl.build((4,))
    with pytest.raises(ValueError, match="one of leaky_relu, relu, sigmoid, tanh, got"):
        dl.build((4, 3), "step")
