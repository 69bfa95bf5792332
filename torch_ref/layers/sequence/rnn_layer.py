"""Elman's network: a state that goes through tanh at every step."""

import torch

from ...engine.arguments import checked
from ...engine.checks import check_choice
from ...engine.select import choose
from .recurrent_checks import check_recurrent


@checked("input", "h", "weight_ih", "weight_hh", "bias_ih", "bias_hh")
def rnn_layer(
    input, h, weight_ih, weight_hh, bias_ih=None, bias_hh=None, nonlinearity="tanh"
):
    """Run an Elman network over a sequence, from its first step to its last.

    Parameters
    ----------
    input : (T, N, I) float
    h : (N, H) float
        The state before the first step.
    weight_ih, weight_hh : (H, I) and (H, H) float
    bias_ih, bias_hh : (H,) float, both or none
    nonlinearity : {"tanh", "relu"}

    Returns
    -------
    output : (T, N, H) float
        The states after every step.
    h : (N, H) float
        The last of them.

    References
    ----------
    Elman, Finding Structure in Time, 1990. Werbos, Backpropagation Through Time, 1990.
    """
    check_choice("nonlinearity", nonlinearity, ("tanh", "relu"))
    check_recurrent(input, {"h": h}, weight_ih, weight_hh, bias_ih, bias_hh, 1)
    sums = input @ weight_ih.T
    if bias_ih is not None:
        sums = sums + bias_ih
    states = [h]
    for t in range(len(input)):
        # h_t = tanh(W_ih x_t + b_ih + W_hh h_(t-1) + b_hh)
        recurrent = h @ weight_hh.T
        if bias_hh is not None:
            recurrent = recurrent + bias_hh
        total_t = sums[t] + recurrent
        if nonlinearity == "tanh":
            h = torch.tanh(total_t)
        else:
            h = choose(total_t <= 0, 0, total_t)
        states.append(h)
    output = torch.stack(states[1:])
    return (output, h)
