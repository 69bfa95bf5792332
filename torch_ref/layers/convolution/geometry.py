"""Where the windows of a convolution and of a pooling lie, and what is refused."""

from itertools import product
from math import prod

from ...engine.checks import check_floating, check_same_dtype, check_shape
from ...engine.windows import (
    Windows,
    check_memory,
    check_one_or_each,
    numbers,
    positive,
)


def check_images(input, dims):
    """Refuse an input that is not images of `dims` dimensions, one or a batch."""
    check_floating("input", input)
    if input.ndim not in (dims + 1, dims + 2):
        raise ValueError(
            f"input must have {dims + 1} or {dims + 2} dimensions, "
            f"got shape {tuple(input.shape)}"
        )


def check_convolution(input, weight, bias, groups, dims):
    """Refuse tensors that do not fit together, but for their channels."""
    check_images(input, dims)
    check_same_dtype(input=input, weight=weight, bias=bias)
    if weight.ndim != dims + 2:
        raise ValueError(
            f"weight must have {dims + 2} dimensions, got shape {tuple(weight.shape)}"
        )
    if min(weight.shape) < 1:
        raise ValueError(f"weight must not be empty, got shape {tuple(weight.shape)}")
    if groups < 1:
        raise ValueError(f"groups must be positive, got {groups}")
    if len(weight) % groups:
        raise ValueError(
            f"groups must divide weight's {len(weight)} channels, got {groups}"
        )


def convolution_windows(input, weight, bias, stride, padding, dilation, groups):
    """Refuse sizes that do not match; return the windows of a convolution."""
    dims = weight.ndim - 2
    check_convolution(input, weight, bias, groups, dims)
    if input.shape[-dims - 1] != weight.shape[1] * groups:
        raise ValueError(
            f"input must have {weight.shape[1] * groups} channels, "
            f"got shape {tuple(input.shape)}"
        )
    if bias is not None:
        check_shape("bias", bias, weight.shape[:1])
    size, kernel = tuple(input.shape[-dims:]), tuple(weight.shape[2:])
    stride = positive("stride", stride, dims)
    dilation = positive("dilation", dilation, dims)
    border = borders(padding, kernel, stride, dilation)
    windows = Windows(size, kernel, stride, border, dilation)
    if min(size) < 1 or min(windows.output) < 1:
        raise ValueError(
            f"kernel {kernel} with dilation {dilation} must fit into the padded input, "
            f"got size {size} and padding {border}"
        )
    return windows


