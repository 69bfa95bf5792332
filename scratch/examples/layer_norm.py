"""Layer normalisation and its relatives, beside batch normalisation."""

# %% Set up
import scratch as dl
from scratch import (
    BatchNorm1d,
    GroupNorm,
    LayerNorm,
    RMSNorm,
    layer_norm,
    rms_norm,
)

dl.set_default_dtype(dl.float64)
dl.manual_seed(2)
x = 3 * dl.randn(6, 8) + 5


def spread(rows):
    return rows.var(0, correction=0).sqrt()


# %% Each example by itself: mean 0, variance 1 over its features
output = LayerNorm(8)(x)
means = output.mean(1)
print("all means 0:", means.abs().max().item() < 1e-14)
print(f"eps takes {1 - spread(output.T).min().item():.0e} of it")

# %% It is the batch norm of the transposed batch
turned = BatchNorm1d(6)(x.T).T
print("as the batch norm of x.T:", dl.allclose(output, turned))

# %% RMS norm leaves the mean in, and costs one sum less
root = RMSNorm(8, eps=1e-5)(x)
centred = x - x.mean(1, keepdim=True)
same = rms_norm(centred, (8,), eps=1e-5)
print(f"mean after it {root.mean().item():.4f}")
print("equal where the mean is 0:", dl.allclose(same, output))

# %% No example depends on another
changed = x.clone()
changed[0] = 100
moved = BatchNorm1d(8)(changed) - BatchNorm1d(8)(x)
coupled = moved[1:].abs().max()
alone = (LayerNorm(8)(changed) - output)[1:].abs().max()
print(f"others move by {coupled.item():.3f} and {alone.item():.3f}")

# %% Backward: no part along 1 and the normalised example
upstream = dl.randn(6, 8)
xhat = layer_norm(x, (8,), eps=0.0)
rstd = 1 / x.var(1, correction=0, keepdim=True).sqrt()
along = (upstream * xhat).mean(1, keepdim=True)
dx = upstream - upstream.mean(1, keepdim=True) - xhat * along
dx = rstd * dx
along_one = dx.sum(1).abs().max()
along_x = (dx * x).sum(1).abs().max()
print(f"along 1: {along_one.item() < 1e-14}")
print(f"along x: {along_x.item() < 1e-13}")

# %% Groups of channels, from one group to one channel each
images = dl.randn(2, 6, 4, 4)
groups = {}
for number in (1, 2, 6):
    normed = GroupNorm(number, 6)(images)
    groups[number] = normed
    kept = normed.mean((2, 3)).abs().max()
    print(f"{number} groups: largest channel mean {kept.item():.2f}")

# %% Results
results = {
    "layer norm": output,
    "rms norm": root,
    "gradient": dx,
    "coupling of batch norm": coupled,
    "coupling of layer norm": alone,
    **{f"{number} groups": groups[number] for number in groups},
}
