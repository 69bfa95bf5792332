"""Cases of losses of margins and of likelihoods."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always
from .mse_loss import REDUCTIONS

F = torch.nn.functional
FINITE = (0.0, -0.0, 1e4, -1e4)


def numbers(draw, *shape):
    """Draw finite numbers."""
    return draw.array(*shape, specials=FINITE)


def mild(draw, *shape):
    """Draw numbers whose exponentials are neither 0 nor subnormal."""
    return numbers(draw, *shape).clip(-80, 80)


def signs(draw, *shape):
    """Draw labels, -1 or 1."""
    return np.asarray(2 * draw.labels(*shape, classes=2) - 1, draw.dtype)


def shares(draw, *shape):
    """Draw labels, of which all may count half."""
    return signs(draw, *shape) * draw.dtype.type(draw.choice((1.0, 0.5)))


def counts(draw, *shape):
    """Draw counts, none of them 0, where torch's gradient of the target is NaN."""
    return np.asarray(1 + draw.labels(*shape, classes=9), draw.dtype)


def variances(draw, *shape):
    """Draw variances, some of them 0."""
    return draw.positive(*shape) * (draw.labels(*shape, classes=5) != 0)


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def soft_margin(input, target, reduction="mean"):
    """Stand for torch's function, which overflows and has no digits in its tail."""
    wrong = -target * input
    loss = torch.logaddexp(torch.zeros_like(wrong), wrong)
    return loss if reduction == "none" else getattr(loss, reduction)()


def arguments(name, makers, options):
    """Return what draws the arguments of a function."""

    def drawn(draw):
        shape = draw.shape()
        arrays = {key: make(draw, *shape) for key, make in makers.items()}
        chosen = {key: draw.choice(values) for key, values in options.items()}
        return arrays | chosen | {"reduction": draw.choice(REDUCTIONS)}

    return drawn


def is_wide(arguments):
    """Tell whether a difference leaves the variances positive."""
    return bool((arguments["var"] > 1e-3).all())


def loss(
    name,
    module,
    makers,
    options,
    gradients,
    reference=None,
    whole=True,
    sloped=always,
):
    """Return the cases of a loss and of its module."""
    names = list(makers)

    def inputs(draw, _):
        shape = draw.shape()
        return tuple(make(draw, *shape) for make in makers.values())

    def functional(module, *tensors):
        given = {key: getattr(module, key) for key in (*options, "reduction")}
        return name, dict(zip(names, tensors, strict=True)) | given

    short = {key: ones(2, 3) for key in names} | {names[1]: ones(2, 2)}
    mixed = {key: ones(2, 3) for key in names} | {names[1]: ones(2, 3, dtype="f8")}
    return [
        FunctionCase(
            name=name,
            arguments=arguments(name, makers, options),
            gradients=gradients,
            reference=reference or getattr(F, name),
            whole_numbers=whole,
            sloped=sloped,
            weight=0.5,
            refused={
                "shapes that do not broadcast": lambda: short,
                "no reduction of that name": lambda: {
                    **{key: ones(2, 3) for key in names},
                    "reduction": "average",
                },
            }
            if reference is None
            else {},
            stricter={"mixed dtypes": lambda: mixed},
        ),
        ModuleCase(
            name=module,
            arguments=lambda draw: {
                **{key: draw.choice(values) for key, values in options.items()},
                "reduction": draw.choice(REDUCTIONS),
            },
            inputs=inputs,
            gradients=tuple(i for i, key in enumerate(names) if key in gradients),
            reference=None if reference else getattr(torch.nn, module),
            functional=functional,
            weight=0.2,
        ),
    ]


def scored(draw):
    """Draw scores, labels and options of a loss over classes."""
    n, classes = draw.size(), draw.size(1, 6)
    single = draw.integer(0, 4) == 4
    shape = () if single else (n,)
    weighted = draw.boolean()
    return {
        "input": numbers(draw, *shape, classes),
        "target": draw.labels(*shape, classes=classes),
        "p": draw.choice((1, 2)),
        "margin": draw.choice((1.0, 0.3, 0.0, -0.5)),
        "weight": draw.positive(classes) if weighted else None,
        "reduction": draw.choice(REDUCTIONS),
    }


def points(draw):
    """Draw points, none as far from two others, and options."""
    shape = draw.shape(1, 3)
    names = "anchor", "positive", "negative"
    rng = np.random.default_rng(draw.seed())
    return {name: rng.standard_normal(shape).astype(draw.dtype) for name in names} | {
        "margin": draw.choice((1.0, 0.3)),
        "p": draw.choice((2.0, 1.0, 3.0)),
        "eps": draw.choice((1e-6, 1e-3)),
        "swap": draw.boolean(),
        "reduction": draw.choice(REDUCTIONS),
    }


