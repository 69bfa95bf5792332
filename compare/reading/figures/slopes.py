"""Figures of one number that moves: activations, losses, heads."""

import numpy as np

from compare.reading.figures.draw import live
from compare.reading.figures.live import Live, Plane

XS = np.linspace(-5, 5, 41)
GRID = np.linspace(-6, 6, 121)


def sigmoid(x):
    """Return 1 / (1 + exp(-x))."""
    return 1 / (1 + np.exp(-x))


def tangent(plane, x, y, slope, reach=1.6):
    """Return the path of a short tangent."""
    ends = np.array([-reach, reach]) / np.hypot(1, slope)
    return plane.path(x + ends, y + slope * ends)


def touching(choices, y_range, ticks, what, x_label="x", **words) -> Live:
    """Return a figure of functions with a tangent that moves along them.

    Parameters
    ----------
    choices : dict
        Name: (function, its slope).
    """
    plane = Plane(x=(-6, 6), y=y_range)
    frames = {}
    for name, (function, slope) in choices.items():
        frames[name] = []
        for x in XS:
            y, s = float(function(x)), float(slope(x))
            frames[name].append(
                {
                    "line": plane.path(GRID, function(GRID)),
                    "fine": plane.path(GRID, slope(GRID)),
                    "dash": tangent(plane, x, y, s),
                    "point": plane.dots([x], [y]),
                    "say": what(x, y, s),
                }
            )
    xticks = [(k, str(k)) for k in range(-6, 7, 2)]
    return Live(
        slider=x_label,
        values=[f"{x_label} = {x:.2f}" for x in XS],
        frames=frames,
        shapes=["line", "fine", "dash", "point"],
        ground=plane.ruler(xticks, ticks, x_label, ""),
        start=26,
        **words,
    )


@live
def sigmoid_tangent():
    """Move a tangent along sigmoid and tanh."""
    choices = {
        "sigmoid": (sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
        "tanh": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    }
    return touching(
        choices,
        (-1.1, 1.1),
        [(k, str(k)) for k in (-1, 0, 1)],
        lambda x, y, s: (
            f"The output is {y:.3f}; of an upstream gradient {s:.1%} goes on."
        ),
        alt="An S-shaped curve with a tangent that moves along it, and the slope as a "
        "dotted curve, highest in the middle",
        caption="Solid: the function. Dotted: its slope, which is what the backward "
        "pass multiplies by. Far from 0 nothing of the gradient goes on.",
        choice="Function",
    )


@live
def relu_tangent():
    """Move a tangent along ReLU and its relatives."""
    from scipy.special import ndtr

    def density(x):
        return np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)

    choices = {
        "ReLU": (lambda x: np.maximum(x, 0), lambda x: 1.0 * (x > 0)),
        "leaky (0.1)": (
            lambda x: np.where(x > 0, x, 0.1 * x),
            lambda x: np.where(x > 0, 1, 0.1),
        ),
        "ELU": (
            lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
            lambda x: np.where(x > 0, 1, np.exp(np.minimum(x, 0))),
        ),
        "GELU": (lambda x: x * ndtr(x), lambda x: ndtr(x) + x * density(x)),
        "SiLU": (
            lambda x: x * sigmoid(x),
            lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))),
        ),
    }
    return touching(
        choices,
        (-1.3, 6.2),
        [(k, str(k)) for k in range(0, 7, 2)],
        lambda x, y, s: (
            f"The output is {y:.3f}; of an upstream gradient {s:.1%} "
            f"goes on{': the unit is dead here' if s == 0 else ''}."
        ),
        alt="ReLU or one of its relatives, a tangent that moves along it, and the "
        "slope as a dotted curve",
        caption="Solid: the function. Dotted: its slope. Left of 0 ReLU passes on "
        "nothing; its relatives keep something.",
        choice="Function",
    )


