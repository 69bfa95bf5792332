"""Cells of recurrent networks, their gates in one product."""

import numpy as np
import torch

from .reference import reference, sigmoid, small


def lstm(x, h, c, wi, wh, bi, bh):
    """Call torch's cell."""
    return torch._VF.lstm_cell(x, (h, c), wi, wh, bi, bh)


def lstm_inputs(random, n, d):
    """Draw an input, two states and the parameters of four gates."""
    k = 3
    shapes = ((n, d), (n, k), (n, k), (4 * k, d), (4 * k, k), (4 * k,), (4 * k,))
    return [small(random, *shape) for shape in shapes]


@reference(lstm, lstm_inputs)
def lstm_cell(x, h, c, wi, wh, bi, bh, gh, gc):
    """Forget, write and read a cell."""
    both = np.concatenate([x, h], 1) @ np.concatenate([wi, wh], 1).T
    i, f, z, o = np.split(both + (bi + bh), 4, 1)
    i, f, z, o = sigmoid(i), sigmoid(f), np.tanh(z), sigmoid(o)
    c2 = i * z + f * c
    t = np.tanh(c2)
    dc = gc + gh * o * (1 - t * t)
    di, df = dc * z * i * (1 - i), dc * c * f * (1 - f)
    dz, do = dc * i * (1 - z * z), gh * t * o * (1 - o)
    da = np.concatenate([di, df, dz, do], 1)
    weights = [da.T @ x, da.T @ h, da.sum(0), da.sum(0)]
    return [o * t, c2], [da @ wi, da @ wh, dc * f, *weights]


def gru_inputs(random, n, d):
    """Draw an input, a state and the parameters of three gates."""
    k = 3
    shapes = ((n, d), (n, k), (3 * k, d), (3 * k, k), (3 * k,), (3 * k,))
    return [small(random, *shape) for shape in shapes]


@reference(torch._VF.gru_cell, gru_inputs)
def gru_cell(x, h, wi, wh, bi, bh, g):
    """Mix a state with a new one."""
    a, b = x @ wi.T + bi, h @ wh.T + bh
    (ar, az, an), (br, bz, bn) = np.split(a, 3, 1), np.split(b, 3, 1)
    r, z = sigmoid(ar + br), sigmoid(az + bz)
    new = np.tanh(an + r * bn)
    dn = g * (1 - z) * (1 - new * new)
    dr, dz = dn * bn * r * (1 - r), g * (h - new) * z * (1 - z)
    da = np.concatenate([dr, dz, dn], 1)
    db = np.concatenate([dr, dz, dn * r], 1)
    weights = [da.T @ x, db.T @ h, da.sum(0), db.sum(0)]
    return [new + z * (h - new)], [da @ wi, db @ wh + g * z, *weights]
