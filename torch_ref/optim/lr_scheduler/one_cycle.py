"""The one-cycle policy: the rate up and far down, the momentum down and up."""

from math import cos, pi

from ...engine.checks import check_number, check_positive
from .scheduler import LRScheduler, check_optimizer


class OneCycleLR(LRScheduler):
    """Lead the rate to max_lr and then far down, the momentum the other way.

    Parameters
    ----------
    optimizer : Optimizer
    max_lr, base_momentum, max_momentum : float, or list of one a group
    total_steps, epochs, steps_per_epoch : int, optional
        Left out, total_steps is epochs * steps_per_epoch.
    pct_start : float in [0, 1]
        Share of the steps in which the rate rises.
    anneal_strategy : {"cos", "linear"}
    cycle_momentum, three_phase : bool
        Lead `momentum` or `betas[0]`, too; fall back to the first rate, then down.
    div_factor, final_div_factor : float
        max_lr / the first rate; the first rate / the last.
    last_epoch : int

    Raises
    ------
    ValueError
        If an option is out of range, or a step is taken after the last.

    References
    ----------
    Smith and Topin, Super-Convergence, 2018; three_phase is the original policy.
    """

    def __init__(
        self,
        optimizer,
        max_lr,
        total_steps=None,
        epochs=None,
        steps_per_epoch=None,
        pct_start=0.3,
        anneal_strategy="cos",
        cycle_momentum=True,
        base_momentum=0.85,
        max_momentum=0.95,
        div_factor=25.0,
        final_div_factor=1e4,
        three_phase=False,
        last_epoch=-1,
    ):
        check_optimizer(optimizer)
        self.total_steps = count_steps(total_steps, epochs, steps_per_epoch)
        if not (isinstance(pct_start, float) and 0 <= pct_start <= 1):
            raise ValueError(f"pct_start must be a float in [0, 1], got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                f"anneal_strategy must be cos or linear, got {anneal_strategy!r}"
            )
        self._schedule_phases = phases(self.total_steps, pct_start, three_phase)
        self._anneal_func_type = anneal_strategy
        self.cycle_momentum = cycle_momentum
        self.use_beta1 = "betas" in optimizer.defaults
        if cycle_momentum and not {"betas", "momentum"} & set(optimizer.defaults):
            raise ValueError("cycle_momentum needs an optimizer with momentum")
        check_positive("div_factor", div_factor)
        check_positive("final_div_factor", final_div_factor)
        groups = optimizer.param_groups
        options = (
            one_per_group("max_lr", max_lr, groups),
            one_per_group("max_momentum", max_momentum, groups),
            one_per_group("base_momentum", base_momentum, groups),
        )
        starting = zip(groups, *options) if last_epoch == -1 else ()
        for group, highest, max_momentum, base_momentum in starting:
            group["initial_lr"] = highest / div_factor
            group["max_lr"] = highest
            group["min_lr"] = group["initial_lr"] / final_div_factor
            if cycle_momentum:
                group["max_momentum"] = max_momentum
                group["base_momentum"] = base_momentum
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        """Compute the rates of epoch `last_epoch` and set the momenta."""
        if self.last_epoch > self.total_steps:
            raise ValueError(
                f"expected at most {self.total_steps} steps, got {self.last_epoch}"
            )
        start = 0.0
        *phases, phase = self._schedule_phases
        for earlier in phases:
            if self.last_epoch <= earlier["end_step"]:
                phase = earlier
                break
            start = earlier["end_step"]
        share = (self.last_epoch - start) / (phase["end_step"] - start)
        between = cosine if self._anneal_func_type == "cos" else linear
        rates = []
        for group in self.optimizer.param_groups:
            first, last = group[phase["start_lr"]], group[phase["end_lr"]]
            rates.append(between(first, last, share))
            if self.cycle_momentum:
                first = group[phase["start_momentum"]]
                last = group[phase["end_momentum"]]
                momentum = between(first, last, share)
                if self.use_beta1:
                    group["betas"] = (momentum, *group["betas"][1:])
                else:
                    group["momentum"] = momentum
        return rates


def cosine(first, last, share):
    """Go from first to last along half a wave."""
    return last + (first - last) / 2.0 * (cos(pi * share) + 1)


def linear(first, last, share):
    """Go from first to last along a line."""
    return (last - first) * share + first


def phases(total_steps, pct_start, three_phase):
    """Return where each phase ends and what it leads from and to."""
    rise = pct_start * total_steps - 1
    fall = 2 * pct_start * total_steps - 2
    end = total_steps - 1
    names = "end_step", "start_lr", "end_lr", "start_momentum", "end_momentum"
    rows = [(rise, "initial_lr", "max_lr", "max_momentum", "base_momentum")]
    if three_phase:
        rows += [
            (fall, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
            (end, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
        ]
    else:
        rows += [(end, "max_lr", "min_lr", "base_momentum", "max_momentum")]
    return [dict(zip(names, row)) for row in rows]


def count_steps(total_steps, epochs, steps_per_epoch):
    """Return the number of steps, given as such or by epochs."""
    if total_steps is None and (epochs is None or steps_per_epoch is None):
        raise ValueError(
            "give either total_steps or epochs and steps_per_epoch, got "
            f"{total_steps}, {epochs} and {steps_per_epoch}"
        )
    given = {"total_steps": total_steps}
    if total_steps is None:
        given = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    steps = 1
    for name, value in given.items():
        if not isinstance(value, int) or value <= 0:
            raise ValueError(f"{name} must be a positive integer, got {value}")
        steps *= value
    return steps


def one_per_group(name, value, groups):
    """Return a list with one value a group."""
    if not isinstance(value, (list, tuple)):
        check_number(name, value)
        return [value] * len(groups)
    if len(value) != len(groups):
        raise ValueError(f"{name} must have {len(groups)} values, got {len(value)}")
    return list(value)
