"""Functions of torch with the arguments that people's own versions have.

Running statistics may be left out, sizes are read off the input, the mask of dropout
is an argument, and a cell of a recurrent network is a function of its weights.
"""

import torch
from torch import _VF
from torch.nn import functional as F

__all__ = [
    "GRUCell",
    "LSTMCell",
    "RNNCell",
    "batch_norm",
    "dot",
    "dropout",
    "group_norm",
    "instance_norm",
    "layer_norm",
    "log_softmax",
    "logsumexp",
    "rms_norm",
    "scaled_dot_product_attention",
    "softmax",
    "where",
]


def softmax(input, dim=-1):
    """Return torch's softmax, over the last axis unless told otherwise."""
    return torch.softmax(input, dim)


def log_softmax(input, dim=-1):
    """Return torch's log_softmax, over the last axis unless told otherwise."""
    return torch.log_softmax(input, dim)


def logsumexp(input, dim=-1, keepdim=False):
    """Return torch's logsumexp, over the last axis unless told otherwise."""
    return torch.logsumexp(input, dim, keepdim)


def dot(input, tensor):
    """Return torch's dot."""
    return torch.dot(input, tensor)


def where(condition, input, other):
    """Return torch's where, of any condition."""
    return torch.where(condition != 0, input, other)


def batch_norm(
    input,
    weight=None,
    bias=None,
    running_mean=None,
    running_var=None,
    training=True,
    momentum=0.1,
    eps=1e-5,
):
    """Return torch's batch_norm, and the statistics that it would leave behind."""
    if any(v is not None and v.ndim != 1 for v in (weight, bias)):
        raise ValueError("weight and bias must have one axis")
    if running_mean is None or running_var is None:
        return F.batch_norm(input, None, None, weight, bias, True, momentum, eps)
    mean, var = running_mean.clone(), running_var.clone()
    output = F.batch_norm(input, mean, var, weight, bias, training, momentum, eps)
    return output


def layer_norm(input, weight=None, bias=None, eps=1e-5, normalized_shape=None):
    """Return torch's layer_norm over the axes of the weight, else the last one."""
    shape = normalized_shape or (input.shape[-1:] if weight is None else weight.shape)
    return F.layer_norm(input, tuple(shape), weight, bias, eps)


def rms_norm(input, weight=None, eps=None, normalized_shape=None):
    """Return torch's rms_norm over the axes of the weight, else the last one."""
    shape = normalized_shape or (input.shape[-1:] if weight is None else weight.shape)
    return F.rms_norm(input, tuple(shape), weight, eps)


def group_norm(input, num_groups=2, weight=None, bias=None, eps=1e-5):
    """Return torch's group_norm."""
    return F.group_norm(input, num_groups, weight, bias, eps)


def instance_norm(input, weight=None, bias=None, eps=1e-5):
    """Return torch's instance_norm by the statistics of the input."""
    return F.instance_norm(input, None, None, weight, bias, True, 0.1, eps)


def dropout(input, p=0.5, training=True, noise=None):
    """Return the input times the mask that the candidate drew."""
    if not training or noise is None:
        return input * 1
    return input * noise


def scaled_dot_product_attention(query, key, value, attn_mask=None, is_causal=False):
    """Return torch's attention, all of whose arguments have names here."""
    return F.scaled_dot_product_attention(
        query, key, value, attn_mask, is_causal=is_causal
    )


def RNNCell(input, hx, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Return the next hidden state."""
    return torch.rnn_tanh_cell(input, hx, weight_ih, weight_hh, bias_ih, bias_hh)


def GRUCell(input, hx, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Return the next hidden state."""
    return torch.gru_cell(input, hx, weight_ih, weight_hh, bias_ih, bias_hh)


def LSTMCell(input, hx, cx, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Return the next hidden and cell states."""
    return _VF.lstm_cell(input, (hx, cx), weight_ih, weight_hh, bias_ih, bias_hh)
