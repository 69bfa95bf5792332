"""Convolution, pooling, what kernels become by training, and norms of maps."""

from functools import cache
from json import loads

import numpy as np
from sklearn.datasets import load_digits

import scratch as dl
from compare.reading.figures.draw import drawn, panels
from compare.reading.pairs import ROOT

SEEN = {"light": "Blues", "dark": "Blues_r"}


@cache
def digits():
    """Return the digits, (1797, 1, 8, 8) in [0, 1], and their labels."""
    pixels, labels = load_digits(return_X_y=True)
    return dl.tensor(pixels.reshape(-1, 1, 8, 8) / 16), dl.tensor(labels)


def show(axes, cells, theme, title="", low=0.0, high=1.0):
    """Draw a grid of numbers, without ticks."""
    if low < 0:
        colours = "RdBu_r" if theme.name == "light" else "PuOr_r"
    else:
        colours = SEEN[theme.name]
    axes.pcolormesh(cells[::-1], cmap=colours, vmin=low, vmax=high, edgecolors="none")
    axes.set(xticks=[], yticks=[], title=title)
    axes.set_aspect("equal")
    axes.grid(False)


def matrix(size: int, kernel, stride: int = 1) -> np.ndarray:
    """Return the matrix of a convolution of a size x size image without a border."""
    one = dl.eye(size * size, dtype=dl.float64).reshape(-1, 1, size, size)
    weight = dl.tensor(np.asarray(kernel, float)[None, None])
    columns = dl.conv2d(one, weight, stride=stride).numpy()
    return columns.reshape(size * size, -1).T


@drawn
def convolution_matrix(theme):
    """Draw a convolution as a matrix, and its transpose."""
    figure, (left, right) = panels(2, height=3.4, width_ratios=(1.6, 1))
    kernel = np.arange(1, 10).reshape(3, 3) / 9
    full = matrix(5, kernel)
    show(left, full, theme, "convolution: 9 windows × 25 pixels")
    show(right, full.T, theme, "transposed")
    return figure


@cache
def receptive_fields() -> list[np.ndarray]:
    """Return the size of a middle output's gradient by every pixel, layer by layer."""
    dl.manual_seed(3)
    found, layers = [], []
    for kernel, stride in ((3, 1), (3, 2), (3, 1), (2, 2)):
        channels = (1 if not layers else 4, 4)
        layers.append(dl.Conv2d(*channels, kernel, stride).double())
        total = np.zeros((21, 21))
        for _ in range(40):
            image = dl.randn(1, 1, 21, 21, dtype=dl.float64).requires_grad_()
            output = dl.Sequential(*layers)(image)
            middle = output.shape[-1] // 2
            output[0, :, middle, middle].sum().backward()
            total += abs(image.grad.numpy()[0, 0])
            for layer in layers:
                layer.reset_parameters()
        found.append(total / total.max())
    return found


@drawn
def seen_pixels(theme):
    """Draw which pixels a number of the first four layers sees, and how much."""
    figure, axes = panels(4, height=2.1)
    for number, (ax, seen) in enumerate(zip(axes, receptive_fields()), 1):
        side = int((seen > 0).any(0).sum())
        show(ax, seen, theme, f"layer {number}: {side} × {side}")
    return figure


@drawn
def pooled_digit(theme):
    """Draw a digit, its maxima and means, and where the gradient of each goes."""
    figure, axes = panels(5, height=1.9)
    image = digits()[0][3:4].clone().requires_grad_()
    largest = dl.max_pool2d(image, 2)
    largest.sum().backward()
    taken = image.grad.numpy()[0, 0]
    image.grad = None
    mean = dl.avg_pool2d(image, 2)
    mean.sum().backward()
    show(axes[0], image.detach().numpy()[0, 0], theme, "image")
    show(axes[1], largest.detach().numpy()[0, 0], theme, "largest")
    show(axes[2], taken, theme, "its gradient")
    show(axes[3], mean.detach().numpy()[0, 0], theme, "mean")
    show(axes[4], image.grad.numpy()[0, 0], theme, "its gradient")
    return figure


