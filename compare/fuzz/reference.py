"""Run a program in torch once more, a float64 value and a bound beside every element.

Each of torch's basic operations, forward and backward, is seen below autograd: it runs
as it is, and once more on float64 values, with the rule of its rounding (`bounds`).
Values and errors belong to memory, so that views and writes in place need no rule.
"""

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from .bounds import RULES
from .decompositions import TABLE
from .doubts import DOUBTS, LOSSES, signs
from .machine import TORCH, Machine
from .program import Program, refs
from .results import Call, converted, result

UNTOUCHED = {
    *("squeeze_", "unsqueeze_", "transpose_", "t_", "detach_", "detach"),
    *("_local_scalar_dense", "is_same_size", "lift_fresh"),
}
RANDOM = {
    *("bernoulli", "uniform", "normal", "rand", "randn", "randint", "randperm"),
    *("random", "randn_like", "rand_like"),
}


class Reference(TorchDispatchMode):
    """Torch's operations with a float64 value and an error for every element.

    Attributes
    ----------
    unknown : set of str
        Operations without a rule that were met: nothing is known of their results.
    asked : dict
        The errors of a statement's arguments as they were when it ran, by the numbers
        of both.
    """

    def __init__(self):
        super().__init__()
        self.memory: dict[int, tuple] = {}
        self.kept: list = []
        self.unknown: set[str] = set()
        self.asked: dict[tuple[int, int], torch.Tensor] = {}

    def pair(self, tensor):
        """Return the float64 values and the errors of a tensor, views on its own."""
        if tensor.numel() == 0:
            return tensor.double(), torch.zeros(tensor.shape, dtype=torch.float64)
        storage = tensor.untyped_storage()
        key = storage.data_ptr()
        if key not in self.memory:
            count = storage.nbytes() // tensor.element_size()
            whole = torch.as_strided(tensor, (count,), (1,), 0)
            errors = torch.zeros(count, dtype=torch.float64)
            values = whole
            if tensor.is_floating_point():
                values = whole.to(torch.float64, copy=True)
            self.memory[key] = values, errors
            self.kept.append(tensor)
        place = tensor.size(), tensor.stride(), tensor.storage_offset()
        return tuple(torch.as_strided(part, *place) for part in self.memory[key])

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        """Run an operation, then follow it."""
        kwargs = kwargs or {}
        schema = func._schema
        returns = schema.returns
        if returns and returns[0].alias_info and not returns[0].alias_info.is_write:
            out = func(*args, **kwargs)
            if isinstance(out, torch.Tensor) and out.numel():
                self.copied(args[0], out)
            return out
        name = schema.name.partition("::")[2]
        if name in UNTOUCHED:
            return func(*args, **kwargs)
        if func in TABLE and name.rstrip("_") not in RULES:
            try:
                with self:
                    out = TABLE[func](*args, **kwargs)
                self.doubt(name, args, kwargs, out)
                return out
            except (ZeroDivisionError, TypeError):
                pass
        before = None
        if name.rstrip("_") not in RANDOM:
            before = self.operands(args, schema.arguments)
        out = func(*args, **kwargs)
        self.put(name, func, args, kwargs, before, out)
        return out

    def copied(self, tensor, out):
        """Follow what may be a view, as `contiguous`, where it is a copy after all."""
        if out.untyped_storage().data_ptr() == tensor.untyped_storage().data_ptr():
            return
        value, error = converted(tensor, *self.pair(tensor), out)
        self.kept.append(out)
        for own, new in zip(self.pair(out), (value, error)):
            if own.is_floating_point():
                own.copy_(new.reshape(out.shape))

    def doubt(self, name, args, keywords, out):
        """Add the error of results where torch and a textbook part."""
        first = out[0] if isinstance(out, tuple) else out
        if name in DOUBTS and first.numel() and args[0].numel():
            error = self.pair(first)[1]
            error += torch.nan_to_num(
                DOUBTS[name](first, *args, **keywords), posinf=torch.inf
            )

    def operands(self, args, names):
        """Return values and errors of the arguments as they are before the call."""
        written = [n.alias_info is not None and n.alias_info.is_write for n in names]
        pairs = [self.both(arg, *flag) for arg, flag in zip(args, zip(written))]
        return [value for value, _ in pairs], [error for _, error in pairs]

    def both(self, arg, copied=False):
        """Return value and error of one argument; lists part by part."""
        if isinstance(arg, torch.Tensor):
            value, error = self.pair(arg)
            if not arg.is_floating_point():
                value = arg
            return (value.clone(), error.clone()) if copied else (value, error)
        if isinstance(arg, (list, tuple)) and any(map(torch.is_tensor, arg)):
            parts = [self.both(part, True) for part in arg]
            return [value for value, _ in parts], [error for _, error in parts]
        return arg, 0.0

    def put(self, name, func, args, kwargs, before, out):
        """Put the values and errors of a result beside it."""
        outs = out if isinstance(out, (tuple, list)) else [out]
        outs = [o for o in outs if isinstance(o, torch.Tensor)]
        if before is None or not outs:
            for tensor in outs:
                self.renew(tensor)
            return
        call = Call(name, func, args, *before, dict(kwargs), outs)
        try:
            made = result(call)
        except (RuntimeError, TypeError, IndexError, ValueError, NotImplementedError):
            made = None
        if made is None:
            self.unknown.add(name)
            made = [(o.double(), torch.inf) for o in outs]
        for tensor, (value, error) in zip(outs, made):
            if tensor.numel() == 0:
                continue
            self.kept.append(tensor)
            own_value, own_error = self.pair(tensor)
            if tensor.is_floating_point() and value is not None:
                overwrite(own_value, value)
            error = torch.as_tensor(error, dtype=torch.float64)
            unknown = torch.isnan(error)  # a bound made of values that are NaN
            overwrite(own_error, torch.where(unknown, torch.inf, error))

    def renew(self, tensor):
        """Take a tensor's values for exact."""
        if tensor.numel():
            self.kept.append(tensor)
            value, error = self.pair(tensor)
            if tensor.is_floating_point():
                value.copy_(tensor)
            error.fill_(0.0)


def overwrite(place, new):
    """Write into a tensor, each element once where it stands in several places."""
    new = new.expand(place.shape)
    for dim, step in enumerate(place.stride()):
        if step == 0:
            place, new = place.narrow(dim, 0, 1), new.narrow(dim, 0, 1)
    place.copy_(new)


def follow(program: Program) -> tuple[Machine, Reference]:
    """Run a program in torch with a value and a bound for every element."""
    machine, reference = Machine(TORCH), Reference()
    for number, statement in enumerate(program):
        for ref in refs(statement.args):
            value = machine.values[ref]
            if isinstance(value, torch.Tensor) and value.numel():
                error = reference.pair(value.detach())[1]
                reference.asked[number, ref] = error.clone()
        with reference:
            machine.take(statement)
        if statement.operation in LOSSES and machine.errors[-1] is None:
            loss = machine.values[-1].detach()
            reference.pair(loss)[1].add_(signs(loss))
    machine.restore()
    return machine, reference
