"""Wrong losses, each written in a style of its own."""

import numpy as np


# The assignment's loss, dx not divided by the batch.
def softmax_loss(x, y):
    probs = np.exp(x - np.max(x, axis=1, keepdims=True))
    probs /= np.sum(probs, axis=1, keepdims=True)
    N = x.shape[0]
    loss = -np.sum(np.log(probs[np.arange(N), y])) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    return loss, dx


# y - p.
class SoftmaxCE:
    def forward(self, scores, labels):
        z = scores - scores.max(1, keepdims=True)
        self.logp = z - np.log(np.exp(z).sum(1, keepdims=True))
        self.labels = labels
        return -np.mean(self.logp[range(len(labels)), labels])

    def backward(self):
        onehot = np.eye(self.logp.shape[1], dtype=self.logp.dtype)[self.labels]
        return (onehot - np.exp(self.logp)) / len(self.labels)


# One-hot targets, divided by all elements.
def cost(A, Y_onehot):
    shifted = A - A.max(1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(1, keepdims=True))
    m = len(A)
    J = -np.sum(Y_onehot * log_p) / m
    return J, (np.exp(log_p) - Y_onehot) / Y_onehot.size


# An epsilon inside the logarithm.
def ce_with_eps(logits, target):
    e = np.exp(logits - logits.max(-1, keepdims=True))
    p = e / e.sum(-1, keepdims=True)
    rows = np.arange(len(target))
    loss = -np.log(p[rows, target] + 1e-5).mean()
    g = p.copy()
    g[rows, target] -= 1
    return loss, g / len(target)


# Mean squared error of a textbook, with its half.
def mse(pred, target):
    diff = pred - target
    return 0.5 * np.mean(diff**2), lambda g: g * diff / diff.size


# Mean over rows only.
class MSE:
    def forward(self, y_pred, y_true):
        self.err = y_pred - y_true
        return np.sum(self.err**2) / len(self.err)

    def backward(self, dout):
        return dout * 2 * self.err / len(self.err)


# Absolute error with a slope at 0.
def l1(y_hat, y):
    d = y_hat - y
    slope = np.where(d >= 0, 1.0, -1.0).astype(d.dtype)
    return np.abs(d).mean(), lambda g: g * slope / d.size


# Binary cross-entropy with the gradient of its logits.
def bce(y_hat, y):
    loss = -(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat)).mean()
    return loss, (y_hat - y) / y.size


# Logits through a sigmoid and then through the logarithm's gradient, twice chained.
def bce_logits(z, t):
    s = 1 / (1 + np.exp(-z))
    loss = np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))
    return loss.mean(), lambda g: g * (s - t) * s * (1 - s) / z.size


# The clean formula of the sigmoid's loss, which overflows.
def naive_logits(z, t):
    loss = np.log(1 + np.exp(z)) - t * z
    return loss.mean(), lambda g: g * (0.5 * (1 + np.tanh(z / 2)) - t) / z.size


WRONG = [
    (softmax_loss, "torch.nn.functional.cross_entropy", "missing 1/n"),
    (SoftmaxCE, "torch.nn.CrossEntropyLoss", "sign flipped"),
    (cost, "cross_entropy", "divided by the number of elements, not of rows"),
    (ce_with_eps, "cross_entropy", "eps = 1e-05 inside the logarithm"),
    (mse, "torch.nn.functional.mse_loss", "factor 2 dropped"),
    (MSE, "torch.nn.MSELoss", "divided by the number of rows, not of elements"),
    (l1, "torch.nn.functional.l1_loss", "slope 1 at 0"),
    (
        bce,
        "torch.nn.functional.binary_cross_entropy",
        "gradient p - y of the logits, not of the probabilities",
    ),
    (
        bce_logits,
        "torch.nn.functional.binary_cross_entropy_with_logits",
        "derivative of the sigmoid applied although it cancels",
    ),
    (
        naive_logits,
        "torch.nn.BCEWithLogitsLoss",
        "exp(x) overflows",
    ),
]
