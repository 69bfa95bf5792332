"""Gradients of functions: torch's own."""

from torch.autograd import Variable, backward, set_detect_anomaly
from torch.autograd.functional import jacobian, vjp

__all__ = ["Variable", "backward", "jacobian", "set_detect_anomaly", "vjp"]
