"""Cases of the penalties, of proximal and max-norm steps, and of gradient clipping."""

import numpy as np
import torch

from .case import FunctionCase, ProgramCase, always
from .strategies import SPECIALS

# torch's sign of NaN is 0: it gives a NaN weight the gradient 0, where ours is NaN
NUMBERS = tuple(number for number in SPECIALS if number == number)

# the square of a tiny number is 0, but torch takes the norm of one element for its size
LARGE = tuple(number for number in SPECIALS if not 0 < abs(number) < 1)


def penalised(draw, **options):
    """Draw one to three parameters and a strength."""
    shapes = [draw.shape(0, 2) for _ in range(draw.integer(1, 3))]
    strength = draw.choice((0.5, 0.25, 2.0, 0.0, float(draw.between(0.0, 1.0)), 1))
    parameters = [draw.array(*shape, specials=NUMBERS) for shape in shapes]
    return {"parameters": parameters, "strength": strength} | options


def elastic(draw):
    """Draw the same and a mixture, the two ends included."""
    mixture = (0.5, 0.25, float(draw.between(0.0, 1.0)), 0.0, 1.0)
    return penalised(draw, l1_ratio=draw.choice(mixture))


def dyadic(arguments):
    """Say whether the numbers that multiply are powers of two."""
    ratio = arguments.get("l1_ratio", 0.5)
    return arguments["strength"] in (0, 0.25, 0.5, 1, 2) and ratio in (0, 0.5, 1)


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def refusals(**options):
    """Return what all penalties refuse, though torch has no such functions."""
    return {
        "no parameters": lambda: {"parameters": [], "strength": 1.0} | options,
        "negative strength": lambda: (
            {"parameters": [ones(2)], "strength": -1.0} | options
        ),
        "integers": lambda: (
            {"parameters": [ones(2, dtype=np.int64)], "strength": 1.0} | options
        ),
        "mixed dtypes": lambda: (
            {"parameters": [ones(2), ones(2, dtype=np.float64)], "strength": 1.0}
            | options
        ),
    }


def leaves(dl, arrays):
    """Return parameters, each with a gradient but the first of several."""
    params = [array.clone().requires_grad_() for array in arrays[::2]]
    for i, (param, grad) in enumerate(zip(params, arrays[1::2])):
        param.grad = None if i == 0 and len(params) > 1 else grad
    return params


def gradient_arguments(draw, **options):
    """Draw parameters and gradients, turn by turn."""
    arrays = []
    for _ in range(draw.integer(1, 3)):
        shape = tuple(draw.size() for _ in range(draw.integer(0, 2)))
        arrays += [
            draw.array(*shape, specials=LARGE),
            draw.array(*shape, specials=LARGE),
        ]
    return {"arrays": arrays} | options


def clip_norm(clip):
    """Return the program that clips with `clip(dl)`."""

    def program(dl, arrays, **options):
        params = leaves(dl, arrays)
        total_norm = clip(dl)(params, **options)
        return {
            "norm": total_norm,
            "grads": [p.grad for p in params if p.grad is not None],
        }

    return program


def clip_value(clip):
    """Return the program that clips with `clip(dl)`; one parameter comes as it is."""

    def program(dl, arrays, value):
        params = leaves(dl, arrays)
        clip(dl)(params[0] if len(params) == 1 else params, value)
        return [p.grad for p in params if p.grad is not None]

    return program


def step(name):
    """Return the program that applies an in-place step to parameters."""

    def program(dl, arrays, value):
        params = [array.clone().requires_grad_() for array in arrays]
        getattr(dl, name)(params, value)
        return [param.detach() for param in params]

    return program


def selection(dl, widths, weight_decay):
    """Return what is decayed in a network with biases and batch norm."""
    net = dl.Sequential(
        dl.Linear(widths[0], widths[1]),
        dl.BatchNorm1d(widths[1]),
        dl.Linear(widths[1], widths[2]),
    )
    groups = dl.decay_groups(net, weight_decay)
    return {
        "weights": dl.weights_of(net),
        "groups": [
            [group["weight_decay"], [tuple(p.shape) for p in group["params"]]]
            for group in groups
        ],
    }


