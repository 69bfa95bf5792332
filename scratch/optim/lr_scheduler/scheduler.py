"""The base of the learning-rate schedules."""


class LRScheduler:
    """Base class: set the learning rate of every group, epoch by epoch.

    A subclass writes `get_lr()`, which returns the rates of epoch `last_epoch`.
    Construction sets those of epoch 0; call `step()` after the optimiser's.

    Parameters
    ----------
    optimizer : Optimizer
    last_epoch : int
        The epoch before the one to begin with; -1 begins anew.

    Raises
    ------
    KeyError
        If last_epoch is not -1 and a group does not know its "initial_lr".
    """

    def __init__(self, optimizer, last_epoch=-1):
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", group["lr"])
            elif "initial_lr" not in group:
                raise KeyError(f"param_groups[{i}] has no initial_lr to resume from")
        self.base_lrs = [group["initial_lr"] for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._initial_step()

    def _initial_step(self):
        self._step_count = 0
        self._is_initial = True
        self.step()
        self._is_initial = False

    def step(self):
        """Go on to the next epoch."""
        self._step_count += 1
        self.last_epoch += 1
        for group, lr in zip(self.optimizer.param_groups, self.get_lr()):
            group["lr"] = lr
        self._last_lr = self.lrs()

    def get_lr(self):
        """Compute the rates of epoch `last_epoch`; every schedule writes its own."""
        raise NotImplementedError(f"{type(self).__name__} does not define get_lr")

    def get_last_lr(self):
        """Return the rate of every group."""
        return self._last_lr

    def lrs(self):
        """Return the rates that the groups have now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def scaled(self, factor):
        """Return the rates that the groups have now, times `factor`."""
        return [lr * factor for lr in self.lrs()]

    def restart(self):
        """Begin again at epoch 0 with the initial rates."""
        for group, base_lr in zip(self.optimizer.param_groups, self.base_lrs):
            group["lr"] = base_lr
        self.last_epoch = -1
        self._initial_step()

    def state_dict(self):
        """Return everything but the optimiser."""
        return {key: value for key, value in vars(self).items() if key != "optimizer"}

    def load_state_dict(self, state_dict):
        """Take over a state; the optimiser's own holds the rates themselves."""
        vars(self).update(state_dict)


def check_optimizer(optimizer):
    """Refuse what has no parameter groups."""
    if not hasattr(optimizer, "param_groups"):
        raise TypeError(
            f"optimizer must be an Optimizer, got {type(optimizer).__name__}"
        )
