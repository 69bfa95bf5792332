"""Cases of the random streams: the same values, and the same words consumed.

torch_ref re-exports torch's own functions here, so that there is no third column.
"""

from functools import partial

import numpy as np

from ..battery.streams import is_replayed
from .case import Arguments, ProgramCase


def sizes(draw) -> Arguments:
    """Draw a shape, most of them on one side of the 16 where randn changes method."""
    return {"size": draw.choice((draw.shape(), (draw.integer(0, 40),)))}


def weights(draw) -> Arguments:
    """Draw rows of weights and how many samples to take."""
    classes = draw.integer(2, 6)
    return {
        "input": draw.positive(draw.integer(1, 3), classes),
        "num_samples": draw.integer(1, classes),
        "replacement": draw.boolean(),
    }


def bounds(draw) -> Arguments:
    """Draw ranges of one word and of two."""
    low = -draw.integer(0, 1000)
    return {"low": low, "high": low + 1 + draw.integer(0, 2**40), **sizes(draw)}


def replay(dl, call, private=False, **arguments):
    """Draw twice from a generator; return values and states."""
    generator = dl.Generator().manual_seed(9) if private else dl.default_generator
    chosen = generator if private else None
    first = call(dl, chosen, **arguments)
    return {
        "first": first,
        "second": call(dl, chosen, **arguments),
        "state": generator.get_state(),
        "default state": dl.get_rng_state(),
    }


def stream(name, arguments, call, **options) -> ProgramCase:
    """Make the case of one function that draws."""
    return ProgramCase(
        name=name,
        arguments=lambda draw: {**arguments(draw), "private": draw.boolean()},
        program=partial(replay, call=call),
        exact=lambda arguments: is_replayed(),
        **options,
    )


def seeds(dl, seed, n):
    """Seed, draw, save, fork and restore the default generator and a private one."""
    generator = dl.Generator()
    found = {
        "without a seed": generator.initial_seed(),
        "seed": dl.manual_seed(seed).initial_seed(),
        "initial": dl.initial_seed(),
        "fresh state": dl.get_rng_state(),
        "drawn": dl.rand(n),
        "normal": dl.randn(3),
    }
    state = dl.get_rng_state()
    with dl.engine.random.fork_rng():
        found["forked"] = dl.randn(n)
    found["after the fork"] = dl.randn(n)
    generator.set_state(state)
    clone = generator.clone_state()
    found["restored"] = [dl.randn(n, generator=g) for g in (generator, clone)]
    dl.set_rng_state(state)
    found["default"] = dl.randn(n)
    new = dl.seed()
    found["a new seed"] = new == dl.initial_seed() != dl.seed()
    return found


def fills(dl, name, shape, options):
    """Fill a tensor by one function of `init`."""
    tensor = dl.empty(*shape)
    filled = getattr(dl.init, name)(tensor, **options)
    return {
        "filled": tensor,
        "returned": filled is tensor,
        "gains": [dl.init.calculate_gain(kind) for kind in ("relu", "tanh", "selu")],
        "state": dl.get_rng_state(),
    }


def fill_arguments(draw) -> Arguments:
    """Draw a function of `init` and a shape with fans."""
    slope = draw.integer(0, 8) / 8
    name, options = draw.choice(
        (
            ("kaiming_uniform_", {"a": slope, "nonlinearity": "leaky_relu"}),
            ("kaiming_normal_", {"mode": "fan_out", "nonlinearity": "relu"}),
            ("xavier_uniform_", {"gain": 0.5 + slope}),
            ("xavier_normal_", {"gain": 0.5 + slope}),
            ("uniform_", {"a": -slope, "b": slope + 1.5}),
            ("normal_", {"mean": slope, "std": 0.5 + slope}),
            ("trunc_normal_", {"mean": slope, "a": slope - 1.0, "b": 2.0}),
            ("trunc_normal_", {"std": 0.5, "a": 0.75, "b": 1.0}),
            ("constant_", {"val": slope}),
            ("ones_", {}),
            ("zeros_", {}),
        )
    )
    shape = (draw.size(), draw.size(), *draw.choice(((), (3,), (2, 2))))
    return {"name": name, "shape": shape, "options": options}


