"""LeNet: convolutions and maxima that find shapes, then a network that names them."""

from ..engine.containers import Sequential
from ..engine.module import Module
from ..layers import Conv2d, Flatten, Linear, MaxPool2d, ReLU


class LeNet(Module):
    """Twice a convolution, ReLU and the largest of 2 x 2; then two hidden layers.

    Parameters
    ----------
    size : 28 or 8
        Pixels a side. 28: kernels of 5 x 5, the first with a border, as in LeNet-5;
        8: kernels of 3 x 3, both with a border.
    channels : (int, int)
        Maps after the first and the second convolution.
    classes : int

    Raises
    ------
    ValueError
        If size is another.

    References
    ----------
    LeCun et al., Gradient-Based Learning Applied to Document Recognition, 1998, sec.
    II-B; with ReLU, maxima and full connections, as it is taught today.
    """

    def __init__(self, size=28, channels=(6, 16), classes=10):
        super().__init__()
        if size not in (8, 28):
            raise ValueError(f"size must be 8 or 28, got {size!r}")
        first, second = channels
        kernel, border, side = (5, 0, 5) if size == 28 else (3, 1, 2)
        self.features = Sequential(
            Conv2d(1, first, kernel, padding=kernel // 2),
            ReLU(),
            MaxPool2d(2),
            Conv2d(first, second, kernel, padding=border),
            ReLU(),
            MaxPool2d(2),
        )
        self.classifier = Sequential(
            Flatten(),
            Linear(second * side * side, 120),
            ReLU(),
            Linear(120, 84),
            ReLU(),
            Linear(84, classes),
        )

    def forward(self, images):
        """Return the logits of images (N, 1, size, size)."""
        return self.classifier(self.features(images))
