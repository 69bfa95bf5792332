"""Which release of torch scratch follows."""

__version__ = "2.13.0"
cuda = hip = None
