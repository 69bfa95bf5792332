"""What the page about convolution says."""

from itertools import product

import numpy as np
import pytest

import scratch as dl
from compare.reading.figures import windows as figure
from compare.reading.figures.convolution import matrix

SETTINGS = [  # stride, padding, dilation
    (1, 0, 1),
    (2, 1, 1),
    (1, 2, 2),
    (3, 1, 2),
    (2, 0, 3),
]
settings = pytest.mark.parametrize(("stride", "padding", "dilation"), SETTINGS)


def whole_numbers(*shape, seed=8):
    """Draw numbers whose sums of products are exact."""
    rng = np.random.default_rng(seed)
    return dl.tensor(rng.integers(-8, 9, shape).astype(float))


def places(size, kernel, stride, padding, dilation):
    """Return what every window of a row holds, by the definition."""
    count = (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    return [
        [p * stride + k * dilation - padding for k in range(kernel)]
        for p in range(count)
    ]


def written_out(x, w, b, stride, padding, dilation):
    """Return the sum of the definition, number by number."""
    x, w, b = (t.detach().numpy() for t in (x, w, b))
    rows, columns = (
        places(n, k, stride, padding, dilation)
        for n, k in zip(x.shape[2:], w.shape[2:])
    )
    output = np.zeros((len(x), len(w), len(rows), len(columns))) + b[:, None, None]
    for p, q in product(range(len(rows)), range(len(columns))):
        for (i, row), (j, column) in product(enumerate(rows[p]), enumerate(columns[q])):
            if 0 <= row < x.shape[2] and 0 <= column < x.shape[3]:
                output[:, :, p, q] += x[:, :, row, column] @ w[:, :, i, j].T
    return output


@settings
def test_a_convolution_is_its_definition_written_out(stride, padding, dilation):
    x, w, b = whole_numbers(2, 3, 8, 7), whole_numbers(4, 3, 3, 2), whole_numbers(4)
    output = dl.conv2d(x, w, b, stride, padding, dilation)
    expected = written_out(x, w, b, stride, padding, dilation)
    np.testing.assert_array_equal(output.numpy(), expected)


def test_the_size_of_the_output_counts_the_windows_that_fit():
    for size, kernel, stride, padding, dilation in product(
        (5, 8, 9), (1, 2, 3), (1, 2, 3), (0, 1, 2), (1, 2)
    ):
        reach = dilation * (kernel - 1) + 1
        last = size + 2 * padding - reach  # where the last window could begin
        fitting = sum(1 for start in range(last + 1) if start % stride == 0)
        row, w = dl.zeros(1, size), dl.zeros(1, 1, kernel)
        output = dl.conv1d(row, w, None, stride, padding, dilation)
        assert output.shape[-1] == fitting


@settings
def test_a_convolution_is_a_product_with_the_columns_of_windows(
    stride, padding, dilation
):
    x, w = whole_numbers(2, 3, 8, 7), whole_numbers(4, 3, 3, 2)
    output = dl.conv2d(x, w, None, stride, padding, dilation)
    columns = dl.unfold(x, (3, 2), dilation, padding, stride)
    product = w.reshape(4, 18) @ columns
    assert dl.equal(product.reshape(output.shape), output)


@settings
def test_the_gradients_are_products_with_the_columns_added_back(
    stride, padding, dilation
):
    x, w, b = whole_numbers(2, 3, 8, 7), whole_numbers(4, 3, 3, 2), whole_numbers(4)
    leaves = [t.requires_grad_() for t in (x, w, b)]
    output = dl.conv2d(*leaves, stride, padding, dilation)
    doutput = whole_numbers(*output.shape, seed=2)
    output.backward(doutput)
    rows = doutput.reshape(2, 4, -1)
    columns = dl.unfold(x.detach(), (3, 2), dilation, padding, stride)
    dweight = (rows @ columns.transpose(1, 2)).sum(0).reshape(w.shape)
    dcolumns = w.detach().reshape(4, 18).T @ rows
    dinput = dl.fold(dcolumns, (8, 7), (3, 2), dilation, padding, stride)
    assert dl.equal(w.grad, dweight)
    assert dl.equal(x.grad, dinput)
    assert dl.equal(b.grad, rows.sum(2).sum(0))


@settings
def test_the_transposed_convolution_is_the_transposed_matrix(stride, padding, dilation):
    x, w = whole_numbers(1, 2, 9, 9), whole_numbers(3, 2, 3, 3)
    output = dl.conv2d(x, w, None, stride, padding, dilation)
    z = whole_numbers(*output.shape, seed=5)
    back = dl.conv_transpose2d(z, w, None, stride, padding, 0, 1, dilation)
    lost = x.shape[-1] - back.shape[-1]  # pixels at the end that no window reached
    assert 0 <= lost < stride
    seen = x[:, :, : 9 - lost, : 9 - lost]
    assert (output * z).sum().item() == (seen * back).sum().item()


def test_the_picture_is_the_matrix_of_a_convolution():
    kernel = np.arange(1.0, 10).reshape(3, 3)
    full, image = matrix(5, kernel), whole_numbers(1, 1, 5, 5)
    output = dl.conv2d(image, dl.tensor(kernel[None, None]))
    np.testing.assert_array_equal(full @ image.numpy().ravel(), output.numpy().ravel())
    z = whole_numbers(1, 1, 3, 3)
    back = dl.conv_transpose2d(z, dl.tensor(kernel[None, None]))
    np.testing.assert_array_equal(full.T @ z.numpy().ravel(), back.numpy().ravel())


def test_at_stride_1_the_gradient_is_a_convolution_with_the_kernel_turned():
    x, w = whole_numbers(2, 3, 7, 6).requires_grad_(), whole_numbers(4, 3, 3, 3)
    output = dl.conv2d(x, w)
    doutput = whole_numbers(*output.shape, seed=3)
    output.backward(doutput)
    turned = w.flip((2, 3)).transpose(0, 1)
    assert dl.equal(dl.conv2d(doutput, turned, padding=2), x.grad)


@pytest.mark.parametrize(
    "layers",
    [
        [(3, 1, 1)],
        [(3, 1, 1), (3, 1, 1)],
        [(3, 2, 1), (2, 1, 2)],
        [(2, 2, 1), (3, 1, 2), (2, 1, 1)],
    ],
)
def test_the_receptive_field_is_as_far_as_the_gradient_reaches(layers):
    dl.manual_seed(2)
    net = dl.Sequential(*(dl.Conv1d(1, 1, k, s, 0, d) for k, s, d in layers))
    for param in net.parameters():
        dl.init.uniform_(param, 0.5, 1)  # no share is 0
    size, step = dl.receptive_field(layers)
    x = dl.ones(1, 1, size + step).requires_grad_()
    output = net(x)
    assert output.shape[-1] == 2
    starts = []
    for place in range(2):
        x.grad = None
        net(x)[0, 0, place].backward()
        (seen,) = np.nonzero(x.grad.numpy()[0, 0])
        assert seen[-1] - seen[0] + 1 == size
        starts.append(seen[0])
    assert starts[1] - starts[0] == step


@pytest.mark.parametrize(
    "given", [(3, 2, 1, 1), (2, 1, 0, 3), (4, 3, 2, 2), (1, 2, 0, 1), (4, 1, 0, 3)]
)
def test_the_figure_shows_the_cells_that_a_window_reads(given):
    kernel, stride, padding, dilation = given
    held = figure.cells(*given)
    if not held:
        with pytest.raises(ValueError, match="must fit"):
            dl.conv1d(dl.ones(1, 7), dl.ones(1, 1, kernel), None, *given[1:])
        return
    x = dl.ones(1, 7).requires_grad_()
    for place in range(len(held)):
        x.grad = None
        output = dl.conv1d(x, dl.ones(1, 1, kernel), None, stride, padding, dilation)
        assert output.shape[-1] == len(held)
        output[0, place].backward()
        read = np.nonzero(x.grad.numpy()[0])[0].tolist()
        assert read == [cell for cell in held[place] if 0 <= cell < 7]
