"""From a weighted average to RMSprop and Adam, formula by formula."""

# %% Set up: measured values of tumours, on scales from 0.01 to 1000
import torch
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer

torch.set_default_dtype(torch.float64)
features, classes = load_breast_cancer(return_X_y=True)
X, y = torch.tensor(features), torch.tensor(classes).double()
X = X - X.mean(0)
BETA1, BETA2, EPS, LR = 0.9, 0.999, 1e-8, 0.01

# %% An average that forgets, and why its start is corrected
values = torch.tensor([20.0, 22.0, 21.0, 25.0, 23.0])
average, plain, corrected = 0.0, [], []
for t, value in enumerate(values.tolist(), 1):
    average = BETA1 * average + (1 - BETA1) * value
    plain.append(average)
    corrected.append(average / (1 - BETA1**t))
print("values   ", *(f"{v:6.2f}" for v in values.tolist()))
print("plain    ", *(f"{v:6.2f}" for v in plain))
print("corrected", *(f"{v:6.2f}" for v in corrected))
powers = BETA1 ** torch.arange(5.0)
same = [
    ((powers[:t].flip(0) * values[:t]).sum() / powers[:t].sum())
    for t in range(1, 6)
]
print(
    "once more, as a weighted mean:",
    torch.allclose(torch.stack(same), torch.tensor(corrected)),
)


def gradient(w, scale=1.0):
    w = w.detach().requires_grad_()
    cost = F.binary_cross_entropy_with_logits(X @ w, y)
    (scale * cost).backward()
    return w.grad


# %% RMSprop by the course's formula, and the optimiser
w, S = torch.zeros(30), torch.zeros(30)
for _ in range(20):
    dw = gradient(w)
    S = BETA1 * S + (1 - BETA1) * dw**2
    w = w - LR * dw / (S.sqrt() + EPS)
rmsprop = torch.zeros(30, requires_grad=True)
optimizer = torch.optim.RMSprop([rmsprop], lr=LR, alpha=BETA1, eps=EPS)
for _ in range(20):
    rmsprop.grad = gradient(rmsprop)
    optimizer.step()
print("RMSprop is the formula:", torch.allclose(w, rmsprop.detach()))

# %% Adam by the course's formula, and the optimiser
w, v, S = torch.zeros(30), torch.zeros(30), torch.zeros(30)
for t in range(1, 21):
    dw = gradient(w)
    v = BETA1 * v + (1 - BETA1) * dw
    S = BETA2 * S + (1 - BETA2) * dw**2
    v_hat, S_hat = v / (1 - BETA1**t), S / (1 - BETA2**t)
    w = w - LR * v_hat / (S_hat.sqrt() + EPS)
adam = torch.zeros(30, requires_grad=True)
optimizer = torch.optim.Adam([adam], LR, (BETA1, BETA2), EPS)
for _ in range(20):
    adam.grad = gradient(adam)
    optimizer.step()
print("Adam is the formula:   ", torch.allclose(w, adam.detach()))

# %% A cost a thousand times as large: SGD feels it, Adam does not
ends = {}
for name, options in (("SGD", {"lr": 1e-7}), ("Adam", {"lr": LR})):
    for scale in (1.0, 1000.0):
        weight = torch.zeros(30, requires_grad=True)
        optimizer = getattr(torch.optim, name)([weight], **options)
        for _ in range(100):
            weight.grad = gradient(weight, scale)
            optimizer.step()
        z = X @ weight.detach()
        cost = F.binary_cross_entropy_with_logits(z, y)
        ends[f"{name}, cost x {scale:g}"] = cost
        print(f"{name:4} on the cost times {scale:4g}:", end=" ")
        print(f"cost {cost.item():.4f} after 100 steps")

# %% Results
results = {
    "plain": plain,
    "corrected": corrected,
    "rmsprop": rmsprop,
    "adam": adam,
    **ends,
}
