"""The tape: calls that were recorded, and the way back through them."""

from heapq import heappop, heappush
from sys import getrefcount
from threading import local

import numpy as np

from .float_warnings import current, restore, silence
from .versions import check_versions, keeping, keeps_arrays, last_write, next_order


class GradMode(local):
    """Whether this thread records calls, and for whom it computes gradients."""

    enabled = True
    wanted = None  # of the call being differentiated: its tensors that require grad


grad_mode = GradMode()


class Call:
    """What `backward` needs of a recorded call: not its output, which may be freed.

    Parameters
    ----------
    args : sequence of Tensor, Call or None
        Who gets the gradients: leaves, and the calls that made the other arguments.
    guards : list
        The versions of the tensors whose arrays the pullback may hold.
    pullback : callable
        From doutput to one gradient for each of `args`.
    operation : callable, optional
        Whose call it is, if the pullback does not stand in it.
    keeps : bool or None
        What `saved` says of the operation.
    """

    __slots__ = (
        "args",
        "guards",
        "hooks",
        "keeps",
        "operation",
        "order",
        "pullback",
        "retains",
    )

    def __init__(self, args, guards, pullback, operation=None, keeps=None):
        self.args = args
        self.operation = operation
        self.pullback = pullback
        self.guards = guards
        self.keeps = keeps
        self.order = next_order()
        self.hooks = None  # functions that see, or change, the output's gradient
        self.retains = None  # weak reference to the output that keeps its gradient


def replay(roots, retain_graph, asked=None):
    """Run the pullbacks from `roots` back to the leaves, youngest call first.

    Parameters
    ----------
    roots : list of (Tensor, its gradient)
    retain_graph : bool
    asked : dict from order to None, optional
        The calls and leaves whose gradients are put there, instead of to the leaves.
    """
    # order: leaf or call, its gradient, whether nothing else holds the gradient's array
    pending = {}
    for tensor, doutput in roots:
        node = tensor.call or tensor
        if node.order in pending:
            doutput = pending[node.order][1] + doutput
        pending[node.order] = node, doutput, False
    queue = sorted(-order for order in pending)
    written, known = last_write[0], keeping.get
    settings, outer = current(), grad_mode.wanted
    try:
        silence()
        while queue:
            node, doutput, owned = pending.pop(-heappop(queue))
            if node.hooks is not None:
                doutput, owned = node.hooks(doutput), False
            if asked is not None and node.order in asked:
                asked[node.order] = doutput
            if type(node) is not Call:
                if asked is None:
                    node.accumulate(doutput, owned)
                continue
            retains = node.retains
            if retains is not None and retains() is not None and asked is None:
                retains().accumulate(doutput, False)
            pullback, args = node.pullback, node.args
            grad_mode.wanted = args
            dargs = pullback(doutput)
            if written > node.order:
                check_versions(node, doutput, dargs)
            for position, arg in enumerate(args):
                if arg is None:
                    continue
                darg, key = dargs[position], arg.order
                if darg is None:
                    if hasattr(pullback, "may_skip"):
                        continue
                    refuse_constant(pullback, position)
                if key in pending:
                    pending[key] = arg, pending[key][1] + darg, True
                    continue
                pending[key] = arg, darg, is_own(darg, doutput, dargs[:position])
                heappush(queue, -key)
            if not retain_graph:
                keeps = node.keeps
                if keeps is None:
                    keeps = known(pullback.__code__)
                if keeps is None:
                    keeps = keeps_arrays(pullback)
                if keeps:
                    node.args, node.pullback = (), released
    finally:
        grad_mode.wanted = outer
        restore(settings)


def is_own(darg, doutput, others):
    """Whether nobody else holds the array of a gradient, nor memory that it views.

    A whole array in another shape counts if nothing refers to it but its view.
    """
    if type(darg) is not np.ndarray or darg is doutput:
        return False
    whole = darg.base
    if whole is not None and not (
        getrefcount(whole) <= 3  # darg, `whole` and the argument of the count
        and type(whole) is np.ndarray
        and whole.base is None
        and whole.size == darg.size
    ):
        return False
    return id(darg) not in map(id, others)


def needs_input_grad(position):
    """Tell a pullback whether somebody wants the gradient of that argument.

    As torch's `ctx.needs_input_grad[position]`; outside of `Tensor.backward` yes.
    """
    return grad_mode.wanted is None or grad_mode.wanted[position] is not None


def refuse_constant(pullback, position):
    """Refuse to leave a tensor that requires grad without one."""
    op = pullback.__qualname__.partition(".")[0]
    raise RuntimeError(
        f"{op} holds its argument {position} constant, which requires grad; detach() it"
    )


def released(doutput):
    """Stand where a pullback was that `backward` has already used."""
    raise RuntimeError(
        "the recorded calls were released by an earlier backward; "
        "pass retain_graph=True to it to run backward again"
    )
