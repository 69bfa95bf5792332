"""Running statistics: what normalisation remembers of earlier batches."""


def follow(running, value, momentum):
    """Move a running statistic towards a batch's, of which no gradient is taken.

    Parameters
    ----------
    running : (C,) float, overwritten
    value : (C,) float
    momentum : float
        Weight of the new value.
    """
    running *= 1 - momentum
    running += momentum * value.detach()
