"""The tape: `differentiable` records calls, `Tensor.backward` replays them."""

from functools import wraps
from heapq import heappop, heappush
from inspect import Parameter as Argument
from inspect import signature
from itertools import count
from threading import local
from weakref import ref

import numpy as np

from .arguments import (
    LIST_NAMES,
    NUMBER_NAMES,
    TENSOR_NAMES,
    argument_check,
    checked_for,
)
from .pool import owns_memory
from .quiet import restore, silence

DTYPES = frozenset(map(np.dtype, "?bBhHiIlLqQefd"))  # in the machine's byte order
next_order = count().__next__  # a tensor is younger than everything it was made from


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
    pullback : callable
        From doutput to one gradient for each of `args`.
    """

    __slots__ = ("args", "order", "pullback", "retains")

    def __init__(self, args, pullback):
        self.args = args
        self.pullback = pullback
        self.order = next_order()
        self.retains = None  # weak reference to the output that keeps its gradient


class Tensor:
    """An array that remembers the call that made it and receives a gradient.

    Parameters
    ----------
    data : array
        The values; shared, not copied.
    requires_grad : bool
        Whether `backward` gives this tensor a gradient.
    """

    __slots__ = (
        "__weakref__",
        "call",
        "data",
        "grad",
        "order",
        "requires_grad",
        "retains_grad",
    )
    __hash__ = object.__hash__
    __array_ufunc__ = None  # an ndarray on the left leaves the operator to Tensor

    def __init__(self, data, requires_grad=False, call=None):
        self.data = data if type(data) is np.ndarray else np.asarray(data)
        if self.data.dtype not in DTYPES:
            refuse_dtype(self.data.dtype)
        if requires_grad and call is None and self.data.dtype.kind not in "fc":
            raise ValueError(
                f"only floating-point tensors can require gradients, "
                f"got dtype {self.data.dtype}"
            )
        self.requires_grad = requires_grad
        self.call = call  # that made it; None for a leaf
        self.grad = None
        self.retains_grad = False
        self.order = next_order()

    @property
    def is_leaf(self):
        """Whether no recorded call made this tensor."""
        return self.call is None

    def retain_grad(self):
        """Keep this tensor's gradient although a call made it."""
        if not self.requires_grad:
            raise ValueError("retain_grad needs a tensor that requires grad")
        self.retains_grad = not self.is_leaf
        if self.retains_grad:
            self.call.retains = ref(self)

    def requires_grad_(self, requires_grad=True):
        """Set whether `backward` gives this leaf a gradient; return the tensor."""
        if not self.is_leaf and not requires_grad:
            raise ValueError("requires_grad can only be turned off for leaf tensors")
        if requires_grad and self.data.dtype.kind not in "fc":
            raise ValueError(
                f"only floating-point tensors can require gradients, "
                f"got dtype {self.data.dtype}"
            )
        self.requires_grad = requires_grad
        return self

    def backward(self, gradient=None, retain_graph=False):
        """Add d(sum(gradient * self))/d(leaf) to the `grad` of every leaf.

        Parameters
        ----------
        gradient : Tensor of the shape of self, optional
            The upstream gradient; may be left out for a tensor of one element.
        retain_graph : bool
            Keep the recorded calls, so that `backward` can run again.

        Raises
        ------
        RuntimeError
            If self needs no gradient, has several elements and no `gradient`, or its
            calls were released by an earlier `backward`.
        ValueError
            If `gradient` has another shape than self.
        """
        replay(self, upstream(self, gradient), retain_graph)


class Parameter(Tensor):
    """A tensor that a module owns and an optimiser updates."""

    __slots__ = ()

    def __init__(self, data, requires_grad=True):
        if not isinstance(data, Tensor):
            raise TypeError(f"data must be a Tensor, got {type(data).__name__}")
        if not isinstance(requires_grad, bool):
            raise TypeError(f"requires_grad must be a bool, got {requires_grad!r}")
        super().__init__(data.data, requires_grad)


def refuse_dtype(dtype):
    """Refuse elements that are no real numbers, or in another byte order."""
    if dtype.isnative:
        raise TypeError(f"data must hold real numbers or bools, got dtype {dtype}")
    raise ValueError(f"data must have native byte order, got {dtype}")


def upstream(tensor, gradient):
    """Return the array that `backward` starts from."""
    if not tensor.requires_grad:
        raise RuntimeError("backward needs a tensor that requires grad")
    if gradient is None:
        if tensor.data.size != 1:
            raise RuntimeError(
                "gradient can be left out only for a tensor of one element, "
                f"got shape {tensor.data.shape}"
            )
        return np.ones(tensor.data.shape, tensor.data.dtype)
    if not isinstance(gradient, Tensor):
        raise TypeError(f"gradient must be a Tensor, got {type(gradient).__name__}")
    if gradient.data.shape != tensor.data.shape:
        raise ValueError(
            f"gradient must have shape {tensor.data.shape}, got {gradient.data.shape}"
        )
    return gradient.data.astype(tensor.data.dtype, copy=False)


