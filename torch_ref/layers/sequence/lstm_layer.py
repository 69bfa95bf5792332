"""Long short-term memory: a cell that is added to, and gates that let in and out."""

import torch

from ...engine.arguments import checked
from ..activations.sigmoid import logistic
from .recurrent_checks import check_recurrent


@checked("input", "h", "c", "weight_ih", "weight_hh", "bias_ih", "bias_hh")
def lstm_layer(input, h, c, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Run a long short-term memory over a sequence, from its first step to its last.

    Parameters
    ----------
    input : (T, N, I) float
    h, c : (N, H) float
        The state and the cell before the first step.
    weight_ih, weight_hh : (4 H, I) and (4 H, H) float
        For the gates i and f, the candidate g and the gate o, one below the other.
    bias_ih, bias_hh : (4 H,) float, both or none

    Returns
    -------
    output : (T, N, H) float
        The states after every step.
    h, c : (N, H) float
        The last state and cell.

    References
    ----------
    Hochreiter and Schmidhuber, Long Short-Term Memory, 1997. Gers, Schmidhuber and
    Cummins, Learning to Forget, 2000, eq. 1 to 6.
    """
    check_recurrent(input, {"h": h, "c": c}, weight_ih, weight_hh, bias_ih, bias_hh, 4)
    sums = input @ weight_ih.T
    if bias_ih is not None:
        sums = sums + bias_ih
    states, cells, gates = [h], [c], []
    for t in range(len(input)):
        # i, f, o = sigmoid(s), g = tanh(s); c_t = f c_(t-1) + i g; h_t = o tanh(c_t)
        recurrent = h @ weight_hh.T
        if bias_hh is not None:
            recurrent = recurrent + bias_hh
        i, f, g, o = torch.chunk(sums[t] + recurrent, 4, 1)
        i, f, g, o = logistic(i), logistic(f), torch.tanh(g), logistic(o)
        c = f * c + i * g
        tanh_c = torch.tanh(c)
        h = o * tanh_c
        states.append(h)
        cells.append(c)
        gates.append((i, f, g, o, tanh_c))
    output = torch.stack(states[1:])
    return (output, h, c)
