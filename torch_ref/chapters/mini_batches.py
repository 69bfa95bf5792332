"""The course's mini-batches: shuffled, cut, the last one smaller."""

from ..engine.checks import check_has, check_positive
from ..engine.random import randperm


def random_mini_batches(X, Y, mini_batch_size=64):
    """Shuffle the examples and cut them into batches, as the course does.

    Parameters
    ----------
    X : (n, m) float
        Features x examples.
    Y : (k, m)
        Targets x examples, shuffled alike.
    mini_batch_size : int

    Returns
    -------
    batches : list of (X, Y)
        ceil(m / mini_batch_size) of them; the last one holds the rest.

    Raises
    ------
    ValueError
        If X and Y differ in their number of examples.
    """
    check_has("X", X, "requires_grad")
    check_has("Y", Y, "requires_grad")
    check_positive("mini_batch_size", mini_batch_size)
    m = X.shape[1]
    if Y.shape[1] != m:
        raise ValueError(f"X has {m} examples, Y has {Y.shape[1]}")
    permutation = randperm(m)
    batches = []
    for start in range(0, m, mini_batch_size):
        chosen = permutation[start : start + mini_batch_size]
        batches.append((X[:, chosen], Y[:, chosen]))
    return batches
