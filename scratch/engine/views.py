"""Views: tensors on the memory of another one, and how they were made from it."""

from weakref import ref

import numpy as np

from .tape import Call, grad_mode
from .tensors import Tensor
from .versions import root

SEVERAL = "one of several that a call returned"


class View:
    """Of whom a tensor is a view, and how.

    Attributes
    ----------
    base : Tensor
        That is no view itself.
    via : View or None
        The view that this one was made from, if not from the base.
    operation, options : callable, tuple
        That made it, and its arguments but the first.
    call : Call or None
        That had made the base when the view was recorded.
    order : int
        Of the last write into the memory before the view was recorded.
    refused : str or None
        Why autograd does not follow what is written into the view.
    """

    __slots__ = (
        "base",
        "call",
        "operation",
        "options",
        "order",
        "refused",
        "via",
    )

    def __init__(self, tensor, operation, options, refused):
        self.via = via = tensor.source
        self.base = base = tensor if via is None else via.base
        self.call = base.call
        self.operation = operation
        self.options = options
        self.order = base.version[0]
        self.refused = refused if refused or via is None else via.refused

    def path(self):
        """Return the operations from the base to this view, with their options."""
        before = self.via.path() if self.via else []
        return [*before, (self.operation, self.options)]

    def settle(self, tensor):
        """Record the view `tensor` anew if its base has another history by now."""
        base = self.base
        written = self.order != base.version[0]
        if self.call is base.call and not (written and base.tracked):
            return
        self.refuse("its base was written into")
        self.order = base.version[0]
        self.call = base.call
        call = as_strided(self) if base.tracked else None
        take_history(tensor, Tensor(tensor.array, base.tracked, call))

    def refuse(self, what):
        """Refuse to record a write whose gradient would not be followed."""
        if self.refused:
            raise RuntimeError(
                f"a view was {self.refused}, and {what} while recording; clone() the "
                "view or write under no_grad()"
            )

    def of(self, array):
        """Return the same view of an array in the place of the base's."""
        for operation, options in self.path():
            array = operation.__wrapped__(array, *options)[0]
        return array


def as_strided(view, elsewhere=0.0):
    """Return the call that gives the base of a view the view's gradient."""
    base = view.base

    def pullback(doutput):
        dbase = np.full_like(base.array, elsewhere)
        part = view.of(dbase)
        steps = enumerate(zip(part.shape, part.strides))
        repeated = tuple(dim for dim, (n, step) in steps if n > 1 and step == 0)
        if repeated:
            doutput = doutput.sum(repeated, keepdims=True) + 0.0
        part[...] = doutput
        return (dbase,)

    return Call((base.call or base,), [], pullback)


def link(tensor, operation, args, several=False):
    """Make `tensor` a view of the first argument if it is on the memory of that."""
    arg = args[0]
    if not isinstance(arg, Tensor):
        return
    base, array = tensor.array.base, arg.array
    if base is not array and base is not array.base and root(base) is not root(array):
        return
    refused = None
    if several:
        refused = SEVERAL
    elif not grad_mode.enabled:
        refused = "made while nothing was recorded"
    tensor.version = arg.version
    tensor.source = View(arg, operation, args[1:], refused)


def take_history(tensor, result):
    """Let the call that made `result` have made `tensor`."""
    if tensor.retains_grad:
        tensor.call.retains = None
        result.call.retains = ref(tensor)
    tensor.call, tensor.tracked = result.call, result.tracked


def one_of_several(view):
    """Return a view that was made together with others, as torch's iteration does."""
    if view.source is not None:
        view.source.refused = view.source.refused or SEVERAL
    return view
