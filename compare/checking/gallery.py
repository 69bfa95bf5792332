"""The bug of the gallery that is most like a mistake."""

import re

COMMON = {"the", "is", "a", "of", "in", "it", "and", "by", "not", "for", "to", "with"}


def similar(reference: str, names) -> str | None:
    """Return the name of a bug of the same operation that says the same in part."""
    from ..bugs import collect

    said = words(" ".join(names))
    best, most = None, 1
    for name, bug in collect().items():
        if bug.operation.function.__name__ != reference:
            continue
        count = len(said & words(f"{bug.title} {bug.diagnosis}"))
        if count > most:
            best, most = name, count
    return best


def words(text: str) -> set[str]:
    """Return the words that tell something."""
    return set(re.findall(r"[a-z0-9]+", text.lower())) - COMMON
