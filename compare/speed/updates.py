"""Steps of the optimisers, on the weights of a network whose gradients are there."""

import numpy as np

from .operations import leaf

SHAPES = (256, 784), (256,), (128, 256), (128,), (10, 128), (10,)


def weights(side):
    """Return parameters, each with a gradient."""
    rng, params = np.random.default_rng(0), []
    for shape in SHAPES:
        param = leaf(side, rng.standard_normal(shape, np.float32))
        param.grad = side.engine.from_numpy(rng.standard_normal(shape, np.float32))
        params.append(param)
    return params


def stepped(name):
    """Return what prepares the step of an optimiser."""

    def prepare(side):
        return getattr(side.optimisers, name)(weights(side)).step

    return prepare


def lbfgs(side):
    """Prepare four iterations down a bowl, from the same place every time."""
    params = weights(side)
    steep = [param.grad.abs() + 1 for param in params]
    start = [param.detach().clone() for param in params]
    optimizer = side.optimisers.LBFGS(params, max_iter=4, history_size=10, lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = sum((c * param**2).sum() for c, param in zip(steep, params))
        loss.backward()
        return loss

    def run():
        with side.engine.no_grad():
            for param, first in zip(params, start):
                param.copy_(first)
        optimizer.step(closure)

    return run


PLAIN = "Adadelta", "Adagrad", "Adamax", "NAdam", "RAdam", "RMSprop", "Rprop"
# name: what prepares it, the ratio it must reach, no limit in seconds
UPDATES = {f"{name} step": (stepped(name), 1.0, None) for name in PLAIN}
UPDATES["LBFGS step"] = (lbfgs, 1.5, None)
