"""Cases of the transformer's layers, and of encoder, decoder and both."""

import torch

from .case import ModuleCase, ProgramCase
from .scaled_dot_product_attention import small


def options(draw):
    """Draw the constructor's options of a layer."""
    heads = draw.size(1, 2)
    return {
        "d_model": heads * draw.size(3, 4),
        "nhead": heads,
        "dim_feedforward": draw.size(1, 4),
        "dropout": draw.choice((0.0, 0.25)),
        "activation": "relu",  # torch's gelu has no digits in its tail
        "layer_norm_eps": draw.choice((1e-5, 1e-2)),
        "batch_first": draw.boolean(),
        "norm_first": draw.boolean(),
        "bias": draw.integer(0, 3) != 3,
    }


def sequences(number):
    """Return what draws the inputs of a layer: a sequence, and a memory."""

    def inputs(draw, options):
        n, first = draw.size(1, 2), options["batch_first"]
        lengths = [draw.size(1, 3) for _ in range(number)]
        shapes = [(n, t) if first else (t, n) for t in lengths]
        # weights of the battery are up to 2: sums that exp can take
        return tuple(
            small(draw, *shape, options["d_model"]).clip(-1, 1) for shape in shapes
        )

    return inputs


def layer(name, number):
    """Return the case of a layer that reads so many sequences."""
    return ModuleCase(
        name=name,
        arguments=options,
        inputs=sequences(number),
        gradients=tuple(range(number)),
        reference=getattr(torch.nn, name),
        seeded=True,
        weight=0.2,
        regimes=("plain",),
        # bounds grow with every norm of a sum, and gradients that are 0 but for
        # rounding, as those of keys' biases, hide what is planted
        dtypes=("float64",),
        floor={"float64": 0.4},
        refused={
            "heads that do not divide": lambda: {"d_model": 4, "nhead": 3},
            "no such activation": lambda: {
                "d_model": 4,
                "nhead": 2,
                "activation": "tanh",
            },
        },
    )


def program(dl, seed, what, norm_first):
    """Build one from a seed and let it read."""
    dl.manual_seed(seed)
    sizes = {"dim_feedforward": 6, "dropout": 0.0, "norm_first": norm_first}
    src, tgt = dl.randn(4, 2, 4).double(), dl.randn(3, 2, 4).double()
    if what == "Transformer":
        module = dl.Transformer(4, 2, 1, 2, **sizes).double()
        mask = module.generate_square_subsequent_mask(3, dtype=dl.float64)
        output = module(src, tgt, tgt_mask=mask)
    elif what == "TransformerEncoder":
        one = dl.TransformerEncoderLayer(4, 2, **sizes)
        module = dl.TransformerEncoder(one, 2, dl.LayerNorm(4)).double()
        output = module(src)
    else:
        one = dl.TransformerDecoderLayer(4, 2, **sizes)
        module = dl.TransformerDecoder(one, 2).double()
        output = module(tgt, src)
    output.sum(2)[0].prod().backward()
    return {"output": output, "state": module.state_dict()}


NAMES = ("Transformer", "TransformerEncoder", "TransformerDecoder")
CASES = [
    layer("TransformerEncoderLayer", 1),
    layer("TransformerDecoderLayer", 2),
    ProgramCase(
        name="Transformer",
        covers=NAMES,
        arguments=lambda draw: {
            "seed": draw.seed(),
            "what": draw.choice(NAMES),
            "norm_first": draw.boolean(),
        },
        program=program,
        exact=lambda arguments: False,
        dtypes=("float64",),
        weight=0.1,
    ),
]
