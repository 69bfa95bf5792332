"""Normal random numbers by Box and Muller's method, in torch's exact arithmetic."""

import math

import numpy as np

from .arguments import check_real
from .autograd import Tensor
from .devices import check_device
from .fused import exact, fma
from .generator import chosen
from .memory import dense_like, fill, fitting
from .uniform import blocks, fill_unit, floating, like, shape_of, target_of

# Cephes, single precision (S. L. Moshier, Methods and Programs for Mathematical
# Functions, 1989), as in torch's vector code: constants are float32 values
LOG = np.float32(
    [
        7.0376836292e-2,
        -1.1514610310e-1,
        1.1676998740e-1,
        -1.2420140846e-1,
        1.4249322787e-1,
        -1.6668057665e-1,
        2.0000714765e-1,
        -2.4999993993e-1,
        3.3333331174e-1,
    ]
)
LOG2_LOW, LOG2_HIGH = -2.12194440e-4, 0.693359375
SQRT_HALF_BITS = np.float32(0.707106781186547524).view(np.int32)
QUARTERS = -0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8
SIN = np.float32([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1])
COS = np.float32([2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2])
FOUR_OVER_PI, TWO_PI = 1.27323954473516, 2 * math.pi
ROWS = 2048  # blocks of 16 whose temporaries stay in cache


@fitting
def randn(*size, generator=None, dtype=None, device=None, requires_grad=False):
    """Return standard normal random numbers.

    Parameters
    ----------
    *size : ints or one tuple of ints
    generator : Generator, default: the one that `manual_seed` seeds
    dtype : float32 or float64, default: `get_default_dtype()`
    device : device, default: the CPU
    requires_grad : bool
    """
    check_device(device)
    array = np.empty(shape_of(size), floating(dtype))
    fill_normal(array, chosen(generator))
    return Tensor(array, requires_grad)


def randn_like(input, *, generator=None, dtype=None, device=None, requires_grad=False):
    """Return standard normal random numbers in the shape and layout of `input`."""
    check_device(device)
    array = dense_like(*like(input, dtype))
    fill_normal(array, chosen(generator))
    return Tensor(array, requires_grad)


