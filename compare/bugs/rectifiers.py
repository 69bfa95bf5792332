"""Bugs of rectifiers, and what they take the slope at 0 for."""

import torch
from torch.nn import functional

import scratch

from .activations import draw_away_from_zero, operation
from .bug import Bug

TOPIC = "activations"


def draw_slope(rng, slope=None, **fixed):
    """Draw a negative slope that is neither 0 nor 1."""
    slope = rng.uniform(0.05, 0.4) if slope is None else slope
    return {**draw_away_from_zero(rng, **fixed), "negative_slope": slope}


def draw_alpha(rng, alpha=None, **fixed):
    """Draw an alpha that is not 1."""
    alpha = rng.uniform(0.3, 0.8) if alpha is None else alpha
    return {**draw_away_from_zero(rng, **fixed), "alpha": alpha}


RELU = operation(scratch.relu, torch.relu)
LEAKY_RELU = operation(scratch.leaky_relu, functional.leaky_relu, draw_slope)
ELU = operation(scratch.elu, functional.elu, draw_alpha)

BUGS = [
    Bug(
        name="relu-one-at-zero",
        title="ReLU has slope 1 at 0",
        operation=RELU,
        right="return (choose(output <= 0, 0, doutput),)",
        wrong="return (choose(input < 0, 0, doutput),)",
        diagnosis="slope 1 at 0",
        hidden_by={"zeros": False},
        hidden_when="no input is exactly 0",
        signature="wrong only where input == 0",
    ),
    Bug(
        name="relu-half-at-zero",
        title="ReLU has slope 1/2 at 0, the mean of both sides",
        operation=RELU,
        right="return (choose(output <= 0, 0, doutput),)",
        wrong="above = choose(output <= 0, 0, doutput)\n"
        "return ((above + choose(input < 0, 0, doutput)) / 2,)",
        diagnosis="slope 1/2 at 0",
        hidden_by={"zeros": False},
        hidden_when="no input is exactly 0",
        signature="wrong only where input == 0",
    ),
    Bug(
        name="relu-guided",
        title="ReLU masks by the sign of the gradient instead of the input's",
        operation=RELU,
        right="return (choose(output <= 0, 0, doutput),)",
        wrong="return (choose(doutput <= 0, 0, doutput),)",
        diagnosis="masked by the gradient's sign, not the input's",
        signature="no negative element",
    ),
    Bug(
        name="relu-not-masked",
        title="ReLU passes the gradient through unmasked",
        operation=RELU,
        right="return (choose(output <= 0, 0, doutput),)",
        wrong="return (doutput,)",
        diagnosis="gradient passed through unchanged",
        hidden_by={"positive": True, "zeros": False},
        hidden_when="every input is positive",
        signature="equals the upstream gradient",
    ),
    Bug(
        name="leaky-slope-forgotten",
        title="leaky ReLU's backward is plain ReLU's",
        operation=LEAKY_RELU,
        right="return (slope * doutput,)",
        wrong="return (choose(input > 0, doutput, 0 * doutput),)",
        diagnosis="negative_slope left out",
        hidden_by={"slope": 0.0},
        hidden_when="a slope of 0",
        signature="0 where input <= 0",
    ),
    Bug(
        name="elu-output-as-slope",
        title="ELU's slope below 0 is its output, alpha not added back",
        operation=ELU,
        right="doutput * alpha * np.exp(negative)",
        wrong="doutput * (output + 1)",
        diagnosis="slope alpha(e^x - 1) + 1 below 0: right only for alpha = 1",
        hidden_by={"alpha": 1.0},
        hidden_when="alpha = 1, the default",
        signature="wrong only where input <= 0",
    ),
]
