"""Switches of NVIDIA's GPUs, which nothing reads: there is none."""

from types import SimpleNamespace

__all__ = ["is_built", "matmul"]

matmul = SimpleNamespace(allow_tf32=False)


def is_built():
    """Return whether there could be a GPU: no."""
    return False
