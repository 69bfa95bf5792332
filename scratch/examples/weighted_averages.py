"""From a weighted average to RMSprop and Adam, formula by formula."""

# %% Set up: measured values of tumours, on scales from 0.01 to 1000
from sklearn.datasets import load_breast_cancer

import scratch as dl

dl.set_default_dtype(dl.float64)
features, classes = load_breast_cancer(return_X_y=True)
X, y = dl.tensor(features), dl.tensor(classes).double()
X = X - X.mean(0)
BETA1, BETA2, EPS, LR = 0.9, 0.999, 1e-8, 0.01

# %% An average that forgets, and why its start is corrected
values = dl.tensor([20.0, 22.0, 21.0, 25.0, 23.0])
average, plain, corrected = 0.0, [], []
for t, value in enumerate(values.tolist(), 1):
    average = BETA1 * average + (1 - BETA1) * value
    plain.append(average)
    corrected.append(average / (1 - BETA1**t))
print("values   ", *(f"{v:6.2f}" for v in values.tolist()))
print("plain    ", *(f"{v:6.2f}" for v in plain))
print("corrected", *(f"{v:6.2f}" for v in corrected))
same = dl.moving_average(values, BETA1)
print(
    "once more, as a weighted mean:",
    dl.allclose(same, dl.tensor(corrected)),
)


def gradient(w, scale=1.0):
    dz = dl.sigmoid(X @ w.detach()) - y
    return scale * X.T @ dz / len(X)


# %% RMSprop by the course's formula, and the optimiser
w, S = dl.zeros(30), dl.zeros(30)
for _ in range(20):
    dw = gradient(w)
    S = BETA1 * S + (1 - BETA1) * dw**2
    w = w - LR * dw / (S.sqrt() + EPS)
rmsprop = dl.zeros(30, requires_grad=True)
optimizer = dl.RMSprop([rmsprop], lr=LR, alpha=BETA1, eps=EPS)
for _ in range(20):
    rmsprop.grad = gradient(rmsprop)
    optimizer.step()
print("RMSprop is the formula:", dl.allclose(w, rmsprop.detach()))

# %% Adam by the course's formula, and the optimiser
w, v, S = dl.zeros(30), dl.zeros(30), dl.zeros(30)
for t in range(1, 21):
    dw = gradient(w)
    v = BETA1 * v + (1 - BETA1) * dw
    S = BETA2 * S + (1 - BETA2) * dw**2
    v_hat, S_hat = v / (1 - BETA1**t), S / (1 - BETA2**t)
    w = w - LR * v_hat / (S_hat.sqrt() + EPS)
adam = dl.zeros(30, requires_grad=True)
optimizer = dl.Adam([adam], LR, (BETA1, BETA2), EPS)
for _ in range(20):
    adam.grad = gradient(adam)
    optimizer.step()
print("Adam is the formula:   ", dl.allclose(w, adam.detach()))

# %% A cost a thousand times as large: SGD feels it, Adam does not
ends = {}
for name, options in (("SGD", {"lr": 1e-7}), ("Adam", {"lr": LR})):
    for scale in (1.0, 1000.0):
        weight = dl.zeros(30, requires_grad=True)
        optimizer = getattr(dl, name)([weight], **options)
        for _ in range(100):
            weight.grad = gradient(weight, scale)
            optimizer.step()
        z = X @ weight.detach()
        cost = dl.binary_cross_entropy_with_logits(z, y)
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
