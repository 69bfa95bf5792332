"""Wrong operations for the tests of the battery."""

import pytest

import scratch
from compare.battery.equivalence import search
from compare.battery.mismatch import Mismatch
from compare.cases import collect


def plant(monkeypatch, name, distort):
    """Let `distort(gradients, doutput, arguments)` change what an operation returns."""
    healthy = getattr(scratch, name).__wrapped__

    def body(*args):
        output, backward = healthy(*args)
        return output, lambda doutput: distort(backward(doutput), doutput, args)

    body.__wrapped__ = healthy
    body.__name__ = name
    monkeypatch.setattr(scratch, name, getattr(scratch, name).declare(body))


def find(name, dtype="float64", examples=200):
    """Return the mismatch that the battery finds."""
    with pytest.raises(Mismatch) as caught:
        search(collect()[name], dtype, examples, 0)
    return caught.value


def changed(gradients, position, change):
    """Return the gradients with one of them changed."""
    return tuple(
        change(g) if i == position and g is not None else g
        for i, g in enumerate(gradients)
    )
