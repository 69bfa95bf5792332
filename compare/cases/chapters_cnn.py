"""Cases of the convolutional network, and of what a unit of it sees."""

from types import SimpleNamespace

import torch

from ..trainings.plain_lenet import LeNet
from .case import ProgramCase

TORCH = SimpleNamespace(
    LeNet=LeNet,
    CrossEntropyLoss=torch.nn.CrossEntropyLoss,
    SGD=torch.optim.SGD,
    manual_seed=torch.manual_seed,
    randn=torch.randn,
    arange=torch.arange,
    float64=torch.float64,
)


def setting(draw):
    """Draw sizes."""
    return {
        "seed": draw.seed(),
        "size": draw.choice((8, 8, 8, 28)),
        "channels": (draw.size(1, 3), draw.size(1, 3)),
        "classes": draw.size(2, 4),
    }


def trained(dl, seed, size, channels, classes):
    """Train for two steps on noise."""
    dl.manual_seed(seed)
    model = dl.LeNet(size, channels, classes).double()
    images = dl.randn(classes, 1, size, size, dtype=dl.float64)
    initial = {k: v.clone() for k, v in model.state_dict().items()}
    optimizer = dl.SGD(model.parameters(), lr=0.1, momentum=0.5)
    losses = []
    for _ in range(2):
        loss = dl.CrossEntropyLoss()(model(images), dl.arange(classes))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"initial": initial, "losses": losses, "weights": model.state_dict()}


def layers(draw):
    """Draw kernels, strides and dilations."""
    number = draw.size(0, 4)
    return {"layers": [tuple(draw.size(1, 5) for _ in range(3)) for _ in range(number)]}


def refused(dl, what):
    """Return the refusal of a bad call."""
    calls = {
        "another size": lambda: dl.LeNet(16),
        "a kernel of 0": lambda: dl.receptive_field([(0, 1, 1)]),
        "no dilation": lambda: dl.receptive_field([(3, 1)]),
    }
    try:
        calls[what]()
    except ValueError as error:
        return {"refused": str(error)}
    return {"refused": "not at all"}


CASES = [
    ProgramCase(
        name="LeNet",
        arguments=setting,
        program=trained,
        third=lambda dl, **arguments: trained(TORCH, **arguments),
        exact=lambda arguments: False,
        dtypes=("float64",),
        weight=0.2,
    ),
    ProgramCase(
        name="receptive_field",
        arguments=layers,
        program=lambda dl, layers: {"seen": dl.receptive_field(layers)},
        dtypes=("float64",),
    ),
    ProgramCase(
        name="a LeNet that is refused",
        covers=("LeNet", "receptive_field"),
        arguments=lambda draw: {
            "what": draw.choice(("another size", "a kernel of 0", "no dilation"))
        },
        program=refused,
        dtypes=("float64",),
        weight=0.1,
    ),
]
