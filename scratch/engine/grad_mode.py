"""Turn recording on and off: `no_grad`, `enable_grad`, `set_grad_enabled`."""

from functools import wraps

from .arguments import check_bool
from .autograd import grad_mode


class set_grad_enabled:
    """Set whether calls are recorded, now and until the end of a `with` block.

    Parameters
    ----------
    mode : bool
        True to record.
    """

    def __init__(self, mode):
        check_bool("mode", mode)
        self.before = grad_mode.enabled
        self.mode = mode
        grad_mode.enabled = mode

    def __enter__(self):
        grad_mode.enabled = self.mode

    def __exit__(self, *exception):
        grad_mode.enabled = self.before


class no_grad:
    """Record nothing inside a `with no_grad():` block or a decorated function."""

    mode = False

    def __enter__(self):
        self.before = grad_mode.enabled
        grad_mode.enabled = self.mode

    def __exit__(self, *exception):
        grad_mode.enabled = self.before

    def __call__(self, function):
        """Return `function` run without (or with) recording."""

        @wraps(function)
        def run(*args, **kwargs):
            with type(self)():
                return function(*args, **kwargs)

        return run


class enable_grad(no_grad):
    """Record again, inside a `no_grad` block."""

    mode = True


def is_grad_enabled():
    """Return whether calls are recorded in this thread."""
    return grad_mode.enabled
