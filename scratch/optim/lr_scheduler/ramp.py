"""Schedules that lead from one share of the rate to another: warm-up and decay."""

from ...engine.checks import check_not_negative
from .scheduler import LRScheduler


class ConstantLR(LRScheduler):
    """Scale the rate by factor until epoch total_iters.

    Parameters
    ----------
    optimizer : Optimizer
    factor : float in (0, 1]
    total_iters : int
    last_epoch : int

    Raises
    ------
    ValueError
        If factor is outside (0, 1].
    """

    def __init__(self, optimizer, factor=1.0 / 3, total_iters=5, last_epoch=-1):
        check_share("factor", factor)
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        if self.last_epoch == 0:
            return self.scaled(self.factor)
        return self.scaled(
            1.0 / self.factor if self.last_epoch == self.total_iters else 1
        )


class LinearLR(LRScheduler):
    """Lead the rate on a line from start_factor to end_factor in total_iters epochs.

    Parameters
    ----------
    optimizer : Optimizer
    start_factor : float in (0, 1]
    end_factor : float in [0, 1]
    total_iters : int
    last_epoch : int

    Raises
    ------
    ValueError
        If a factor is outside its range.

    Notes
    -----
    lr_t = lr_0 (start + (end - start) min(t, total) / total), computed as a factor on
    the rate before, so that schedules can be chained.
    """

    def __init__(
        self,
        optimizer,
        start_factor=1.0 / 3,
        end_factor=1.0,
        total_iters=5,
        last_epoch=-1,
    ):
        check_share("start_factor", start_factor)
        if not 0 <= end_factor <= 1:
            raise ValueError(f"end_factor must be in [0, 1], got {end_factor}")
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        if self.last_epoch == 0:
            return self.scaled(self.start_factor)
        if self._is_initial or self.last_epoch > self.total_iters:
            return self.lrs()
        rise = self.end_factor - self.start_factor
        before = self.total_iters * self.start_factor + (self.last_epoch - 1) * rise
        return self.scaled(1.0 + rise / before)


class PolynomialLR(LRScheduler):
    """Let the rate fall to 0 in total_iters epochs along a power of what is left.

    Parameters
    ----------
    optimizer : Optimizer
    total_iters : int
    power : float
    last_epoch : int

    Notes
    -----
    lr_t = lr_0 (1 - min(t, total) / total)^power.
    """

    def __init__(self, optimizer, total_iters=5, power=1.0, last_epoch=-1):
        check_not_negative("total_iters", total_iters)
        self.total_iters = total_iters
        check_not_negative("power", power)
        self.power = power
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        if self._is_initial or self.last_epoch > self.total_iters:
            return self.lrs()
        left = 1.0 - self.last_epoch / self.total_iters
        before = 1.0 - (self.last_epoch - 1) / self.total_iters
        return self.scaled((left / before) ** self.power)


def check_share(name, value):
    """Refuse a factor outside (0, 1]."""
    if not 0 < value <= 1:
        raise ValueError(f"{name} must be in (0, 1], got {value}")
