"""Half waves of the cosine that begin anew: a schedule with restarts."""

from math import cos, floor, log, pi

from ...engine.checks import check_number
from .scheduler import LRScheduler


class CosineAnnealingWarmRestarts(LRScheduler):
    """Lead the rate from its start to eta_min in T_0 epochs, and begin anew.

    Parameters
    ----------
    optimizer : Optimizer
    T_0 : int
        Epochs until the first restart.
    T_mult : int
        How many times longer each run is than the one before.
    eta_min : float
    last_epoch : int

    Raises
    ------
    ValueError
        If T_0 or T_mult is below 1 or no integer, or a step goes to a negative epoch.

    References
    ----------
    Loshchilov and Hutter, SGDR: Stochastic Gradient Descent with Warm Restarts, 2017,
    eq. 5.
    """

    def __init__(self, optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1):
        for name, value in (("T_0", T_0), ("T_mult", T_mult)):
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} must be a positive integer, got {value}")
        check_number("eta_min", eta_min)
        self.T_0 = self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates, T_cur epochs after the last restart of T_i epochs."""
        share = (1 + cos(pi * self.T_cur / self.T_i)) / 2
        rise = [base_lr - self.eta_min for base_lr in self.base_lrs]
        return [self.eta_min + each * share for each in rise]

    def step(self, epoch=None):
        """Go on to the next epoch, or to a given one, which may be a fraction."""
        if epoch is None:
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
            self.last_epoch += 1
        else:
            self._go_to(epoch)
        for group, lr in zip(self.optimizer.param_groups, self.get_lr()):
            group["lr"] = lr
        self._last_lr = self.lrs()

    def _go_to(self, epoch):
        check_number("epoch", epoch)
        if epoch < 0:
            raise ValueError(f"epoch must not be negative, got {epoch}")
        runs = epoch / self.T_0  # in lengths of the first
        if self.T_mult > 1:
            runs = log(runs * (self.T_mult - 1) + 1, self.T_mult)
        runs = int(runs)
        self.T_i = self.T_0 * self.T_mult**runs
        earlier = runs
        if self.T_mult > 1:
            earlier = (self.T_mult**runs - 1) / (self.T_mult - 1)
        self.T_cur = epoch - self.T_0 * earlier
        self.last_epoch = floor(epoch)