@cache
def trained():
    """Return the first kernels before and after training, and the network."""
    images, labels = digits()
    dl.manual_seed(1)
    network = dl.LeNet(8).double()
    before = network.features[0].weight.detach().clone().numpy()
    optimizer = dl.SGD(network.parameters(), lr=0.05, momentum=0.9)
    for _ in range(15):
        order = dl.randperm(1437)
        for i in range(0, 1437, 64):
            batch = order[i : i + 64]
            loss = dl.cross_entropy(network(images[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return before, network.features[0].weight.detach().numpy(), network


@drawn
def kernels(theme):
    """Draw the six first kernels before training and after it."""
    figure, axes = panels(6, 2, height=2.6)
    before, after, _ = trained()
    high = max(abs(before).max(), abs(after).max())
    for row, weights in zip(axes, (before, after)):
        for ax, kernel in zip(row, weights):
            show(ax, kernel[0], theme, low=-high, high=high)
    axes[0][0].set_ylabel("before")
    axes[1][0].set_ylabel("after")
    return figure


@drawn
def moving_maps(theme):
    """Draw a digit, the same digit moved, and three maps of both."""
    figure, axes = panels(4, 2, height=3.4)
    _, _, network = trained()
    image = dl.pad(digits()[0][5:6], (2, 2, 2, 2))
    moved = dl.roll(image, 3, 3)
    for row, x in zip(axes, (image, moved)):
        maps = network.features[:2](x).detach().numpy()[0]
        show(row[0], x.numpy()[0, 0], theme)
        for ax, one in zip(row[1:], (0, 2, 4)):
            high = max(float(maps[one].max()), 1e-9)
            show(ax, maps[one], theme, high=high)
    for ax, title in zip(axes[0], ("image", "map 1", "map 3", "map 5")):
        ax.set_title(title)
    axes[0][0].set_ylabel("as it is")
    axes[1][0].set_ylabel("moved by 3")
    return figure


@cache
def touched() -> dict[str, np.ndarray]:
    """Return which outputs of a norm move with one number of the input: (N, C, H W)."""
    dl.manual_seed(4)
    x = dl.randn(4, 4, 3, 3, dtype=dl.float64)
    moved = x.clone()
    moved[1, 2, 1, 1] += 1
    norms = {
        "batch norm": lambda x: dl.batch_norm(x, None, None, training=True),
        "layer norm": lambda x: dl.layer_norm(x, (4, 3, 3)),
        "instance norm": lambda x: dl.instance_norm(x),
    }
    found = {}
    for name, norm in norms.items():
        gap = (norm(moved) - norm(x)).abs().numpy()
        found[name] = (gap > 0).reshape(4, 4, 9)
    return found


@drawn
def shared_statistics(theme):
    """Draw which outputs share their statistics with one number."""
    figure, axes = panels(3, height=2.6)
    for ax, (name, moved) in zip(axes, touched().items()):
        show(ax, moved.mean(2), theme, name)
        ax.set(xlabel="channel", ylabel="example" if ax is axes[0] else "")
        ax.set_xticks(np.arange(5))
        ax.set_yticks(np.arange(5))
        ax.tick_params(labelbottom=False, labelleft=False, length=0)
        ax.grid(True)
        ax.set_axisbelow(False)
    return figure


def reported() -> list[dict]:
    """Return what `python -m compare cnn` has reported, one row for each size."""
    report = ROOT / "compare" / "reports" / "cnn.json"
    return loads(report.read_text(encoding="utf-8"))


@drawn
def one_rounding(theme):
    """Draw how far free trainings part from torch's, and torch's from itself."""
    figure, axes = panels(2, height=2.9, sharey=True)
    lines = (
        ("torch's own", theme.rust, "--"),
        ("scratch", theme.blue, "-"),
        ("torch_ref", theme.green, ":"),
    )
    for ax, row in zip(axes, reported()):
        for name, colour, line in lines:
            gone = row["left to itself"][name]
            ax.loglog(row["steps"], gone, line, color=colour, marker=".", label=name)
        ax.set(xlabel="step", title=f"{row['size']} × {row['size']} pixels")
    axes[0].set_ylabel("largest difference")
    axes[0].legend()
    return figure
