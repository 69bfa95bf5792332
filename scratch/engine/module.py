"""Modules: objects that own parameters, buffers and other modules."""

from itertools import chain

from .autograd import Parameter, Tensor

REGISTRIES = ("_parameters", "_buffers", "_modules")


class Module:
    """Base class of layers, losses and networks; write `forward`, call the object."""

    def __init__(self):
        for registry in REGISTRIES:
            object.__setattr__(self, registry, {})
        self.training = True

    def __call__(self, *args, **kwargs):
        """Apply `forward`."""
        return self.forward(*args, **kwargs)

    def forward(self, *args, **kwargs):
        """Compute the output; every module writes its own."""
        raise NotImplementedError(f"{type(self).__name__} does not define forward")

    def __setattr__(self, name, value):
        members = self.__dict__
        kinds = ("_parameters", Parameter), ("_modules", Module), ("_buffers", Tensor)
        for registry, kind in kinds:
            known = name in members.get(registry, ())
            if isinstance(value, kind) and (known or kind is not Tensor):
                if registry not in members:
                    raise AttributeError(
                        f"call super().__init__() before setting {name!r}"
                    )
                own(self, registry, name, value)
                return
            if known:
                if value is not None:
                    raise TypeError(
                        f"{name} must be a {kind.__name__} or None, "
                        f"got {type(value).__name__}"
                    )
                own(self, registry, name, value)
                return
        object.__setattr__(self, name, value)

    def __delattr__(self, name):
        if not forget(self, name):
            object.__delattr__(self, name)

    def register_parameter(self, name, param):
        """Own `param` under `name`; None reserves the name."""
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(f"{name} must be a Parameter, got {type(param).__name__}")
        own(self, "_parameters", name, param)

    def register_buffer(self, name, tensor, persistent=True):
        """Own state that is saved but not trained; None reserves the name."""
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(f"{name} must be a Tensor, got {type(tensor).__name__}")
        if not persistent:
            raise ValueError("buffers that are not saved are not supported")
        own(self, "_buffers", name, tensor)

    def add_module(self, name, module):
        """Own `module` under `name`."""
        if not isinstance(module, Module):
            raise TypeError(f"{name} must be a Module, got {type(module).__name__}")
        own(self, "_modules", name, module)

    def children(self):
        """Yield the modules owned directly, each once."""
        return (module for _, module in self.named_children())

    def named_children(self):
        """Yield (name, module) for the modules owned directly, each once."""
        seen = {None}
        for name, module in self._modules.items():
            if module not in seen:
                seen.add(module)
                yield name, module

    def named_modules(self, prefix=""):
        """Yield (name, module) for this module and all below it, each once."""
        seen, stack = {None}, [(prefix, self)]
        while stack:
            name, module = stack.pop()
            if module in seen:
                continue
            seen.add(module)
            yield name, module
            below = [(join(name, key), m) for key, m in module._modules.items()]
            stack.extend(reversed(below))

    def modules(self):
        """Yield this module and all below it."""
        return (module for _, module in self.named_modules())

    def named_parameters(self, prefix="", recurse=True):
        """Yield (name, parameter), each parameter once."""
        return self._named("_parameters", prefix, recurse)

    def parameters(self, recurse=True):
        """Yield every parameter, once."""
        return (param for _, param in self.named_parameters("", recurse))

    def named_buffers(self, prefix="", recurse=True):
        """Yield (name, buffer), each buffer once."""
        return self._named("_buffers", prefix, recurse)

    def buffers(self, recurse=True):
        """Yield every buffer, once."""
        return (buffer for _, buffer in self.named_buffers("", recurse))

    def _named(self, registry, prefix, recurse):
        seen = set()
        for path, module in self.named_modules(prefix) if recurse else [(prefix, self)]:
            for name, tensor in module.__dict__[registry].items():
                if tensor is not None and tensor not in seen:
                    seen.add(tensor)
                    yield join(path, name), tensor

    def state_dict(self):
        """Return {name: tensor} of parameters and buffers, sharing their memory."""
        state = {}
        collect(self, "", state)
        return state

    def load_state_dict(self, state_dict, strict=True):
        """Copy parameters and buffers from `state_dict`: all of them, or none.

        Raises
        ------
        ValueError
            If (with strict) a key is missing or unknown, or if a shape differs.
        TypeError
            If a value is not a Tensor.
        """
        own = self.state_dict()
        problems = []
        if strict:
            unknown = [key for key in state_dict if key not in own]
            missing = [key for key in own if key not in state_dict]
            problems += [f"unknown key {key!r}" for key in unknown]
            problems += [f"missing key {key!r}" for key in missing]
        pairs = [(key, own[key], state_dict[key]) for key in own if key in state_dict]
        for key, target, source in pairs:
            if not isinstance(source, Tensor):
                raise TypeError(f"{key} must be a Tensor, got {type(source).__name__}")
            if target.data.shape != source.data.shape:
                problems.append(
                    f"{key} must have shape {target.data.shape}, "
                    f"got {source.data.shape}"
                )
        if problems:
            raise ValueError(f"{type(self).__name__}: " + "; ".join(problems))
        for _, target, source in pairs:
            target.data[...] = source.data

    def train(self, mode=True):
        """Set training mode in this module and all below it; return it."""
        if not isinstance(mode, bool):
            raise ValueError(f"training mode is expected to be a bool, got {mode!r}")
        for module in self.modules():
            module.training = mode
        return self

    def eval(self):
        """Set evaluation mode; return the module."""
        return self.train(False)

    def zero_grad(self, set_to_none=True):
        """Drop every parameter's gradient, or fill it with zeros."""
        for param in self.parameters():
            clear(param, set_to_none)

    def requires_grad_(self, requires_grad=True):
        """Set whether the parameters receive gradients; return the module."""
        for param in self.parameters():
            param.requires_grad_(requires_grad)
        return self

    def apply(self, fn):
        """Call `fn` on every module, children first; return this module."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def to(self, dtype):
        """Convert floating-point parameters and buffers in place; return the module."""
        for tensor in chain(self.parameters(), self.buffers()):
            if tensor.data.dtype.kind == "f":
                tensor.data = tensor.data.astype(dtype, copy=False)
        return self

    def double(self):
        """Convert to float64; return the module."""
        return self.to("float64")

    def float(self):
        """Convert to float32; return the module."""
        return self.to("float32")

    def extra_repr(self):
        """Return the options shown inside the brackets of `repr`."""
        return ""

    def __repr__(self):
        lines = [
            f"  ({k}): " + repr(m).replace("\n", "\n  ")
            for k, m in self._modules.items()
        ]
        body = self.extra_repr() + ("\n" + "\n".join(lines) + "\n" if lines else "")
        return f"{type(self).__name__}({body})"


def own(module, registry, name, member):
    """Enter a member in its registry, and in `__dict__`, where it is found fastest."""
    members = module.__dict__
    if name not in members[registry]:
        forget(module, name)
    members[registry][name] = members[name] = member


def forget(module, name):
    """Remove `name` from whatever registry or attribute holds it; say if one did."""
    members = module.__dict__
    for registry in REGISTRIES:
        members.get(registry, {}).pop(name, None)
    known = name in members
    members.pop(name, None)
    return known


def join(path, name):
    """Return the dotted name of a member."""
    return f"{path}.{name}" if path else name


def collect(module, path, state):
    """Add the tensors of `module` to `state`: its own first, then its children's."""
    for name, tensor in chain(module._parameters.items(), module._buffers.items()):
        if tensor is not None:
            state[join(path, name)] = tensor.detach()
    for name, child in module._modules.items():
        if child is not None:
            collect(child, join(path, name), state)


