"""Cases of containers of modules and of parameters, and of hooks on modules."""

from collections import OrderedDict
from types import SimpleNamespace

import numpy as np
import torch

from .case import ModuleCase, ProgramCase

TORCH = SimpleNamespace(**vars(torch.nn), manual_seed=torch.manual_seed)


def torch_names(program):
    """Return a program that finds torch's modules where torch has them."""

    def third(dl, **arguments):
        return program(TORCH, **arguments)

    return third


def containers(dl, input, order):
    """Fill, change and look at every container."""
    n = input.shape[-1]
    linear = dl.Linear(n, n)
    for i, param in enumerate(linear.parameters()):
        param.data.fill_(0.5 + i)
    parts = dl.ModuleDict({"a": linear, "b": dl.ReLU()})
    parts.update([("c", dl.Identity())])
    parts["d"] = dl.ModuleList([dl.ReLU(), dl.ReLU(), dl.Tanh()])
    sequence = dl.Sequential(OrderedDict(first=linear, second=dl.ReLU()))
    sequence.extend([dl.Tanh(), dl.Identity()])
    parts["d"].insert(1, dl.Identity())
    params = dl.ParameterList([input[0], input[-1]])
    params.append(input.sum(0))
    named = dl.ParameterDict({"z": input[0], "y": input[-1]})
    named["x"] = input.sum(0)
    owner = dl.ModuleDict({"l": params, "d": named, "s": sequence})
    output = input
    for name in order:
        output = parts[name](output)
    for param in params:
        output = output * param + named["x"]
    output = sequence(output)
    found = {
        "text": [repr(parts), repr(sequence), repr(owner)],
        "names": [name for name, _ in owner.named_parameters()],
        "keys": [list(parts), list(named), len(params), "b" in parts, "q" in named],
        "items": [k for k, _ in parts.items()] + [k for k, _ in named.items()],
        "output": output,
        "popped": [type(parts.pop("b")).__name__, list(parts.keys())],
        "got": [named.get("q"), tuple(named.pop("y").shape), len(named)],
        "one": type(owner.get_submodule("s.first")).__name__,
        "weight": owner.get_parameter("s.first.weight"),
    }
    del sequence[1], parts["d"][0]
    parts["d"][1] = dl.Identity()
    found["left"] = [repr(sequence), repr(parts), repr(parts["d"] + [dl.Tanh()])]
    found["slices"] = [repr(sequence[1:]), repr(parts["d"][:1]), len(params[1:])]
    return found


def hooked(dl, input, factor):
    """Look at, and change, what goes through a network both ways."""
    net = dl.Sequential(dl.Linear(input.shape[1], 2), dl.Tanh(), dl.Linear(2, 1))
    for param in net.parameters():
        param.data.fill_(0.25)
    seen = []

    def note(*parts):
        seen.append(parts)

    handles = [
        net[0].register_forward_pre_hook(lambda m, args: (args[0] * factor,)),
        net[0].register_forward_hook(lambda m, args, output: output + 1),
        net[1].register_forward_hook(lambda m, args, output: note(*args, output)),
        net[2].register_full_backward_hook(lambda m, din, dout: note(*din, *dout)),
        net[1].register_full_backward_hook(lambda m, din, dout: (din[0] * factor,)),
        net[0].register_full_backward_pre_hook(lambda m, dout: (dout[0] + 1,)),
    ]
    output = net(input)
    output.sum().backward()
    grads = [param.grad.clone() for param in net.parameters()]
    for handle in handles:
        handle.remove()
    seen = [part for parts in seen for part in parts if part is not None]
    return {"output": output, "grads": grads, "seen": seen, "plain": net(input)}


def lazy(dl, input, out_features, bias):
    """Let a layer find its width, after an optimiser has been given its parameters."""
    dl.manual_seed(5)
    layer = dl.LazyLinear(out_features, bias, dtype=input.dtype)
    texts, params = [repr(layer)], list(layer.parameters())
    first = layer(input)
    for param in params:
        param.data.fill_(0.5)
    output = layer(input)
    output.sum().backward()
    texts += [repr(layer), type(layer).__name__]
    found = {"text": texts, "first": first, "output": output}
    return found | {"grads": [param.grad for param in params]}


