"""Operations on images, forward and backward, at the sizes of small networks."""

from .operations import leaf


def called(name, *shapes, **options):
    """Return what prepares a function of images and parameters of these shapes."""

    def prepare(side, draw):
        leaves = [leaf(side, draw(*shape)) for shape in shapes]
        function = getattr(side.functions, name)
        return lambda: function(*leaves, **options), leaves

    return prepare


SMALL, PLAIN = (64, 6, 8, 8), (32, 32, 28, 28)
LINE = (32, 32, 784)
# what is run, and the most that scratch may take of torch's time
IMAGES = {
    "conv2d, 32 to 64 channels, 3x3 of 28x28": (
        called("conv2d", PLAIN, (64, 32, 3, 3), (64,), padding=1),
        1.5,
    ),
    "conv2d, 1 to 32 channels, 5x5 of 28x28": (
        called("conv2d", (64, 1, 28, 28), (32, 1, 5, 5), (32,), padding=2),
        0.7,
    ),
    "conv2d, 6 to 16 channels, 3x3 of 8x8": (
        called("conv2d", SMALL, (16, 6, 3, 3), (16,), padding=1),
        1.5,
    ),
    "conv2d, depthwise, 3x3 of 28x28": (
        called("conv2d", PLAIN, (32, 1, 3, 3), (32,), padding=1, groups=32),
        2.0,
    ),
    "conv1d": (called("conv1d", LINE, (32, 32, 3), (32,), padding=1), 1.5),
    "conv3d": (
        called("conv3d", (8, 8, 8, 16, 16), (8, 8, 3, 3, 3), (8,), padding=1),
        1.5,
    ),
    "conv_transpose1d": (called("conv_transpose1d", LINE, (32, 16, 3), (16,)), 1.5),
    "conv_transpose2d": (
        called("conv_transpose2d", (32, 32, 14, 14), (32, 16, 3, 3), (16,), stride=2),
        1.5,
    ),
    "max_pool1d": (called("max_pool1d", LINE, kernel_size=2), 1.2),
    "max_pool2d": (called("max_pool2d", PLAIN, kernel_size=2), 1.2),
    "max_pool2d, overlapping": (
        called("max_pool2d", PLAIN, kernel_size=3, stride=2, padding=1),
        1.2,
    ),
    "avg_pool1d": (called("avg_pool1d", LINE, kernel_size=2), 1.0),
    "avg_pool2d": (called("avg_pool2d", PLAIN, kernel_size=2), 1.0),
    "adaptive_avg_pool1d": (called("adaptive_avg_pool1d", LINE, output_size=7), 1.0),
    "adaptive_avg_pool2d": (called("adaptive_avg_pool2d", PLAIN, output_size=1), 1.0),
    "adaptive_max_pool1d": (called("adaptive_max_pool1d", LINE, output_size=7), 1.2),
    "adaptive_max_pool2d": (called("adaptive_max_pool2d", PLAIN, output_size=7), 1.2),
    "unfold": (called("unfold", PLAIN, kernel_size=3), 1.5),
    "fold": (called("fold", (32, 288, 676), output_size=28, kernel_size=3), 1.5),
    "interpolate": (called("interpolate", (32, 32, 14, 14), scale_factor=2), 1.5),
    "pixel_shuffle": (called("pixel_shuffle", PLAIN, upscale_factor=2), 1.5),
    "pixel_unshuffle": (called("pixel_unshuffle", PLAIN, downscale_factor=2), 1.5),
    "dropout1d": (called("dropout1d", LINE), 1.0),
    "dropout2d": (called("dropout2d", PLAIN), 1.0),
}
