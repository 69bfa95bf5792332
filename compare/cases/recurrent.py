"""Cases of RNN, GRU and LSTM, of their cells, and of one layer in one direction."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase

FINITE = (0.0, -0.0, 1e4, -1e4)
GATES = {"rnn": 1, "gru": 3, "lstm": 4}


def small(draw, *shape):
    """Draw numbers at which gates are not all shut."""
    return draw.array(*shape, specials=FINITE).clip(-4, 4)


def layer_arguments(kind):
    """Return what draws the arguments of one layer."""

    def arguments(draw):
        t, n, width, size = (draw.size(1, 3) for _ in range(4))
        rows = GATES[kind] * size
        bias = draw.integer(0, 3) != 3
        drawn = {"input": small(draw, t, n, width), "h": small(draw, n, size)}
        if kind == "lstm":
            drawn["c"] = small(draw, n, size)
        drawn["weight_ih"] = small(draw, rows, width)
        drawn["weight_hh"] = small(draw, rows, size)
        drawn["bias_ih"] = small(draw, rows) if bias else None
        drawn["bias_hh"] = small(draw, rows) if bias else None
        if kind == "rnn":
            drawn["nonlinearity"] = draw.choice(("tanh", "relu"))
        return drawn

    return arguments


def reference(kind):
    """Return torch's function for one layer in one direction."""

    def run(input, h, weight_ih, weight_hh, bias_ih, bias_hh, c=None, **options):
        name = kind
        if kind == "rnn":
            name = f"rnn_{options['nonlinearity']}"
        weights = [w for w in (weight_ih, weight_hh, bias_ih, bias_hh) if w is not None]
        states = h[None] if c is None else (h[None], c[None])
        output, *ends = getattr(torch, name)(
            input, states, weights, bias_ih is not None, 1, 0.0, False, False, False
        )
        return output, *(end[0] for end in ends)

    return run


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def layer_refusals(kind):
    """Return calls of a layer that are refused."""
    rows = GATES[kind] * 3

    def refusal(**changed):
        given = {"input": ones(2, 4, 5), "h": ones(4, 3)}
        given |= {"c": ones(4, 3)} if kind == "lstm" else {}
        given |= {"weight_ih": ones(rows, 5), "weight_hh": ones(rows, 3)}
        given |= {"bias_ih": ones(rows), "bias_hh": ones(rows)}
        given |= {"nonlinearity": "tanh"} if kind == "rnn" else {}
        return lambda: given | changed

    widths = {
        "another width": refusal(input=ones(2, 4, 6)),
        "weights of another width": refusal(weight_hh=ones(rows, 4)),
    }
    # torch's kernel of the LSTM takes both without a word
    return ({} if kind == "lstm" else widths) | {
        "no steps": refusal(input=ones(0, 4, 5)),
        "states in float64": refusal(h=ones(4, 3, dtype=np.float64)),
    }


def layer(kind):
    """Return the case of one layer in one direction."""
    name = f"{kind}_layer"
    states = ("h", "c") if kind == "lstm" else ("h",)
    weights = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return FunctionCase(
        name=name,
        arguments=layer_arguments(kind),
        gradients=("input", *states, *weights),
        reference=reference(kind),
        weight=0.4,
        refused=layer_refusals(kind),
    )


def sizes(draw):
    """Draw the constructor's sizes and bias."""
    return {
        "input_size": draw.size(1, 3),
        "hidden_size": draw.size(1, 3),
        "bias": draw.integer(0, 3) != 3,
    }


def module_options(module):
    """Return what draws the constructor's options."""

    def options(draw):
        number = draw.choice((1, 2))
        drawn = sizes(draw) | {
            "num_layers": number,
            "batch_first": draw.boolean(),
            "dropout": draw.choice((0.0, 0.5)) if number > 1 else 0.0,
            "bidirectional": draw.boolean(),
        }
        if module == "RNN":
            drawn["nonlinearity"] = draw.choice(("tanh", "relu"))
        return drawn

    return options


def sequences(module):
    """Return what draws the input of a module, and mostly its states."""

    def inputs(draw, options):
        t, n, batched = draw.size(1, 3), draw.size(1, 3), draw.integer(0, 3) != 3
        shape = ((n, t) if options["batch_first"] else (t, n)) if batched else (t,)
        input = small(draw, *shape, options["input_size"])
        if module == "LSTM" or draw.integer(0, 3) == 3:
            return (input,)
        number = options["num_layers"] * (1 + options["bidirectional"])
        batch = (n,) if batched else ()
        return input, small(draw, number, *batch, options["hidden_size"])

    return inputs


def module(name):
    """Return the case of a module."""
    wrong = {"input_size": 2, "hidden_size": 3}
    return ModuleCase(
        name=name,
        arguments=module_options(name),
        inputs=sequences(name),
        gradients=(0, 1),
        reference=getattr(torch.nn, name),
        seeded=True,
        weight=0.3,
        refused={
            "no width": lambda: {"input_size": 0, "hidden_size": 3},
            "no states": lambda: {"input_size": 2, "hidden_size": 0},
            "no layers": lambda: wrong | {"num_layers": 0},
            "p above 1": lambda: wrong | {"num_layers": 2, "dropout": 1.5},
            "another width": lambda: wrong | {"inputs": (ones(4, 1, 3),)},
            "four dimensions": lambda: wrong | {"inputs": (ones(4, 1, 1, 2),)},
        },
    )


def cell_inputs(name):
    """Return what draws the input of a cell, and mostly its state."""

    def inputs(draw, options):
        batch = (draw.size(1, 3),) if draw.integer(0, 3) != 3 else ()
        input = small(draw, *batch, options["input_size"])
        if name == "LSTMCell" or draw.integer(0, 3) == 3:
            return (input,)
        return input, small(draw, *batch, options["hidden_size"])

    return inputs


def cell_options(name):
    """Return what draws the constructor's options."""
    if name != "RNNCell":
        return sizes
    return lambda draw: sizes(draw) | {"nonlinearity": draw.choice(("tanh", "relu"))}


def cell(name):
    """Return the case of a cell."""
    return ModuleCase(
        name=name,
        arguments=cell_options(name),
        inputs=cell_inputs(name),
        gradients=(0, 1),
        reference=getattr(torch.nn, name),
        weight=0.3,
        refused={
            "another width": lambda: {
                "input_size": 2,
                "hidden_size": 3,
                "inputs": (ones(4, 3),),
            },
            "three dimensions": lambda: {
                "input_size": 2,
                "hidden_size": 3,
                "inputs": (ones(4, 1, 2),),
            },
        },
    )


CASES = [
    *map(layer, GATES),
    *map(module, ("RNN", "GRU", "LSTM")),
    *map(cell, ("RNNCell", "GRUCell", "LSTMCell")),
]
