"""Turn recording on and off: `no_grad`, `enable_grad`, `set_grad_enabled`."""

from functools import wraps
from inspect import isgeneratorfunction

from .arguments import check_bool
from .tape import grad_mode


class Mode:
    """What holds within a `with` block, or while a decorated function runs."""

    def __enter__(self):
        self.before = grad_mode.enabled
        grad_mode.enabled = self.mode

    def __exit__(self, *exception):
        grad_mode.enabled = self.before

    def again(self):
        """Return the same mode for another block."""
        return type(self)()

    def __call__(self, function):
        """Return `function` run in this mode; of a generator, every step."""
        if isgeneratorfunction(function):
            return stepwise(function, self.again)

        @wraps(function)
        def run(*args, **kwargs):
            with self.again():
                return function(*args, **kwargs)

        return run


def stepwise(function, mode):
    """Return a generator function whose steps run in a mode of their own."""

    @wraps(function)
    def run(*args, **kwargs):
        generator = function(*args, **kwargs)
        try:
            with mode():
                value = next(generator)
            while True:
                try:
                    sent = yield value
                except GeneratorExit:
                    with mode():
                        generator.close()
                    raise
                except BaseException as error:
                    with mode():
                        value = generator.throw(error)
                else:
                    with mode():
                        value = generator.send(sent)
        except StopIteration as end:
            return end.value

    return run


class no_grad(Mode):
    """Record nothing inside a `with no_grad():` block or a decorated function."""

    mode = False

    def __new__(cls, function=None):
        """Return a block, or the function that is decorated without brackets."""
        if function is None:
            return super().__new__(cls)
        if not callable(function):
            raise TypeError(f"{cls.__name__} takes a function, got {function!r}")
        return cls()(function)


class enable_grad(no_grad):
    """Record again, inside a `no_grad` block."""

    mode = True


class set_grad_enabled(Mode):
    """Set whether calls are recorded, now and until the end of a `with` block.

    Parameters
    ----------
    mode : bool
        True to record.
    """

    def __init__(self, mode):
        check_bool("mode", mode)
        self.before = self.outer = grad_mode.enabled
        self.mode = mode
        grad_mode.enabled = mode

    def __enter__(self):
        grad_mode.enabled = self.mode

    def again(self):
        """Return the same mode for another block."""
        return set_grad_enabled(self.mode)

    def __call__(self, function):
        """Return `function` run in this mode, which ends here."""
        grad_mode.enabled = self.outer
        return super().__call__(function)


def is_grad_enabled():
    """Return whether calls are recorded in this thread."""
    return grad_mode.enabled


class inference_mode(Mode):
    """Record nothing, as `no_grad`; its tensors are ordinary ones here.

    Parameters
    ----------
    mode : bool
        False changes nothing.
    """

    depth = 0

    def __new__(cls, mode=True):
        """Return a block, or the function that is decorated without brackets."""
        block = super().__new__(cls)
        if callable(mode):
            block.__init__()
            return block(mode)
        return block

    def __init__(self, mode=True):
        self.on = check_bool("mode", mode)

    def __enter__(self):
        self.mode = grad_mode.enabled and not self.on
        super().__enter__()
        inference_mode.depth += self.on

    def __exit__(self, *exception):
        super().__exit__(*exception)
        inference_mode.depth -= self.on

    def again(self):
        """Return the same mode for another block."""
        return inference_mode(self.on)


def is_inference_mode_enabled():
    """Return whether this is inside an `inference_mode` block."""
    return inference_mode.depth > 0
