"""Functions that a module calls around its forward and its backward, as in torch."""

from .autograd import Tensor
from .function import Function
from .hooks import Handle
from .methods import given_to
from .module import Module
from .tape import grad_mode


class Around:
    """The hooks of one module.

    Attributes
    ----------
    before, after : dict from handle to (function, whether it takes keywords)
    upstream, backward : dict from handle to function
        Called with the outputs' gradients, and with those of inputs and outputs.
    """

    def __init__(self):
        self.before, self.after = {}, {}
        self.upstream, self.backward = {}, {}

    def call(self, module, args, kwargs):
        """Return what forward gives, with every hook called in its place."""
        for hook, with_kwargs in list(self.before.values()):
            if with_kwargs:
                answer = hook(module, args, kwargs)
                args, kwargs = (args, kwargs) if answer is None else answer
            elif (answer := hook(module, args)) is not None:
                args = answer if isinstance(answer, tuple) else (answer,)
        pass_ = Pass(self, module) if self.backward or self.upstream else None
        if pass_ is not None:
            args = pass_.enter(args)
        result = module.forward(*args, **kwargs)
        for hook, with_kwargs in list(self.after.values()):
            given = (module, args, kwargs) if with_kwargs else (module, args)
            answer = hook(*given, result)
            result = result if answer is None else answer
        return result if pass_ is None else pass_.leave(result)


class Pass:
    """One call of a module whose backward is looked at.

    Inputs and outputs go through nodes of the tape that change nothing: the one at the
    outputs learns their gradients, the one at the inputs calls the hooks with both.
    """

    def __init__(self, around, module):
        self.around, self.module = around, module
        self.reached = False  # whether an input takes part in the backward
        self.count = 0  # of inputs
        self.doutputs = None

    def enter(self, args):
        """Return the arguments, those that require grad through a node of the tape."""
        places = needing(args)
        self.reached, self.count = bool(places), len(args)
        if not places:
            return args

        def backward(dinputs):
            given = [None] * len(args)
            for place, dinput in zip(places, dinputs):
                given[place] = dinput
            found = self.finish(tuple(given))
            return tuple(found[place] for place in places)

        return through(args, places, backward)

    def leave(self, result):
        """Return the outputs, those that require grad through a node of the tape."""
        outputs = result if isinstance(result, tuple) else (result,)
        places = needing(outputs)
        if not places:
            return result

        def backward(doutputs):
            given = [None] * len(outputs)
            for place, doutput in zip(places, doutputs):
                given[place] = doutput
            self.doutputs = tuple(given)
            for hook in list(self.around.upstream.values()):
                answer = hook(self.module, self.doutputs)
                if answer is not None:
                    self.doutputs = as_tuple(answer)
            if not self.reached:
                self.finish((None,) * self.count)
            return tuple(self.doutputs[place] for place in places)

        passed = through(outputs, places, backward)
        return passed if isinstance(result, tuple) else passed[0]

    def finish(self, dinputs):
        """Call the backward hooks; return what they make of the inputs' gradients."""
        for hook in list(self.around.backward.values()):
            answer = hook(self.module, dinputs, self.doutputs)
            if answer is not None:
                dinputs = as_tuple(answer)
        return dinputs


def needing(values):
    """Return the places of tensors that require grad, if calls are recorded."""
    if not grad_mode.enabled:
        return []
    return [
        i for i, v in enumerate(values) if isinstance(v, Tensor) and v.requires_grad
    ]


def as_tuple(answer):
    """Return what a hook answered as a tuple of gradients."""
    return answer if isinstance(answer, tuple) else (answer,)


def through(values, places, pullback):
    """Return `values` with the tensors at `places` through one node of the tape."""

    class BackwardHookFunction(Function):
        @staticmethod
        def forward(ctx, *tensors):
            return tuple(tensor.view_as(tensor) for tensor in tensors)

        @staticmethod
        def backward(ctx, *gradients):
            return pullback(gradients)

    values = list(values)
    passed = BackwardHookFunction.apply(*(values[place] for place in places))
    for place, tensor in zip(places, passed):
        values[place] = tensor
    return tuple(values)


def add(module, kind, hook, prepend):
    """Enter a hook of one kind; return its handle."""
    if not callable(hook if not isinstance(hook, tuple) else hook[0]):
        raise TypeError(f"hook must be callable, got {hook!r}")
    if module._hooks is None:
        object.__setattr__(module, "_hooks", Around())
    members = getattr(module._hooks, kind)
    handle = Handle(members, hook)
    if prepend:
        others = {key: members.pop(key) for key in list(members)[:-1]}
        members.update(others)
    return handle


@given_to(Module)
class Registering:
    """Methods of Module; each returns a handle whose `remove()` takes the hook away."""

    __slots__ = ()

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """Call hook(module, args) before forward; it may return other arguments."""
        return add(self, "before", (hook, with_kwargs), prepend)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False):
        """Call hook(module, args, output) after forward; it may return another one."""
        return add(self, "after", (hook, with_kwargs), prepend)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """Call hook(module, grad_output) when the outputs' gradients are known."""
        return add(self, "upstream", hook, prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        """Call hook(module, grad_input, grad_output) when the inputs' are known.

        It may return other gradients of the inputs.
        """
        return add(self, "backward", hook, prepend)
