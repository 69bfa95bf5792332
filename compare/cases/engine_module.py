"""Cases of what owns parameters: modules, sequences and lists of them."""

import itertools
from types import SimpleNamespace

import numpy as np
import torch

from .case import ProgramCase


def network(dl, widths):
    """Build a network that uses every kind of membership."""

    class Net(dl.Module):
        def __init__(self):
            super().__init__()
            self.body = dl.Sequential(
                *(dl.Linear(a, b) for a, b in itertools.pairwise(widths))
            )
            self.heads = dl.ModuleList([dl.Linear(widths[-1], 2, bias=False)])
            self.heads.append(dl.ReLU())
            self.scale = dl.Parameter(dl.ones(2))
            self.register_buffer("count", dl.zeros(1))
            self.register_parameter("absent", None)

        def forward(self, input):
            for head in self.heads:
                input = head(self.body(input) if head is self.heads[0] else input)
            return input * self.scale + self.count

    return Net()


def membership(dl, widths, input):
    """Look at a network from every side; of positive numbers, none of which cancel."""
    net = network(dl, widths)
    net.load_state_dict({name: t.abs() for name, t in net.state_dict().items()})
    frozen = network(dl, widths)
    frozen.load_state_dict(net.state_dict())
    frozen.body.requires_grad_(False)
    output = net(input)
    output.sum().backward()
    grads = {name: p.grad for name, p in net.named_parameters()}
    net.zero_grad()
    visited = []
    net.apply(lambda module: visited.append(type(module).__name__))
    found = {
        "output": output,
        "same": frozen(input),
        "grads": grads,
        "cleared": [p.grad is None for p in net.parameters()],
        "parameters": [name for name, _ in net.named_parameters()],
        "trained": [p.requires_grad for p in frozen.parameters()],
        "buffers": [name for name, _ in net.named_buffers()],
        "modules": [name for name, _ in net.named_modules()],
        "children": [name for name, _ in net.named_children()],
        "state": net.state_dict(),
        "training": [m.training for m in net.modules()],
        "visited": visited,
        "evaluating": [m.training for m in net.eval().modules()],
        "sizes": [len(net.body), len(net.heads), len(net.body[:1])],
        "last": type(net.body[-1]).__name__,
    }
    net.scale = dl.Parameter(dl.zeros(2))
    found["replaced"] = net(input)
    del net.scale
    found["after deletion"] = [name for name, _ in net.named_parameters()]
    wide = net.double().body[0].weight.dtype
    found["double"] = str(wide)
    found["integers stay"] = str(net.count.long().dtype)
    return found


def in_torch(dl, widths, input):
    """Run the program with torch's own modules."""
    names = ("Module", "Sequential", "ModuleList", "Linear", "ReLU", "Parameter")
    nn = {name: getattr(torch.nn, name) for name in names}
    return membership(
        SimpleNamespace(**nn, ones=torch.ones, zeros=torch.zeros), widths, input
    )


def networks(draw):
    """Draw the widths of the layers and a batch."""
    widths = [draw.size() for _ in range(draw.integer(2, 4))]
    input = np.abs(draw.array(draw.size(), widths[0], specials=()))
    return {"widths": widths, "input": input}


CASES = [
    ProgramCase(
        name="Module",
        arguments=networks,
        program=membership,
        third=in_torch,
        regimes=("plain",),
        exact=lambda arguments: False,
        covers=("Module", "Sequential", "ModuleList", "Parameter"),
    ),
]
