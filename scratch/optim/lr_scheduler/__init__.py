"""Learning-rate schedules."""

from .closed_form import InverseTimeLR, LambdaLR
from .composition import ChainedScheduler, SequentialLR
from .cosine import CosineAnnealingLR
from .one_cycle import OneCycleLR
from .plateau import ReduceLROnPlateau
from .ramp import ConstantLR, LinearLR, PolynomialLR
from .scheduler import LRScheduler
from .step import ExponentialLR, MultiStepLR, StepLR

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "ExponentialLR",
    "InverseTimeLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
