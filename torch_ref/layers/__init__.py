"""Layers and activations: a function and its module in every file."""

from .argmax import Hardmax, argmax, hardmax
from .batch_norm import batch_norm
from .batch_norm_1d import BatchNorm1d
from .dropout import Dropout, dropout
from .elu import ELU, elu
from .gelu import GELU, gelu
from .layer_norm import LayerNorm, layer_norm
from .leaky_relu import LeakyReLU, leaky_relu
from .linear import Linear, linear
from .log_softmax import LogSoftmax, log_softmax
from .logsigmoid import LogSigmoid, logsigmoid
from .relu import ReLU, relu
from .sigmoid import Sigmoid, sigmoid
from .silu import SiLU, silu
from .softmax import Softmax, softmax
from .softplus import Softplus, softplus
from .tanh import Tanh, tanh

__all__ = [
    "ELU",
    "GELU",
    "BatchNorm1d",
    "Dropout",
    "Hardmax",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LogSigmoid",
    "LogSoftmax",
    "ReLU",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Tanh",
    "argmax",
    "batch_norm",
    "dropout",
    "elu",
    "gelu",
    "hardmax",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]
