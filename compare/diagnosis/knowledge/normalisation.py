"""Mistakes of batch and layer normalisation."""

import numpy as np


def forward(x, axis, eps, gamma, beta, statistics=None, root="inside", ddof=0):
    """Return xhat, 1/std and the output, along `axis` or from given statistics."""
    if statistics is None:
        mean = x.mean(axis, keepdims=True)
        n = x.size / mean.size
        var = ((x - mean) ** 2).sum(axis, keepdims=True) / (n - ddof)
    else:
        mean, var = statistics
    rstd = {
        "inside": lambda: 1 / np.sqrt(var + eps),
        "outside": lambda: 1 / (np.sqrt(var) + eps),
        "missing": lambda: 1 / np.sqrt(var),
        "no root": lambda: 1 / (var + eps),
    }[root]()
    xhat = (x - mean) * rstd
    return xhat, rstd, xhat * gamma + beta


def backward_mistakes(context, dxhat, g, xhat, rstd, axis, who, centred, std):
    """Add the gradients of the input with a term missing or mistaken."""

    def mean(array):
        return array.mean(axis, keepdims=True)

    one, along = mean(dxhat), xhat * mean(dxhat * xhat)
    other = 0 if axis != 0 else -1
    over = "the batch" if axis != 0 else "the features"
    named = {
        f"{who} mean treated as a constant": rstd * (dxhat - along),
        f"{who} variance treated as a constant": rstd * (dxhat - one),
        f"{who} mean and variance treated as constants": rstd * dxhat,
        "gamma forgotten in the backward": rstd * (g - mean(g) - xhat * mean(g * xhat)),
        "1/std forgotten in the backward": dxhat - one - along,
        "divided by the variance, not by the standard deviation": rstd**2
        * (dxhat - one - along),
        "sums in place of means in the backward": rstd
        * (
            dxhat
            - dxhat.sum(axis, keepdims=True)
            - xhat * (dxhat * xhat).sum(axis, keepdims=True)
        ),
        f"averages of the backward taken over {over}": rstd
        * (
            dxhat
            - dxhat.mean(other, keepdims=True)
            - xhat * (dxhat * xhat).mean(other, keepdims=True)
        ),
        "sign of the mean's term flipped": rstd * (dxhat + one - along),
        "sign of the variance's term flipped": rstd * (dxhat - one + along),
        "xhat missing in the variance's term": rstd
        * (dxhat - one - mean(dxhat * xhat)),
        "raw input in place of xhat in the variance's term": rstd
        * (dxhat - one - (centred + 0) * mean(dxhat * centred)),
        "multiplied by the standard deviation instead of divided": std
        * (dxhat - one - along),
        "gradient passed through gamma only": dxhat,
        "factor 2 of the variance's derivative forgotten": rstd
        * (dxhat - one - 0.5 * along),
        "factor 2 of the variance's term too many": rstd * (dxhat - one - 2 * along),
    }
    for label, dinput in named.items():
        context.mistake(label, dinput=dinput)


def parameters(context, g, xhat, x, axis):
    """Add wrong gradients of gamma and beta."""
    label = "gamma's gradient taken with the raw input"
    context.mistake(label, dweight=(g * x).sum(axis))
    context.mistake("1/n applied twice", dweight=(g * xhat).mean(axis))
    context.mistake("1/n applied twice", dbias=g.mean(axis))
    context.mistake(
        "gamma's and beta's gradients exchanged",
        dweight=g.sum(axis),
        dbias=(g * xhat).sum(axis),
    )
    context.mistake("xhat missing in gamma's gradient", dweight=g.sum(axis))
    context.mistake("gradient of gamma not summed over the rows", dweight=g * xhat)
    context.mistake("missing sum over axis 0", dbias=g)
    if g.ndim == 2:
        context.mistake(
            "parameters' gradients summed over the features, not the rows",
            dweight=(g * xhat).sum(1),
        )
        context.mistake(
            "parameters' gradients summed over the features, not the rows",
            dbias=g.sum(1),
        )


def scale(arguments):
    """Return gamma and beta, 1 and 0 where left out."""
    gamma, beta = arguments.get("weight"), arguments.get("bias")
    return (1.0 if gamma is None else gamma), (0.0 if beta is None else beta)


def outputs(context, x, axis, eps, gamma, beta, statistics=None):
    """Add outputs normalised in another way."""
    other = 0 if axis != 0 else -1
    ways = {
        "eps outside the square root": {"root": "outside"},
        "eps left out": {"root": "missing"},
        "square root forgotten": {"root": "no root"},
    }
    if statistics is None:
        ways["normalised with the unbiased variance"] = {"ddof": 1}
    for label, way in ways.items():
        out = forward(x, axis, eps, gamma, beta, statistics, **way)[2]
        context.mistake(label, output=out)
    if statistics is None:
        over = "the features" if axis == 0 else "the batch"
        out = forward(x, other, eps, gamma, beta)[2]
        context.mistake(f"normalised over {over}", output=out)
        out = forward(x, None, eps, gamma, beta)[2] if x.ndim else 0
        context.mistake("normalised over the whole array", output=out)
    xhat, rstd, _ = forward(x, axis, eps, gamma, beta, statistics)
    context.mistake("gamma forgotten", output=xhat + beta)
    context.mistake("beta forgotten", output=xhat * gamma)
    context.mistake("gamma and beta forgotten", output=xhat + 0 * x)
    context.mistake(
        "beta added before gamma is multiplied", output=(xhat + beta) * gamma
    )
    context.mistake("mean not subtracted", output=x * rstd * gamma + beta)


