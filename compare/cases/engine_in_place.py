"""Cases of methods that write over their tensor, and of those that only look."""

import numpy as np

from .engine_functions import inside, table

UNARY = (
    *("abs_", "acos_", "asin_", "atan_", "ceil_", "cos_", "cosh_", "erf_", "erfc_"),
    *("exp_", "exp2_", "expm1_", "floor_", "frac_", "log_", "log10_", "log1p_"),
    *("log2_", "neg_", "reciprocal_", "round_", "rsqrt_", "sigmoid_", "sign_"),
    *("sin_", "sinh_", "sqrt_", "square_", "tan_", "tanh_", "trunc_"),
)
BINARY = (*("add_", "sub_", "mul_", "div_", "pow_", "remainder_", "fmod_"),)
OTHERS = {
    "clamp_": lambda dl, x, y, index: x.clamp_(0.25, 0.75),
    "clamp_max_": lambda dl, x, y, index: x.clamp_max_(0.5),
    "clamp_min_": lambda dl, x, y, index: x.clamp_min_(0.5),
    "lerp_": lambda dl, x, y, index: x.lerp_(y, 0.25),
    "addcmul_": lambda dl, x, y, index: x.addcmul_(y, y, value=0.5),
    "addcdiv_": lambda dl, x, y, index: x.addcdiv_(y, y + 1, value=2),
    "copy_": lambda dl, x, y, index: x.copy_(y[:1]),
    "masked_fill_": lambda dl, x, y, index: x.masked_fill_(y > 0.5, 2.0),
    "index_fill_": lambda dl, x, y, index: x.index_fill_(1, index[0], 3.0),
    "index_add_": lambda dl, x, y, index: x.index_add_(0, index[:, 0], y),
    "scatter_": lambda dl, x, y, index: x.scatter_(0, index, y),
    "scatter_add_": lambda dl, x, y, index: x.scatter_add_(0, index, y),
    "add_ with alpha": lambda dl, x, y, index: x.add_(y, alpha=2),
    "expand_as": lambda dl, x, y, index: x[:1].expand_as(y) * y,
    "view_as": lambda dl, x, y, index: x.reshape(-1).view_as(y) * y,
    "contiguous": lambda dl, x, y, index: x.t().contiguous(),
    "detach_": lambda dl, x, y, index: y * x.detach_(),
}


def places(draw):
    """Draw a square matrix, another, and rows in an order of their own."""
    n = draw.size()
    order = sorted(range(n), key=list(draw.binary(n)).__getitem__)
    rows = [[order[(i + j) % n] for j in range(n)] for i in range(n)]
    x, y = draw.inside(0.1, 0.9, n, n), draw.inside(0.1, 0.9, n, n)
    return {"input": x, "other": y, "index": np.array(rows)}


def over(name):
    """Return the call of an in-place method on what was recorded before."""
    return lambda dl, input: getattr(input * 1.0, name)() * (1 + input)


def over_with(name):
    """Return the call of an in-place method with another tensor."""
    return lambda dl, input, other, index: (
        getattr(input * 1.0, name)(other) * (1 + input)
    )


def over_other(call):
    """Return a call on what was recorded before."""
    return lambda dl, input, other, index: call(dl, input * 1.0, other, index) * 2


CASES = [
    table(
        "methods in place of a number",
        inside,
        {name: over(name) for name in UNARY},
        (),
    ),
    table(
        "methods in place",
        places,
        {name: over_with(name) for name in BINARY}
        | {name: over_other(call) for name, call in OTHERS.items()},
        (),
        ("input", "other"),
        whole_numbers=False,
        regimes=("plain",),
    ),
]
