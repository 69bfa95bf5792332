"""Layers and activations: a function and its module in every file."""

from .activations.argmax import Hardmax, argmax, hardmax
from .activations.celu import CELU, celu
from .activations.elu import ELU, elu
from .activations.gelu import GELU, gelu
from .activations.glu import GLU, glu
from .activations.hardsigmoid import Hardsigmoid, hardsigmoid
from .activations.hardswish import Hardswish, hardswish
from .activations.hardtanh import Hardtanh, hardtanh
from .activations.leaky_relu import LeakyReLU, leaky_relu
from .activations.log_softmax import LogSoftmax, log_softmax
from .activations.logsigmoid import LogSigmoid, logsigmoid
from .activations.logsumexp import logsumexp
from .activations.mish import Mish, mish
from .activations.prelu import PReLU, prelu
from .activations.relu import ReLU, relu
from .activations.relu6 import ReLU6, relu6
from .activations.selu import SELU, selu
from .activations.sigmoid import Sigmoid, sigmoid
from .activations.silu import SiLU, silu
from .activations.softmax import Softmax, softmax
from .activations.softplus import Softplus, softplus
from .activations.softsign import Softsign, softsign
from .activations.tanh import Tanh, tanh
from .channel_dropout import Dropout1d, Dropout2d, dropout1d, dropout2d
from .convolution.adaptive_avg_pool import (
    AdaptiveAvgPool1d,
    AdaptiveAvgPool2d,
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
)
from .convolution.adaptive_max_pool import (
    AdaptiveMaxPool1d,
    AdaptiveMaxPool2d,
    adaptive_max_pool1d,
    adaptive_max_pool2d,
)
from .convolution.avg_pool import AvgPool1d, AvgPool2d, avg_pool1d, avg_pool2d
from .convolution.conv1d import Conv1d, conv1d
from .convolution.conv2d import Conv2d, conv2d
from .convolution.conv3d import Conv3d, conv3d
from .convolution.conv_transpose import (
    ConvTranspose1d,
    ConvTranspose2d,
    conv_transpose1d,
    conv_transpose2d,
)
from .convolution.interpolate import Upsample, interpolate
from .convolution.lazy import (
    LazyConv1d,
    LazyConv2d,
    LazyConv3d,
    LazyConvTranspose1d,
    LazyConvTranspose2d,
)
from .convolution.max_pool import MaxPool1d, MaxPool2d, max_pool1d, max_pool2d
from .convolution.pixel_shuffle import (
    PixelShuffle,
    PixelUnshuffle,
    pixel_shuffle,
    pixel_unshuffle,
)
from .convolution.unfold import Fold, Unfold, fold, unfold
from .dropout import Dropout, dropout
from .flatten import Flatten, Unflatten
from .identity import Identity
from .lazy_linear import LazyLinear
from .linear import Linear, linear
from .normalisation.batch_norm import batch_norm
from .normalisation.batch_norm_1d import BatchNorm1d
from .normalisation.batch_norm_2d import BatchNorm2d
from .normalisation.batch_norm_3d import BatchNorm3d
from .normalisation.cosine_similarity import CosineSimilarity, cosine_similarity
from .normalisation.group_norm import GroupNorm, group_norm
from .normalisation.instance_norm import instance_norm
from .normalisation.layer_norm import LayerNorm, layer_norm
from .normalisation.lazy_batch_norm import (
    LazyBatchNorm1d,
    LazyBatchNorm2d,
    LazyBatchNorm3d,
)
from .normalisation.normalize import normalize
from .normalisation.rms_norm import RMSNorm, rms_norm
from .sequence.embedding import Embedding, embedding
from .sequence.gru import GRU, GRUCell
from .sequence.gru_layer import gru_layer
from .sequence.lstm import LSTM, LSTMCell
from .sequence.lstm_layer import lstm_layer
from .sequence.multihead_attention import MultiheadAttention
from .sequence.rnn import RNN, RNNCell
from .sequence.rnn_layer import rnn_layer
from .sequence.scaled_dot_product_attention import scaled_dot_product_attention
from .sequence.transformer import Transformer, TransformerDecoder, TransformerEncoder
from .sequence.transformer_layer import TransformerDecoderLayer, TransformerEncoderLayer

__all__ = [
    "CELU",
    "ELU",
    "GELU",
    "GLU",
    "GRU",
    "LSTM",
    "RNN",
    "SELU",
    "AdaptiveAvgPool1d",
    "AdaptiveAvgPool2d",
    "AdaptiveMaxPool1d",
    "AdaptiveMaxPool2d",
    "AvgPool1d",
    "AvgPool2d",
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "Conv1d",
    "Conv2d",
    "Conv3d",
    "ConvTranspose1d",
    "ConvTranspose2d",
    "CosineSimilarity",
    "Dropout",
    "Dropout1d",
    "Dropout2d",
    "Embedding",
    "Flatten",
    "Fold",
    "GRUCell",
    "GroupNorm",
    "Hardmax",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "Identity",
    "LSTMCell",
    "LayerNorm",
    "LazyBatchNorm1d",
    "LazyBatchNorm2d",
    "LazyBatchNorm3d",
    "LazyConv1d",
    "LazyConv2d",
    "LazyConv3d",
    "LazyConvTranspose1d",
    "LazyConvTranspose2d",
    "LazyLinear",
    "LeakyReLU",
    "Linear",
    "LogSigmoid",
    "LogSoftmax",
    "MaxPool1d",
    "MaxPool2d",
    "Mish",
    "MultiheadAttention",
    "PReLU",
    "PixelShuffle",
    "PixelUnshuffle",
    "RMSNorm",
    "RNNCell",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "Softsign",
    "Tanh",
    "Transformer",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
    "Unflatten",
    "Unfold",
    "Upsample",
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "argmax",
    "avg_pool1d",
    "avg_pool2d",
    "batch_norm",
    "celu",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "cosine_similarity",
    "dropout",
    "dropout1d",
    "dropout2d",
    "elu",
    "embedding",
    "fold",
    "gelu",
    "glu",
    "group_norm",
    "gru_layer",
    "hardmax",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "instance_norm",
    "interpolate",
    "layer_norm",
    "leaky_relu",
    "linear",
    "log_softmax",
    "logsigmoid",
    "logsumexp",
    "lstm_layer",
    "max_pool1d",
    "max_pool2d",
    "mish",
    "normalize",
    "pixel_shuffle",
    "pixel_unshuffle",
    "prelu",
    "relu",
    "relu6",
    "rms_norm",
    "rnn_layer",
    "scaled_dot_product_attention",
    "selu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "softsign",
    "tanh",
    "unfold",
]
