"""Schedules that multiply the rate by gamma now and then."""

from collections import Counter

from ...engine.checks import check_number, check_positive
from .scheduler import LRScheduler


class StepLR(LRScheduler):
    """Multiply the rate by gamma every step_size epochs.

    Parameters
    ----------
    optimizer : Optimizer
    step_size : int
    gamma : float
    last_epoch : int

    Notes
    -----
    lr_t = lr_0 gamma^floor(t / step_size).
    """

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        check_positive("step_size", step_size)
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        due = self.last_epoch > 0 and self.last_epoch % self.step_size == 0
        return self.scaled(self.gamma if due else 1)


class MultiStepLR(LRScheduler):
    """Multiply the rate by gamma at every milestone.

    Parameters
    ----------
    optimizer : Optimizer
    milestones : iterable of int
        Epochs; one that is named twice counts twice.
    gamma : float
    last_epoch : int

    Notes
    -----
    lr_t = lr_0 gamma^(number of milestones up to t).
    """

    def __init__(self, optimizer, milestones, gamma=0.1, last_epoch=-1):
        check_number("gamma", gamma)
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        due = self.milestones[self.last_epoch]
        return self.scaled(self.gamma**due if due else 1)


class ExponentialLR(LRScheduler):
    """Multiply the rate by gamma every epoch.

    Parameters
    ----------
    optimizer : Optimizer
    gamma : float
    last_epoch : int

    Notes
    -----
    lr_t = lr_0 gamma^t.
    """

    def __init__(self, optimizer, gamma, last_epoch=-1):
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        return self.scaled(1 if self._is_initial else self.gamma)