def batch_norm(context, arguments, doutput):
    """Know the projections of the backward and the running statistics."""
    x, eps = arguments["input"], arguments.get("eps", 1e-5)
    momentum = arguments.get("momentum", 0.1)
    training = arguments.get("training", False)
    gamma, beta = scale(arguments)
    g = doutput
    if x.ndim != 2:
        return
    n = len(x)
    old_mean, old_var = arguments.get("running_mean"), arguments.get("running_var")
    if training:
        mean, biased = x.mean(0), ((x - x.mean(0)) ** 2).mean(0)
        unbiased = biased * n / max(n - 1, 1)
        xhat, rstd, _ = forward(x, 0, eps, gamma, beta)
        outputs(context, x, 0, eps, gamma, beta)
        centred, std = x - mean, 1 / rstd
        backward_mistakes(context, g * gamma, g, xhat, rstd, 0, "batch", centred, std)
        if old_mean is not None:
            context.mistake(
                "normalised with the running statistics in training",
                output=forward(x, 0, eps, gamma, beta, (old_mean, old_var))[2],
            )
            running(context, old_mean, mean, old_var, biased, unbiased, momentum)
            context.arrays |= {"batch mean": mean, "batch variance": biased}
    else:
        statistics = (old_mean, old_var)
        xhat, rstd, _ = forward(x, 0, eps, gamma, beta, statistics)
        outputs(context, x, 0, eps, gamma, beta, statistics)
        dxhat = g * gamma
        trained, its_rstd, _ = forward(x, 0, eps, gamma, beta)
        projected = dxhat - dxhat.mean(0) - trained * (dxhat * trained).mean(0)
        label = "backward of training in evaluation"
        context.mistake(label, dinput=its_rstd * projected)
        context.mistake("gamma forgotten in the backward", dinput=g * rstd)
        context.mistake("1/std forgotten in the backward", dinput=dxhat)
        mean, biased = x.mean(0), x.var(0)
        label = "running statistics updated in evaluation"
        unbiased = biased * n / max(n - 1, 1)
        for var in (biased, unbiased):
            context.mistake(
                label,
                running_mean=old_mean + momentum * (mean - old_mean),
                running_var=old_var + momentum * (var - old_var),
            )
    parameters(context, g, xhat, x, 0)
    context.arrays |= {"xhat": xhat, "gamma": np.broadcast_to(gamma, x.shape[1:])}
    context.arrays["std"] = 1 / rstd.squeeze(0) if training else 1 / rstd


def running(context, old_mean, mean, old_var, biased, unbiased, momentum):
    """Add wrong updates of the running statistics."""
    keep = 1 - momentum
    reverse = "1 - momentum in place of momentum"
    context.mistake(
        "running_var updated with the biased variance",
        running_var=keep * old_var + momentum * biased,
    )
    context.mistake(reverse, running_mean=momentum * old_mean + keep * mean)
    context.mistake(reverse, running_var=momentum * old_var + keep * unbiased)
    both = "1 - momentum in place of momentum, and the biased variance"
    context.mistake(both, running_var=momentum * old_var + keep * biased)
    for name, old, new in (
        ("running_mean", old_mean, mean),
        ("running_var", old_var, unbiased),
    ):
        context.mistake("running statistics not updated", **{name: old})
        context.mistake("running statistics overwritten", **{name: new})
        context.mistake(
            "old running statistics not scaled down",
            **{name: old + momentum * new},
        )
    context.mistake("running statistics overwritten", running_var=biased)
    label = "standard deviation in place of the variance"
    context.mistake(label, running_var=keep * old_var + momentum * np.sqrt(unbiased))
    context.mistake(label, running_var=keep * old_var + momentum * np.sqrt(biased))


def layer_norm(context, arguments, doutput):
    """Know the projections of the backward within each row."""
    x, eps = arguments["input"], arguments.get("eps", 1e-5)
    gamma, beta = scale(arguments)
    shape = arguments.get("normalized_shape", x.shape[-1:])
    if x.ndim != 2 or len(tuple(np.atleast_1d(shape))) != 1:
        return
    g = doutput
    xhat, rstd, _ = forward(x, 1, eps, gamma, beta)
    outputs(context, x, 1, eps, gamma, beta)
    centred = x - x.mean(1, keepdims=True)
    backward_mistakes(context, g * gamma, g, xhat, rstd, 1, "row", centred, 1 / rstd)
    projected = g - g.mean(1, keepdims=True)
    projected = projected - xhat * (g * xhat).mean(1, keepdims=True)
    label = "gamma multiplied outside the averages of the backward"
    context.mistake(label, dinput=gamma * rstd * projected)
    parameters(context, g, xhat, x, 0)
    context.arrays |= {"xhat": xhat, "gamma": np.broadcast_to(gamma, x.shape[1:])}
    context.arrays["std"] = 1 / rstd.squeeze(1)


KNOWLEDGE = {"batch_norm": batch_norm, "layer_norm": layer_norm}
