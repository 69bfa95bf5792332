"""Modules that hold parameters: in a list, and by name."""

from operator import index as as_index

from .autograd import Parameter, Tensor
from .containers import pairs_of
from .module import Module


def parameter(value):
    """Return a tensor as a Parameter; anything else as it is."""
    plain = isinstance(value, Tensor) and not isinstance(value, Parameter)
    return Parameter(value) if plain else value


def listing(members, kind_of):
    """Return the lines that show members by name."""
    lines = []
    for name, value in members:
        what = f"Object of type: {type(value).__name__}"
        if isinstance(value, Tensor):
            kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
            size = "x".join(map(str, value.shape))
            what = f"{kind} containing: [{kind_of(value)} of size {size}]"
        lines.append(f"  ({name}): {what}")
    return "\n".join(lines)


class Held(Module):
    """What lists and dictionaries of parameters share."""

    def __call__(self, *args, **kwargs):
        """Refuse: there is no forward."""
        raise RuntimeError(f"{type(self).__name__} should not be called")


class ParameterList(Held):
    """A list of parameters that are registered.

    Parameters
    ----------
    values : iterable of Tensor, optional
    """

    def __init__(self, values=None):
        super().__init__()
        self._size = 0
        self.extend(() if values is None else values)

    def append(self, value):
        """Add a parameter at the end; return the list."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values):
        """Add parameters at the end; return the list."""
        if isinstance(values, Tensor) or not hasattr(values, "__iter__"):
            raise TypeError(f"values must be Tensors, got {type(values).__name__}")
        for value in values:
            self.append(value)
        return self

    def __len__(self):
        return self._size

    def __iter__(self):
        return iter([self[i] for i in range(self._size)])

    def __getitem__(self, idx):
        if isinstance(idx, slice):
            return type(self)([self[i] for i in range(*idx.indices(self._size))])
        return getattr(self, self._place(idx))

    def __setitem__(self, idx, param):
        setattr(self, self._place(idx), parameter(param))

    def __iadd__(self, values):
        return self.extend(values)

    def _place(self, idx):
        if not -self._size <= as_index(idx) < self._size:
            raise IndexError(f"index {idx} is out of range")
        return str(as_index(idx) % self._size)

    def extra_repr(self):
        """Return a line for every parameter."""
        return listing(enumerate(self), lambda value: str(value.dtype))


class ParameterDict(Held):
    """A dictionary of parameters that are registered.

    Parameters
    ----------
    parameters : mapping from str to Tensor, or iterable of pairs, optional
    """

    def __init__(self, parameters=None):
        super().__init__()
        self._keys = {}
        self.update(() if parameters is None else parameters)

    def __getitem__(self, key):
        if key not in self._keys:
            raise KeyError(key)
        return getattr(self, key)

    def __setitem__(self, key, value):
        if not isinstance(key, str):
            raise TypeError(f"a key must be a str, got {key!r}")
        self._keys[key] = None
        setattr(self, key, parameter(value))

    def __delitem__(self, key):
        del self._keys[key]
        delattr(self, key)

    def __len__(self):
        return len(self._keys)

    def __iter__(self):
        return iter(self._keys)

    def __contains__(self, key):
        return key in self._keys

    def keys(self):
        """Return the names."""
        return self._keys.keys()

    def values(self):
        """Return the parameters."""
        return (self[key] for key in self._keys)

    def items(self):
        """Return pairs of a name and its parameter."""
        return ((key, self[key]) for key in self._keys)

    def get(self, key, default=None):
        """Return the parameter of a name, or `default`."""
        return self[key] if key in self else default  # noqa: SIM401, it is no dict

    def pop(self, key):
        """Take the parameter of a name out and return it."""
        value = self[key]
        del self[key]
        return value

    def clear(self):
        """Take every parameter out."""
        for key in list(self):
            del self[key]

    def update(self, parameters):
        """Add the parameters of a mapping or of pairs, in the place of those there.

        Those of a plain dict come in the order of their names, as torch takes them.
        """
        pairs = pairs_of(parameters)
        for key, value in sorted(pairs) if type(parameters) is dict else pairs:
            self[key] = value

    def extra_repr(self):
        """Return a line for every parameter."""
        return listing(self.items(), Tensor.type)
