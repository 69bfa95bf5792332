"""What looks at the tape from outside: the names of calls, and hooks on gradients."""

from .tape import Call, grad_mode

NAMES = {  # of torch's nodes, where ours are called otherwise
    "astype": "ToCopyBackward0",
    "batch_norm": "NativeBatchNormBackward0",
    "contiguous": "CloneBackward0",
    **{f"conv{dims}d": "ConvolutionBackward0" for dims in (1, 2, 3)},
    **{f"conv_transpose{dims}d": "ConvolutionBackward0" for dims in (1, 2)},
    "cross_entropy": "NllLossBackward0",
    "getitem": "IndexBackward0",
    "joined": "CatBackward0",
    "layer_norm": "NativeLayerNormBackward0",
    "linear": "AddmmBackward0",
    "matmul": "MmBackward0",
    "max_pool2d": "MaxPool2DWithIndicesBackward0",
    "nll_loss": "NllLossBackward0",
    "replace": "CopyBackwards",
    "replace_at": "IndexPutBackward0",
    "reshape": "ViewBackward0",
    "stacked": "StackBackward0",
    "write_base": "CopySlices",
}


class Node:
    """A recorded call, or a leaf that gradients end in, as torch shows it."""

    def __init__(self, source):
        self.source = source

    def __eq__(self, other):
        return isinstance(other, Node) and other.source is self.source

    def __hash__(self):
        return id(self.source)

    def __repr__(self):
        return f"<{self.name()}>"

    def name(self):
        """Return torch's name of the operation."""
        if type(self.source) is not Call:
            return "AccumulateGrad"
        operation = self.source.operation or self.source.pullback
        op = operation.__qualname__.split(".<locals>")[0]
        words = op.rpartition(".")[2]
        plain = "".join(word.capitalize() for word in words.split("_"))
        return NAMES.get(words, f"{plain}Backward0" if words.islower() else words)

    @property
    def next_functions(self):
        """The calls and leaves that made the arguments, each with a 0."""
        args = self.source.args if type(self.source) is Call else ()
        return tuple((None if arg is None else Node(arg), 0) for arg in args)

    @property
    def variable(self):
        """The leaf that gradients end in."""
        if type(self.source) is Call:
            raise AttributeError(f"{self.name()} has no variable: it is no leaf")
        return self.source


class Hooks:
    """The hooks of a tensor, called one after the other."""

    def __init__(self, tensor_type):
        self.tensor_type = tensor_type
        self.members = {}

    def __call__(self, gradient):
        """Return the gradient that the hooks make of one."""
        enabled, grad_mode.enabled = grad_mode.enabled, False
        try:
            for hook in list(self.members.values()):
                answer = hook(self.tensor_type(gradient))
                if answer is not None:
                    if answer.array.shape != gradient.shape:
                        raise RuntimeError(
                            f"a hook must return a gradient of shape {gradient.shape}, "
                            f"got {answer.array.shape}"
                        )
                    gradient = answer.array
        finally:
            grad_mode.enabled = enabled
        return gradient


class Handle:
    """What takes a hook away again."""

    def __init__(self, members, hook):
        self.members = members
        members[id(self)] = hook

    def remove(self):
        """Take the hook away."""
        self.members.pop(id(self), None)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.remove()


def add_hook(owner, hook, tensor_type):
    """Let a call or a leaf have a hook; return its handle."""
    if not callable(hook):
        raise TypeError(f"hook must be callable, got {hook!r}")
    if owner.hooks is None:
        owner.hooks = Hooks(tensor_type)
    return Handle(owner.hooks.members, hook)
