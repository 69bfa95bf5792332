"""The schedule that follows half a wave of the cosine."""

from math import cos, pi

from ...engine.checks import check_positive
from .scheduler import LRScheduler


class CosineAnnealingLR(LRScheduler):
    """Lead the rate from its start to eta_min in T_max epochs, and back.

    Parameters
    ----------
    optimizer : Optimizer
    T_max : int
    eta_min : float
    last_epoch : int

    Notes
    -----
    lr_t = eta_min + (lr_0 - eta_min) (1 + cos(pi t / T_max)) / 2, computed from the
    rate before, so that schedules can be chained. There are no restarts.

    References
    ----------
    Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017,
    eq. 5.
    """

    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):
        check_positive("T_max", T_max)
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`."""
        t, low = self.last_epoch, self.eta_min
        if self._is_initial:
            return self.lrs()
        if (t - 1 - self.T_max) % (2 * self.T_max) == 0:  # the epoch before was lowest
            rise = (1 - cos(pi / self.T_max)) / 2
            pairs = zip(self.lrs(), self.base_lrs)
            return [lr + (base_lr - low) * rise for lr, base_lr in pairs]
        height = 1 + cos(pi * t / self.T_max)
        before = 1 + cos(pi * (t - 1) / self.T_max)
        return [height / before * (lr - low) + low for lr in self.lrs()]
