"""The two contestants: scratch, and torch's own modules and optimisers."""

from dataclasses import dataclass
from types import ModuleType

import torch

import scratch


@dataclass(frozen=True)
class Library:
    """Where a side keeps its names; torch spreads over four what scratch has in one."""

    name: str
    engine: ModuleType
    functions: ModuleType
    modules: ModuleType
    optimisers: ModuleType


SIDES = (
    Library("scratch", scratch, scratch, scratch, scratch),
    Library("torch", torch, torch.nn.functional, torch.nn, torch.optim),
)
