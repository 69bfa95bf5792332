"""Pooling: the largest or the mean of every window."""

# %% Set up
import torch
from sklearn.datasets import load_digits
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
pixels, labels = load_digits(return_X_y=True)
images = torch.tensor(pixels.reshape(-1, 1, 8, 8)[:200] / 16)
input = images.clone().requires_grad_()
print("images", tuple(input.shape))

# %% The largest of every 2 x 2, and where it was
output, indices = F.max_pool2d(input, 2, return_indices=True)
places = indices.flatten(2)
taken = images.flatten(2).gather(2, places)
print("output", tuple(output.shape))
print("output = input[indices]:", torch.equal(taken, output.flatten(2)))

# %% Back: all of it to where the largest was, nothing elsewhere
torch.manual_seed(0)
doutput = torch.randn(*output.shape)
output.backward(doutput)
dinput = torch.zeros(200, 1, 64)
dinput.scatter_(2, places, doutput.flatten(2))
same = torch.equal(dinput.reshape(input.shape), input.grad)
print("scattered to the indices:", same)

# %% A tie: any share is a subgradient, the first gets it all
windows = F.unfold(images, 2, stride=2)
largest = windows.max(1, keepdim=True)[0]
ties = ((windows == largest).sum(1) > 1).double().mean().item()
print(f"windows with a tie: {100 * ties:.0f} % (most are blank)")
tied = torch.tensor([[3.0, 3.0, 1.0, 3.0]], requires_grad=True)
F.max_pool1d(tied, 4).sum().backward()
print("3 3 1 3 ->", tied.grad[0].tolist())

# %% The mean gives every element the same share
leaf = images.clone().requires_grad_()
mean = F.avg_pool2d(leaf, 2)
mean.backward(doutput)
share = F.interpolate(doutput, scale_factor=2) / 4
print("a quarter each:", torch.equal(leaf.grad, share))

# %% A border: zeros count in a mean, and never in a maximum
row = torch.tensor([[-2.0, -4.0]])
counted = F.avg_pool1d(row, 2, 2, 1)[0].tolist()
left_out = F.avg_pool1d(row, 2, 2, 1, count_include_pad=False)
highest = F.max_pool1d(row, 2, 2, 1)[0].tolist()
print("mean", counted, "without", left_out[0].tolist())
print("largest", highest)

# %% Moved by one pixel: how much of the output changes
moved = torch.roll(images, 1, 3)
changes = {}
for name, function in (
    ("pixels", lambda x: x),
    ("largest of 2 x 2", lambda x: F.max_pool2d(x, 2)),
    ("largest of all", lambda x: F.adaptive_max_pool2d(x, 1)),
    ("mean of all", lambda x: F.adaptive_avg_pool2d(x, 1)),
):
    before, after = function(images), function(moved)
    change = (after - before).norm() / before.norm()
    changes[name] = change
    print(f"{name:17} changes by {100 * change.item():5.1f} %")

# %% Results
results = {
    "largest": output,
    "indices": indices,
    "dinput of the largest": input.grad,
    "mean": mean,
    "dinput of the mean": leaf.grad,
    "tie": tied.grad,
    "changes": torch.stack(list(changes.values())),
}
