"""One operation, forward and backward, at several sizes."""

from pkgutil import iter_modules

import numpy as np

from scratch.layers import activations

SIZES = ((32, 64), (256, 512), (512, 4096))
CLASSES = 10


def elementwise(name, *options, **named):
    """Return what prepares an activation for a side and a size."""

    def prepare(side, draw, n, d):
        function = getattr(side.functions, name, None) or getattr(side.engine, name)
        input = leaf(side, draw(n, d))
        return lambda: function(input, *options, **named), [input]

    return prepare


def loss(name, targets, **named):
    """Return what prepares a loss between two arrays of one shape."""

    def prepare(side, draw, n, d):
        function = getattr(side.functions, name)
        values, wanted = targets(draw(n, d)), targets(draw(n, d))
        input, target = leaf(side, values), side.engine.from_numpy(wanted)
        return lambda: function(input, target, **named), [input]

    return prepare


def labelled(name):
    """Return what prepares a loss between d scores and one label an example."""

    def prepare(side, draw, n, d):
        function = getattr(side.functions, name)
        input = leaf(side, draw(n, d))
        labels = np.argmax(draw(n, CLASSES), 1)
        target = side.engine.from_numpy(labels)
        return lambda: function(input, target), [input]

    return prepare


def linear(side, draw, n, d):
    """Prepare an affine map from d features to d."""
    input, weight, bias = (leaf(side, draw(*shape)) for shape in ((n, d), (d, d), (d,)))
    function = side.functions.linear
    return lambda: function(input, weight, bias), [input, weight, bias]


def batch_norm(side, draw, n, d):
    """Prepare batch normalisation in training."""
    input, weight, bias = (leaf(side, draw(*shape)) for shape in ((n, d), (d,), (d,)))
    mean, var = side.engine.zeros(d), side.engine.ones(d)
    function = side.functions.batch_norm

    def run():
        return function(input, mean, var, weight, bias, True)

    return run, [input, weight, bias]


def prelu(side, draw, n, d):
    """Prepare rectifiers with a slope for each of d channels."""
    input, weight = leaf(side, draw(n, d)), leaf(side, draw(d))
    function = side.functions.prelu
    return lambda: function(input, weight), [input, weight]


def layer_norm(side, draw, n, d):
    """Prepare layer normalisation."""
    input, weight, bias = (leaf(side, draw(*shape)) for shape in ((n, d), (d,), (d,)))
    function = side.functions.layer_norm
    return lambda: function(input, (d,), weight, bias), [input, weight, bias]


def leaf(side, array):
    """Return a tensor that gets a gradient."""
    return side.engine.from_numpy(array.copy()).requires_grad_()


def probability(values):
    """Squash numbers into (0, 1)."""
    return 1 / (1 + np.exp(-values))


def unchanged(values):
    """Return the numbers as they are."""
    return values


OPERATIONS = {
    "linear": linear,
    "relu": elementwise("relu"),
    "leaky_relu": elementwise("leaky_relu"),
    "elu": elementwise("elu"),
    "gelu": elementwise("gelu"),
    "gelu, tanh": elementwise("gelu", approximate="tanh"),
    "silu": elementwise("silu"),
    "sigmoid": elementwise("sigmoid"),
    "tanh": elementwise("tanh"),
    "softplus": elementwise("softplus"),
    "logsigmoid": elementwise("logsigmoid"),
    "softmax": elementwise("softmax", 1),
    "log_softmax": elementwise("log_softmax", 1),
    "dropout": elementwise("dropout"),
    "batch_norm": batch_norm,
    "layer_norm": layer_norm,
    "cross_entropy": labelled("cross_entropy"),
    "nll_loss": labelled("nll_loss"),
    "mse_loss": loss("mse_loss", unchanged),
    "l1_loss": loss("l1_loss", unchanged),
    "smooth_l1_loss": loss("smooth_l1_loss", unchanged),
    "huber_loss": loss("huber_loss", unchanged),
    "kl_div": loss("kl_div", probability, reduction="batchmean"),
    "binary_cross_entropy": loss("binary_cross_entropy", probability),
    "binary_cross_entropy_with_logits": loss(
        "binary_cross_entropy_with_logits", probability
    ),
}
OPERATIONS["prelu"] = prelu
OPERATIONS["logsumexp"] = elementwise("logsumexp", 1)
for activation in iter_modules(activations.__path__):
    if activation.name != "argmax":  # has no gradient
        OPERATIONS.setdefault(activation.name, elementwise(activation.name))


def statement(side, name, n, d):
    """Return a function that runs an operation forward and backward once."""
    prepare = OPERATIONS[name]
    return fixed_statement(side, lambda side, draw: prepare(side, draw, n, d))


def fixed_statement(side, prepare):
    """Return a function that runs what has one size forward and backward once."""
    rng = np.random.default_rng(0)

    def draw(*shape):
        return rng.standard_normal(shape, np.float32)

    forward, leaves = prepare(side, draw)
    upstream = side.engine.from_numpy(draw(*forward().shape))

    def run():
        forward().backward(upstream)
        for tensor in leaves:
            tensor.grad = None

    return run
