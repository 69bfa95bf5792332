"""Momentum: torch's rule, the course's rule, and Nesterov's."""

# %% Set up: a narrow valley, 50 times steeper across than along
import scratch as dl

dl.set_default_dtype(dl.float64)
steepness = dl.tensor([1.0, 50.0])


def descend(steps=60, **options):
    w = dl.tensor([10.0, 1.0], requires_grad=True)
    optimizer = dl.SGD([w], **options)
    path = []
    for _ in range(steps):
        path.append(w.detach().clone())
        w.grad = steepness * path[-1]  # of sum(steepness w^2) / 2
        optimizer.step()
    return dl.stack(path)


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
w, v = dl.tensor([10.0, 1.0]), dl.zeros(2)
for _ in range(59):
    v = 0.9 * v + steepness * w
    w = w - 0.02 * v
print("by hand equals torch's rule:", dl.allclose(w, heavy[-1]))

# %% The course: v = beta v + (1 - beta) g, with lr / (1 - beta)
w, v = dl.tensor([10.0, 1.0]), dl.zeros(2)
for _ in range(59):
    v = 0.9 * v + (1 - 0.9) * steepness * w
    w = w - 0.02 / (1 - 0.9) * v
print("the course's rule is the same:", dl.allclose(w, heavy[-1]))

# %% Results
results = {
    "plain": plain,
    "momentum": heavy,
    "nesterov": ahead,
    "course": w,
}
