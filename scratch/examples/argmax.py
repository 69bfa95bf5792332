"""Argmax and hardmax: the limit of softmax, and no gradient."""

# %% Set up
import scratch as dl

dl.set_default_dtype(dl.float64)
x = dl.tensor([[1.0, 3.0, 2.0], [0.5, 0.2, 0.1]])

# %% Argmax gives the place, hardmax the one-hot row
place = x.argmax(1)
print("argmax ", place.tolist())
hard = dl.hardmax(x, dim=1)
print("hardmax", hard.tolist())

# %% Softmax with temperature T tends to hardmax as T goes to 0
distances = []
for T in (2.0, 1.0, 0.5, 0.1, 0.01):
    soft = dl.softmax(x / T, dim=1)
    distances.append(abs(soft - hard).max())
    print(f"T = {T:4}: largest distance {distances[-1].item():.2e}")

# %% On ties hardmax takes the first, softmax shares
tie = dl.tensor([[2.0, 2.0, 1.0]])
print("hardmax of a tie", dl.hardmax(tie, dim=1).tolist()[0])
shared = dl.softmax(tie / 0.01, dim=1)
print("softmax of a tie", [round(v, 4) for v in shared.tolist()[0]])

# %% Its gradient is 0: a network cannot learn through it
g = dl.tensor([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])
through_hard = dl.zeros_like(
    g
)  # constant around x: no slope to pass on
p = dl.softmax(x, dim=1)
through_soft = p * (g - (p * g).sum(1, keepdim=True))
w = x.clone().requires_grad_()
dl.hardmax(w, dim=1).backward(g)
assert bool((w.grad == 0).all())
print("through hardmax", through_hard.tolist())
rounded = [[round(v, 3) for v in r] for r in through_soft.tolist()]
print("through softmax", rounded)

# %% Results
results = {
    "argmax": place,
    "hardmax": hard,
    "distances": dl.stack(distances),
    "shared": shared,
    "through hardmax": through_hard,
    "through softmax": through_soft,
}
