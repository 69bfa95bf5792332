"""Schedules whose rate is a function of the epoch, or goes on by one."""

from types import FunctionType

from ...engine.checks import check_not_negative
from .scheduler import LRScheduler


class LambdaLR(LRScheduler):
    """Multiply the initial rate by a function of the epoch.

    Parameters
    ----------
    optimizer : Optimizer
    lr_lambda : callable, or list of callable
        From the epoch to a factor; one for all groups, or one a group.
    last_epoch : int

    Raises
    ------
    ValueError
        If there is another number of functions than of groups.

    Notes
    -----
    `state_dict` holds the attributes of callable objects, but no functions.
    """

    def __init__(self, optimizer, lr_lambda, last_epoch=-1):
        groups = len(optimizer.param_groups)
        if not isinstance(lr_lambda, (list, tuple)):
            lr_lambda = [lr_lambda] * groups
        if len(lr_lambda) != groups:
            raise ValueError(f"expected {groups} lr_lambdas, got {len(lr_lambda)}")
        self.lr_lambdas = list(lr_lambda)
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        pairs = zip(self.lr_lambdas, self.base_lrs)
        return [base_lr * factor(self.last_epoch) for factor, base_lr in pairs]

    def state_dict(self):
        """Return everything but the optimiser and plain functions."""
        kept = [
            None if isinstance(factor, FunctionType) else vars(factor).copy()
            for factor in self.lr_lambdas
        ]
        return {**super().state_dict(), "lr_lambdas": kept}

    def load_state_dict(self, state_dict):
        """Take over a state; callable objects get their attributes back."""
        factors = self.lr_lambdas
        super().load_state_dict(state_dict)
        self.lr_lambdas = factors
        for factor, attributes in zip(factors, state_dict["lr_lambdas"]):
            if attributes is not None:
                vars(factor).update(attributes)


class MultiplicativeLR(LambdaLR):
    """Multiply the rate before by a function of the epoch.

    Parameters
    ----------
    optimizer : Optimizer
    lr_lambda : callable, or list of callable
        From the epoch to a factor; one for all groups, or one a group.
    last_epoch : int

    Raises
    ------
    ValueError
        If there is another number of functions than of groups.

    Notes
    -----
    `state_dict` holds the attributes of callable objects, but no functions.
    """

    def get_lr(self):
        """Compute the rates of epoch `last_epoch` from those before."""
        if self._is_initial:
            return self.lrs()
        pairs = zip(self.lr_lambdas, self.lrs())
        return [lr * factor(self.last_epoch) for factor, lr in pairs]


class InverseTimeLR(LRScheduler):
    """Divide the initial rate by 1 + decay_rate * epoch.

    Parameters
    ----------
    optimizer : Optimizer
    decay_rate : float
    last_epoch : int

    Raises
    ------
    ValueError
        If decay_rate is negative.

    References
    ----------
    Ng, Improving Deep Neural Networks, 2017, week 2, "Learning rate decay".
    """

    def __init__(self, optimizer, decay_rate, last_epoch=-1):
        check_not_negative("decay_rate", decay_rate)
        self.decay_rate = decay_rate
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        divisor = 1 + self.decay_rate * self.last_epoch
        return [base_lr / divisor for base_lr in self.base_lrs]
