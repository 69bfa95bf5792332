"""The experiment by itself: what it builds, shows and refuses."""

from itertools import pairwise

import numpy as np
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


@pytest.mark.parametrize("n", [(4, 3), (4, 5, 3), (4, 5, 6, 3)])
def test_of_l_layers_with_weights_all_but_the_last_are_hidden(dl, n):
    model, L = dl.build(n), len(n) - 1
    assert sum(isinstance(layer, dl.Linear) for layer in model) == L
    assert sum(isinstance(layer, dl.ReLU) for layer in model) == L - 1
    count = sum(parameter.numel() for parameter in model.parameters())
    assert count == sum(after * (before + 1) for before, after in pairwise(n))


@pytest.mark.parametrize(("m", "B", "E"), [(8, 3, 2), (6, 3, 1), (5, 8, 3)])
def test_e_epochs_are_e_times_m_over_b_updates_rounded_up(dl, m, B, E):
    class Count(dl.Callback):
        updates = 0

        def on_step(self, model):
            self.updates += 1

    model, count = dl.build((4, 3)), Count()
    loader = dl.DataLoader(datasets(dl, m)[0], batch_size=B)
    sgd = dl.SGD(model.parameters(), lr=0.1)
    dl.fit(model, dl.CrossEntropyLoss(), sgd, loader, epochs=E, callbacks=[count])
    assert count.updates == E * -(-m // B)


def test_every_iteration_is_the_formula_of_the_page(dl):
    """Batch, penalty, momentum and the rate of the epoch, written out."""
    train, validation = datasets(dl)
    alpha, decay, mu, lam, B = 0.2, 0.5, 0.8, 0.05, 3
    trained, history = dl.experiment(
        *(train, validation),
        **{"classes": 3, "hidden": (5,), "activation": "tanh", "epochs": 3},
        **{"lr": alpha, "lr_decay": decay, "momentum": mu, "batch_size": B},
        weight_penalty=lam,
    )
    dl.manual_seed(0)
    model = dl.build((4, 5, 3), "tanh")
    theta = list(model.parameters())
    v = [0.0 for _ in theta]
    for e in range(3):
        for x, y in dl.DataLoader(train, batch_size=B, shuffle=True):
            model.zero_grad()
            R = sum((p**2).sum() for p in theta if p.ndim == 2) / 2
            (dl.cross_entropy(model(x), y) + lam * R).backward()
            with dl.no_grad():
                for i, p in enumerate(theta):
                    v[i] = mu * v[i] + p.grad
                    p -= alpha / (1 + decay * e) * v[i]
        list(dl.DataLoader(validation))  # draws a seed, as it does in the training
    assert history.lr == pytest.approx([alpha, alpha / 1.5, alpha / 2])
    for ours, p in zip(trained.parameters(), theta, strict=True):
        np.testing.assert_allclose(
            ours.detach().numpy(), p.detach().numpy(), rtol=1e-5, atol=1e-6
        )


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
