"""Bugs of smooth elementwise functions."""

import numpy as np
import torch
from torch.nn import functional

import scratch

from .bug import Bug
from .operation import Operation, body, sizes

TOPIC = "activations"


def draw_rows(rng, n=None, **options):
    """Draw a matrix with a few exact zeros and otherwise any numbers."""
    n_, k = sizes(rng, 2)
    input = 1.5 * rng.standard_normal((n or n_, k))
    input.flat[rng.permutation(input.size)[:2]] = 0.0
    return {"input": input, **options}


def draw_away_from_zero(rng, zeros=True, large=False, positive=False, **options):
    """Draw a matrix, with large elements or without zeros on request."""
    arguments = draw_rows(rng, **options)
    input = arguments["input"]
    if not zeros:
        input[input == 0] = 0.5
    if positive:
        arguments["input"] = np.abs(input)
    if large:
        input.flat[0] = 800.0 + 100 * rng.random()
    return arguments


def operation(function, reference, draw=draw_away_from_zero) -> Operation:
    """Describe one elementwise operation."""
    return Operation(
        name=function.__name__,
        topic=TOPIC,
        function=body(function),
        draw=draw,
        reference=reference,
    )


SIGMOID = operation(scratch.sigmoid, torch.sigmoid)
TANH = operation(scratch.tanh, torch.tanh)
SILU = operation(scratch.silu, functional.silu)
SOFTPLUS = operation(scratch.softplus, functional.softplus)

BUGS = [
    Bug(
        name="sigmoid-not-its-derivative",
        title="sigmoid backward multiplies by s, not s(1 - s)",
        operation=SIGMOID,
        right="return (doutput * (1 - output) * output,)",
        wrong="return (doutput * output,)",
        diagnosis="s in place of s(1 - s)",
        signature="too large by 1/(1 - s)",
    ),
    Bug(
        name="derivative-at-output",
        title="derivative evaluated at the output, not the input",
        operation=SIGMOID,
        right="return (doutput * (1 - output) * output,)",
        wrong="again = logistic(output)\nreturn (doutput * (1 - again) * again,)",
        diagnosis="derivative taken at the output, not the input",
        signature="factor f'(f(x)) / f'(x)",
    ),
    Bug(
        name="tanh-not-squared",
        title="tanh backward uses 1 - y, not 1 - y^2",
        operation=TANH,
        right="return (doutput * (1 - output**2),)",
        wrong="return (doutput * (1 - output),)",
        diagnosis="1 - y in place of 1 - y^2",
        signature="too small by 1 + y",
    ),
    Bug(
        name="upstream-ignored",
        title="upstream gradient ignored",
        operation=TANH,
        right="return (doutput * (1 - output**2),)",
        wrong="return (1 - output**2,)",
        diagnosis="upstream gradient taken as 1",
        signature="does not change with the upstream gradient",
    ),
    Bug(
        name="sign-flipped",
        title="sign of the derivative flipped",
        operation=TANH,
        right="return (doutput * (1 - output**2),)",
        wrong="return (doutput * (output**2 - 1),)",
        diagnosis="sign flipped",
        signature="-1 x the right gradient",
    ),
    Bug(
        name="silu-gate-constant",
        title="SiLU's gate treated as a constant",
        operation=SILU,
        right="return (doutput * gate * (1 + input * (1 - gate)),)",
        wrong="return (doutput * gate,)",
        diagnosis="gate treated as a constant",
        signature="the term x s(1 - s) is missing",
    ),
    Bug(
        name="softplus-overflows",
        title="softplus computed as log(1 + exp(x))",
        operation=SOFTPLUS,
        right="smooth = (choose(scaled < 0, 0, scaled) + np.log1p(decay)) / beta\n"
        "    output = choose(scaled > threshold, input, smooth)",
        wrong="output = np.log(1 + np.exp(scaled)) / beta",
        diagnosis="exp(x) overflows",
        drawn_with={"large": True},
        hidden_by={"large": False},
        hidden_when="no input above 709 (88.7 in float32)",
        signature="infinite where the input is large, right elsewhere",
    ),
]
