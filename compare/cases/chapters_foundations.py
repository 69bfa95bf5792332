"""Cases of what training stands on: signals, averages, checked gradients, inputs."""

import numpy as np

from .case import Arguments, ProgramCase


def never(arguments):
    """Allow for rounding."""
    return False


def drawn(draw) -> Arguments:
    """Draw layers that follow each other, and the gradient at their end."""
    sizes, n = [draw.size() for _ in range(draw.integer(2, 4))], draw.size()
    pairs = zip(sizes[1:], sizes)
    return {
        "input": draw.between(-1.0, 1.0, n, sizes[0]),
        "weights": [draw.between(-1.0, 1.0, *pair) for pair in pairs],
        "doutput": draw.between(-1.0, 1.0, n, sizes[-1]),
        "activation": draw.choice(("relu", "tanh", None)),
    }


def signals(dl, activation, **arguments):
    """Measure the sizes of signals; None stands for the default activation."""
    more = {"activation": getattr(dl, activation)} if activation else {}
    forward, backward = dl.signal_sizes(**arguments, **more)
    return {"forward": forward, "backward": backward}


def layers(**changes):
    """Make the arguments of a measurement that is refused."""
    good = {"input": np.ones((2, 3)), "weights": [np.ones((4, 3))]}
    more = {"doutput": np.ones((2, 4)), "activation": None}
    return lambda: {**good, **more, **changes}


def averages(dl, values, beta):
    """Average with and without correction."""
    kinds = {"corrected": True, "plain": False}
    found = {name: dl.moving_average(values, beta, on) for name, on in kinds.items()}
    return {**found, "default": dl.moving_average(values, beta)}


def checked(dl, input, eps, scale):
    """Check the gradient of a cubic, right and wrong."""

    def function(x):
        return (x * x * x).sum() + (x * x).mean()

    estimate = dl.numerical_gradient(function, input, eps)
    return {
        "estimate": estimate,
        "apart": dl.relative_error(scale * input, input),
        "nothing": dl.relative_error(0 * input, 0 * input),
    }


def prepared(dl, input, later):
    """Standardise the training examples and later ones."""
    layer = dl.Standardize(input)
    return {"state": layer.state_dict(), "train": layer(input), "later": layer(later)}


CASES = [
    ProgramCase(
        name="signal_sizes",
        arguments=drawn,
        program=signals,
        regimes=("plain",),
        exact=never,
        tolerance=1e5,
        refused={
            "weights that do not follow": layers(weights=[np.ones((4, 2))]),
            "a gradient of another shape": layers(doutput=np.ones((2, 3))),
            "a single example": layers(input=np.ones(3)),
            "no list": layers(weights=np.ones((4, 3))),
        },
    ),
    ProgramCase(
        name="moving_average",
        arguments=lambda draw: {
            "values": draw.between(-1.0, 1.0, draw.size(), draw.size()),
            "beta": float(draw.choice((0.0, 0.5, 0.75, 0.9))),
        },
        program=averages,
        exact=never,
        refused={
            "an average that stands still": lambda: {"values": np.ones(2), "beta": 1.0},
            "no values": lambda: {"values": np.ones((0, 2)), "beta": 0.5},
        },
    ),
    ProgramCase(
        name="numerical_gradient",
        arguments=lambda draw: {
            "input": draw.between(-1.0, 1.0, draw.size(), draw.size()),
            "eps": draw.choice((0.5, 0.25, 1e-3)),
            "scale": draw.choice((-1.0, 0.0, 0.5, 3.0)),
        },
        program=checked,
        covers=("numerical_gradient", "relative_error"),
        exact=never,
        tolerance=1e6,  # rounding is divided by eps
        dtypes=("float64",),
        weight=0.5,
        refused={
            "no step": lambda: {"input": np.ones(2), "eps": 0.0, "scale": 1.0},
            "whole numbers": lambda: {"input": np.arange(2), "eps": 0.5, "scale": 1},
        },
    ),
    ProgramCase(
        name="Standardize",
        arguments=lambda draw: {
            "input": draw.between(-1.0, 1.0, draw.size(), 3),
            "later": draw.between(-1.0, 1.0, draw.size(), 3),
        },
        program=prepared,
        regimes=("plain",),
        exact=never,
        tolerance=1e8,  # two examples that are nearly one have hardly a deviation
        refused={
            "no examples": lambda: {"input": np.ones((0, 3)), "later": np.ones((1, 3))},
            "whole numbers": lambda: {
                "input": np.ones((2, 3), int),
                "later": np.ones((1, 3)),
            },
        },
    ),
]
