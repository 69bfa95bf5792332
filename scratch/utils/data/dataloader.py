"""torch.utils.data.dataloader's names."""

from ...engine.collate import default_collate
from ...engine.loader import DataLoader

__all__ = ["DataLoader", "default_collate"]
