"""Random streams: what drawing a million numbers costs."""

MILLION = 10**6
SINGLE, DOUBLE = "float32", "float64"


def drawn(name, *arguments, dtype=None):
    """Return what prepares draws of a function of the package."""

    def prepare(side):
        function = getattr(side.engine, name)
        options = {"dtype": getattr(side.engine, dtype)} if dtype else {}
        return lambda: function(*arguments, **options)

    return prepare


def bernoulli(side):
    """Prepare a million decisions with a probability each."""
    p = side.engine.full((MILLION,), 0.3)
    return lambda: side.engine.bernoulli(p)


def dropout(side):
    """Prepare dropout of a million elements, forward alone."""
    input = side.engine.ones(MILLION)
    return lambda: side.functions.dropout(input, 0.5)


# name: what prepares it, the ratio it must reach, the seconds it must keep to
STREAMS = {
    "rand 1000000": (drawn("rand", MILLION, dtype=SINGLE), 1.0, None),
    "rand 1000000 float64": (drawn("rand", MILLION, dtype=DOUBLE), 1.0, None),
    "bernoulli 1000000": (bernoulli, 1.0, None),
    "dropout 1000000": (dropout, 1.0, None),
    "randn 1000000": (drawn("randn", MILLION, dtype=SINGLE), 8.0, None),
    "randn 1000000 float64": (drawn("randn", MILLION, dtype=DOUBLE), 8.0, None),
    "randperm 60000": (drawn("randperm", 60000), None, 4e-3),
}
