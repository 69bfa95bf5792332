"""Ways to plant a fault; each is called in a process of its own, which then ends."""

import functools
import importlib
import inspect
import sys
import textwrap

import scratch

OURS = ("scratch", "torch_ref", "compare", "test_", "tests", "planting")


def of(path):
    """Return what a dotted name means, seen from scratch or from the root."""
    *names, last = path.split(".")
    found = scratch
    if names and names[0] in ("torch_ref", "compare"):
        found, names = importlib.import_module(names[0]), names[1:]
    for name in names:  # a module may hide behind a function of its name
        module = sys.modules.get(f"{getattr(found, '__name__', '')}.{name}")
        found = module or getattr(found, name)
    return getattr(found, last)


def replace(old, new):
    """Put `new` wherever a module, a table of it or a Tensor holds `old`."""
    for name, module in list(sys.modules.items()):
        if not name.startswith(OURS) or module is None:
            continue
        for key, value in list(vars(module).items()):
            if value is old:
                setattr(module, key, new)
            elif isinstance(value, dict) and key[:2] != "__":
                for k in [k for k, v in value.items() if v is old]:
                    value[k] = new
    for key, value in list(vars(scratch.Tensor).items()):
        if value is old:
            setattr(scratch.Tensor, key, new)


def wrong(path, change):
    """Let a function be `change(healthy, *arguments)`."""

    def plant():
        old = of(path)
        replace(old, functools.wraps(old)(functools.partial(change, old)))

    return plant


def output(path, change):
    """Let a function return `change(result)`."""
    return wrong(path, lambda old, *args, **kwargs: change(old(*args, **kwargs)))


def argument(path, **changes):
    """Let a function see changed arguments."""

    def change(old, *args, **kwargs):
        bound = inspect.signature(old).bind(*args, **kwargs)
        bound.apply_defaults()
        for name, new in changes.items():
            bound.arguments[name] = new(bound.arguments[name])
        return old(*bound.args, **bound.kwargs)

    return wrong(path, change)


def method(path, change):
    """Let a method be `change(healthy, self, *arguments)`."""

    def plant():
        owner, _, name = path.rpartition(".")
        old = getattr(of(owner), name)

        @functools.wraps(old)
        def new(self, *args, **kwargs):
            return change(old, self, *args, **kwargs)

        setattr(of(owner), name, new)

    return plant


def group(path, **changes):
    """Let an optimiser's steps see changed options."""

    def step(old, self, closure=None):
        kept = [dict(group) for group in self.param_groups]
        for group in self.param_groups:
            group.update({k: new(group[k]) for k, new in changes.items()})
        result = old(self, closure)
        for group, options in zip(self.param_groups, kept):
            group.update({k: options[k] for k in changes})
        return result

    return method(f"{path}.step", step)


def text(path, *changes):
    """Let a function have another source: pairs of what it says and what it should."""

    def plant():
        old = of(path)
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(old)))
        for says, planted in changes:
            if says not in source:
                raise LookupError(f"{path} does not say {says!r}")
            source = source.replace(says, planted)
        module = sys.modules[old.__module__]
        exec(compile(source, module.__file__, "exec"), vars(module))
        replace(old, getattr(module, old.__name__))

    return plant


def each(*plants):
    """Plant several faults at once."""
    return lambda: [plant() for plant in plants]


def silently(output, term):
    """Give an output the gradient of a further term, and not its value."""
    return output + (term - term.detach())


def scaled(factor):
    """Return the change that multiplies."""
    return lambda value: value * factor
