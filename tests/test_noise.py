"""Noise in training: dropout as an average of networks, noisy inputs as a penalty."""

from itertools import product

import numpy as np

N = 6  # units, so 64 thinned networks


def thinned(dl):
    """Return the activations of every thinned network, as dropout makes them."""
    dl.manual_seed(4)
    kept = dl.dropout(dl.ones(2000, N, dtype=dl.float64), 0.5).numpy()
    return np.unique(kept, axis=0)


def test_dropout_draws_every_thinned_network(dl):
    masks = 2 * np.array(list(product((0.0, 1.0), repeat=N)))
    np.testing.assert_array_equal(thinned(dl), masks)


def test_dropout_averages_all_thinned_networks(dl):
    rng = np.random.default_rng(8)
    a, W = rng.standard_normal(N), rng.standard_normal((3, N))
    outputs = dl.linear(dl.tensor(thinned(dl) * a), dl.tensor(W))
    plain = dl.linear(dl.tensor(a), dl.tensor(W))
    np.testing.assert_allclose(outputs.numpy().mean(0), plain.numpy(), atol=1e-14)
    masks = thinned(dl) / 2
    for p in (0.2, 0.7):  # where the masks have other probabilities
        _, kept = np.unique(dl.dropout(dl.ones(200, dtype=dl.float64), p).numpy())
        weighted = np.where(masks, 1 - p, p).prod(1) @ (masks * kept * a)
        np.testing.assert_allclose(weighted, a, atol=1e-14)
    # and the geometric mean of their softmaxes is the plain network's
    geometric = np.exp(dl.log_softmax(outputs, 1).numpy().mean(0))
    np.testing.assert_allclose(
        geometric / geometric.sum(), dl.softmax(plain, 0).numpy(), rtol=1e-13
    )


def test_a_hidden_layer_makes_the_plain_network_an_approximation(dl):
    rng = np.random.default_rng(9)
    a, W = rng.standard_normal(N), rng.standard_normal((3, N))
    outputs = dl.relu(dl.linear(dl.tensor(thinned(dl) * a), dl.tensor(W)))
    plain = dl.relu(dl.linear(dl.tensor(a), dl.tensor(W)))
    assert np.abs(outputs.numpy().mean(0) - plain.numpy()).max() > 0.1


def noisy(dl, f, x, y, std, runs):
    """Return the mean of (f(x + noise) - y)^2 over many draws, and its error."""
    dl.manual_seed(5)
    rows = dl.tensor(np.tile(x, (runs, 1)))
    inputs, _ = dl.InputNoise(std).on_batch(rows, None)
    losses = ((f(inputs) - y) ** 2).numpy()
    return losses.mean(), losses.std() / np.sqrt(runs)


def test_noise_on_the_input_is_l2_for_a_linear_model(dl):
    rng = np.random.default_rng(10)
    w, x, y, std = rng.standard_normal(4), rng.standard_normal(4), 0.3, 0.5
    mean, error = noisy(dl, lambda rows: rows @ dl.tensor(w), x, y, std, 40_000)
    penalty = std**2 * (w @ w)
    assert abs(mean - (x @ w - y) ** 2 - penalty) < 4 * error < penalty / 10


def test_noise_on_the_input_penalises_slope_and_curvature_to_second_order(dl):
    """For f = tanh(w x): gradient (1 - f^2) w, Laplacian -2 f (1 - f^2) w^2."""
    w, x, y, std = 1.2, np.array([0.4]), 0.1, 0.05
    f = np.tanh(w * x[0])
    slope, bend = (1 - f**2) * w, -2 * f * (1 - f**2) * w**2
    expected = (f - y) ** 2 + std**2 * slope**2 + std**2 * (f - y) * bend
    mean, error = noisy(dl, lambda rows: dl.tanh(rows[:, 0] * w), x, y, std, 400_000)
    assert abs(mean - expected) < 4 * error + std**4 * 10
    for part in (std**2 * slope**2, std**2 * (f - y) * bend):
        assert abs(part) > 8 * error  # so neither could be missing


def test_max_norm_holds_after_every_single_step(dl):
    class Look(dl.Callback):
        def __init__(self):
            self.norms = []

        def on_step(self, model):
            weights = [w.detach().numpy() for w in dl.weights_of(model)]
            self.norms += [np.linalg.norm(w, axis=1).max() for w in weights]

    def train(*before):
        dl.manual_seed(6)
        X, y = dl.randn(20, 5).double(), dl.randint(0, 3, (20,))
        model, look = dl.build((5, 8, 3)).double(), Look()
        loader = dl.DataLoader(dl.TensorDataset(X, y), batch_size=4)
        sgd = dl.SGD(model.parameters(), lr=0.5)
        loss = dl.CrossEntropyLoss()
        dl.fit(model, loss, sgd, loader, epochs=2, callbacks=[*before, look])
        assert len(look.norms) == 2 * 2 * 5  # weights, epochs, batches
        return np.array(look.norms)

    assert (train(dl.MaxNorm(0.3)) <= 0.3 * (1 + 1e-12)).all()
    assert (train() > 0.3).all()
