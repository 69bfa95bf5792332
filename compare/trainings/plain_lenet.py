"""LeNet in plain torch: the third column."""

from torch import nn


class LeNet(nn.Module):
    """Twice a convolution, ReLU and the largest of 2 x 2; then two hidden layers."""

    def __init__(self, size=28, channels=(6, 16), classes=10):
        super().__init__()
        first, second = channels
        kernel, border, side = (5, 0, 5) if size == 28 else (3, 1, 2)
        self.features = nn.Sequential(
            nn.Conv2d(1, first, kernel, padding=kernel // 2),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(first, second, kernel, padding=border),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(second * side * side, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, classes),
        )

    def forward(self, images):
        """Return the logits of images (N, 1, size, size)."""
        return self.classifier(self.features(images))