CASES = [
    FunctionCase(
        name="l1_penalty",
        arguments=penalised,
        gradients=("parameters",),
        reference=lambda parameters, strength: (
            strength * sum(param.abs().sum() for param in parameters)
        ),
        exact=dyadic,
        stricter=refusals(),
    ),
    FunctionCase(
        name="l2_penalty",
        arguments=penalised,
        gradients=("parameters",),
        reference=lambda parameters, strength: (
            strength / 2 * sum(param.square().sum() for param in parameters)
        ),
        exact=dyadic,
        analytic=always,
        stricter=refusals(),
    ),
    FunctionCase(
        name="elastic_net_penalty",
        arguments=elastic,
        gradients=("parameters",),
        reference=lambda parameters, strength, l1_ratio: (
            strength * l1_ratio * sum(param.abs().sum() for param in parameters)
            + strength
            * (1 - l1_ratio)
            / 2
            * sum(param.square().sum() for param in parameters)
        ),
        exact=dyadic,
        stricter=refusals(l1_ratio=0.5)
        | {
            "l1_ratio above 1": lambda: {
                "parameters": [ones(2)],
                "strength": 1.0,
                "l1_ratio": 1.5,
            }
        },
    ),
    ProgramCase(
        name="proximal_l1_",
        arguments=lambda draw: {
            "arrays": [draw.array(*draw.shape()) for _ in range(draw.integer(0, 2))],
            "value": draw.choice((0.5, 0.0, float(draw.between(0.0, 1.0)))),
        },
        program=step("proximal_l1_"),
        third=lambda dl, arrays, value: [
            torch.nn.functional.softshrink(array, value) for array in arrays
        ],
        exact=lambda arguments: False,
        tolerance=1.0,
        refused={
            "negative threshold": lambda: {"arrays": [ones(2)], "value": -1.0},
        },
    ),
    ProgramCase(
        name="max_norm_",
        arguments=lambda draw: {
            "arrays": [
                draw.array(*draw.shape(2, 3)) for _ in range(draw.integer(0, 2))
            ],
            "value": draw.choice((0.5, 1.0, float(draw.inside(0.0, 8.0)))),
        },
        program=step("max_norm_"),
        exact=lambda arguments: False,
        refused={
            "max_norm of 0": lambda: {"arrays": [ones(2, 2)], "value": 0.0},
            "a bias": lambda: {"arrays": [ones(2)], "value": 1.0},
        },
    ),
    ProgramCase(
        name="clip_grad_norm_",
        arguments=lambda draw: gradient_arguments(
            draw,
            max_norm=draw.choice((1.0, 0.25, float(draw.between(0.0, 64.0)))),
            norm_type=draw.choice((2.0, 1.0, float("inf"), 3.0, 2, 0.0)),
        ),
        regimes=("exact", "plain", "special"),
        program=clip_norm(lambda dl: dl.clip_grad_norm_),
        third=clip_norm(lambda dl: torch.nn.utils.clip_grad_norm_),
        exact=lambda arguments: False,
        refused={
            "norm not finite": lambda: {
                "arrays": [ones(2), ones(2) * np.inf],
                "max_norm": 1.0,
                "error_if_nonfinite": True,
            },
            "a word for max_norm": lambda: {
                "arrays": [ones(2), ones(2)],
                "max_norm": "large",
            },
        },
    ),
    ProgramCase(
        name="clip_grad_value_",
        arguments=lambda draw: gradient_arguments(
            draw, value=draw.choice((1.0, 0.25, float(draw.between(0.0, 64.0)), -1.0))
        ),
        program=clip_value(lambda dl: dl.clip_grad_value_),
        third=clip_value(lambda dl: torch.nn.utils.clip_grad_value_),
    ),
    ProgramCase(
        name="weights_of",
        covers=("decay_groups", "weights_of"),
        arguments=lambda draw: {
            "widths": [draw.size() for _ in range(3)],
            "weight_decay": float(draw.between(0.0, 1.0)),
        },
        program=selection,
    ),
]
