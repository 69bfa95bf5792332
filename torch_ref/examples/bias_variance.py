"""Bias and variance: many training sets, one decomposition."""

# %% Set up: noisy samples of a bump, polynomials with a penalty
import torch

torch.set_default_dtype(torch.float64)
NOISE, SAMPLES, REPEATS = 0.2, 30, 200
grid = torch.linspace(-0.9, 0.9, 40)


def bump(x):
    return (-((3 * x) ** 2)).exp()


def powers(x, degree):
    return torch.stack([x**k for k in range(degree + 1)], 1)


def fit(x, y, degree, strength):
    A = powers(x, degree)
    left = A.T @ A / len(x) + strength * torch.eye(degree + 1)
    return torch.linalg.solve(left, A.T @ y / len(x))


# %% Train on many sets; look at the mean and spread of the predictions
def decompose(degree, strength):
    torch.manual_seed(9)
    predictions, errors = [], []
    for _ in range(REPEATS):
        x = 2 * torch.rand(SAMPLES) - 1
        y = bump(x) + NOISE * torch.randn(SAMPLES)
        output = powers(grid, degree) @ fit(x, y, degree, strength)
        fresh = bump(grid) + NOISE * torch.randn(40)
        predictions.append(output)
        errors.append(((output - fresh) ** 2).mean())
    predictions, errors = torch.stack(predictions), torch.stack(errors)
    bias2 = ((predictions.mean(0) - bump(grid)) ** 2).mean()
    variance = predictions.var(0, correction=0).mean()
    return [bias2.item(), variance.item(), errors.mean().item()]


def show(title, found):
    bias2, variance, error = found
    total = bias2 + variance + NOISE**2
    print(f"{title:14} {bias2:.4f}", end=" ")
    print(f"{variance:9.4f} {total:9.4f} {error:9.4f}")


# %% More capacity: less bias, more variance (the sum has the noise)
print("               bias^2  variance       sum     error")
results = {}
for degree in (0, 2, 4, 6, 8):
    results[f"degree {degree}"] = decompose(degree, 1e-4)
    show(f"degree {degree}", results[f"degree {degree}"])

# %% A stronger penalty: more bias, less variance
for strength in (1e-4, 1e-2, 1.0):
    results[f"lambda {strength}"] = decompose(8, strength)
    show(f"lambda {strength}", results[f"lambda {strength}"])
