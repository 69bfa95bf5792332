"""What stops a check before it begins."""


class Unclear(ValueError):
    """The request cannot be understood: no such file, no such name."""


class Stuck(Exception):
    """The candidate cannot be judged: why, in words, and what would help."""
