"""Cases of `embedding` and `Embedding`."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, ProgramCase, always


def draw_table(draw, narrowest=0):
    """Draw indices, some named several times, and a table."""
    rows, shape = draw.size(), draw.shape(0, 2)
    input = draw.labels(*shape, classes=rows)
    if draw.integer(0, 4) == 4:
        input = input.astype(np.int32)
    return {"input": input, "weight": draw.array(rows, draw.size(narrowest))}


def embedding_arguments(draw):
    """Draw a table, and now and then a row without gradient, or counts."""
    table = draw_table(draw)
    rows = len(table["weight"])
    padding = draw.choice((None, None, draw.integer(-rows, rows - 1)))
    counted = draw.integer(0, 3) == 3
    return table | {"padding_idx": padding, "scale_grad_by_freq": counted}


def shortening_arguments(draw):
    """Draw what shortens rows, few of them close to the limit."""
    table = draw_table(draw, 1)
    table["weight"] = np.where(table["weight"] == 0, 1, table["weight"])
    return table | {
        "max_norm": draw.choice((0.7, 1.3, 5.0, 0.0)),
        "norm_type": draw.choice((2.0, 1.0, 3.0, float("inf"))),
    }


def divides_exactly(arguments):
    """Tell whether every row is named 2**k times, where that counts."""
    counts = np.unique(arguments["input"], return_counts=True)[1]
    powers = all(int(n).bit_count() == 1 for n in counts)
    return powers or not arguments["scale_grad_by_freq"]


def is_a_slope(arguments):
    """Tell whether no row is left out of the gradient or counted."""
    return arguments["padding_idx"] is None and not arguments["scale_grad_by_freq"]


def module_options(draw):
    """Draw the options of a table of five rows or more."""
    return {
        "num_embeddings": draw.choice((5, 6)),
        "embedding_dim": draw.size(),
        "padding_idx": draw.choice((None, 2, -1)),
        "scale_grad_by_freq": draw.integer(0, 3) == 3,
    }


def functional(module, input):
    """Return the call of `embedding` that the module stands for."""
    options = ("padding_idx", "max_norm", "norm_type", "scale_grad_by_freq", "sparse")
    return "embedding", {
        "input": input,
        "weight": module.weight,
        **{name: getattr(module, name) for name in options},
    }


def pretrained(dl, weight, input, freeze):
    """Look rows of a given table up, and train it if it is not frozen."""
    embedding = dl.Embedding if hasattr(dl, "Embedding") else dl.nn.Embedding
    table = weight.clone()
    module = embedding.from_pretrained(table, freeze=freeze, padding_idx=0)
    output = module(input)
    found = {"output": output.detach(), "trained": module.weight.requires_grad}
    if not freeze:
        (output * output).sum().backward()
        found["gradient"] = module.weight.grad
    with dl.no_grad():
        module.weight += 1
    return found | {"shared": table, "shown": repr(module)}


def refusal(input=(0, 1), dtype=np.int64, shape=(3, 2), **changed):
    """Make arguments that are refused for what is changed."""
    return lambda: {
        "input": np.array(input, dtype),
        "weight": np.ones(shape, np.float32),
        **changed,
    }


CASES = [
    FunctionCase(
        name="embedding",
        arguments=embedding_arguments,
        gradients=("weight",),
        reference=torch.nn.functional.embedding,
        exact=divides_exactly,
        analytic=always,
        sloped=is_a_slope,
        refused={
            "an index too large": refusal((0, 3)),
            "an index below 0": refusal((-1, 0)),
            "an empty table": refusal(shape=(0, 2)),
            "indices that are no whole numbers": refusal(dtype=np.float32),
            "indices that are a mask": refusal(dtype=np.bool_),
            "a table of one dimension": refusal(shape=(3,), max_norm=1.0),
            "a padding row too far": refusal(padding_idx=3),
            "a padding row too far from the end": refusal(padding_idx=-4),
            "a padding row that is no integer": refusal(padding_idx=0.5),
        },
        stricter={"sparse gradients": refusal(sparse=True)},
    ),
    FunctionCase(
        name="embedding of rows made shorter",
        covers=("embedding",),
        call=lambda dl, **arguments: dl.embedding(**arguments),
        arguments=shortening_arguments,
        gradients=("weight",),
        buffers=("weight",),
        reference=torch.nn.functional.embedding,
        regimes=("plain",),
        whole_numbers=False,
        bounded="a row's norm may fall on either side of the limit",
        # that bound is wider than 1e-4 in float32; float64 goes through the same lines
        floor={"float32": 0.0, "float64": 0.8},
    ),
    ModuleCase(
        name="Embedding",
        arguments=module_options,
        inputs=lambda draw, options: (draw.labels(*draw.shape(0, 2), classes=5),),
        reference=torch.nn.Embedding,
        functional=functional,
        gradients=(),
        refused={
            "a padding row too far": lambda: {
                "num_embeddings": 3,
                "embedding_dim": 2,
                "padding_idx": 3,
            },
            "negative rows": lambda: {"num_embeddings": -1, "embedding_dim": 2},
            "an index too large": lambda: {
                "num_embeddings": 3,
                "embedding_dim": 2,
                "inputs": (np.array([3]),),
            },
        },
    ),
    ProgramCase(
        name="Embedding.from_pretrained",
        covers=("Embedding",),
        program=pretrained,
        third=True,
        arguments=lambda draw: {
            "weight": draw.array(4, draw.size()),
            "input": draw.labels(draw.size(), classes=4),
            "freeze": draw.boolean(),
        },
    ),
]
