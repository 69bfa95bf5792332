"""A search along a line for a point that fulfils the strong Wolfe conditions."""

from collections import namedtuple
from math import sqrt

Point = namedtuple("Point", "t loss grad slope")


def strong_wolfe(look, start, t, longest, most, c1=1e-4, c2=0.9, tolerance=1e-9):
    """Return a point low enough and flat enough, and how many were looked at.

    Parameters
    ----------
    look : callable
        `look(t)` returns the Point at t.
    start : Point
        At 0; its slope is negative.
    t : float
        Where to look first.
    longest : float
        The largest element of the direction.
    most : int
        How many points to look at after the first.
    c1, c2, tolerance : float
        Of the decrease, of the flatness, and of the shortest interval.

    References
    ----------
    Nocedal and Wright, Numerical Optimization, 2006, algorithms 3.5 and 3.6.
    """
    before, point, count = start, look(t), 0
    while count < most:
        high = point.loss > start.loss + c1 * point.t * start.slope
        if high or (count > 1 and point.loss >= before.loss):
            break
        if abs(point.slope) <= -c2 * start.slope:
            return point, count + 1
        if point.slope >= 0:
            break
        least = point.t + 0.01 * (point.t - before.t)
        t = cubic(before, point, least, 10 * point.t)
        before, point, count = point, look(t), count + 1
    if count >= most:  # no bracket was found
        return min(start, point, key=lambda p: p.loss), count + 1
    ends, stuck = [before, point], False
    low, high = sorted(ends, key=lambda p: p.loss)
    while count < most and abs(high.t - low.t) * longest >= tolerance:
        left, right = sorted((low.t, high.t))
        t, border = cubic(low, high, left, right), 0.1 * (right - left)
        near = min(right - t, t - left) < border
        if near and (stuck or not left < t < right):
            t = right - border if right - t < t - left else left + border
            near = False
        stuck = near
        point, count = look(t), count + 1
        if point.loss > start.loss + c1 * t * start.slope or point.loss >= low.loss:
            ends = [point if end is high else end for end in ends]
        elif abs(point.slope) <= -c2 * start.slope:
            return point, count + 1
        else:
            behind = low if point.slope * (high.t - low.t) >= 0 else high
            ends = [point if end is low else behind for end in ends]
        low, high = sorted(ends, key=lambda p: p.loss)
    return low, count + 1


def cubic(first, second, least, most):
    """Return where the cubic through two points with their slopes is lowest.

    References
    ----------
    Nocedal and Wright, Numerical Optimization, 2006, eq. 3.59.
    """
    first, second = sorted((first, second), key=lambda p: p.t)
    rise = (first.loss - second.loss) / (first.t - second.t)
    d1 = first.slope + second.slope - 3 * rise
    square = d1**2 - first.slope * second.slope
    if square < 0:
        return (least + most) / 2
    d2 = sqrt(square)
    ahead, bend = second.slope + d2 - d1, second.slope - first.slope + 2 * d2
    if bend == 0:  # a line or a hill is lowest at an end
        return least if ahead > 0 else most
    return min(max(second.t - (second.t - first.t) * (ahead / bend), least), most)
