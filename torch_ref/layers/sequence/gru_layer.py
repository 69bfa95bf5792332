"""The gated recurrent unit: a state of which a gate keeps a part at every step."""

import torch

from ...engine.arguments import checked
from ..activations.sigmoid import logistic
from .recurrent_checks import check_recurrent


@checked("input", "h", "weight_ih", "weight_hh", "bias_ih", "bias_hh")
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
        (xr, xz, xn), (hr, hz, hn) = (
            torch.chunk(sums[t], 3, 1),
            torch.chunk(recurrent, 3, 1),
        )
        r, z = logistic(xr + hr), logistic(xz + hz)
        n = torch.tanh(xn + r * hn)
        h = n + z * (h - n)
        states.append(h)
        gates.append((r, z, n, hn))
    output = torch.stack(states[1:])
    return (output, h)