def replay(root, doutput, retain_graph):
    """Run the pullbacks from `root` back to the leaves, youngest call first."""
    root = root.call or root
    # order: leaf or call, its gradient, whether nothing else holds the gradient's array
    pending = {root.order: (root, doutput, False)}
    queue = [-root.order]
    token, outer = silence(), grad_mode.wanted
    try:
        while queue:
            node, doutput, owned = pending.pop(-heappop(queue))
            if type(node) is not Call:
                accumulate(node, doutput, owned)
                continue
            if node.retains is not None and node.retains() is not None:
                accumulate(node.retains(), doutput, False)
            pullback, args = node.pullback, node.args
            grad_mode.wanted = args
            dargs = pullback(doutput)
            for position, arg in enumerate(args):
                if arg is None:
                    continue
                darg, key = dargs[position], arg.order
                if darg is None:
                    refuse_constant(pullback, position)
                if key in pending:
                    pending[key] = arg, pending[key][1] + darg, True
                    continue
                pending[key] = arg, darg, is_own(darg, doutput, dargs[:position])
                heappush(queue, -key)
            if not retain_graph:
                node.args, node.pullback = (), released
    finally:
        grad_mode.wanted = outer
        restore(token)


def is_own(darg, doutput, others):
    """Whether the array of a gradient is neither a view nor given out elsewhere."""
    if type(darg) is not np.ndarray or not owns_memory(darg) or darg is doutput:
        return False
    return all(darg is not other for other in others)


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


def accumulate(tensor, dtensor, owned):
    """Add `dtensor` to the gradient of `tensor`, which shares memory with no other."""
    if tensor.grad is not None:
        tensor.grad.data += dtensor
    else:
        tensor.grad = Tensor(dtensor if owned else np.array(dtensor))


def differentiable(op):
    """Let `op`, from arrays to (output, backward), take tensors and return a tensor.

    `backward(doutput)` returns a tuple with one gradient per argument of `op`, in
    order, None where there is none. Arguments named in `TENSOR_NAMES` must be tensors
    (or None where that is the default), those in `LIST_NAMES` sequences of tensors.
    """
    arguments = signature(op).parameters.values()
    names = [argument.name for argument in arguments]
    position = {name: i for i, name in enumerate(names)}
    defaults = [argument.default for argument in arguments]
    slots = [argument_check(argument, Tensor) for argument in arguments]
    options = [name not in TENSOR_NAMES | NUMBER_NAMES for name in names]
    takes_list = bool(LIST_NAMES.intersection(names))

    @wraps(op)
    def record(*args, **kwargs):
        if kwargs or len(args) != len(names):
            args = complete(op, args, kwargs, position, defaults)
        arrays, recording = [], False
        for arg, check, is_option in zip(args, slots, options):
            if isinstance(arg, Tensor):
                arrays.append(arg.data)
                recording = recording or arg.requires_grad
                if is_option:
                    refuse_tensor(op, names[len(arrays) - 1])
            else:
                arrays.append(arg if check is None else check(arg))
        if takes_list:
            return record_list(op, arrays)
        token = silence()
        try:
            output, backward = op(*arrays)
        except (MemoryError, OverflowError, ZeroDivisionError) as error:
            raise ValueError(f"{op.__name__}: {error}") from error
        finally:
            restore(token)
        if recording and grad_mode.enabled:
            return Tensor(output, True, Call(parents(args), backward))
        return Tensor(output)

    return record


def refuse_tensor(op, name):
    """Refuse a tensor where an option belongs."""
    raise TypeError(f"{name} of {op.__name__} must not be a Tensor")


def parents(args):
    """Return who gets the arguments' gradients: calls, leaves, None for constants."""
    return [
        (arg.call or arg) if isinstance(arg, Tensor) and arg.requires_grad else None
        for arg in args
    ]


def complete(op, args, kwargs, position, defaults):
    """Return every argument of the call by position, defaults filled in."""
    values = list(args) + defaults[len(args) :]
    for name, value in kwargs.items():
        if position.get(name, -1) < len(args):
            signature(op).bind(*args, **kwargs)  # raises Python's own TypeError
        values[position[name]] = value
    if len(values) > len(position) or any(v is Argument.empty for v in values):
        signature(op).bind(*args, **kwargs)
    return values


def record_list(op, arguments):
    """Record a call whose first argument is a sequence of tensors."""
    tensors, *options = arguments
    try:
        output, backward = op([tensor.data for tensor in tensors], *options)
    except (MemoryError, OverflowError, ZeroDivisionError) as error:
        raise ValueError(f"{op.__name__}: {error}") from error
    if grad_mode.enabled and any(tensor.requires_grad for tensor in tensors):
        call = Call(parents(tensors), lambda doutput: backward(doutput)[0])
        return Tensor(output, True, call)
    return Tensor(output)


checked = checked_for(Tensor)
