"""torch.nn.parameter's names."""

from ..engine.autograd import Parameter

__all__ = ["Parameter"]