def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Fill `tensor` with normal random numbers and return it.

    Parameters
    ----------
    tensor : (...) float
    mean : float
    std : float
        Not negative.
    generator : Generator, default: the one that `manual_seed` seeds
    """
    array = target_of(tensor)
    floating(array.dtype)
    fill_normal(array, chosen(generator), mean, std)
    return tensor


@fitting
def normal(
    mean=0.0,
    std=1.0,
    size=None,
    *,
    generator=None,
    dtype=None,
    device=None,
    requires_grad=False,
):
    """Return normal random numbers.

    Parameters
    ----------
    mean, std : float or (...) float Tensor
        Tensors are broadcast against each other and give the shape.
    size : tuple of ints
        The shape where neither is a tensor.
    generator : Generator, default: the one that `manual_seed` seeds
    dtype : float32 or float64, default: `get_default_dtype()`
        Where neither is a tensor.
    device : device, default: the CPU
    requires_grad : bool
    """
    check_device(device)
    mean, std = (
        x if isinstance(x, Tensor) else check_real(name, x)
        for name, x in (("mean", mean), ("std", std))
    )
    given = [x.array for x in (mean, std) if isinstance(x, Tensor)]
    if not given:
        if not isinstance(size, (tuple, list)):
            raise TypeError(f"size must be a tuple of ints, got {size!r}")
        array = np.empty(shape_of([size]), floating(dtype))
        fill_normal(array, chosen(generator), mean, std)
        return Tensor(array, requires_grad)
    if size is not None or dtype is not None:
        raise TypeError("size and dtype are those of the tensor mean or std")
    shape = np.broadcast_shapes(*(x.shape for x in given))
    array = np.empty(shape, floating(given[0].dtype))
    if isinstance(std, Tensor):
        if (std.array < 0).any():
            raise ValueError(f"std must not be negative, got {std.array.min()}")
        fill_normal(array, chosen(generator))
        array *= std.array
    else:
        fill_normal(array, chosen(generator), 0.0, std)
    array += mean.array if isinstance(mean, Tensor) else mean
    return Tensor(array, requires_grad)


def fill_normal(array, generator, mean=0.0, std=1.0):
    """Fill `array`: 16 at a time, or pair by pair where it is small or has gaps."""
    if not std >= 0:
        raise ValueError(f"std must not be negative, got {std}")
    in_blocks = array.size >= 16 and array.flags.c_contiguous

    def draw(out, generator):
        if not in_blocks:
            out[:] = fused(pairs(out.size, generator), mean, std)
            return
        end = out.size // 16 * 16
        fill_unit(out, generator)
        last = np.empty(16 if end < out.size else 0, out.dtype)
        fill_unit(last, generator)
        box_muller = box_muller32 if out.dtype == np.float32 else box_muller64
        for block in [*blocks(out[:end], 16 * ROWS), last]:
            if block.size:
                radius, sin, cos = box_muller(block.reshape(-1, 16))
                halves = block.reshape(-1, 2, 8)
                halves[:, 0] = fused(radius * cos, mean, std)
                halves[:, 1] = fused(radius * sin, mean, std)
        if last.size:
            out[-16:] = last

    fill(array, generator, draw)


def fused(x, mean, std):
    """Return x * std + mean rounded once."""
    mean, std = x.dtype.type(mean), x.dtype.type(std)
    if mean != 0:
        return fma(x, std, mean)
    if std != 1:
        x *= std
    x += mean  # turns -0 into 0
    return x


def pairs(n, generator):
    """Return n float64 normal numbers, the second of a pair kept for the next call."""
    kept = [] if generator.normal is None else [generator.normal]
    x = np.empty((n - len(kept) + 1) // 2 * 2)
    fill_unit(x, generator)
    radius = np.sqrt(-2.0 * exact(np.log1p, math.log1p)(-x[1::2]))
    angle = 2.0 * math.pi * x[::2]
    x[::2] = radius * exact(np.cos, math.cos)(angle)
    x[1::2] = radius * exact(np.sin, math.sin)(angle)
    if n:
        generator.normal = x[-1] if len(kept) + len(x) > n else None
    return np.append(kept, x)[:n]


def box_muller64(x):
    """Return radius, sin and cos of the pairs in (m, 16) float64 uniforms."""
    radius = np.sqrt(-2 * exact(np.log, math.log)(1 - x[:, :8]))
    angle = (2 * math.pi) * x[:, 8:]
    return radius, exact(np.sin, math.sin)(angle), exact(np.cos, math.cos)(angle)


def box_muller32(x):
    """Return radius, sin and cos of the pairs in (m, 16) float32 uniforms."""
    radius = log32(1 - x[:, :8])
    radius *= -2
    np.sqrt(radius, out=radius)
    return radius, *sincos32(x[:, 8:] * TWO_PI)


def log32(u):
    """Return log(u) as torch's vector code rounds it, u in (0, 1] float32."""
    bits = u.view(
        np.int32
    )  # u becomes x with 1 + x = u * 2**-e in [sqrt(1/2), sqrt(2))
    bits -= SQRT_HALF_BITS
    e = (bits >> 23).astype(np.float32)
    bits &= 0x7FFFFF
    bits += SQRT_HALF_BITS
    u -= 1
    z = u * u
    total = u.astype(np.float64)
    y = polynomial(total, LOG)
    y *= u
    total[...] = z
    total *= y
    total += e * LOG2_LOW
    y[...] = total
    z *= 0.5
    y -= z
    u += y
    total[...] = e
    total *= LOG2_HIGH
    total += u
    return total.astype(np.float32)


def sincos32(angle):
    """Return sin and cos as torch's vector code rounds them, angle >= 0 float32."""
    octant = (angle * FOUR_OVER_PI).astype(np.int32)
    octant += 1
    octant &= -2
    j = octant.astype(np.float64)
    total, z64 = angle.astype(np.float64), np.empty_like(j)
    for c in QUARTERS:  # what is left of the angle, in three fused steps
        np.multiply(j, c, out=z64)
        total += z64
        angle[...] = total
        total[...] = angle
    z = angle * angle
    z64[...] = z
    sin = polynomial(z64, SIN)
    sin *= z
    np.multiply(total, sin, out=j)
    j += total
    sin[...] = j
    cos = polynomial(z64, COS)
    cos *= z
    z64 *= cos
    z *= 0.5
    z64 -= z
    cos[...] = z64
    cos += 1
    # octants 2 and 6 swap the two, the others may change their signs
    sin_bits, cos_bits = sin.view(np.int32), cos.view(np.int32)
    swap = sin_bits ^ cos_bits
    swap &= -(octant >> 1 & 1)
    sin_bits ^= swap
    cos_bits ^= swap
    sin_bits ^= (octant & 4) << 29
    cos_bits ^= ((octant + 2) & 4) << 29
    return sin, cos


def polynomial(x, coefficients):
    """Return Horner's float32 value: each step is one fused multiply-add.

    x is float64 with float32 values, so that products are exact; that the sum is
    rounded twice changes no value (all 2**24 possible uniforms were tried).
    """
    y = x * coefficients[0]
    y += coefficients[1]
    single = y.astype(np.float32)
    for c in coefficients[2:]:
        y[...] = single
        y *= x
        y += c
        single[...] = y
    return single
