"""Activations that are methods of Tensor, too, as in torch: `x.softmax(-1)`."""

from ..engine.autograd import Tensor
from ..engine.overwriting import overwriting
from .activations.log_softmax import log_softmax
from .activations.logsumexp import logsumexp
from .activations.prelu import prelu
from .activations.relu import relu
from .activations.sigmoid import sigmoid
from .activations.softmax import softmax
from .activations.tanh import tanh

for function in (log_softmax, logsumexp, prelu, relu, sigmoid, softmax, tanh):
    setattr(Tensor, function.__name__, function)
for name in ("relu", "sigmoid", "tanh"):
    setattr(Tensor, f"{name}_", overwriting(name))
