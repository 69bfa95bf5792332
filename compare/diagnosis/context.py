"""What the diagnosis may use besides the two sides that differ."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

Quantities = dict[str, np.ndarray]


@dataclass
class Mistake:
    """One known mistake and what the operation would have produced with it.

    Attributes
    ----------
    name : str
        As it is reported.
    quantities : dict
        The arrays that the mistake changes, by name; those it leaves alone are absent.
    general : bool
        Whether it could befall any operation; one known of this operation goes first.
    """

    name: str
    quantities: Quantities
    general: bool = False


@dataclass
class Context:
    """Inputs, named numbers, intermediate values and known mistakes of one call.

    Attributes
    ----------
    operation : str
    scalars : dict
        Named numbers from which constant factors are explained: n, k, p, lr, ...
    arrays : dict
        Inputs and intermediate values: input, xhat, probabilities, mask, gamma, ...
    places : dict
        Masks of special elements, e.g. "input == 0".
    mistakes : list of Mistake
        The reference evaluated with one thing changed.
    meanings : dict
        What a factor such as "1-p" means here, e.g. "survivors not rescaled".
    patterns : list of callable
        Patterns of this operation, tried before the general ones.
    """

    operation: str = "the operation"
    scalars: dict[str, float] = field(default_factory=dict)
    arrays: Quantities = field(default_factory=dict)
    places: Quantities = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    patterns: list[Callable] = field(default_factory=list)

    def mistake(self, name: str, **quantities) -> None:
        """Add a mistake known of this operation."""
        self.mistakes.append(Mistake(name, quantities))
