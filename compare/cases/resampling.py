"""Cases of nearest elements and of shuffled pixels."""

import numpy as np
import torch

from .case import FunctionCase, ModuleCase, always

F = torch.nn.functional


def factors(draw, dims):
    """Draw the size of the output or factors, one or one for each dimension.

    Where a factor like 1.3 leaves a size as it is, torch's gradient of one or three
    dimensions is not that of its own output: there none is drawn.
    """
    sizes = tuple(draw.size(1, 7) for _ in range(dims))
    odd = 1.3 if dims == 2 else 1.7
    scales = tuple(draw.choice((2, 1.5, 1, 3, 0.75, odd, 2.5)) for _ in range(dims))
    if draw.boolean():
        return {"size": draw.choice((sizes, sizes[0])), "scale_factor": None}
    return {"size": None, "scale_factor": draw.choice((scales, scales[0]))}


def interpolate_arguments(draw):
    """Draw images of one to three dimensions and their new size."""
    dims = draw.integer(1, 3)
    outer = draw.choice((draw.size(), draw.size(), 0))
    image = draw.array(outer, draw.size(1, 2), *[draw.size(2, 4) for _ in range(dims)])
    return {"input": image, **factors(draw, dims)}


def ones(*shape, dtype=np.float32):
    """Make an array for a call that is refused."""
    return np.ones(shape, dtype)


def refusal(input=None, **given):
    """Make arguments that are refused for what is given."""
    image = ones(1, 2, 5) if input is None else input
    return lambda: {"input": image, **given}


def shuffled(draw, block):
    """Draw an image of r * r channels, or of blocks of r * r pixels, and r."""
    r = draw.size(1, 3)
    outer = draw.choice(((), (draw.size(),), (draw.size(), 2)))  # torch fails on none
    c, h, w = draw.size(1, 2), draw.size(1, 3), draw.size(1, 3)
    shape = (c, h * r, w * r) if block else (c * r**2, h, w)
    return draw.array(*outer, *shape), r


def shuffle_arguments(draw):
    """Draw the arguments of pixel_shuffle."""
    input, r = shuffled(draw, False)
    return {"input": input, "upscale_factor": r}


def unshuffle_arguments(draw):
    """Draw the arguments of pixel_unshuffle."""
    input, r = shuffled(draw, True)
    return {"input": input, "downscale_factor": r}


CASES = [
    FunctionCase(
        name="interpolate",
        arguments=interpolate_arguments,
        # the one mode there is, which the options of torch's other modes do not touch
        reference=lambda input, size=None, scale_factor=None, mode="nearest": (
            F.interpolate(input, size, scale_factor, mode)
        ),
        exact=always,
        analytic=always,
        refused={
            "no size": refusal(),
            "both": refusal(size=3, scale_factor=2.0),
            "two dimensions": refusal(ones(2, 5), size=3),
            "no channels": refusal(ones(1, 0, 5), size=3),
            "size 0": refusal(size=0),
            "too many sizes": refusal(size=(2, 3)),
            "too many factors": refusal(scale_factor=(2.0, 2.0)),
            "a factor of nothing": refusal(scale_factor=0.01),
            "a factor below 0": refusal(scale_factor=-1.0),
            "a fractional size": refusal(size=2.5),
            "another mode": refusal(size=3, mode="nearst"),
            "integers": refusal(ones(1, 2, 5, dtype=np.int64), size=3),
        },
        stricter={"a mode of torch": refusal(size=3, mode="linear")},
    ),
    ModuleCase(
        name="Upsample",
        arguments=lambda draw: factors(draw, 2),
        inputs=lambda draw, options: (
            draw.array(draw.size(), 2, draw.size(2, 4), draw.size(2, 4)),
        ),
        reference=torch.nn.Upsample,
        functional=lambda module, input: (
            "interpolate",
            {
                "input": input,
                "size": module.size,
                "scale_factor": module.scale_factor,
                "mode": module.mode,
            },
        ),
    ),
    FunctionCase(
        name="pixel_shuffle",
        arguments=shuffle_arguments,
        reference=F.pixel_shuffle,
        exact=always,
        analytic=always,
        refused={
            "channels not divided": refusal(ones(3, 2, 2), upscale_factor=2),
            "factor 0": refusal(ones(4, 2, 2), upscale_factor=0),
            "factor below 0": refusal(ones(4, 2, 2), upscale_factor=-1),
            "a fractional factor": refusal(ones(4, 2, 2), upscale_factor=2.0),
            "two dimensions": refusal(ones(4, 2), upscale_factor=1),
        },
    ),
    FunctionCase(
        name="pixel_unshuffle",
        arguments=unshuffle_arguments,
        reference=F.pixel_unshuffle,
        exact=always,
        analytic=always,
        refused={
            "height not divided": refusal(ones(1, 3, 4), downscale_factor=2),
            "width not divided": refusal(ones(1, 4, 3), downscale_factor=2),
            "factor 0": refusal(ones(1, 4, 4), downscale_factor=0),
            "two dimensions": refusal(ones(4, 4), downscale_factor=1),
        },
    ),
    ModuleCase(
        name="PixelShuffle",
        arguments=lambda draw: {"upscale_factor": draw.size(1, 3)},
        inputs=lambda draw, options: (
            draw.array(draw.size(), options["upscale_factor"] ** 2, 2, 3),
        ),
        reference=torch.nn.PixelShuffle,
        functional=lambda module, input: (
            "pixel_shuffle",
            {"input": input, "upscale_factor": module.upscale_factor},
        ),
    ),
    ModuleCase(
        name="PixelUnshuffle",
        arguments=lambda draw: {"downscale_factor": draw.size(1, 3)},
        inputs=lambda draw, options: (
            draw.array(
                draw.size(),
                2,
                2 * options["downscale_factor"],
                options["downscale_factor"],
            ),
        ),
        reference=torch.nn.PixelUnshuffle,
        functional=lambda module, input: (
            "pixel_unshuffle",
            {"input": input, "downscale_factor": module.downscale_factor},
        ),
    ),
]
