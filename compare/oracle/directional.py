"""Derivatives of the forward pass alone: a truth that autograd has no part in."""

import numpy as np


def complex_step(forward, arrays, directions, upstream):
    """Return d/dt sum(upstream * forward(arrays + t * directions)) at t = 0.

    One evaluation at a tiny imaginary step, in long double: no cancellation, so the
    relative error is that of the evaluation itself.

    References
    ----------
    W. Squire and G. Trapp, Using complex variables to estimate derivatives of real
    functions, 1998.
    """
    step = np.longdouble(1e-200)
    moved = [
        a.astype(np.clongdouble) + 1j * step * d.astype(np.longdouble)
        for a, d in zip(arrays, directions)
    ]
    output = forward(moved)
    return (output.imag / step * upstream.astype(np.longdouble)).sum()


def longdouble_difference(forward, arrays, directions, upstream):
    """Return the same derivative and its uncertainty, by differences in long double.

    The uncertainty is infinite next to a kink, where the two sides of an element
    disagree; those of different elements may cancel in the sum.
    """
    step = np.longdouble(2.0) ** -14
    upstream = upstream.astype(np.longdouble)

    def along(t):
        moved = [
            a.astype(np.longdouble) + t * step * d.astype(np.longdouble)
            for a, d in zip(arrays, directions)
        ]
        return forward(moved) * upstream

    here, values = along(0), {t: along(t) for t in (-2, -1, 1, 2)}
    fourth = (8 * (values[1] - values[-1]) - (values[2] - values[-2])) / (12 * step)
    second = (values[1] - values[-1]) / (2 * step)
    bend = abs((values[1] - here) - (here - values[-1])) / step
    wider = abs((values[2] - here) - (here - values[-2])) / (2 * step)
    size = np.maximum.reduce([abs(v) for v in (*values.values(), here)])
    noise = 64 * np.finfo(np.longdouble).eps * size / step
    smooth = (abs(wider - 2 * bend) <= 0.05 * wider + noise).all()
    # where only the curvature jumps, `fourth` is off by twice their distance
    uncertainty = (3 * abs(fourth - second) + noise).sum() if smooth else np.inf
    return fourth.sum(), uncertainty
