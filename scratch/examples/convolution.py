"""Convolution: columns of windows, one product, and back."""

# %% Set up
from sklearn.datasets import load_digits

import scratch as dl
from scratch import nn
from scratch.nn import functional as F

dl.set_default_dtype(dl.float64)
pixels, labels = load_digits(return_X_y=True)
images = dl.tensor(pixels.reshape(-1, 1, 8, 8)[:20] / 16)
dl.manual_seed(1)
weight = dl.randn(4, 1, 3, 3, requires_grad=True)
bias = dl.randn(4, requires_grad=True)
input = images.clone().requires_grad_()
print("images", tuple(input.shape), " kernels", tuple(weight.shape))

# %% Every window is a column; the kernels are rows: one product
output = F.conv2d(input, weight, bias)
columns = F.unfold(input, 3)
product = weight.reshape(4, 9) @ columns + bias[:, None]
gap = (product.reshape(output.shape) - output).abs().max().item()
print("columns", tuple(columns.shape), " output", tuple(output.shape))
print("the same to rounding:", gap < 1e-13)

# %% Back: products with the same columns, then every window is added
doutput = dl.randn(*output.shape)
output.backward(doutput)
rows = doutput.reshape(20, 4, 36)
dweight = (rows @ columns.transpose(1, 2)).sum(0)
dcolumns = weight.reshape(4, 9).T @ rows
dinput = F.fold(dcolumns, (8, 8), 3)
for name, ours, grad in (
    ("dweight", dweight.reshape(weight.shape), weight.grad),
    ("dinput", dinput, input.grad),
    ("dbias", rows.sum(2).sum(0), bias.grad),
):
    gap = (ours - grad).abs().max().item()
    print(f"{name:8} by columns, the same to rounding: {gap < 1e-12}")

# %% As a layer that gradient is the transposed convolution
transposed = F.conv_transpose2d(doutput, weight)
gap = (transposed - input.grad).abs().max().item()
print("conv_transpose2d is dinput, to rounding:", gap < 1e-12)

# %% Sizes: border, stride, dilation
for padding, stride, dilation in (
    (0, 1, 1),
    (1, 1, 1),
    (0, 2, 1),
    (1, 2, 1),
    (0, 1, 2),
):
    made = F.conv2d(images, weight, None, stride, padding, dilation)
    count = (8 + 2 * padding - dilation * 2 - 1) // stride + 1
    print(
        f"padding {padding} stride {stride} dilation {dilation}:"
        f" {made.shape[-1]} a side, formula {count}"
    )

# %% A moved image gives a moved output
moved = dl.roll(images, (1, 2), (2, 3))
shifted = F.conv2d(moved, weight)[:, :, 1:, 2:]
still = F.conv2d(images, weight)[:, :, :-1, :-2]
equal = (shifted - still).abs().max().item() < 1e-13
print("moved by (1, 2) like the image:", equal)

# %% What one number of the third layer sees
net = nn.Sequential(
    nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 3, stride=2), nn.Conv2d(2, 1, 2)
)
leaf = images[:1].clone().requires_grad_()
net(leaf)[0, 0, 0, 0].backward()
seen = int((leaf.grad[0, 0] != 0).any(0).sum().item())
size = step = 1
for kernel, stride in ((3, 1), (3, 2), (2, 1)):
    size += (kernel - 1) * step
    step *= stride
print(f"{seen} pixels a side; by the recursion {size}, {step} apart")

# %% Weights: shared by all places
convolution = nn.Conv2d(1, 4, 3)
full = nn.Linear(64, 4 * 36)
numbers = [
    sum(p.numel() for p in layer.parameters())
    for layer in (convolution, full)
]
print(f"convolution {numbers[0]} weights, full layer {numbers[1]}")

# %% Results
results = {
    "output": output,
    "dinput": input.grad,
    "dweight": weight.grad,
    "dbias": bias.grad,
    "transposed": transposed,
    "seen": leaf.grad,
}
