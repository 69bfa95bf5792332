"""Modules that hold modules: one after the other, in a list, by name."""

from collections import OrderedDict
from itertools import chain, groupby
from operator import index as as_index

from .module import Module, enclosed, forget, indented


class Sequential(Module):
    """Modules applied one after the other.

    Parameters
    ----------
    *args : Module, or one OrderedDict from names to modules
    """

    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            self.extend(args)

    def forward(self, input):
        """Return the last module's output."""
        for module in self._modules.values():
            input = module(input)
        return input

    def append(self, module):
        """Add a module at the end; return the sequence."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        """Add modules at the end; return the sequence."""
        for module in modules:
            self.append(module)
        return self

    def insert(self, index, module):
        """Put a module before the one at `index`; return the sequence."""
        members = list(self._modules.values())
        if not isinstance(module, Module):
            raise TypeError(f"module must be a Module, got {type(module).__name__}")
        if not -len(members) <= as_index(index) <= len(members):
            raise IndexError(f"index {index} is out of range")
        members.insert(index, module)
        return renumber(self, members)

    def pop(self, key):
        """Take the module at `key` out and return it."""
        module = self[key]
        del self[key]
        return module

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __getitem__(self, idx):
        if isinstance(idx, slice):
            return type(self)(OrderedDict(list(self._modules.items())[idx]))
        return self._modules[name_at(self, idx)]

    def __setitem__(self, idx, module):
        setattr(self, name_at(self, idx), module)

    def __delitem__(self, idx):
        remove(self, idx)

    def __add__(self, other):
        return type(self)(*self, *other)

    def __iadd__(self, other):
        return self.extend(other)


class ModuleList(Module):
    """A list of modules whose parameters are registered.

    Parameters
    ----------
    modules : iterable of Module, optional
    """

    def __init__(self, modules=None):
        super().__init__()
        self.extend(() if modules is None else modules)

    append, extend, insert = Sequential.append, Sequential.extend, Sequential.insert
    pop, __len__, __iter__ = Sequential.pop, Sequential.__len__, Sequential.__iter__
    __setitem__, __delitem__ = Sequential.__setitem__, Sequential.__delitem__
    __iadd__ = Sequential.__iadd__

    def __getitem__(self, idx):
        if isinstance(idx, slice):
            return type(self)(list(self._modules.values())[idx])
        return self._modules[name_at(self, idx)]

    def __add__(self, other):
        return ModuleList(chain(self, other))

    def __repr__(self):
        lines, place = [], 0
        for text, same in groupby(map(repr, self)):
            count = len(list(same))
            end = place + count - 1
            many = f"({place}-{end}): {count} x " if count > 1 else f"({place}): "
            lines.append(indented(many + text))
            place += count
        return enclosed(type(self).__name__, [], lines)


class ModuleDict(Module):
    """A dictionary of modules whose parameters are registered.

    Parameters
    ----------
    modules : mapping from str to Module, or iterable of pairs, optional
    """

    def __init__(self, modules=None):
        super().__init__()
        self.update(() if modules is None else modules)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        if key not in self._modules:
            raise KeyError(key)
        forget(self, key)

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def keys(self):
        """Return the names."""
        return self._modules.keys()

    def values(self):
        """Return the modules."""
        return self._modules.values()

    def items(self):
        """Return pairs of a name and its module."""
        return self._modules.items()

    def clear(self):
        """Take every module out."""
        for key in list(self):
            del self[key]

    def pop(self, key):
        """Take the module of a name out and return it."""
        module = self[key]
        del self[key]
        return module

    def update(self, modules):
        """Add the modules of a mapping or of pairs, in the place of those there."""
        for key, module in pairs_of(modules):
            self[key] = module


def pairs_of(members):
    """Return the pairs of a mapping or of an iterable of them."""
    if hasattr(members, "items"):
        return list(members.items())
    if isinstance(members, (str, bytes)) or not hasattr(members, "__iter__"):
        raise TypeError(f"expected a mapping or pairs, got {type(members).__name__}")
    pairs = [tuple(pair) for pair in members]
    for i, pair in enumerate(pairs):
        if len(pair) != 2:
            raise ValueError(f"element {i} must be a pair, got {len(pair)} values")
    return pairs


def name_at(module, idx):
    """Return the name of the module at a position."""
    names = list(module._modules)
    if not -len(names) <= as_index(idx) < len(names):
        raise IndexError(f"index {idx} is out of range")
    return names[idx]


def remove(module, idx):
    """Take the modules at a position, or of a slice, out and number the others."""
    if isinstance(idx, slice):
        gone = list(module._modules)[idx]
    else:
        gone = [name_at(module, idx)]
    for name in gone:
        forget(module, name)
    renumber(module, list(module._modules.values()))


def renumber(module, members):
    """Let a module hold these, named by their positions; return it."""
    for name in list(module._modules):
        forget(module, name)
    for i, member in enumerate(members):
        module.add_module(str(i), member)
    return module
