"""Where an operation is exact: its operands are few multiples of a power of two.

On a grid of 2**-k, sums and products below 2**(p - k), with p digits of the dtype, have
no rounding error in any order. So kinks and ties after simple arithmetic stay certain.
"""

import torch

DIGITS = {torch.float32: (24, 10), torch.float64: (53, 24)}  # p, k


def on_grid(value, places):
    """Whether elements are multiples of 2**-places."""
    scaled = value * 2.0**places
    return scaled == torch.round(scaled)


def exactly(call, dtype):
    """Return where a result is exact; None where nothing says so."""
    if dtype not in DIGITS or call.name not in EXACT:
        return None
    digits, places = DIGITS[dtype]
    certain = call.errors[0] == 0
    if len(call.errors) > 1 and torch.is_tensor(call.errors[1]):
        certain = certain & (call.errors[1] == 0)
    return EXACT[call.name](call, certain, 2.0 ** (digits - places), places)


def sums_of_two(call, certain, limit, places):
    """Tell where a + b and a - b are exact."""
    a, b = call.values[:2]
    fine = on_grid(a, places) & on_grid(b, places) & (call.value.abs() < limit)
    return certain & fine if call.keywords.get("alpha", 1) == 1 else None


def products(call, certain, limit, places):
    """Tell where a * b is exact."""
    a, b = call.values[:2]
    half = places // 2
    return certain & on_grid(a, half) & on_grid(b, half) & (call.value.abs() < limit)


def quotients(call, certain, limit, places):
    """Tell where a / b is exact."""
    (a, b), half = call.values[:2], places // 2
    fine = on_grid(call.value, half) & on_grid(b, half) & (call.value * b == a)
    return certain & fine & (a.abs() < limit)


def sums(call, certain, limit, places):
    """Tell where a sum is exact in any order."""
    x = call.values[0]
    other = call.again((~(on_grid(x, places) & certain)).double())
    return (other == 0) & (call.again(x.abs()) < limit)


def means(call, certain, limit, places):
    """Tell where a mean is exact."""
    x = call.values[0]
    terms = max(x.numel() // max(call.value.numel(), 1), 1)
    other = call.again((~(on_grid(x, places) & certain)).double())
    fine = on_grid(call.value, places // 2) & (call.again(x.abs()) * terms < limit)
    return (other == 0) & fine


EXACT = {
    **dict.fromkeys(("add", "sub", "rsub"), sums_of_two),
    "mul": products,
    "div": quotients,
    "sum": sums,
    "mean": means,
}
