"""Momentum: torch's rule, the course's rule, and Nesterov's."""

# %% Set up: a narrow valley, 50 times steeper across than along
import torch

torch.set_default_dtype(torch.float64)
steepness = torch.tensor([1.0, 50.0])


def descend(steps=60, **options):
    w = torch.tensor([10.0, 1.0], requires_grad=True)
    optimizer = torch.optim.SGD([w], **options)
    path = []
    for _ in range(steps):
        path.append(w.detach().clone())
        optimizer.zero_grad()
        loss = (steepness * w**2).sum() / 2
        loss.backward()
        optimizer.step()
    return torch.stack(path)


def show(title, path):
    value = (steepness * path[-1] ** 2).sum().item() / 2
    print(f"{title:24} loss after {len(path)} steps {value:.2e}")


# %% Plain steps crawl along the valley
plain = descend(lr=0.02)
show("no momentum", plain)

# %% Momentum: v = mu v + g, then w = w - lr v
heavy = descend(lr=0.02, momentum=0.9)
show("momentum 0.9", heavy)

# %% Nesterov looks ahead: w = w - lr (g + mu v)
ahead = descend(lr=0.02, momentum=0.9, nesterov=True)
show("Nesterov 0.9", ahead)

# %% By hand, in torch's convention: the first v is g itself
w, v = torch.tensor([10.0, 1.0]), torch.zeros(2)
for _ in range(59):
    v = 0.9 * v + steepness * w
    w = w - 0.02 * v
print("by hand equals torch's rule:", torch.allclose(w, heavy[-1]))

# %% The course: v = beta v + (1 - beta) g, with lr / (1 - beta)
w, v = torch.tensor([10.0, 1.0]), torch.zeros(2)
for _ in range(59):
    v = 0.9 * v + (1 - 0.9) * steepness * w
    w = w - 0.02 / (1 - 0.9) * v
print("the course's rule is the same:", torch.allclose(w, heavy[-1]))

# %% Results
results = {
    "plain": plain,
    "momentum": heavy,
    "nesterov": ahead,
    "course": w,
}
