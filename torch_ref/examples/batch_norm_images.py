"""Batch normalisation of images: one mean for a whole map."""

# %% Set up
import torch
from sklearn.datasets import load_digits
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
pixels, labels = load_digits(return_X_y=True)
images = torch.tensor(pixels.reshape(-1, 1, 8, 8)[:64] / 16)
torch.manual_seed(2)
convolution = nn.Conv2d(1, 3, 3, padding=1)
norm = nn.BatchNorm2d(3)
nn.init.uniform_(norm.weight, 0.5, 1.5)
nn.init.normal_(norm.bias)

# %% The statistics of a channel: over images, rows and columns
maps = convolution(images)
output = norm(maps)
xhat = (output - norm.bias[:, None, None]) / norm.weight[:, None, None]
mean, square = xhat.mean((0, 2, 3)), (xhat**2).mean((0, 2, 3))
count = len(images) * 8 * 8
print(f"{count} numbers for each of {maps.shape[1]} channels")
print("means 0:", mean.abs().max().item() < 1e-12)
print("mean squares", [f"{s:.4f}" for s in square.tolist()])

# %% It is the norm of vectors, whose rows are the pixels
rows = maps.transpose(0, 1).reshape(3, count).T
flat = F.batch_norm(rows, None, None, norm.weight, norm.bias, True)
back = flat.T.reshape(3, 64, 8, 8).transpose(0, 1)
print("the same to rounding:", torch.allclose(back, output))

# %% The running statistics, and the factor m / (m - 1)
unbiased = maps.var((0, 2, 3))
kept = 0.9 * 1 + 0.1 * unbiased
print("kept:", torch.allclose(norm.running_var, kept))
print(f"m / (m - 1) is {count / (count - 1):.6f} for {count} numbers")

# %% A bias before it gets no gradient: the mean takes it away
doutput = torch.randn(*output.shape)
output.backward(doutput)
lost = convolution.bias.grad.abs().max().item()
print("gradient of the bias, to rounding, 0:", lost < 1e-10)
dmaps = convolution.weight.grad

# %% In evaluation it is a convolution with other weights
norm.eval()
scale = norm.weight / (norm.running_var + norm.eps).sqrt()
weight = convolution.weight * scale[:, None, None, None]
bias = (convolution.bias - norm.running_mean) * scale + norm.bias
folded = F.conv2d(images, weight, bias, padding=1)
after = norm(convolution(images))
print("folded into the convolution:", torch.allclose(folded, after))

# %% Results
results = {
    "output": output,
    "running mean": norm.running_mean,
    "running var": norm.running_var,
    "dweight": norm.weight.grad,
    "dbias": norm.bias.grad,
    "dkernels": dmaps,
    "folded": folded,
}
