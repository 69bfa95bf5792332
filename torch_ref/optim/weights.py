"""Which parameters a penalty is for, and which not."""

from ..engine.checks import check_has


def weights_of(module):
    """Return the parameters of 2 and more dimensions.

    Biases, and the scales and shifts of normalisation, have one: a penalty on them
    moves the function that a network can represent without making it smoother.

    References
    ----------
    Goodfellow, Bengio and Courville, Deep Learning, 2016, section 7.1.
    """
    check_has("module", module, "parameters")
    return [param for param in module.parameters() if param.ndim >= 2]


def decay_groups(module, weight_decay):
    """Return parameter groups for an optimiser that decays `weights_of(module)` alone.

    Parameters
    ----------
    module : Module
    weight_decay : float
    """
    check_has("module", module, "parameters")
    others = [param for param in module.parameters() if param.ndim < 2]
    return [
        {"params": weights_of(module), "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
