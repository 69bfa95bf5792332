"""What may happen around the steps of a training: noise, limits, stopping early."""

from ..engine.checks import check_not_negative, check_positive
from ..engine.random import randn_like
from ..optim.constraint import max_norm_
from ..optim.weights import weights_of


class Callback:
    """What may happen around a step; override what is wanted."""

    def on_batch(self, input, target):
        """Return the batch to train on."""
        return input, target

    def on_step(self, model):
        """Change the model after an update."""

    def on_epoch(self, model, history):
        """Look at the model after an epoch."""

    def state_dict(self):
        """Return what a checkpoint must keep."""
        return {}

    def load_state_dict(self, state_dict):
        """Take over what `state_dict` returned."""


class InputNoise(Callback):
    """Add Gaussian noise of this standard deviation to every input.

    References
    ----------
    Bishop, Training with Noise is Equivalent to Tikhonov Regularization, 1995.
    """

    def __init__(self, std):
        check_not_negative("std", std)
        self.std = std

    def on_batch(self, input, target):
        """Return the batch with noise on its inputs."""
        return input + self.std * randn_like(input), target


class MaxNorm(Callback):
    """Keep the norm of every unit's incoming weights at or below a limit.

    References
    ----------
    Srivastava et al., Dropout, 2014, section 5.1.
    """

    def __init__(self, limit):
        check_positive("limit", limit)
        self.limit = limit

    def on_step(self, model):
        """Scale rows that are too long back to the limit."""
        max_norm_(weights_of(model), self.limit)


class EarlyStopping:
    """Stop when the validation loss has not improved for `patience` epochs.

    Parameters
    ----------
    patience : int
    min_delta : float
        An improvement must be larger than this.

    References
    ----------
    Prechelt, Early Stopping - But When?, 1998.
    """

    def __init__(self, patience, min_delta=0.0):
        check_positive("patience", patience)
        check_not_negative("min_delta", min_delta)
        self.patience = patience
        self.min_delta = min_delta
        self.best, self.best_epoch, self.weights = float("inf"), None, None

    def update(self, model, epoch, value):
        """Take in an epoch's validation loss; return whether to stop."""
        if value < self.best - self.min_delta:
            self.best, self.best_epoch = value, epoch
            self.weights = {k: v.clone() for k, v in model.state_dict().items()}
        best_epoch = -1 if self.best_epoch is None else self.best_epoch
        return epoch - best_epoch >= self.patience

    def restore(self, model):
        """Give the model the weights of the best epoch."""
        if self.weights is not None:
            model.load_state_dict(self.weights)

    def state_dict(self):
        """Return the best epoch, its loss and its weights."""
        return {
            "best": self.best,
            "best_epoch": self.best_epoch,
            "weights": self.weights,
        }

    def load_state_dict(self, state_dict):
        """Take over what `state_dict` returned."""
        vars(self).update(state_dict)
