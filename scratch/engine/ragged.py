"""Sequences of unequal length in one tensor."""

from .arranging import pad
from .function import listed
from .shapes import stack


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    """Return sequences side by side, the shorter ones made longer.

    Parameters
    ----------
    sequences : iterable of (length, ...) tensors
    batch_first : bool
        Whether the sequences are counted before their steps.
    padding_value : float
    padding_side : {"right", "left"}

    Returns
    -------
    (longest, N, ...) tensor, or (N, longest, ...), in the dtype of the first
    """
    if padding_side not in ("right", "left"):
        raise ValueError(f"padding_side must be right or left, got {padding_side!r}")
    sequences = listed("sequences", sequences)
    if not sequences:
        raise ValueError("sequences must hold a tensor")
    longest = max(len(sequence) for sequence in sequences)
    padded = []
    for sequence in sequences:
        missing = longest - len(sequence)
        ends = (0, missing) if padding_side == "right" else (missing, 0)
        others = (0, 0) * (sequence.ndim - 1)
        sequence = sequence.to(sequences[0].dtype)
        padded.append(pad(sequence, (*others, *ends), value=padding_value))
    return stack(padded, 0 if batch_first else 1)
