"""Tensors: arrays that remember the call that made them."""

from copy import deepcopy
from weakref import ref

import numpy as np

from . import dtypes
from .hooks import Node, add_hook
from .tape import replay
from .versions import next_order

SECOND = "second derivatives are not supported: create_graph must be False"
DTYPES = frozenset(map(np.dtype, "?bBhHiIlLqQefd"))  # in the machine's byte order


class Tensor:
    """An array that remembers the call that made it and receives a gradient.

    Parameters
    ----------
    data : array, list, or ints
        The values, of an array shared, not copied; of a list in the default dtype. Ints
        are sizes, and the values arbitrary.
    requires_grad : bool
        Whether `backward` gives this tensor a gradient.
    """

    __slots__ = (
        "__weakref__",
        "array",
        "call",
        "grad",
        "hooks",
        "order",
        "retains_grad",
        "source",
        "tracked",
        "version",
    )
    __hash__ = object.__hash__
    __array_ufunc__ = None  # an ndarray on the left leaves the operator to Tensor

    def __init__(self, data, requires_grad=False, call=None):
        if type(data) is int:  # sizes, of whatever the memory held
            sizes = [n for n in (data, requires_grad, call) if type(n) is int]
            data, requires_grad, call = np.empty(sizes, dtypes.default), False, None
        elif type(data) is not np.ndarray:
            listed = type(data) in (list, tuple)
            data = np.array(data, dtypes.default) if listed else np.asarray(data)
        if call is None:
            if data.dtype not in DTYPES:
                refuse_dtype(data.dtype)
            if requires_grad and data.dtype.kind not in "fc":
                raise ValueError(
                    f"only floating-point tensors can require gradients, "
                    f"got dtype {data.dtype}"
                )
        self.array = data
        self.tracked = requires_grad
        self.call = call  # that made it; None for a leaf
        self.grad = None
        self.hooks = None  # functions that see, or change, the gradient of a leaf
        self.retains_grad = False
        self.order = next_order()
        self.version = [0]  # order of the last write, then the memory: see `versions`
        self.source = None  # of whom it is a view, and how: see `views`

    @property
    def data(self):
        """A tensor on the same memory that no gradient flows through."""
        return Tensor(self.array)

    @data.setter
    def data(self, value):
        if not isinstance(value, Tensor):
            raise TypeError(f"data must be a Tensor, got {type(value).__name__}")
        self.array, self.version, self.source = value.array, value.data.version, None

    @property
    def requires_grad(self):
        """Whether `backward` reaches this tensor, or the one that it is a view of."""
        return self.tracked or (self.source is not None and self.source.base.tracked)

    @requires_grad.setter
    def requires_grad(self, requires_grad):
        self.requires_grad_(requires_grad)

    @property
    def node(self):
        """Who gets the gradient of this tensor: the call that made it, or a leaf."""
        if self.source is not None:
            self.source.settle(self)
        return self.call or self

    @property
    def is_leaf(self):
        """Whether no recorded call made this tensor."""
        return self.node is self or not self.tracked

    def retain_grad(self):
        """Keep this tensor's gradient although a call made it."""
        if not self.requires_grad:
            raise ValueError("retain_grad needs a tensor that requires grad")
        self.retains_grad = self.tracked and self.call is not None
        if self.retains_grad:
            self.node.retains = ref(self)

    def requires_grad_(self, requires_grad=True):
        """Set whether `backward` gives this leaf a gradient; return the tensor."""
        if self.tracked and self.call is not None and not requires_grad:
            raise ValueError("requires_grad can only be turned off for leaf tensors")
        if requires_grad and self.array.dtype.kind not in "fc":
            raise ValueError(
                f"only floating-point tensors can require gradients, "
                f"got dtype {self.array.dtype}"
            )
        self.tracked = requires_grad
        return self

    def accumulate(self, dtensor, owned):
        """Add `dtensor` to the gradient, which shares memory with no other array."""
        if not self.tracked:
            return  # switched off since
        if self.grad is not None:
            self.grad.array += dtensor
        else:
            own = owned and dtensor.flags.writeable
            self.grad = Tensor(dtensor if own else np.array(dtensor))

    def __deepcopy__(self, memo):
        if not self.is_leaf:
            raise RuntimeError("only leaves can be copied deeply; detach() the tensor")
        copy = memo[id(self)] = rebuilt(
            type(self), self.array.copy(), self.requires_grad
        )
        copy.grad = deepcopy(self.grad, memo)
        return copy

    def __reduce_ex__(self, protocol):
        return rebuilt, (type(self), self.array, self.requires_grad, self.grad)

    @property
    def grad_fn(self):
        """The call that made this tensor; None for a leaf."""
        return None if self.is_leaf else Node(self.call)

    def register_hook(self, hook):
        """Call `hook` with every gradient of this tensor; it may return another one.

        Returns
        -------
        handle
            Whose `remove()` takes the hook away again.
        """
        if not self.requires_grad:
            raise RuntimeError("a hook needs a tensor that requires grad")
        return add_hook(self.node, hook, Tensor)

    def backward(self, gradient=None, retain_graph=False, create_graph=False):
        """Add d(sum(gradient * self))/d(leaf) to the `grad` of every leaf.

        Parameters
        ----------
        gradient : Tensor of the shape of self, optional
            The upstream gradient; may be left out for a tensor of one element.
        retain_graph : bool
            Keep the recorded calls, so that `backward` can run again.
        create_graph : bool
            Must be False: there are no second derivatives.

        Raises
        ------
        NotImplementedError
            If create_graph is True.
        RuntimeError
            If self needs no gradient, has several elements and no `gradient`, or its
            calls were released by an earlier `backward`.
        ValueError
            If `gradient` has another shape than self.
        """
        if create_graph:
            raise NotImplementedError(SECOND)
        replay([(self, upstream(self, gradient))], retain_graph)


class Parameter(Tensor):
    """A tensor that a module owns and an optimiser updates."""

    __slots__ = ()

    def __init__(self, data, requires_grad=True):
        if not isinstance(data, Tensor):
            raise TypeError(f"data must be a Tensor, got {type(data).__name__}")
        if not isinstance(requires_grad, bool):
            raise TypeError(f"requires_grad must be a bool, got {requires_grad!r}")
        super().__init__(data.array, requires_grad)


def rebuilt(kind, array, requires_grad, grad=None):
    """Return a leaf that was copied or pickled."""
    tensor = Tensor(array)
    if kind is Parameter:
        tensor = Parameter(tensor, False)
    tensor.tracked, tensor.grad = requires_grad, grad
    return tensor


def refuse_dtype(dtype):
    """Refuse elements that are no real numbers, or in another byte order."""
    if dtype.isnative:
        raise TypeError(f"data must hold real numbers or bools, got dtype {dtype}")
    raise ValueError(f"data must have native byte order, got {dtype}")


def upstream(tensor, gradient):
    """Return the array that `backward` starts from."""
    if tensor.is_leaf and not tensor.tracked:
        raise RuntimeError("backward needs a tensor that requires grad")
    if gradient is None:
        if tensor.array.size != 1:
            raise RuntimeError(
                "gradient can be left out only for a tensor of one element, "
                f"got shape {tensor.array.shape}"
            )
        return np.ones(tensor.array.shape, tensor.array.dtype)
    if not isinstance(gradient, Tensor):
        raise TypeError(f"gradient must be a Tensor, got {type(gradient).__name__}")
    if gradient.array.shape != tensor.array.shape:
        raise ValueError(
            f"gradient must have shape {tensor.array.shape}, got {gradient.array.shape}"
        )
    return gradient.array.astype(tensor.array.dtype, copy=False)
