"""An exercise's solution beside its twin."""

import inspect
import textwrap
from importlib import import_module

from .exercise import Exercise


def pair(exercise: Exercise) -> tuple[str, str]:
    """Return the solution in NumPy and the same function in torch."""
    return exercise.solution, twin(exercise)


def twin(exercise: Exercise) -> str:
    """Return the source of the function in `torch_ref`; of a network, in torch."""
    place = exercise.told or exercise.place
    module, _, name = place.partition(":")
    if not module.startswith("scratch."):
        module, _, name = exercise.against.partition(":")
    home = import_module(module.replace("scratch.", "torch_ref.", 1))
    value = getattr(home, name.partition(".")[0], None)
    if value is None:
        return f"{exercise.against}  # torch's own\n"
    for step in name.split(".")[1:]:
        value = getattr(value, step)
    return textwrap.dedent(inspect.getsource(inspect.unwrap(value)))
