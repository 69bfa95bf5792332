"""torch.nn.utils.rnn's names; sequences are padded, not packed."""

from ...engine.ragged import pad_sequence

__all__ = ["pad_sequence"]
