"""Mistakes of elementwise functions: what their slope is taken for."""

from math import erf

import numpy as np


def logistic(x):
    """Return 1 / (1 + exp(-x))."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def slopes(context, doutput, **named):
    """Add one mistake for every wrong slope, by name with blanks for underscores."""
    for label, slope in named.items():
        context.mistake(label, dinput=doutput * slope)


def elementwise(context, x, doutput):
    """Know what happens to any elementwise function."""
    context.mistake("gradient passed through unchanged", dinput=doutput)
    context.mistake("gradient is zero", dinput=0 * doutput)


def sigmoid(context, arguments, doutput):
    """Know sigmoid's derivative s(1 - s) and what it is taken for."""
    x = arguments["input"]
    s = logistic(x)
    again = logistic(s)
    context.arrays["s"] = s
    slopes(
        context,
        doutput,
        **{
            "s in place of s(1 - s)": s,
            "1 - s in place of s(1 - s)": 1 - s,
            "s(1 + s) in place of s(1 - s)": s * (1 + s),
            "1 - s^2 in place of s(1 - s)": 1 - s * s,
            "x(1 - x) of the input in place of s(1 - s)": x * (1 - x),
            "derivative taken at the output, not the input": again * (1 - again),
        },
    )
    elementwise(context, x, doutput)
    context.mistake("exp(x) overflows", output=np.exp(x) / (1 + np.exp(x)))
    context.mistake("sign of the exponent flipped", output=1 - s)


def tanh(context, arguments, doutput):
    """Know tanh's derivative 1 - y^2 and what it is taken for."""
    x = arguments["input"]
    y = np.tanh(x)
    context.arrays["y"] = y
    slopes(
        context,
        doutput,
        **{
            "1 - y in place of 1 - y^2": 1 - y,
            "y(1 - y) in place of 1 - y^2": y * (1 - y),
            "1 + y^2 in place of 1 - y^2": 1 + y * y,
            "1 - x^2 of the input in place of 1 - y^2": 1 - x * x,
            "derivative taken at the output, not the input": 1 - np.tanh(y) ** 2,
        },
    )
    elementwise(context, x, doutput)
    naive = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    context.mistake("exp(x) overflows", output=naive)


def relu(context, arguments, doutput):
    """Know the kink of relu."""
    x = arguments["input"]
    slopes(
        context,
        doutput,
        **{
            "slope 1 at 0": x >= 0,
            "slope 1/2 at 0": (1 + np.sign(x)) / 2,
            "mask inverted": x < 0,
            "masked by the gradient's sign, not the input's": doutput > 0,
            "masked by the gradient's sign and the input's": (doutput > 0) & (x > 0),
            "multiplied by the output, not by its mask": np.maximum(x, 0),
        },
    )
    elementwise(context, x, doutput)
    context.mistake("absolute value in place of relu", output=np.abs(x))
    context.mistake("minimum in place of maximum", output=np.minimum(x, 0))


def leaky_relu(context, arguments, doutput):
    """Know the two slopes of leaky relu."""
    x, slope = arguments["input"], arguments.get("negative_slope", 0.01)
    below = np.where(x > 0, 1.0, slope)
    slopes(
        context,
        doutput,
        **{
            "negative_slope left out": x > 0,
            "slope 1 at 0": np.where(x >= 0, 1.0, slope),
            "slopes exchanged": np.where(x > 0, slope, 1.0),
            "negative_slope applied twice": below**2,
            "sign of negative_slope flipped": np.where(x > 0, 1.0, -slope),
        },
    )
    elementwise(context, x, doutput)
    context.mistake("negative_slope left out", output=np.maximum(x, 0))


def elu(context, arguments, doutput):
    """Know the slope of elu below 0."""
    x, alpha = arguments["input"], arguments.get("alpha", 1.0)
    below = alpha * np.expm1(np.minimum(x, 0))
    named = {
        "slope alpha(e^x - 1) + 1 below 0: right only for alpha = 1": below + 1,
        "alpha left out of the slope": np.exp(np.minimum(x, 0)),
        "slope alpha(e^x - 1) below 0: alpha not added back": below,
    }
    for label, slope in named.items():
        context.mistake(label, dinput=doutput * np.where(x > 0, 1.0, slope))
    elementwise(context, x, doutput)


def silu(context, arguments, doutput):
    """Know the product rule in x s(x)."""
    x = arguments["input"]
    s = logistic(x)
    slopes(
        context,
        doutput,
        **{
            "gate treated as a constant": s,
            "input treated as a constant": x * s * (1 - s),
            "derivative of the gate without the input": s + s * (1 - s),
        },
    )
    elementwise(context, x, doutput)


def gelu(context, arguments, doutput):
    """Know the product rule in x Phi(x), and the approximation by tanh."""
    x = arguments["input"]
    phi = np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    below = 0.5 * (1 + np.vectorize(erf, otypes=[float])(x / np.sqrt(2)))
    inner = np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)
    t = np.tanh(inner)
    dinner = np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * x * x)
    slope = 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * dinner
    approximate = "approximation by tanh in place of the exact function"
    context.mistake(approximate, output=0.5 * x * (1 + t), dinput=doutput * slope)
    rough = logistic(1.702 * x)
    context.mistake("approximation by sigmoid(1.702 x)", output=x * rough)
    slopes(
        context,
        doutput,
        **{
            "gate treated as a constant": below,
            "density not multiplied by the input": below + phi,
        },
    )
    elementwise(context, x, doutput)


def softplus(context, arguments, doutput):
    """Know where exp overflows."""
    x = arguments["input"]
    s = logistic(x)
    context.mistake("exp(x) overflows", output=np.log(1 + np.exp(x)))
    context.mistake(
        "exp(x) overflows",
        output=np.log(1 + np.exp(x)),
        dinput=doutput * np.exp(x) / (1 + np.exp(x)),
    )
    slopes(context, doutput, **{"s(1 - s) in place of s": s * (1 - s)})
    slopes(context, doutput, **{"1 - s in place of s": 1 - s})
    elementwise(context, x, doutput)


def logsigmoid(context, arguments, doutput):
    """Know that the slope is 1 - s."""
    s = logistic(arguments["input"])
    slopes(context, doutput, **{"s in place of 1 - s": s})
    slopes(context, doutput, **{"s(1 - s) in place of 1 - s": s * (1 - s)})
    context.mistake("log of a sigmoid that underflowed", output=np.log(s))
    elementwise(context, arguments["input"], doutput)


KNOWLEDGE = {
    "sigmoid": sigmoid,
    "tanh": tanh,
    "relu": relu,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "silu": silu,
    "gelu": gelu,
    "softplus": softplus,
    "logsigmoid": logsigmoid,
}
