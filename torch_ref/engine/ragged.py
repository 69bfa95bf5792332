"""Sequences of unequal length in one tensor: torch's own."""

from torch.nn.utils.rnn import pad_sequence

__all__ = ["pad_sequence"]