def borders(padding, kernel, stride, dilation):
    """Return how much goes before and after each dimension."""
    if padding == "valid":
        padding = 0
    if padding == "same":
        if max(stride) > 1:
            raise ValueError(f"stride must be 1 with padding 'same', got {stride}")
        more = [d * (k - 1) for k, d in zip(kernel, dilation)]
        return tuple((m // 2, m - m // 2) for m in more)  # the odd one at the end
    if isinstance(padding, str):
        raise ValueError(f"padding must be integers, same or valid, got {padding!r}")
    return tuple((p, p) for p in not_negative("padding", padding, len(kernel)))


def not_negative(name, value, dims):
    """Return integers of 0 and above as a tuple."""
    values = numbers(name, value, dims)
    if min(values) < 0:
        raise ValueError(f"{name} must not be negative, got {value!r}")
    return values


def pooling_windows(input, kernel_size, stride, padding, dilation, ceil_mode, dims):
    """Refuse sizes that do not match; return the windows of a pooling."""
    check_images(input, dims)
    size = tuple(input.shape[-dims:])
    if min(input.shape[-dims - 1 :]) < 1:
        raise ValueError(f"images must not be empty, got shape {tuple(input.shape)}")
    kernel = positive("kernel_size", kernel_size, dims)
    unset = stride is None or (isinstance(stride, (tuple, list)) and not stride)
    stride = kernel if unset else positive("stride", stride, dims)
    dilation = positive("dilation", dilation, dims)
    padding = not_negative("padding", padding, dims)
    if any(2 * p > k for p, k in zip(padding, kernel)):
        raise ValueError(
            f"padding must be at most half of the kernel {kernel}, got {padding}"
        )
    windows = Windows(size, kernel, stride, [(p, p) for p in padding], dilation)
    output = tuple(
        pooled(n, r, s, p, ceil_mode)
        for n, r, s, p in zip(size, windows.reach, stride, padding)
    )
    if min(output) < 1:
        raise ValueError(
            f"kernel {kernel} with dilation {dilation} must fit into the padded input, "
            f"got size {size} and padding {padding}"
        )
    return Windows(size, kernel, stride, [(p, p) for p in padding], dilation, output)


def pooled(size, reach, stride, padding, ceil_mode):
    """Return how many windows fit; with ceil_mode also one that only begins inside."""
    room = size + 2 * padding - reach
    number = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (number - 1) * stride >= size + padding:
        number -= 1  # it would begin in the border after the image
    return number


def transposed_windows(
    input, weight, bias, stride, padding, output_padding, groups, dilation
):
    """Refuse sizes that do not match; return the windows of the output."""
    dims = weight.ndim - 2
    check_convolution(input, weight, bias, groups, dims)
    if input.shape[-dims - 1] != len(weight):
        raise ValueError(
            f"input must have {len(weight)} channels, got shape {tuple(input.shape)}"
        )
    if bias is not None:
        check_shape("bias", bias, (weight.shape[1] * groups,))
    count, kernel = tuple(input.shape[-dims:]), tuple(weight.shape[2:])
    stride = positive("stride", stride, dims)
    dilation = positive("dilation", dilation, dims)
    padding = not_negative("padding", padding, dims)
    extra = not_negative("output_padding", output_padding, dims)
    if any(e >= max(s, d) for e, s, d in zip(extra, stride, dilation)):
        raise ValueError(
            f"output_padding must be below stride {stride} or dilation {dilation}, "
            f"got {output_padding}"
        )
    size = tuple(
        (n - 1) * s - 2 * p + d * (k - 1) + 1 + e
        for n, s, p, d, k, e in zip(count, stride, padding, dilation, kernel, extra)
    )
    if min(count) < 1 or min(size) < 1:
        raise ValueError(f"sizes must be positive, got {size} for input of {count}")
    border = [(p, p) for p in padding]
    return Windows(size, kernel, stride, border, dilation, count)


def unfold_windows(input, kernel_size, dilation, padding, stride):
    """Refuse sizes that do not match; return the windows that become columns."""
    check_images(input, 2)
    if min(input.shape[-3:]) < 1:
        raise ValueError(f"images must not be empty, got shape {tuple(input.shape)}")
    return column_windows(
        tuple(input.shape[-2:]), kernel_size, dilation, padding, stride
    )


def fold_windows(input, output_size, kernel_size, dilation, padding, stride):
    """Refuse sizes that do not match; return the windows that columns are added to."""
    check_images(input, 1)
    check_one_or_each(2, output_size=output_size)
    size = positive("output_size", output_size, 2)
    windows = column_windows(size, kernel_size, dilation, padding, stride)
    rows, columns = input.shape[-2:]
    if rows < 1 or rows % prod(windows.kernel) or columns != prod(windows.output):
        raise ValueError(
            f"input must have a multiple of {prod(windows.kernel)} rows and "
            f"{prod(windows.output)} columns, got shape {tuple(input.shape)}"
        )
    return windows


def column_windows(size, kernel_size, dilation, padding, stride):
    """Return the windows of `unfold` and `fold` in images of a size."""
    sizes = {"kernel_size": kernel_size, "dilation": dilation}
    check_one_or_each(2, **sizes, padding=padding, stride=stride)
    kernel = positive("kernel_size", kernel_size, 2)
    dilation = positive("dilation", dilation, 2)
    stride = positive("stride", stride, 2)
    padding = not_negative("padding", padding, 2)
    windows = Windows(size, kernel, stride, [(p, p) for p in padding], dilation)
    if min(windows.output) < 1:
        raise ValueError(
            f"kernel {kernel} with dilation {dilation} must fit into the padded input, "
            f"got size {size} and padding {padding}"
        )
    return windows


def adaptive_cells(input, output_size, dims, channels=False):
    """Refuse sizes that do not match; return the sizes and slices of all cells."""
    check_images(input, dims)
    size = tuple(input.shape[-dims:])
    if min(input.shape[-dims - channels :]) < 1:
        raise ValueError(f"images must not be empty, got shape {tuple(input.shape)}")
    several = isinstance(output_size, (tuple, list))
    check_one_or_each(dims, output_size=output_size)
    wanted = tuple(output_size) if several else (output_size,) * dims
    if dims == 2 and several:
        wanted = tuple(n if m is None else m for m, n in zip(wanted, size))
    sizes = not_negative("output_size", wanted, dims)
    check_memory((*input.shape[:-dims], *sizes))
    cells = [
        [slice(i * n // m, -(-(i + 1) * n // m)) for i in range(m)]
        for n, m in zip(size, sizes)
    ]
    return sizes, list(product(*cells))
