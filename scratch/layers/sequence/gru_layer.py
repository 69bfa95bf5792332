"""The gated recurrent unit: a state of which a gate keeps a part at every step."""

import numpy as np

from ...engine.autograd import differentiable
from ...engine.sums import total
from ..activations.sigmoid import logistic
from .recurrent_checks import check_recurrent


@differentiable("input", "h", "weight_ih", "weight_hh", "bias_ih", "bias_hh")
def gru_layer(input, h, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """Run a gated recurrent unit over a sequence, from its first step to its last.

    Parameters
    ----------
    input : (T, N, I) float
    h : (N, H) float
        The state before the first step.
    weight_ih, weight_hh : (3 H, I) and (3 H, H) float
        For the gates r and z and the candidate n, one below the other.
    bias_ih, bias_hh : (3 H,) float, both or none

    Returns
    -------
    output : (T, N, H) float
        The states after every step.
    h : (N, H) float
        The last of them.

    Notes
    -----
    The reset gate multiplies the product with the state, its bias and all; in the paper
    it multiplies the state before the product.

    References
    ----------
    Cho et al., Learning Phrase Representations, 2014, eq. 5 to 8.
    """
    check_recurrent(input, {"h": h}, weight_ih, weight_hh, bias_ih, bias_hh, 3)
    sums = input @ weight_ih.T
    if bias_ih is not None:
        sums = sums + bias_ih
    states, gates = [h], []
    for t in range(len(input)):
        recurrent = h @ weight_hh.T
        if bias_hh is not None:
            recurrent = recurrent + bias_hh
        # r, z = sigmoid(x + h); n = tanh(x + r h); h_t = z h_(t-1) + (1 - z) n
        xr, xz, xn = np.split(sums[t], 3, 1)
        hr, hz, hn = np.split(recurrent, 3, 1)
        r, z = logistic(xr + hr), logistic(xz + hz)
        n = np.tanh(xn + r * hn)
        h = n + z * (h - n)
        states.append(h)
        gates.append((r, z, n, hn))
    output = np.stack(states[1:])

    def backward(doutput, dh):
        dsums, drecurrents = [], []
        for t in reversed(range(len(input))):
            dh, (r, z, n, hn) = dh + doutput[t], gates[t]
            # sigmoid' = s (1 - s), tanh' = 1 - tanh^2
            dn = dh * (1 - z) * (1 - n**2)
            dz = dh * (states[t] - n) * z * (1 - z)
            dr = dn * hn * r * (1 - r)
            dsums.append(np.concatenate([dr, dz, dn], 1))
            drecurrents.append(np.concatenate([dr, dz, dn * r], 1))
            dh = dh * z + drecurrents[-1] @ weight_hh
        dsums, drecurrents = np.stack(dsums[::-1]), np.stack(drecurrents[::-1])
        dinput = dsums @ weight_ih
        # every step uses the same weights, so their gradients add up over steps
        before = np.stack(states[:-1]).reshape(-1, h.shape[1])
        rows, columns = dsums.reshape(-1, weight_ih.shape[0]), input.shape[2]
        dweight_ih = rows.T @ input.reshape(-1, columns)
        dweight_hh = drecurrents.reshape(rows.shape).T @ before
        dbias_ih, dbias_hh = total(dsums, (0, 1)), total(drecurrents, (0, 1))
        return dinput, dh, dweight_ih, dweight_hh, dbias_ih, dbias_hh

    return (output, h), backward
