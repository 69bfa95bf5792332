"""Training steps of LeNet, on digits of 8 x 8 and of 28 x 28 pixels."""

from dataclasses import dataclass

import numpy as np

from .networks import PERCEPTRONS, Step, noise


@dataclass(frozen=True)
class Convolutional(Step):
    """A network of two convolutions and three full layers, and its batches.

    Attributes
    ----------
    target, more_memory : float
        The most of torch's time and memory that scratch may take.
    """

    size: int
    channels: tuple[int, int]
    target: float
    batch: int = 64
    more_memory: float = 1.2

    @property
    def name(self):
        """Return pixels and channels."""
        return f"LeNet {self.size}x{self.size}, {self.channels[0]}-{self.channels[1]}"

    def layers(self):
        """Return (channels, kernel, border, kernels, output's side) of each layer."""
        first, second = self.channels
        size, kernel = (28, 5) if self.size == 28 else (8, 3)
        half, border = size // 2, 0 if size == 28 else 1
        inner = half + 2 * border - kernel + 1
        flat = second * (inner // 2) ** 2
        return (
            (1, kernel, kernel // 2, first, size),
            (first, kernel, border, second, inner),
            *((n, 1, 0, m, 1) for n, m in ((flat, 120), (120, 84), (84, 10))),
        )

    def build(self, side):
        """Return the network as one module."""
        dl, (one, two, *full) = side.modules, self.layers()
        layers = []
        for channels, kernel, border, kernels, _ in (one, two):
            layers += [dl.Conv2d(channels, kernels, kernel, padding=border)]
            layers += [dl.ReLU(), dl.MaxPool2d(2)]
        layers.append(dl.Flatten())
        for fan_in, _, _, fan_out, _ in full:
            layers += [dl.Linear(fan_in, fan_out), dl.ReLU()]
        return dl.Sequential(*layers[:-1])

    def data(self):
        """Return one batch of images and labels."""
        rng = np.random.default_rng(0)
        images = rng.standard_normal((self.batch, 1, self.size, self.size), np.float32)
        return images, rng.integers(0, 10, self.batch)

    def products(self):
        """Return a function that computes the matrix products of a step, and no more.

        Those of a convolution are with the columns of one image, image by image.
        """
        calls = []
        for layer, (channels, kernel, _, kernels, side) in enumerate(self.layers()):
            rows, windows = channels * kernel**2, side**2
            outer, inner = ((self.batch,), windows) if side > 1 else ((), self.batch)
            weight, columns = noise(kernels, rows), noise(*outer, rows, inner)
            output = noise(*outer, kernels, inner)
            calls.append((weight, columns, output.copy()))
            calls.append(
                (output, columns.swapaxes(-1, -2), noise(*outer, kernels, rows))
            )
            if layer > 0:  # the images need no gradient
                calls.append((weight.T, output, columns.copy()))

        def run():
            for left, right, out in calls:
                np.matmul(left, right, out=out)

        return run

    def work(self):
        """Return the floating-point operations of these products."""
        products = [
            kernels * channels * kernel**2 * side**2
            for channels, kernel, _, kernels, side in self.layers()
        ]
        return 2 * self.batch * (3 * sum(products) - products[0])


CONVOLUTIONAL = (
    Convolutional(8, (6, 16), 1.0),
    Convolutional(28, (6, 16), 1.3),
    Convolutional(28, (32, 64), 1.5),
)
NETWORKS = (*PERCEPTRONS, *CONVOLUTIONAL)
