"""Cases of second names, of methods of activations and of results written in place."""

import torch

from .engine_functions import by_name, inside, pairs, table

UNARY = (
    *("absolute", "arccos", "arcsin", "arctan", "fix", "negative", "positive"),
    "ravel",
)
BINARY = (
    *("divide", "greater", "greater_equal", "less", "less_equal", "multiply"),
    *("not_equal", "subtract", "true_divide"),
)
LINES = {
    "clip": lambda dl, input, dim: dl.clip(input, 0.25, 0.5),
    "moveaxis": lambda dl, input, dim: dl.moveaxis(input, 0, dim),
    "swapdims": lambda dl, input, dim: input.swapdims(0, dim),
    "sgn": lambda dl, input, dim: dl.sgn(input.detach() - 0.5),
    "ger": lambda dl, input, dim: dl.ger(input.ravel(), input.ravel()[:2]),
    "a number first": lambda dl, input, dim: dl.add(
        dl.mul(2, input), dl.sub(1, input), alpha=3
    ),
    "a number divided": lambda dl, input, dim: dl.div(1.5, 2 + input * input),
    "Tensor.softmax": lambda dl, input, dim: input.softmax(dim),
    "Tensor.softmax in another dtype": lambda dl, input, dim: input.softmax(
        dim, dtype=dl.float64
    ),
    "Tensor.log_softmax": lambda dl, input, dim: input.log_softmax(dim=dim),
    "Tensor.logsumexp": lambda dl, input, dim: input.logsumexp(dim, keepdim=True),
    "Tensor.sigmoid": lambda dl, input, dim: input.sigmoid(),
    "Tensor.tanh": lambda dl, input, dim: input.tanh(),
    "Tensor.relu": lambda dl, input, dim: input.relu(),
    "Tensor.prelu": lambda dl, input, dim: input.prelu(input.flatten()[:1]),
    "Tensor.sigmoid_": lambda dl, input, dim: (input * 2).sigmoid_() * input,
    "Tensor.tanh_": lambda dl, input, dim: (input * 2).tanh_() * input,
    "Tensor.relu_": lambda dl, input, dim: (input * 2).relu_() * input,
}
# torch's gradient of hardsigmoid has a sixth in float32, in every dtype
WRITTEN = (  # operation, options
    ("relu", ()),
    ("leaky_relu", (0.25,)),
    ("elu", (0.75,)),
    ("selu", ()),
    ("celu", (1.5,)),
    ("silu", ()),
    ("mish", ()),
    ("relu6", ()),
    ("hardtanh", (-0.5, 0.5)),
    ("hardswish", ()),
    ("dropout", (0.5, False)),
)


def written(dl, name, options, input):
    """Let an activation write over the double of input, and use both."""
    functions = torch.nn.functional if dl is torch else dl
    double = input * 2
    output = getattr(functions, name)(double, *options, inplace=True)
    return output * double


def lines(draw):
    """Draw a matrix without kinks, and a dimension of it."""
    return {
        "input": draw.inside(0.1, 0.9, draw.size(), draw.size()),
        "dim": draw.integer(-2, 1),
    }


CASES = [
    table("second names", inside, by_name(UNARY), UNARY),
    table("second names of two", pairs, by_name(BINARY), BINARY, ("input", "other")),
    table(
        "second names along a dimension",
        lines,
        LINES,
        ("clip", "ger", "moveaxis", "sgn", "swapdims"),
        whole_numbers=False,
    ),
    table(
        "written in place",
        lambda draw: {"input": draw.inside(-2, 2, *draw.shape())},
        {
            name: lambda dl, input, name=name, options=options: written(
                dl, name, options, input
            )
            for name, options in WRITTEN
        },
        [name for name, _ in WRITTEN],
        whole_numbers=False,
    ),
]
