"""Losses: a function and its module in every file."""

from .binary_cross_entropy import BCELoss, binary_cross_entropy
from .binary_cross_entropy_with_logits import (
    BCEWithLogitsLoss,
    binary_cross_entropy_with_logits,
)
from .cross_entropy import CrossEntropyLoss, cross_entropy
from .huber_loss import HuberLoss, huber_loss
from .kl_div import KLDivLoss, kl_div
from .l1_loss import L1Loss, l1_loss
from .mse_loss import MSELoss, mse_loss
from .nll_loss import NLLLoss, nll_loss
from .smooth_l1_loss import SmoothL1Loss, smooth_l1_loss

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
    "NLLLoss",
    "SmoothL1Loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "mse_loss",
    "nll_loss",
    "smooth_l1_loss",
]
