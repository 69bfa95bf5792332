"""Mixed precision, which is for GPUs: named, and off."""

from .arguments import check_bool
from .devices import device as device_named


class autocast:
    """A block in which torch would compute in half precision on a GPU.

    Parameters
    ----------
    device_type : str
    dtype : dtype, optional
    enabled : bool
        On the CPU it must be False: everything is computed in its own precision.

    Raises
    ------
    ValueError
        If it is enabled on the CPU.
    """

    def __init__(self, device_type, dtype=None, enabled=True, cache_enabled=None):
        kind = device_named(device_type).type
        if check_bool("enabled", enabled) and kind == "cpu":
            raise ValueError(
                "autocast on the CPU is not covered: enabled must be False"
            )

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def __call__(self, function):
        """Return the function as it is."""
        return function


class GradScaler:
    """What scales a loss for gradients in half precision: by 1, as without a GPU.

    Parameters
    ----------
    device : str
    enabled : bool
        It makes no difference without a GPU.
    """

    def __init__(self, device="cuda", *, enabled=True, **options):
        device_named(device)  # refuses what is none
        check_bool("enabled", enabled)

    def scale(self, outputs):
        """Return the loss as it is."""
        return outputs

    def unscale_(self, optimizer):
        """Leave the gradients as they are."""

    def step(self, optimizer, *args, **kwargs):
        """Let the optimiser step."""
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale=None):
        """Leave the scale at 1."""

    def get_scale(self):
        """Return the scale."""
        return 1.0

    def is_enabled(self):
        """Return whether losses are scaled: no."""
        return False

    def state_dict(self):
        """Return nothing: there is no state."""
        return {}

    def load_state_dict(self, state_dict):
        """Take nothing over."""
