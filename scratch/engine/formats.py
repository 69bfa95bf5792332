"""Names of how elements lie in memory, of which there is one."""


class Arrangement:
    """A name for how elements lie in memory."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"torch.{self.name}"


strided = Arrangement("strided")
contiguous_format = Arrangement("contiguous_format")
preserve_format = Arrangement("preserve_format")
channels_last = Arrangement("channels_last")
ARRANGED = {
    "layout": (None, strided),
    "memory_format": (None, contiguous_format, preserve_format),
    "pin_memory": (None, False, True),
}


def check_arranged(options):
    """Take out of `options` how elements shall lie in memory: as they do.

    Raises
    ------
    ValueError
        If it is something else.
    """
    for name in ARRANGED.keys() & options.keys():
        value = options.pop(name)
        if not any(value is known for known in ARRANGED[name]):
            known = ", ".join(map(str, ARRANGED[name]))
            raise ValueError(f"{name} must be one of {known}, got {value!r}")
