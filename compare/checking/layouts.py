"""The ways round in which people keep weights, targets and examples."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Layout:
    """How a candidate takes its arguments where the reference has another way."""

    transposed: bool = False
    onehot: bool = False
    columns: bool = False

    def apply(self, candidate) -> None:
        """Make the candidate be called so."""
        candidate.transposed = self.transposed
        candidate.onehot = self.onehot
        candidate.columns = self.columns

    def notes(self, candidate) -> list[str]:
        """Say what is not as in the reference."""
        found = []
        if candidate.transposed:
            found.append("its weight is (in, out): compared transposed")
        if candidate.onehot:
            found.append("its target is one-hot")
        if candidate.columns:
            found.append("its examples are columns: compared transposed")
        return found


def layouts(arguments: dict, name: str, columns: bool | None) -> Iterator[Layout]:
    """Give every layout that could be meant, the reference's own first."""
    matrix = np.ndim(arguments.get("weight", 0)) == 2
    for turned in (False, True) if columns is None else (columns,):
        for transposed in (False, True) if matrix else (False,):
            for onehot in (False, True) if name == "cross_entropy" else (False,):
                yield Layout(transposed, onehot, turned)