def clear(param, set_to_none):
    """Drop the gradient of `param`, or fill it with zeros."""
    if set_to_none:
        param.grad = None
    elif param.grad is not None:
        param.grad.data.fill(0)


class Sequential(Module):
    """Modules applied one after the other.

    Parameters
    ----------
    *args : Module
    """

    def __init__(self, *args):
        super().__init__()
        for i, module in enumerate(args):
            self.add_module(str(i), module)

    def forward(self, input):
        """Return the last module's output."""
        for module in self._modules.values():
            input = module(input)
        return input

    def append(self, module):
        """Add a module at the end; return the sequence."""
        self.add_module(str(len(self)), module)
        return self

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __getitem__(self, index):
        members = list(self._modules.values())[index]
        return type(self)(*members) if isinstance(index, slice) else members


class ModuleList(Module):
    """A list of modules whose parameters are registered.

    Parameters
    ----------
    modules : iterable of Module
    """

    def __init__(self, modules=()):
        super().__init__()
        self.extend(modules)

    def append(self, module):
        """Add a module at the end; return the list."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        """Add modules at the end; return the list."""
        for module in modules:
            self.append(module)
        return self

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __getitem__(self, index):
        members = list(self._modules.values())[index]
        return type(self)(members) if isinstance(index, slice) else members
