"""The schedule that waits until a metric stops improving."""

from math import inf

from ...engine.checks import check_number
from .scheduler import LRScheduler, check_optimizer


class ReduceLROnPlateau(LRScheduler):
    """Multiply the rate by factor when a metric has not improved for a while.

    Parameters
    ----------
    optimizer : Optimizer
    mode : {"min", "max"}
        Whether a smaller or a larger metric is better.
    factor : float below 1
    patience : int
        Epochs without improvement that are put up with.
    threshold : float
        An improvement is at least this large, ...
    threshold_mode : {"rel", "abs"}
        ... as a share of the best, or in the metric's own unit.
    cooldown : int
        Epochs after a reduction in which nothing is counted.
    min_lr : float, or list of one a group
    eps : float
        A smaller reduction is not made.

    Raises
    ------
    ValueError
        If an option is out of range.
    """

    def __init__(
        self,
        optimizer,
        mode="min",
        factor=0.1,
        patience=10,
        threshold=1e-4,
        threshold_mode="rel",
        cooldown=0,
        min_lr=0,
        eps=1e-8,
    ):
        if not factor < 1:
            raise ValueError(f"factor must be below 1, got {factor}")
        check_number("patience", patience)
        check_number("threshold", threshold)
        check_number("cooldown", cooldown)
        check_optimizer(optimizer)
        groups = len(optimizer.param_groups)
        listed = isinstance(min_lr, (list, tuple))
        if listed and len(min_lr) != groups:
            raise ValueError(f"min_lr must have {groups} values, got {len(min_lr)}")
        if mode not in ("min", "max"):
            raise ValueError(f"mode must be min or max, got {mode!r}")
        if threshold_mode not in ("rel", "abs"):
            raise ValueError(
                f"threshold_mode must be rel or abs, got {threshold_mode!r}"
            )
        self.optimizer = optimizer
        self.mode = mode
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.threshold_mode = threshold_mode
        self.cooldown = cooldown
        self.default_min_lr = None if listed else min_lr
        self.min_lrs = list(min_lr) if listed else [min_lr] * groups
        self.eps = eps
        self.last_epoch = 0
        self.best = inf if mode == "min" else -inf
        self.cooldown_counter = 0
        self.num_bad_epochs = 0
        self._last_lr = self.lrs()

    def step(self, metrics):
        """Go on to the next epoch, with the metric of the one that ends."""
        current = float(metrics)
        self.last_epoch += 1
        if self.better(current):
            self.best = current
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self.reduce()
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = self.lrs()

    def better(self, current):
        """Whether a metric improves on the best."""
        if self.threshold_mode == "rel":
            share = -self.threshold if self.mode == "min" else self.threshold
            bar = self.best * (1.0 + share)
        else:
            margin = -self.threshold if self.mode == "min" else self.threshold
            bar = self.best + margin
        return current < bar if self.mode == "min" else current > bar

    def reduce(self):
        """Multiply every rate by factor, not below its minimum."""
        groups = self.optimizer.param_groups
        if len(groups) != len(self.min_lrs):
            if self.default_min_lr is None:
                raise ValueError(
                    f"min_lr must have {len(groups)} values, got {len(self.min_lrs)}"
                )
            self.min_lrs = [self.default_min_lr] * len(groups)
        for group, min_lr in zip(groups, self.min_lrs):
            lr = max(group["lr"] * self.factor, min_lr)
            if group["lr"] - lr > self.eps:
                group["lr"] = lr
