"""Learning-rate schedules."""

from .closed_form import InverseTimeLR, LambdaLR, MultiplicativeLR
from .composition import ChainedScheduler, SequentialLR
from .cosine import CosineAnnealingLR
from .cyclic import CyclicLR
from .one_cycle import OneCycleLR
from .plateau import ReduceLROnPlateau
from .ramp import ConstantLR, LinearLR, PolynomialLR
from .restarts import CosineAnnealingWarmRestarts
from .scheduler import LRScheduler
from .step import ExponentialLR, MultiStepLR, StepLR

_LRScheduler = LRScheduler  # the name that it had before

__all__ = [
    "ChainedScheduler",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "InverseTimeLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
]