def over(names, drawn):
    """Return what draws a module's arguments and its inputs, of which names say."""

    def options(draw):
        return {k: v for k, v in drawn(draw).items() if k not in names}

    def inputs(draw, chosen):
        tensors = drawn(draw)
        if chosen.get("weight") is not None:  # as many classes as weights
            n, classes = draw.size(), len(chosen["weight"])
            tensors["input"] = numbers(draw, n, classes)
            tensors["target"] = draw.labels(n, classes=classes)
        return tuple(tensors[name] for name in names)

    def functional(function):
        def called(module, *tensors):
            given = dict(zip(names, tensors, strict=True))
            chosen = ("p", "margin", "eps", "swap", "weight", "reduction")
            held = {k: getattr(module, k) for k in chosen if hasattr(module, k)}
            return function, given | held

        return called

    return {"arguments": options, "inputs": inputs}, functional


SCORES, SCORED = over(("input", "target"), scored)
POINTS, POINTED = over(("anchor", "positive", "negative"), points)
SCALES = {"input": ones(2, 3), "target": np.array([0, 2])}
TRIPLET = {name: ones(2, 3) for name in ("anchor", "positive", "negative")}
MARGINS = {"margin": (0.0, 1.0, 0.3)}
CASES = [
    *loss(
        "soft_margin_loss",
        "SoftMarginLoss",
        {"input": mild, "target": shares},
        {},
        ("input",),
        soft_margin,
    ),
    *loss(
        "hinge_embedding_loss",
        "HingeEmbeddingLoss",
        {"input": numbers, "target": signs},
        MARGINS,
        ("input",),
    ),
    *loss(
        "margin_ranking_loss",
        "MarginRankingLoss",
        {"input1": numbers, "input2": numbers, "target": signs},
        MARGINS,
        ("input1", "input2", "target"),
    ),
    *loss(
        "gaussian_nll_loss",
        "GaussianNLLLoss",
        {
            "input": numbers,
            "target": numbers,
            "var": variances,
        },
        {"full": (False, True), "eps": (1e-6, 1e-7)},
        ("input", "target", "var"),
        whole=False,
        sloped=is_wide,
    ),
    *loss(
        "poisson_nll_loss",
        "PoissonNLLLoss",
        {
            "input": lambda draw, *shape: draw.positive(*shape),
            "target": counts,
        },
        {"log_input": (True, False), "full": (False, True), "eps": (1e-8, 1e-3)},
        ("input", "target"),
        whole=False,
    ),
    FunctionCase(
        name="multi_margin_loss",
        arguments=scored,
        gradients=("input",),
        reference=F.multi_margin_loss,
        weight=0.5,
        refused={
            "three dimensions": lambda: {
                "input": ones(2, 3, 1),
                "target": np.array([[0], [2]]),
            },
            "a power of 3": lambda: SCALES | {"p": 3},
            "a class too many": lambda: SCALES | {"target": np.array([0, 3])},
            "labels in float": lambda: SCALES | {"target": ones(2)},
            "too few weights": lambda: SCALES | {"weight": ones(2)},
            "no reduction of that name": lambda: SCALES | {"reduction": "average"},
        },
    ),
    ModuleCase(
        name="MultiMarginLoss",
        gradients=(0,),
        reference=torch.nn.MultiMarginLoss,
        functional=SCORED("multi_margin_loss"),
        weight=0.2,
        **SCORES,
    ),
    FunctionCase(
        name="triplet_margin_loss",
        arguments=points,
        gradients=("anchor", "positive", "negative"),
        reference=F.triplet_margin_loss,
        whole_numbers=False,
        weight=0.5,
        refused={
            "no margin": lambda: TRIPLET | {"margin": 0.0},
            "shapes that do not broadcast": lambda: TRIPLET | {"positive": ones(2, 2)},
            "no reduction of that name": lambda: TRIPLET | {"reduction": "average"},
        },
        stricter={"a power of 0": lambda: TRIPLET | {"p": 0.0}},
    ),
    ModuleCase(
        name="TripletMarginLoss",
        gradients=(0, 1, 2),
        reference=torch.nn.TripletMarginLoss,
        functional=POINTED("triplet_margin_loss"),
        weight=0.2,
        **POINTS,
    ),
]
