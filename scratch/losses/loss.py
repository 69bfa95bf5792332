"""The base of the losses as modules."""

from functools import wraps

from ..engine.module import Module
from ..engine.reduction import named_today


class Loss(Module):
    """A loss as a module, whose `reduction` may be given by the names it had before."""

    def __init_subclass__(cls):
        create = cls.__init__

        @wraps(create)
        def init(self, *args, **options):
            options = named_today(options)
            create(self, *args, **options)

        cls.__init__ = init
