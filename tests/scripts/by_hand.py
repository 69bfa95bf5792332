"""Linear, logistic and softmax regression from first principles."""

import torch

torch.manual_seed(0)


def synthetic_data(w, b, num_examples):
    X = torch.normal(0, 1, (num_examples, len(w)))
    y = torch.matmul(X, w) + b
    y += torch.normal(0, 0.01, y.shape)
    return X, y.reshape((-1, 1))


def data_iter(batch_size, features, labels):
    indices = list(range(len(features)))
    for i in range(0, len(features), batch_size):
        batch = torch.tensor(indices[i : min(i + batch_size, len(features))])
        yield features[batch], labels[batch]


def sgd(params, lr, batch_size):
    with torch.no_grad():
        for param in params:
            param -= lr * param.grad / batch_size
            param.grad.zero_()


true_w, true_b = torch.tensor([2, -3.4]), 4.2
features, labels = synthetic_data(true_w, true_b, 100)
w = torch.normal(0, 0.01, size=(2, 1), requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(2):
    for X, y in data_iter(10, features, labels):
        loss = (torch.matmul(X, w) + b - y.reshape((-1, 1))) ** 2 / 2
        loss.sum().backward()
        sgd([w, b], 0.03, 10)
    with torch.no_grad():
        print(f"epoch {epoch + 1}, loss {float(loss.mean()):f}")
print(f"error {true_w - w.reshape(true_w.shape)}"[:12])


def softmax(X):
    X_exp = torch.exp(X - X.max(1, keepdims=True).values)
    return X_exp / X_exp.sum(1, keepdims=True)


def cross_entropy(y_hat, y):
    return -torch.log(y_hat[list(range(len(y_hat))), y])


labels = (features[:, 0] > 0).type(torch.long) + (features[:, 1] > 1).long()
W = torch.normal(0, 0.01, size=(2, 3), requires_grad=True)
bias = torch.zeros(3, requires_grad=True)
for _ in range(5):
    y_hat = softmax(torch.matmul(features, W) + bias)
    loss = cross_entropy(y_hat, labels).sum()
    loss.backward()
    sgd([W, bias], 0.1, len(labels))
hits = y_hat.argmax(axis=1).type(labels.dtype) == labels
print(float(hits.type(labels.dtype).sum()) / len(labels))
x = torch.arange(12, dtype=torch.float32).reshape(3, 4)
print(x.sum(axis=[0, 1]), torch.cat((x, x), dim=1).shape, x.mean(axis=0), x.numel())
x[1:3, :] = 12
before = id(x)
x[:] = x + 1
x += 1
print(id(x) == before, x.cumsum(axis=0)[-1], torch.dot(x[0], torch.ones(4)))
print(torch.norm(torch.ones((4, 9))), torch.abs(x).sum(), len(x), x.T.shape)
