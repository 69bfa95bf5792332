"""The one device that there is: the CPU, and where its tensors are asked to go."""

from . import dtypes
from .autograd import Tensor


class device:
    """A place for tensors, as "cpu"; another one can be named, but not used.

    Parameters
    ----------
    type : str or device
        "cpu", or "cuda", "mps", "xpu", also with an index: "cuda:0".
    index : int, optional
    """

    def __init__(self, type, index=None):
        if isinstance(type, device):
            type, index = type.type, type.index
        name, _, number = str(type).partition(":")
        if name not in ("cpu", "cuda", "mps", "xpu", "meta"):
            raise ValueError(f"type must be a device as 'cpu', got {type!r}")
        self.type = name
        self.index = int(number) if number else index

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self):
        place = "" if self.index is None else f", index={self.index}"
        return f"device(type={self.type!r}{place})"

    def __eq__(self, other):
        return isinstance(other, device) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))


CPU = device("cpu")


def check_device(place):
    """Refuse every device but the CPU; None stands for it.

    Raises
    ------
    ValueError
        If it is another one.
    """
    if place is None:
        return
    if isinstance(place, bool) or not isinstance(place, (str, int, device)):
        raise TypeError(f"device must be a device as 'cpu', got {place!r}")
    if isinstance(place, int) or device(place).type != "cpu":
        raise ValueError(f"scratch computes on the CPU alone, got device {place}")


def is_place(value):
    """Return whether an argument of `to` names a device, not a dtype."""
    return isinstance(value, (str, device)) and not hasattr(dtypes, str(value))


def set_default_device(device):
    """Set where new tensors are made: on the CPU, the only place there is."""
    check_device(device)


def get_default_device():
    """Return where new tensors are made."""
    return CPU


def is_tensor(obj):
    """Return whether an object is a Tensor."""
    return isinstance(obj, Tensor)
