"""Bugs of smooth elementwise functions."""

import numpy as np
import torch
from torch.nn import functional

from .bug import Bug
from .operation import Operation, sizes

TOPIC = "activations"


def sigmoid(input):
    """Squash to (0, 1)."""
    output = 1 / (1 + np.exp(-np.abs(input)))
    output = np.where(input < 0, 1 - output, output)

    def backward(doutput):
        dinput = doutput * output * (1 - output)
        return (dinput,)

    return output, backward


def tanh(input):
    """Squash to (-1, 1)."""
    output = np.tanh(input)

    def backward(doutput):
        dinput = doutput * (1 - output**2)
        return (dinput,)

    return output, backward


def silu(input):
    """Multiply by the sigmoid."""
    gate = 1 / (1 + np.exp(-input))
    output = input * gate

    def backward(doutput):
        slope = gate + input * gate * (1 - gate)
        dinput = doutput * slope
        return (dinput,)

    return output, backward


def softplus(input):
    """Smooth relu: log(1 + exp(input))."""
    output = np.logaddexp(0, input)

    def backward(doutput):
        dinput = doutput / (1 + np.exp(-input))
        return (dinput,)

    return output, backward


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
        function=function,
        draw=draw,
        reference=reference,
    )


SIGMOID = operation(sigmoid, torch.sigmoid)
TANH = operation(tanh, torch.tanh)
SILU = operation(silu, functional.silu)
SOFTPLUS = operation(softplus, functional.softplus)

BUGS = [
    Bug(
        name="sigmoid-not-its-derivative",
        title="sigmoid backward multiplies by s, not s(1 - s)",
        operation=SIGMOID,
        right="dinput = doutput * output * (1 - output)",
        wrong="dinput = doutput * output",
        diagnosis="s in place of s(1 - s)",
        signature="too large by 1/(1 - s)",
    ),
    Bug(
        name="derivative-at-output",
        title="derivative evaluated at the output, not the input",
        operation=SIGMOID,
        right="dinput = doutput * output * (1 - output)",
        wrong="again = 1 / (1 + np.exp(-output))\n"
        "dinput = doutput * again * (1 - again)",
        diagnosis="derivative taken at the output, not the input",
        signature="factor f'(f(x)) / f'(x)",
    ),
    Bug(
        name="tanh-not-squared",
        title="tanh backward uses 1 - y, not 1 - y^2",
        operation=TANH,
        right="dinput = doutput * (1 - output**2)",
        wrong="dinput = doutput * (1 - output)",
        diagnosis="1 - y in place of 1 - y^2",
        signature="too small by 1 + y",
    ),
    Bug(
        name="upstream-ignored",
        title="upstream gradient ignored",
        operation=TANH,
        right="dinput = doutput * (1 - output**2)",
        wrong="dinput = 1 - output**2",
        diagnosis="upstream gradient taken as 1",
        signature="does not change with the upstream gradient",
    ),
    Bug(
        name="sign-flipped",
        title="sign of the derivative flipped",
        operation=TANH,
        right="dinput = doutput * (1 - output**2)",
        wrong="dinput = doutput * (output**2 - 1)",
        diagnosis="sign flipped",
        signature="-1 x the right gradient",
    ),
    Bug(
        name="silu-gate-constant",
        title="SiLU's gate treated as a constant",
        operation=SILU,
        right="slope = gate + input * gate * (1 - gate)",
        wrong="slope = gate",
        diagnosis="gate treated as a constant",
        signature="the term x s(1 - s) is missing",
    ),
    Bug(
        name="softplus-overflows",
        title="softplus computed as log(1 + exp(x))",
        operation=SOFTPLUS,
        right="output = np.logaddexp(0, input)",
        wrong="output = np.log(1 + np.exp(input))",
        diagnosis="exp(x) overflows",
        drawn_with={"large": True},
        hidden_by={"large": False},
        hidden_when="no input above 709 (88.7 in float32)",
        signature="infinite where the input is large, right elsewhere",
    ),
]
