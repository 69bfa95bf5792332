"""Exercises on convolution: the columns of windows are given, their way back is not."""

from .exercise import Exercise

FIXED = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1}

EXERCISES = [
    Exercise(
        name=name,
        place="scratch.layers.convolution.convolution:convolution",
        equation="output[co] = bias[co] + sum over channels ci and places k of "
        "weight[co, ci, k] input[ci, place + k]",
        against=f"torch.nn.functional.{name}",
        held=FIXED,
        told=f"scratch.layers.convolution.{name}:{name}",
    )
    for name in ("conv1d", "conv2d")
]
