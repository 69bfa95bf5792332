"""How much of an image one number of a later layer sees."""

from ..engine.windows import positive


def receptive_field(layers):
    """Return how many pixels a side one output sees, and how far apart outputs see.

    Parameters
    ----------
    layers : list of (int, int, int)
        Kernel, stride and dilation of each convolution or pooling, the first first.

    Returns
    -------
    size, step : int
        Pixels of one output in each dimension; pixels from one output to the next.

    Raises
    ------
    ValueError
        If a number is not positive.

    References
    ----------
    Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks,
    2019, eq. 2.
    """
    size = step = 1
    for kernel, stride, dilation in layers:
        positive("layers", (kernel, stride, dilation), 3)
        size += (kernel - 1) * dilation * step
        step *= stride
    return size, step
