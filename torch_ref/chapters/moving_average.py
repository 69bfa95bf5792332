"""Averages of a sequence that forget: what momentum, RMSprop and Adam are built of."""

from ..engine.checks import check_has
from ..engine.functions import stack


def moving_average(values, beta, corrected=True):
    """Average the values so far, with weights that fall by beta for each step back.

    Parameters
    ----------
    values : (T, ...) float
    beta : float
        Weight of the old average, in [0, 1); about 1 / (1 - beta) values count.
    corrected : bool
        Divide by 1 - beta^t, the sum of the weights: the average starts at 0, which
        is no value.

    Returns
    -------
    averages : (T, ...) float

    References
    ----------
    Kingma and Ba, Adam, 2015, section 3.
    """
    check_average(values, beta)
    average, averages = 0 * values[0], []
    for t, value in enumerate(values, 1):
        average = beta * average + (1 - beta) * value
        averages.append(average / (1 - beta**t) if corrected else average)
    return stack(averages)


def check_average(values, beta):
    """Refuse a sequence without values, and weights that are no shares."""
    check_has("values", values, "requires_grad")
    if values.ndim == 0 or len(values) == 0:
        shape = tuple(values.shape)
        raise ValueError(f"values must have a first dimension, got shape {shape}")
    if not 0 <= beta < 1:
        raise ValueError(f"beta must be in [0, 1), got {beta}")