CASES = [
    stream(
        "rand",
        sizes,
        lambda dl, g, size: dl.rand(*size, 2, generator=g),
        refused={
            "a negative size": lambda: {"size": (-1,)},
            "a fractional size": lambda: {"size": (1.5,)},
        },
    ),
    stream(
        "randn",
        sizes,
        lambda dl, g, size: dl.randn(size, generator=g),
        refused={"a negative size": lambda: {"size": (2, -1)}},
    ),
    stream(
        "randint",
        bounds,
        lambda dl, g, low, high, size: dl.randint(low, high, size, generator=g),
        refused={
            "an empty range": lambda: {"low": 3, "high": 3, "size": (2,)},
            "a fraction": lambda: {"low": 0.5, "high": 3, "size": (2,)},
            "a range too high": lambda: {"low": 0, "high": 2**63, "size": (2,)},
        },
    ),
    stream(
        "randint_like",
        lambda draw: {"input": draw.array(*draw.shape()), "high": draw.integer(1, 99)},
        lambda dl, g, input, high: dl.randint_like(input, -3, high, generator=g),
        refused={
            "an empty range": lambda: {"input": np.ones(2), "high": -3},
        },
    ),
    stream(
        "randperm",
        lambda draw: {"n": draw.choice((draw.integer(0, 30), draw.integer(490, 510)))},
        lambda dl, g, n: dl.randperm(n, generator=g),
        refused={
            "a negative n": lambda: {"n": -1},
            "a fractional n": lambda: {"n": 2.5},
        },
    ),
    *[
        stream(
            name,
            lambda draw: {"input": draw.array(*draw.shape())},
            lambda dl, g, input, name=name: getattr(dl, name)(input, generator=g),
            refused={"a list": lambda: {"input": [1.0]}},
        )
        for name in ("rand_like", "randn_like")
    ],
    stream(
        "bernoulli",
        lambda draw: {
            "input": draw.between(0.0, 1.0, *draw.shape()),
            "p": draw.choice(((), (draw.integer(0, 8) / 8,))),
        },
        lambda dl, g, input, p: dl.bernoulli(input, *p, generator=g),
        refused={"a number for input": lambda: {"input": 0.5, "p": ()}},
    ),
    stream(
        "multinomial",
        weights,
        lambda dl, g, **arguments: dl.multinomial(generator=g, **arguments),
        refused={"a list": lambda: {"input": [0.5, 0.5], "num_samples": 1}},
    ),
    stream(
        "normal",
        lambda draw: {
            "mean": draw.array(3, 1, specials=()),
            "std": draw.positive(draw.size()),
            "parts": draw.choice(("both", "mean", "std", "neither")),
        },
        lambda dl, g, mean, std, parts: (
            dl.normal(mean, std, generator=g)
            if parts == "both"
            else dl.normal(mean, 1.5, generator=g)
            if parts == "mean"
            else dl.normal(0.5, std, generator=g)
            if parts == "std"
            else dl.normal(0.5, 1.5, (17,), generator=g)
        ),
        refused={
            "no size": lambda: {"mean": 0.0, "std": 1.0, "parts": "both"},
        },
    ),
    ProgramCase(
        name="Generator",
        arguments=lambda draw: {
            "seed": draw.choice((draw.seed(), -draw.seed(), 2**64 - 1)),
            "n": draw.integer(1, 40),
        },
        program=seeds,
        exact=lambda arguments: is_replayed(),
        covers=(
            "Generator",
            "default_generator",
            "fork_rng",
            "get_rng_state",
            "initial_seed",
            "manual_seed",
            "seed",
            "set_rng_state",
        ),
        refused={
            "a seed too large": lambda: {"seed": 2**64, "n": 1},
            "no number": lambda: {"seed": "x", "n": 1},
        },
    ),
    ProgramCase(
        name="init",
        arguments=fill_arguments,
        program=fills,
        exact=lambda arguments: is_replayed(),
        refused={
            "no fans": lambda: {
                "name": "xavier_uniform_",
                "shape": (3,),
                "options": {},
            },
            "an unknown nonlinearity": lambda: {
                "name": "kaiming_uniform_",
                "shape": (3, 2),
                "options": {"nonlinearity": "gelu"},
            },
            "a negative standard deviation": lambda: {
                "name": "normal_",
                "shape": (3, 2),
                "options": {"std": -1.0},
            },
        },
    ),
]
