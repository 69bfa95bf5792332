"""Cyclical rates: up and down between two bounds."""

from math import floor
from types import FunctionType

from ...engine.checks import check_positive
from .one_cycle import one_per_group
from .scheduler import LRScheduler, check_optimizer

MODES = ("triangular", "triangular2", "exp_range")


class CyclicLR(LRScheduler):
    """Lead the rate up and down between two bounds, the momentum the other way.

    Parameters
    ----------
    optimizer : Optimizer
    base_lr, max_lr, base_momentum, max_momentum : float, or list of one a group
    step_size_up, step_size_down : int
        Steps of the rise, and of the fall: left out, as many.
    mode : {"triangular", "triangular2", "exp_range"}
        Whether cycles stay as high, halve, or shrink by gamma a step.
    gamma : float
    scale_fn : callable, optional
        From the cycle, or the step, to its height, in the place of mode.
    scale_mode : {"cycle", "iterations"}
        What scale_fn is called with.
    cycle_momentum : bool
        Lead `momentum` or `betas[0]`, too.
    last_epoch : int

    References
    ----------
    Smith, Cyclical Learning Rates for Training Neural Networks, 2017.
    """

    def __init__(
        self,
        optimizer,
        base_lr,
        max_lr,
        step_size_up=2000,
        step_size_down=None,
        mode="triangular",
        gamma=1.0,
        scale_fn=None,
        scale_mode="cycle",
        cycle_momentum=True,
        base_momentum=0.8,
        max_momentum=0.9,
        last_epoch=-1,
    ):
        check_optimizer(optimizer)
        check_positive("step_size_up", step_size_up)
        if step_size_down is None:
            step_size_down = step_size_up
        check_positive("step_size_down", step_size_down)
        if scale_fn is None and mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}")
        groups = optimizer.param_groups
        base_lrs = one_per_group("base_lr", base_lr, groups)
        self.max_lrs = one_per_group("max_lr", max_lr, groups)
        self.total_size = float(step_size_up + step_size_down)
        self.step_ratio = step_size_up / self.total_size
        self.mode, self.gamma = mode, gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode
        if scale_fn is None:
            self.scale_mode = "iterations" if mode == "exp_range" else "cycle"
        self.cycle_momentum = cycle_momentum
        self.use_beta1 = "betas" in optimizer.defaults
        if cycle_momentum:
            if not {"betas", "momentum"} & set(optimizer.defaults):
                raise ValueError("cycle_momentum needs an optimizer with momentum")
            names = "base_momentum", "max_momentum"
            values = base_momentum, max_momentum
            self.base_momentums, self.max_momentums = (
                one_per_group(n, value, groups) for n, value in zip(names, values)
            )
        if last_epoch == -1:
            for i, group in enumerate(groups):
                group["lr"] = base_lrs[i]
                if cycle_momentum:
                    group["max_momentum"] = self.max_momentums[i]
                    group["base_momentum"] = self.base_momentums[i]
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def scale_fn(self, x):
        """Return the height of a cycle, or of a step in exp_range."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        if self.mode == "triangular":
            return 1.0
        return self.gamma**x if self.mode == "exp_range" else 1 / 2.0 ** (x - 1)

    def get_lr(self):
        """Compute the rates of step `last_epoch` and set the momenta."""
        cycle = floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        ratio = self.step_ratio
        share = x / ratio if x <= ratio else (x - 1) / (ratio - 1)
        height = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            bounds = zip(self.base_momentums, self.max_momentums)
            for group, (low, high) in zip(self.optimizer.param_groups, bounds):
                momentum = high - (high - low) * share * height
                if self.use_beta1:
                    group["betas"] = (momentum, *group["betas"][1:])
                else:
                    group["momentum"] = momentum
        bounds = zip(self.base_lrs, self.max_lrs)
        return [low + (high - low) * share * height for low, high in bounds]

    def state_dict(self):
        """Return everything but the optimiser and a plain function."""
        state, custom = super().state_dict(), self._scale_fn_custom
        plain = custom is None or isinstance(custom, FunctionType)
        return state | {"_scale_fn_custom": None if plain else vars(custom).copy()}

    def load_state_dict(self, state_dict):
        """Take over a state; a callable object gets its attributes back."""
        custom = self._scale_fn_custom
        super().load_state_dict(state_dict)
        self._scale_fn_custom = custom
        if state_dict["_scale_fn_custom"] is not None:
            vars(custom).update(state_dict["_scale_fn_custom"])
