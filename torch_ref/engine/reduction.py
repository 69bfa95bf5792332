"""The names that `reduction` had before: size_average and reduce."""

import warnings

BEFORE = ("size_average", "reduce")
NEVER = ("huber_loss", "gaussian_nll_loss")  # younger than these names


def named_today(options):
    """Return keyword arguments with `reduction` for its old names, warning as torch.

    Parameters
    ----------
    options : dict
        Returned as it is without size_average or reduce, each a bool or None for True.
    """
    if options.keys().isdisjoint(BEFORE):
        return options
    given = {name: options[name] for name in BEFORE if name in options}
    options = {key: value for key, value in options.items() if key not in BEFORE}
    average, reduce = (given.get(name) is not False for name in BEFORE)
    if all(value is None for value in given.values()):
        return options
    reduction = "none" if not reduce else "mean" if average else "sum"
    warnings.warn(
        "size_average and reduce args will be deprecated, "
        f"please use reduction={reduction!r} instead.",
        stacklevel=4,
    )
    return options | {"reduction": reduction}
