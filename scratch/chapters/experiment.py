"""One experiment in which every hyperparameter of the notes is an argument."""

from itertools import pairwise

from ..engine.checks import check_has
from ..engine.containers import Sequential
from ..engine.loader import DataLoader
from ..engine.random import manual_seed
from ..layers.activations.leaky_relu import LeakyReLU
from ..layers.activations.relu import ReLU
from ..layers.activations.sigmoid import Sigmoid
from ..layers.activations.tanh import Tanh
from ..layers.dropout import Dropout
from ..layers.linear import Linear
from ..losses.cross_entropy import CrossEntropyLoss
from ..optim.lr_scheduler import LambdaLR
from ..optim.penalty import elastic_net_penalty
from ..optim.sgd import SGD
from ..optim.weights import weights_of
from .callbacks import EarlyStopping, InputNoise, MaxNorm
from .training import fit

ACTIVATIONS = {
    "leaky_relu": LeakyReLU,
    "relu": ReLU,
    "sigmoid": Sigmoid,
    "tanh": Tanh,
}


def build(sizes, activation="relu", dropout=0.0):
    """Return the network with these layer sizes, inputs first, classes last.

    Raises
    ------
    ValueError
        If fewer than two sizes are given or the activation has another name.
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes needs inputs and outputs, got {sizes}")
    if activation not in ACTIVATIONS:
        known = ", ".join(ACTIVATIONS)
        raise ValueError(f"activation must be one of {known}, got {activation!r}")
    layers = []
    for before, after in pairwise(sizes[:-1]):
        layers += [Linear(before, after), ACTIVATIONS[activation]()]
        if dropout > 0:
            layers += [Dropout(dropout)]
    return Sequential(*layers, Linear(sizes[-2], sizes[-1]))


def experiment(
    train,
    validation,
    *,
    classes,
    lr=0.1,
    lr_decay=0.0,
    epochs=10,
    hidden=(64, 32),
    activation="relu",
    momentum=0.9,
    batch_size=64,
    weight_penalty=0.0,
    l1_ratio=0.0,
    dropout=0.0,
    label_smoothing=0.0,
    weight_decay=0.0,
    max_norm=None,
    input_noise=0.0,
    patience=None,
    seed=0,
    progress=False,
):
    """Train a classifier, every hyperparameter of the notes an argument.

    Parameters
    ----------
    train, validation : TensorDataset
        Of inputs (features,) and class indices.
    classes : int
    lr : float
        Learning rate alpha.
    lr_decay : float
        The rate of epoch t is lr / (1 + lr_decay * t).
    epochs : int
    hidden : sequence of int
        Units n[l] of each hidden layer; there are L - 1 of them.
    activation : {"leaky_relu", "relu", "sigmoid", "tanh"}
        The function g of the hidden layers.
    momentum : float
        torch's coefficient.
    batch_size : int
    weight_penalty, l1_ratio : float
        Strength of the elastic-net penalty on the weights, and the share of L1 in it.
    dropout, label_smoothing : float
    weight_decay : float
        torch's L2 term in the update, of every parameter.
    max_norm : float, optional
    input_noise : float
        Standard deviation.
    patience : int, optional
        Epochs without improvement before stopping early.
    seed : int
    progress : bool

    Returns
    -------
    model : Module
    history : History
    """
    for name, dataset in (("train", train), ("validation", validation)):
        check_has(name, dataset, "tensors")
    manual_seed(seed)
    features = train.tensors[0].shape[1]
    model = build((features, *hidden, classes), activation, dropout)
    optimizer = SGD(
        model.parameters(), lr=lr, momentum=momentum, weight_decay=weight_decay
    )
    callbacks = [InputNoise(input_noise)] if input_noise else []
    if max_norm is not None:
        callbacks.append(MaxNorm(max_norm))
    penalty = None
    if weight_penalty:

        def penalty(model):
            return elastic_net_penalty(weights_of(model), weight_penalty, l1_ratio)

    validation = DataLoader(validation, batch_size=256)
    history = fit(
        model,
        CrossEntropyLoss(label_smoothing=label_smoothing),
        optimizer,
        DataLoader(train, batch_size=batch_size, shuffle=True),
        epochs=epochs,
        scheduler=LambdaLR(optimizer, lambda epoch: 1 / (1 + lr_decay * epoch)),
        penalty=penalty,
        validation=validation,
        early_stopping=None if patience is None else EarlyStopping(patience),
        callbacks=callbacks,
        progress=progress,
    )
    return model, history
