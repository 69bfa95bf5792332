"""Losses: a function and its module in every file."""

from .binary_cross_entropy import BCELoss, binary_cross_entropy
from .binary_cross_entropy_with_logits import (
    BCEWithLogitsLoss,
    binary_cross_entropy_with_logits,
)
from .cross_entropy import CrossEntropyLoss, cross_entropy
from .gaussian_nll_loss import GaussianNLLLoss, gaussian_nll_loss
from .hinge_embedding_loss import HingeEmbeddingLoss, hinge_embedding_loss
from .huber_loss import HuberLoss, huber_loss
from .kl_div import KLDivLoss, kl_div
from .l1_loss import L1Loss, l1_loss
from .margin_ranking_loss import MarginRankingLoss, margin_ranking_loss
from .mse_loss import MSELoss, mse_loss
from .multi_margin_loss import MultiMarginLoss, multi_margin_loss
from .nll_loss import NLLLoss, nll_loss
from .poisson_nll_loss import PoissonNLLLoss, poisson_nll_loss
from .smooth_l1_loss import SmoothL1Loss, smooth_l1_loss
from .soft_margin_loss import SoftMarginLoss, soft_margin_loss
from .triplet_margin_loss import TripletMarginLoss, triplet_margin_loss

__all__ = [
    "BCELoss",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "GaussianNLLLoss",
    "HingeEmbeddingLoss",
    "HuberLoss",
    "KLDivLoss",
    "L1Loss",
    "MSELoss",
    "MarginRankingLoss",
    "MultiMarginLoss",
    "NLLLoss",
    "PoissonNLLLoss",
    "SmoothL1Loss",
    "SoftMarginLoss",
    "TripletMarginLoss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "cross_entropy",
    "gaussian_nll_loss",
    "hinge_embedding_loss",
    "huber_loss",
    "kl_div",
    "l1_loss",
    "margin_ranking_loss",
    "mse_loss",
    "multi_margin_loss",
    "nll_loss",
    "poisson_nll_loss",
    "smooth_l1_loss",
    "soft_margin_loss",
    "triplet_margin_loss",
]
