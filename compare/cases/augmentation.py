"""The cases of shifted images and of the course's mini-batches."""

import numpy as np

from .case import ProgramCase


def shifted(dl, images, height, width, pixels, seed):
    """Return two batches, shifted differently, and the state they leave."""
    dl.manual_seed(seed)
    shift = dl.RandomShift(height, width, pixels)
    once, target = shift.on_batch(images, 3)
    return {"once": once, "again": shift.on_batch(images, 3)[0], "target": target}


def images(draw):
    """Draw images as rows of pixels."""
    height, width = draw.size(), draw.size()
    return {
        "images": draw.array(draw.size(), height * width),
        "height": height,
        "width": width,
        "pixels": draw.integer(0, 2),
        "seed": draw.integer(0, 9),
    }


def cut(dl, X, Y, size, seed):
    """Return all batches of an epoch."""
    dl.manual_seed(seed)
    return [part for batch in dl.random_mini_batches(X, Y, size) for part in batch]


def columns(draw):
    """Draw features and targets with one column for each example."""
    m = draw.size(1, 9)
    return {
        "X": draw.array(draw.size(), m),
        "Y": draw.array(1, m),
        "size": draw.integer(1, 4),
        "seed": draw.integer(0, 9),
    }


def no_images(**changes):
    """Make a call that is refused."""
    good = {"images": np.ones((2, 6)), "height": 2, "width": 3, "pixels": 1, "seed": 0}
    return lambda: {**good, **changes}


CASES = [
    ProgramCase(
        name="RandomShift",
        arguments=images,
        program=shifted,
        refused={
            "no height": no_images(height=0),
            "no width": no_images(width=0),
            "fewer than no pixels": no_images(pixels=-1),
        },
    ),
    ProgramCase(
        name="random_mini_batches",
        arguments=columns,
        program=cut,
        refused={
            "no size": lambda: {
                "X": np.ones((2, 3)),
                "Y": np.ones((1, 3)),
                "size": 0,
                "seed": 0,
            },
            "another number of targets": lambda: {
                "X": np.ones((2, 3)),
                "Y": np.ones((1, 2)),
                "size": 2,
                "seed": 0,
            },
        },
    ),
]
