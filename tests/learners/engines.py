"""Layers of small engines: parameters in lists, updates in backward, third methods."""

import numpy as np


class Dense:
    """Parameters and gradients in lists."""

    def __init__(self, nin, nout):
        self.params = [np.random.randn(nin, nout), np.zeros(nout)]
        self.grads = [None, None]

    def forward(self, x):
        self.x = x
        return x @ self.params[0] + self.params[1]

    def backward(self, d):
        self.grads = [self.x.T @ d, d.sum(0)]
        return d @ self.params[0].T


class DenseMean(Dense):
    def backward(self, d):
        dx = super().backward(d)
        self.grads[1] = d.mean(0)
        return dx


class Stepping:
    """Takes the step in backward."""

    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(output_size, input_size)
        self.bias = np.random.randn(output_size, 1)

    def forward(self, input):
        self.input = input
        return np.dot(self.weights, self.input) + self.bias

    def backward(self, output_gradient, learning_rate):
        input_gradient = np.dot(self.weights.T, output_gradient)
        self.step(output_gradient, learning_rate)
        return input_gradient

    def step(self, output_gradient, learning_rate):
        self.weights -= learning_rate * np.dot(output_gradient, self.input.T)
        self.bias -= learning_rate * output_gradient.sum(axis=1, keepdims=True)


class SteppingFirst(Stepping):
    def backward(self, output_gradient, learning_rate):
        self.step(output_gradient, learning_rate)
        return np.dot(self.weights.T, output_gradient)


class AffineLayer:
    """Gradients of parameters by a method of their own."""

    def __init__(self, input_dim, output_dim, weights, biases):
        self.weights, self.biases = weights, biases

    def fprop(self, inputs):
        return inputs.dot(self.weights.T) + self.biases

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs.dot(self.weights)

    def grads_wrt_params(self, inputs, grads_wrt_outputs):
        return [grads_wrt_outputs.T @ inputs, grads_wrt_outputs.sum(axis=0)]


class SigmoidOfInputs:
    def fprop(self, inputs):
        return 1.0 / (1.0 + np.exp(-inputs))

    def bprop(self, inputs, outputs, grads_wrt_outputs):
        return grads_wrt_outputs * inputs * (1.0 - inputs)


class Tanh:
    @staticmethod
    def activation(x):
        return np.tanh(x)

    @staticmethod
    def derivative(x):
        return 1 - np.tanh(x) ** 2


def huber(y, t, delta=1.0):
    r = np.abs(y - t)
    return np.mean(np.where(r <= delta, 0.5 * r**2, delta * (r - 0.5 * delta)))


def huber_grad(y, t, delta=1.0):
    return np.clip(y - t, -delta, delta) / y.size


def huber_grad_of_one(y, t, delta=1.0):
    r = y - t
    return np.where(np.abs(r) <= delta, r, np.sign(r)) / r.size


def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * (np.exp(x) - 1))


def elu_grad_of_one(x, alpha=1.0):
    return np.where(x > 0, 1, np.exp(x))


def softmax(x, dim=-1, last=False):
    dim = -1 if last else dim
    e = np.exp(x - x.max(dim, keepdims=True))
    y = e / e.sum(dim, keepdims=True)
    return y, lambda g: y * (g - (g * y).sum(dim, keepdims=True))


def softmax_of_rows(x, dim=-1):
    return softmax(x, last=True)


def rnn_cell(xt, a_prev, parameters):
    """Return a prediction as well, which the loss of a cell does not see."""
    p = parameters
    a_next = np.tanh(p["Wax"] @ xt + p["Waa"] @ a_prev + p["ba"])
    return a_next, p["Wya"] @ a_next, (a_next, a_prev, xt, parameters)


def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, p = cache
    dz = (1 - a_next**2) * da_next
    found = {"dxt": p["Wax"].T @ dz, "da_prev": p["Waa"].T @ dz}
    found |= {"dWax": dz @ xt.T, "dWaa": dz @ a_prev.T}
    return found | {"dba": dz.sum(1, keepdims=True)}


def pool(x, pool_param):
    """Average pooling with sides of its own names."""
    h, w, s = (pool_param[k] for k in ("pool_height", "pool_width", "stride"))
    out = np.zeros((*x.shape[:2], (x.shape[2] - h) // s + 1, (x.shape[3] - w) // s + 1))
    for i, j in np.ndindex(out.shape[2:]):
        window = x[:, :, i * s : i * s + h, j * s : j * s + w]
        out[:, :, i, j] = window.mean((2, 3))
    return out, (x, h, w, s)


def pool_backward(dout, cache):
    x, h, w, s = cache
    dx = np.zeros_like(x)
    for i, j in np.ndindex(dout.shape[2:]):
        window = dx[:, :, i * s : i * s + h, j * s : j * s + w]
        window += dout[:, :, i, j, None, None] / (h * w)
    return dx


def recurrent(x, h0, W, U):
    hs = [h0]
    for t in range(x.shape[1]):
        hs.append(np.tanh(x[:, t] @ W + hs[-1] @ U))
    return np.stack(hs[1:], 1), (x, hs, W, U)


def recurrent_backward(dh, cache, cut=None):
    x, hs, W, U = cache
    dx, dW, dU, carried = np.zeros_like(x), 0.0, 0.0, 0.0
    for t in reversed(range(x.shape[1])):
        dz = (dh[:, t] + carried) * (1 - hs[t + 1] ** 2)
        dx[:, t], carried = dz @ W.T, (t != cut) * (dz @ U.T)
        dW, dU = dW + x[:, t].T @ dz, dU + hs[t].T @ dz
    return dx, carried, dW, dU


def recurrent_backward_cut(dh, cache):
    return recurrent_backward(dh, cache, cut=2)


class Times:
    """Saves into a context, and NumPy beneath."""

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved_tensors
        return y * grad_output, x * grad_output


class TimesExchanged(Times):
    @staticmethod
    def backward(ctx, grad_output):
        return Times.backward(ctx, grad_output)[::-1]
