"""Long short-term memory: a cell that is added to, and gates that let in and out."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.sums import total
from ..activations.sigmoid import logistic
from .recurrent_checks import check_recurrent


@differentiable("input", "h", "c", "weight_ih", "weight_hh", "bias_ih", "bias_hh")
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
        i, f, g, o = np.split(sums[t] + recurrent, 4, 1)
        i, f, g, o = logistic(i), logistic(f), np.tanh(g), logistic(o)
        c = f * c + i * g
        tanh_c = np.tanh(c)
        h = o * tanh_c
        states.append(h)
        cells.append(c)
        gates.append((i, f, g, o, tanh_c))
    output = np.stack(states[1:])

    def backward(doutput, dh, dc):
        dsums = []
        for t in reversed(range(len(input))):
            dh, (i, f, g, o, tanh_c) = dh + doutput[t], gates[t]
            # h = o tanh(c), then c = f c_(t-1) + i g; sigmoid' = s (1 - s)
            dc = dc + dh * o * (1 - tanh_c**2)
            do = dh * tanh_c * o * (1 - o)
            di, dg = dc * g * i * (1 - i), dc * i * (1 - g**2)
            df = dc * cells[t] * f * (1 - f)
            dsums.append(np.concatenate([di, df, dg, do], 1))
            dh, dc = dsums[-1] @ weight_hh, dc * f
        dsums = np.stack(dsums[::-1])
        dinput = dsums @ weight_ih
        # every step uses the same weights, so their gradients add up over steps
        before = np.stack(states[:-1]).reshape(-1, h.shape[1])
        rows, columns = dsums.reshape(-1, weight_ih.shape[0]), input.shape[2]
        dweight_ih, dweight_hh = rows.T @ input.reshape(-1, columns), rows.T @ before
        dbias = total(dsums, (0, 1))
        return dinput, dh, dc, dweight_ih, dweight_hh, dbias, dbias.copy()

    return (output, h, c), backward
