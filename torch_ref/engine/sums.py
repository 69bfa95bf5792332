"""Sums along dimensions, and of products."""


def total(array, axes, keepdims=False):
    """Return array.sum(axes, keepdims=keepdims)."""
    return array.sum(axes, keepdims=keepdims)


def inner(left, right, axes, keepdims=False):
    """Return (left * right).sum(axes, keepdims=keepdims), for arrays of one shape."""
    return (left * right).sum(axes, keepdims=keepdims)