def vectors(dl, input):
    """Write all parameters in a line, and back."""
    params = [input, input[0] * 2]
    vector = dl.parameters_to_vector(params)
    dl.vector_to_parameters(vector + 1, params)
    return {"vector": vector, "params": params}


WRONG_SIZES = ((-1, -1), (-2, -3), (), (0, -1), (4, -1), (2, 2), (-2, -1))


def unflattened(sizes):
    """Return what splits 6 columns into these sizes."""
    return lambda: {
        "dim": -1,
        "unflattened_size": sizes,
        "inputs": (np.ones((2, 6), np.float32),),
    }


CASES = [
    ProgramCase(
        name="ModuleDict",
        arguments=lambda draw: {
            "input": draw.array(draw.size(), draw.size(), specials=()),
            "order": draw.choice((("a", "c"), ("b", "a"), ("c",))),
        },
        program=containers,
        third=torch_names(containers),
        regimes=("plain",),
        exact=lambda arguments: False,
        covers=("ModuleDict", "ParameterDict", "ParameterList"),
        weight=0.3,
    ),
    ProgramCase(
        name="Module.register_forward_hook",
        arguments=lambda draw: {
            "input": draw.array(draw.size(), draw.size(), specials=()),
            "factor": draw.choice((0.5, 2.0, 1.0)),
        },
        program=hooked,
        third=torch_names(hooked),
        regimes=("plain",),
        exact=lambda arguments: False,
        covers=("Module",),
        weight=0.3,
    ),
    ProgramCase(
        name="LazyLinear",
        arguments=lambda draw: {
            "input": draw.array(
                *[draw.size() for _ in range(draw.size(1, 3))], specials=()
            ),
            "out_features": draw.size(),
            "bias": draw.integer(0, 3) != 3,
        },
        program=lazy,
        third=torch_names(lazy),
        regimes=("plain",),
        exact=lambda arguments: False,
        refused={
            "a number": lambda: {
                "input": np.array(1, np.float32),
                "out_features": 2,
                "bias": True,
            },
        },
        weight=0.3,
    ),
    ProgramCase(
        name="parameters_to_vector",
        arguments=lambda draw: {"input": draw.array(draw.size(), 2, specials=())},
        program=vectors,
        covers=("parameters_to_vector", "vector_to_parameters"),
    ),
    ModuleCase(
        name="Identity",
        arguments=lambda draw: {},
        inputs=lambda draw, options: (draw.array(*draw.shape()),),
        reference=torch.nn.Identity,
    ),
    ModuleCase(
        name="Flatten",
        arguments=lambda draw: {
            "start_dim": draw.choice((0, 1, 2, -1, -2, -3)),
            "end_dim": draw.choice((-1, 2)),
        },
        inputs=lambda draw, options: (draw.array(*[draw.size() for _ in range(3)]),),
        reference=torch.nn.Flatten,
    ),
    ModuleCase(
        name="Unflatten",
        arguments=lambda draw: {
            "dim": draw.choice((1, -1)),
            "unflattened_size": draw.choice(((2, -1), (3, 2), (1, 6, 1))),
        },
        inputs=lambda draw, options: (draw.array(draw.size(), 6),),
        reference=torch.nn.Unflatten,
        refused={
            "a size that is no integer": lambda: {
                "dim": 1,
                "unflattened_size": (2, 1.5),
            },
            **{f"6 as {sizes}": unflattened(sizes) for sizes in WRONG_SIZES},
            "a number": lambda: {**unflattened((1,))(), "inputs": (np.ones(()),)},
        },
        stricter={
            "a fractional dimension": lambda: {"dim": 1.5, "unflattened_size": (2, 3)},
            "a truth as dimension": lambda: {"dim": True, "unflattened_size": (2, 3)},
            "a truth as size": lambda: {"dim": 1, "unflattened_size": (6, True)},
        },
    ),
]
