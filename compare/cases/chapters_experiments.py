"""Cases of the notes' networks and experiments: layer l, parity, bias and variance."""

import numpy as np

from .case import Arguments, ProgramCase

PARITIES = ("parity_tree", "parity_patterns", "parity_relu", "parity_threshold")


def never(arguments):
    """Allow for rounding."""
    return False


def columns(draw) -> Arguments:
    """Draw layer sizes, weights, one column for each example, and activations."""
    sizes = [draw.size() for _ in range(draw.integer(2, 4))]
    m, head = draw.size(), draw.choice(("sigmoid", "softmax", "linear"))
    hidden = ("relu", "tanh", "leaky_relu", "sigmoid", "linear")
    classes = draw.labels(m, classes=sizes[-1])
    if head == "softmax":
        labels = np.eye(sizes[-1], dtype=bool)[:, classes]
    else:
        labels = draw.booleans(sizes[-1], m)
    pairs = list(zip(sizes[1:], sizes))
    return {
        "X": draw.between(-1.0, 1.0, sizes[0], m),
        "Y": labels,
        "W": [None, *(draw.between(-1.0, 1.0, *pair) for pair in pairs)],
        "b": [None, *(draw.between(-1.0, 1.0, n, 1) for n, _ in pairs)],
        "g": [None, *(draw.choice(hidden) for _ in pairs[1:]), head],
    }


def layers(dl, X, Y, W, b, g):
    """Compute the notes' equations; all numbers in one array have one scale."""
    Y = Y.to(X.dtype)
    A, caches = dl.deep_forward(X, W, b, g)
    found = dl.deep_backward(Y, caches)
    last = caches[-1]
    cost = dl.deep_cost(last.Z, Y, g[-1])
    kept = [t for cache in caches[1:] for t in (cache.A_prev, cache.Z, cache.A)]
    one = dl.layer_backward(A, last)  # any gradient will do
    *rest, output = found.dA  # divided by A and 1 - A, which may be next to 0
    parts = (rest, found.dZ, found.dW, found.db)
    seen = [cost, *kept, *one, *(t for part in parts for t in part if t is not None)]
    return {
        "numbers": dl.cat([tensor.reshape(-1) for tensor in seen]),
        "shapes": [tuple(tensor.shape) for tensor in seen],
        "names": list(found._asdict()),
        "shape": tuple(output.shape),
    }


def wrong(**changes):
    """Make the arguments of a call that is refused."""
    good = {"X": np.ones((2, 3)), "Y": np.ones((1, 3)), "W": [None, np.ones((1, 2))]}
    more = {"b": [None, np.ones((1, 1))], "g": [None, "sigmoid"]}
    return lambda: {**good, **more, **changes}


def circuits(dl, n):
    """Build every parity network and show it all patterns of bits."""
    bits = dl.all_bits(n)
    found = {"bits": bits, "fires": dl.Threshold()(bits - 0.5)}
    for name in PARITIES:
        network, units = getattr(dl, name)(n)
        found[name] = [network(bits), units, repr(network)]
    return found


def curves(dl, degree, strength, samples, repeats, noise, **errors):
    """Measure bias and variance, fit one polynomial, and give advice."""
    x = dl.linspace(-1.0, 1.0, samples)
    features = dl.polynomial(x, degree)
    weight = dl.ridge(features, x * x, strength)
    found = dl.bias_variance(degree, strength, samples, repeats, noise)
    advice = dl.advise(**errors)
    return {
        "features": features,
        "fitted": features @ weight,
        "measured": found._asdict(),
        "advice": advice._asdict(),
        "state": dl.get_rng_state(),
    }


def measured(**changes):
    """Make the arguments of a measurement."""
    good = {"degree": 2, "strength": 0.25, "samples": 9, "repeats": 3, "noise": 0.25}
    errors = {"train_error": 0.25, "dev_error": 0.5, "target": 0.125}
    return lambda: {**good, **errors, **changes}


CASES = [
    ProgramCase(
        name="deep_forward",
        arguments=columns,
        program=layers,
        covers=(
            "deep_backward",
            "deep_cost",
            "deep_forward",
            "layer_backward",
            "layer_forward",
        ),
        regimes=("plain",),
        exact=never,
        tolerance=1e6,
        refused={
            "an unknown activation": wrong(g=[None, "x"]),
            "softmax inside": wrong(
                W=[None, np.ones((2, 2)), np.ones((1, 2))],
                b=[None, np.ones((2, 1)), np.ones((1, 1))],
                g=[None, "softmax", "sigmoid"],
            ),
            "labels of another shape": wrong(Y=np.ones((1, 2))),
            "no cost": wrong(g=[None, "relu"]),
        },
    ),
    ProgramCase(
        name="parity",
        arguments=lambda draw: {"n": draw.integer(1, 7)},
        program=circuits,
        covers=("Threshold", "all_bits", *PARITIES),
        weight=0.2,
        refused={"no bits": lambda: {"n": 0}},
    ),
    ProgramCase(
        name="bias_variance",
        arguments=lambda draw: measured(
            degree=draw.integer(0, 3),
            strength=draw.choice((0.25, 0.01)),
            samples=draw.integer(5, 12),
            repeats=draw.integer(2, 4),
            dev_error=draw.choice((0.25, 0.3, 0.5)),
            target=draw.choice((0.0, 0.25)),
        )(),
        program=curves,
        covers=("advise", "bias_variance", "polynomial", "ridge"),
        exact=never,
        tolerance=1e4,
        dtypes=("float64",),
        weight=0.2,
        refused={
            "a negative degree": measured(degree=-1),
            "a negative strength": measured(strength=-1.0),
            "no sets": measured(repeats=0),
            "a negative error": measured(target=-1.0),
        },
    ),
]
