"""Random numbers of a candidate: the same in every call, however it draws them."""

import hashlib
import random
import sys

import numpy as np

made: list = []  # generators made without a seed, and the state they began with


def follow() -> None:
    """Make generators without a seed of their own repeatable."""
    original = np.random.default_rng

    def default_rng(seed=None):
        generator = original(len(made) + 1 if seed is None else seed)
        if not any(generator is g for g, _ in made):
            made.append((generator, generator.bit_generator.state))
        return generator

    np.random.default_rng = default_rng


def seed_all(seed: int) -> None:
    """Begin every stream anew."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - what candidates use
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.default_generator.manual_seed(seed)  # not the stack for other devices
    for generator, state in made:
        fresh = dict(state)
        generator.bit_generator.state = fresh


def digest() -> list[str]:
    """Summarise the state of each global stream."""
    kind, keys, *rest = np.random.get_state()  # noqa: NPY002
    parts = [keys.tobytes() + repr((kind, rest)).encode()]
    parts.append(repr(random.getstate()).encode())
    torch = sys.modules.get("torch")
    if torch is not None:
        parts.append(torch.get_rng_state().numpy().tobytes())
    return [hashlib.sha256(part).hexdigest()[:16] for part in parts]
