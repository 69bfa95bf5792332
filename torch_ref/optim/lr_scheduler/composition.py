"""Schedules made of schedules: one after the other, or all at once."""

from bisect import bisect_right

from .plateau import ReduceLROnPlateau
from .scheduler import LRScheduler


class Composition(LRScheduler):
    """Base class of what is made of schedules of one optimiser."""

    def check_schedulers(self, optimizer, schedulers):
        """Refuse schedules that cannot be put together."""
        if len(schedulers) < 1:
            raise ValueError("schedulers must not be empty")
        for i, scheduler in enumerate(schedulers):
            if not isinstance(scheduler, LRScheduler):
                raise TypeError(
                    f"schedulers[{i}] must be a schedule, "
                    f"got {type(scheduler).__name__}"
                )
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ValueError(
                    f"schedulers[{i}] must step without a metric, got ReduceLROnPlateau"
                )
            if scheduler.optimizer is not optimizer:
                raise ValueError(f"schedulers[{i}] belongs to another optimizer")

    def state_dict(self):
        """Return everything but the optimiser, with the state of every schedule."""
        kept = [scheduler.state_dict() for scheduler in self._schedulers]
        return {**super().state_dict(), "_schedulers": kept}

    def load_state_dict(self, state_dict):
        """Take over a state and that of every schedule."""
        schedulers = self._schedulers
        super().load_state_dict(state_dict)
        self._schedulers = schedulers
        for scheduler, state in zip(schedulers, state_dict["_schedulers"]):
            scheduler.load_state_dict(state)


class SequentialLR(Composition):
    """Follow one schedule until a milestone, then the next from its epoch 0.

    Parameters
    ----------
    optimizer : Optimizer
    schedulers : list of LRScheduler
    milestones : list of int
        Epochs, one fewer than schedulers; each schedule counts its own.
    last_epoch : int

    Raises
    ------
    ValueError
        If numbers do not match, or a schedule needs a metric or has another optimiser.
    """

    def __init__(self, optimizer, schedulers, milestones, last_epoch=-1):
        self.check_schedulers(optimizer, schedulers)
        if len(milestones) != len(schedulers) - 1:
            raise ValueError(
                f"milestones must have {len(schedulers) - 1} values, one fewer than "
                f"schedulers, got {len(milestones)}"
            )
        self.optimizer = optimizer
        self._schedulers = schedulers
        self._milestones = milestones
        self.last_epoch = last_epoch + 1
        for scheduler in schedulers:  # take back what their construction did
            undo(scheduler)
        for group in optimizer.param_groups:
            group["lr"] = group["initial_lr"]
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def step(self):
        """Go on to the next epoch."""
        self.last_epoch += 1
        now = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[now]
        if now > 0 and self._milestones[now - 1] == self.last_epoch:
            scheduler.restart()
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


class ChainedScheduler(Composition):
    """Let every schedule change the rate in every epoch: factors multiply.

    Parameters
    ----------
    schedulers : list of LRScheduler
    optimizer : Optimizer, optional
        That of the first schedule.

    Raises
    ------
    ValueError
        If a schedule needs a metric or has another optimiser.
    """

    def __init__(self, schedulers, optimizer=None):
        if not isinstance(schedulers, (list, tuple)):
            raise TypeError(f"schedulers must be a list, got {schedulers!r}")
        if optimizer is None and len(schedulers) > 0:
            optimizer = getattr(schedulers[0], "optimizer", None)
        self.check_schedulers(optimizer, schedulers)
        self.optimizer = optimizer
        self._schedulers = schedulers
        self._last_lr = self.lrs()

    def step(self):
        """Go on to the next epoch."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = self.lrs()


def undo(scheduler):
    """Put a schedule, and those it is made of, back before its epoch."""
    if isinstance(scheduler, Composition):
        for member in scheduler._schedulers:
            undo(member)
    else:
        scheduler.last_epoch -= 1
