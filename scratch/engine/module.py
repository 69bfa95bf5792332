"""Modules: objects that own parameters, buffers and other modules."""

from .autograd import Parameter, Tensor

REGISTRIES = ("_parameters", "_buffers", "_modules")


class Module:
    """Base class of layers, losses and networks; write `forward`, call the object."""

    _hooks = None  # functions around `forward`: see `module_hooks`

    def __init__(self):
        for registry in REGISTRIES:
            object.__setattr__(self, registry, {})
        object.__setattr__(self, "_non_persistent_buffers_set", set())
        self.training = True

    def __call__(self, *args, **kwargs):
        """Apply `forward`, and the hooks around it."""
        if self._hooks is None:
            return self.forward(*args, **kwargs)
        return self._hooks.call(self, args, kwargs)

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
        check_name(self, "_parameters", name)
        own(self, "_parameters", name, param)

    def register_buffer(self, name, tensor, persistent=True):
        """Own state that is not trained, and saved if persistent."""
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(f"{name} must be a Tensor, got {type(tensor).__name__}")
        check_name(self, "_buffers", name)
        own(self, "_buffers", name, tensor)
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name, module):
        """Own `module` under `name`; None reserves the name."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(f"{name} must be a Module, got {type(module).__name__}")
        check_name(self, "_modules", name)
        own(self, "_modules", name, module)

    register_module = add_module

    def get_submodule(self, target):
        """Return the module of a dotted name; "" is this one."""
        return found(self, target, Module)

    def get_parameter(self, target):
        """Return the parameter of a dotted name."""
        return found(self, target, Parameter)

    def get_buffer(self, target):
        """Return the buffer of a dotted name."""
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        if name not in owner._buffers:
            raise AttributeError(f"{target!r} is not a buffer")
        return owner._buffers[name]

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

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """Yield (name, module) for this module and all below it, each once."""
        seen = set() if memo is None else memo
        stack = [(prefix, self)]
        while stack:
            name, module = stack.pop()
            if module is None or module in seen:
                continue
            if remove_duplicate:
                seen.add(module)
            yield name, module
            below = [(join(name, key), m) for key, m in module._modules.items()]
            stack.extend(reversed(below))

    def modules(self):
        """Yield this module and all below it."""
        return (module for _, module in self.named_modules())

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        """Yield (name, parameter), each parameter once."""
        return self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        """Yield every parameter, once."""
        return (param for _, param in self.named_parameters("", recurse))

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        """Yield (name, buffer), each buffer once."""
        return self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        """Yield every buffer, once."""
        return (buffer for _, buffer in self.named_buffers("", recurse))

    def _named(self, registry, prefix, recurse, once):
        seen, modules = set(), [(prefix, self)]
        if recurse:
            modules = self.named_modules(None, prefix, once)
        for path, module in modules:
            for name, tensor in module.__dict__[registry].items():
                if tensor is not None and tensor not in seen:
                    if once:
                        seen.add(tensor)
                    yield join(path, name), tensor

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

    def extra_repr(self):
        """Return the options shown inside the brackets of `repr`."""
        return ""

    def __repr__(self):
        lines = self.extra_repr().split("\n") if self.extra_repr() else []
        below = [
            indented(f"({name}): {module!r}") for name, module in self._modules.items()
        ]
        return enclosed(type(self).__name__, lines, below)


def enclosed(name, lines, below):
    """Return a name with lines in brackets: one alone beside it, more below it."""
    if len(lines) == 1 and not below:
        return f"{name}({lines[0]})"
    inside = "".join(f"\n  {line}" for line in lines + below)
    return f"{name}({inside}\n)" if inside else f"{name}()"


def indented(text):
    """Return a text whose lines but the first begin two places later."""
    return text.replace("\n", "\n  ")


def check_name(module, registry, name):
    """Refuse a name that is no text, has a dot, or stands for something else."""
    if not isinstance(name, str):
        raise TypeError(f"a member's name must be a str, got {name!r}")
    if not name or "." in name:
        raise KeyError(f"a member's name must be without dots, got {name!r}")
    if hasattr(module, name) and name not in module.__dict__.get(registry, ()):
        raise KeyError(f"attribute {name!r} already exists")


def found(module, target, kind):
    """Return the member of a dotted name."""
    for name in target.split(".") if target else ():
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no {name!r}: {target}")
        module = getattr(module, name)
    if not isinstance(module, kind):
        raise AttributeError(f"{target!r} is no {kind.__name__}")
    return module


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


def clear(param, set_to_none):
    """Drop the gradient of `param`, or fill it with zeros."""
    if set_to_none:
        param.grad = None
    elif param.grad is not None:
        param.grad.array.fill(0)