@live
def loss_tangent():
    """Move the logit of the true class, with both losses."""

    def squared(x):
        return (sigmoid(x) - 1) ** 2 / 2

    choices = {
        "cross-entropy": (lambda x: np.logaddexp(0, -x), lambda x: sigmoid(x) - 1),
        "squared error of the probability": (
            squared,
            lambda x: (sigmoid(x) - 1) * sigmoid(x) * (1 - sigmoid(x)),
        ),
    }
    return touching(
        choices,
        (-1.3, 6.2),
        [(k, str(k)) for k in range(-1, 7)],
        lambda x, y, s: (
            f"The true class has probability {sigmoid(x):.3f}: loss "
            f"{y:.3f}, gradient {s:.3f}."
        ),
        x_label="z",
        alt="The loss against the logit of the true class, a tangent that moves along "
        "it, and the slope as a dotted curve",
        caption="Of two classes, the logit of the true one against the other. Solid: "
        "the loss; dotted: its gradient, ŷ - 1 for the cross-entropy, which pulls with "
        "nearly 1 where the prediction is wrong. The squared error does not.",
        choice="Loss",
    )


@live
def head_gradients():
    """Move the logit under heads that match their loss and one that does not."""
    choices = {
        "sigmoid, cross-entropy": (sigmoid, lambda z: sigmoid(z) - 1),
        "sigmoid, squared error": (
            sigmoid,
            lambda z: (sigmoid(z) - 1) * sigmoid(z) * (1 - sigmoid(z)),
        ),
        "identity, squared error": (lambda z: z, lambda z: z - 1),
    }
    plane = Plane(x=(-6, 6), y=(-2.2, 2.2))
    frames = {}
    for name, (head, slope) in choices.items():
        frames[name] = []
        for z in XS:
            frames[name].append(
                {
                    "line": plane.path(GRID, np.clip(head(GRID), -2.2, 2.2)),
                    "dash": plane.path(GRID, np.clip(slope(GRID), -2.2, 2.2)),
                    "point": plane.dots([z], [np.clip(slope(z), -2.2, 2.2)]),
                    "say": f"The target is 1, the output {head(z):.3f}: dz = "
                    f"{slope(z):.3f}.",
                }
            )
    ticks = [(k, str(k)) for k in range(-2, 3)]
    return Live(
        alt="The output of a head against the logit, and the gradient dz as a dashed "
        "curve with a dot that moves along it",
        caption="Solid: the output a; dashed: dz, for a target of 1. With a matched "
        "loss it is a - 1; with the squared error on a sigmoid it is near 0 where the "
        "output is most wrong.",
        slider="z",
        values=[f"z = {z:.2f}" for z in XS],
        frames=frames,
        shapes=["line", "dash", "point"],
        ground=plane.ruler([(k, str(k)) for k in range(-6, 7, 2)], ticks, "z", ""),
        choice="Head",
        start=6,
    )


@live
def hardmax_jump():
    """Move one of three logits past the others."""
    plane = Plane(x=(-3, 3), y=(0, 1.05))
    grid = np.linspace(-3, 3, 121)
    others = np.array([0.5, -0.5])

    def share(x, temperature):
        z = np.stack([x, *np.broadcast_arrays(others[0], others[1], x)[:2]])
        e = np.exp((z - z.max(0)) / temperature)
        return (e / e.sum(0))[0]

    xs = np.linspace(-3, 3, 49)
    frames = {}
    for temperature in (1.0, 0.3, 0.1):
        name = f"T = {temperature}"
        curve = share(grid, temperature)
        frames[name] = []
        for x in xs:
            p = float(share(np.array(x), temperature))
            frames[name].append(
                {
                    "dash": plane.path([-3, 0.5, 0.5, 3], [0, 0, 1, 1]),
                    "line": plane.path(grid, curve),
                    "point": plane.dots([x], [p]),
                    "say": f"Hardmax gives {int(x > 0.5)} and passes on no gradient; "
                    f"softmax {p:.3f}, slope {p * (1 - p) / temperature:.3f}.",
                }
            )
    ticks = [(k, str(k)) for k in range(-3, 4)]
    return Live(
        alt="The first output against the first of three logits: hardmax as a dashed "
        "step, softmax as a curve that nears it as the temperature falls",
        caption="The others are 0.5 and -0.5. Hardmax (dashed) is flat everywhere but "
        "at the jump; softmax of x/T (solid) has a slope, the narrower the colder.",
        slider="x₁",
        values=[f"x₁ = {x:.2f}" for x in xs],
        frames=frames,
        shapes=["dash", "line", "point"],
        ground=plane.ruler(ticks, [(0, "0"), (1, "1")], "x₁", "first output"),
        choice="Temperature",
        start=26,
    )
