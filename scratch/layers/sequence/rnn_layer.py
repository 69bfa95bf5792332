"""Elman's network: a state that goes through tanh at every step."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.checks import check_choice
from ...engine.select import choose
from ...engine.sums import total
from .recurrent_checks import check_recurrent


@differentiable("input", "h", "weight_ih", "weight_hh", "bias_ih", "bias_hh")
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
            h = np.tanh(total_t)
        else:
            h = choose(total_t <= 0, 0, total_t)
        states.append(h)
    output = np.stack(states[1:])

    def backward(doutput, dh):
        dsums = []
        for t in reversed(range(len(input))):
            # h_t reaches the output and h_(t+1); tanh' = 1 - tanh^2, relu' is 0 or 1
            dh, h = dh + doutput[t], states[t + 1]
            dsums_t = dh * (1 - h**2 if nonlinearity == "tanh" else h > 0)
            dh = dsums_t @ weight_hh
            dsums.append(dsums_t)
        dsums, before = np.stack(dsums[::-1]), np.stack(states[:-1])
        dinput = dsums @ weight_ih
        # every step uses the same weights, so their gradients add up over steps
        drows = dsums.reshape(-1, weight_hh.shape[0])
        dweight_ih = drows.T @ input.reshape(-1, weight_ih.shape[1])
        dweight_hh = drows.T @ before.reshape(-1, weight_hh.shape[1])
        dbias = total(dsums, (0, 1))
        return dinput, dh, dweight_ih, dweight_hh, dbias, dbias.copy(), None

    return (output, h), backward
