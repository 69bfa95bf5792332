"""The text that the character models learn: Shakespeare's sonnets (`sonnets.md`)."""

from functools import cache
from pathlib import Path

import numpy as np

PATH = Path(__file__).with_name("sonnets.txt")


@cache
def sonnets() -> tuple[np.ndarray, str]:
    """Return the text as int64 tokens, and the characters that they number."""
    text = PATH.read_text(encoding="utf-8")
    characters = "".join(sorted(set(text)))
    number = {character: i for i, character in enumerate(characters)}
    return np.array([number[character] for character in text]), characters


def spelled(tokens, characters: str) -> str:
    """Return tokens as text."""
    return "".join(characters[int(token)] for token in tokens)
