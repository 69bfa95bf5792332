"""The mistakes of a convolution by hand are called by their names."""

import pytest
from click.testing import CliRunner

from compare.cli import cli

RIGHT = """
import numpy as np


def places(x, w, stride, padding):
    kh, kw = w.shape[2:]
    h, v = ((n + 2 * padding - k) // stride + 1 for n, k in zip(x.shape[2:], (kh, kw)))
    return [
        (i, j, slice(i, i + stride * h, stride), slice(j, j + stride * v, stride))
        for i in range(kh)
        for j in range(kw)
    ]


def pad(x, n):
    return np.pad(x, ((0, 0), (0, 0), (n, n), (n, n)))


def conv2d_forward(input, weight, bias, stride=1, padding=0):
    x, out = pad(input, padding), 0
    for i, j, rows, columns in places(input, weight, stride, padding):
        seen = x[:, :, rows, columns]
        out = out + np.einsum("nchw,oc->nohw", seen, weight[:, :, i, j])
    return out + bias[:, None, None]


def conv2d_backward(dout, input, weight, bias, stride=1, padding=0):
    x, dweight = pad(input, padding), np.zeros_like(weight)
    dx = np.zeros_like(x)
    (h, w), (kh, kw) = input.shape[2:], weight.shape[2:]
    for i, j, rows, columns in places(input, weight, stride, padding):
        dweight[:, :, i, j] = np.einsum("nohw,nchw->oc", dout, x[:, :, rows, columns])
        kernel = weight[:, :, i, j]
        dx[:, :, rows, columns] += np.einsum("nohw,oc->nchw", dout, kernel)
    dinput = dx[:, :, padding : padding + h, padding : padding + w]
    return dinput, dweight, dout.sum((0, 2, 3))
"""
WRONG = {
    "border not cut off before the image": (
        "dx[:, :, padding : padding + h, padding : padding + w]",
        "dx[:, :, :h, :w]",
    ),
    "contributions to one element overwrite one another": (
        "columns] += np",
        "columns] = np",
    ),
    "weight is flipped (turned around) where it must not be": (
        "kernel = weight[:, :, i, j]",
        "kernel = weight[:, :, kh - 1 - i, kw - 1 - j]",
    ),
}


def verdict(folder, text):
    """Return what the command says of a convolution."""
    path = folder / "mine.py"
    path.write_text(text, encoding="utf-8")
    example = "randn(2, 3, 6, 5), randn(4, 3, 3, 2), randn(4), 1, 1"
    options = ["--against", "torch.nn.functional.conv2d", "--example", example]
    candidate = f"{path}:conv2d_forward,conv2d_backward"
    return CliRunner().invoke(cli, ["check", candidate, *options]).output


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_of_a_convolution_gets_its_name(name, tmp_path):
    right, wrong = WRONG[name]
    assert RIGHT.count(right) == 1
    assert f"Wrong: {name}" in " ".join(
        verdict(tmp_path, RIGHT.replace(right, wrong)).split()
    )


def test_a_right_convolution_is_right(tmp_path):
    assert verdict(tmp_path, RIGHT).startswith("Right")
