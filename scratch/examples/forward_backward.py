"""The forward and backward functions of layer l, as in the notes."""

# %% Set up: features x examples, W[l] is (n[l], n[l-1])
import scratch as dl

dl.set_default_dtype(dl.float64)
dl.manual_seed(2)
m, n = 5, [3, 2, 2]
X = dl.randn(n[0], m)
Y = dl.randint(0, 2, (n[2], m)).double()
W = [None, dl.randn(n[1], n[0]), dl.randn(n[2], n[1])]
b = [None, dl.randn(n[1], 1), dl.randn(n[2], 1)]
for p in W[1:] + b[1:]:
    p.requires_grad_()


# %% Forward: Z = W A_prev + b, A = g(Z), and a cache
def forward(A_prev, W, b, g):
    Z = W @ A_prev + b
    A = g(Z)
    return A, (A_prev, W, Z, A)


# %% Backward: dA and the cache in, dA_prev, dW and db out
def backward(dA, cache, slope):
    A_prev, W, Z, A = cache
    dZ = dA * slope(Z, A)
    dW = dZ @ A_prev.T / m
    db = dZ.sum(1, keepdim=True) / m
    return W.T @ dZ, dW, db


# %% Through the network and back: relu inside, sigmoid outside
A1, cache1 = forward(X, W[1], b[1], dl.relu)
A2, cache2 = forward(A1, W[2], b[2], dl.sigmoid)
cost = -(Y * A2.log() + (1 - Y) * (1 - A2).log()).sum() / m
print(f"cost {cost.item():.6f}")
with dl.no_grad():
    dA2 = -Y / A2 + (1 - Y) / (1 - A2)
    dA1, dW2, db2 = backward(dA2, cache2, lambda Z, A: A * (1 - A))
    _, dW1, db1 = backward(dA1, cache1, lambda Z, A: Z > 0)

# %% The same by the chain rule of the library
cost.backward()
pairs = {"dW1": (dW1, W[1]), "db1": (db1, b[1])}
pairs |= {"dW2": (dW2, W[2]), "db2": (db2, b[2])}
for name, (by_hand, p) in pairs.items():
    shape, same = tuple(by_hand.shape), dl.allclose(by_hand, p.grad)
    print(f"{name} {shape} by hand = by chain rule: {same}")

# %% dZ = A - Y: right for the output layer, wrong for the other
with dl.no_grad():
    dZ2 = dA2 * A2 * (1 - A2)
    dZ1 = dA1 * (A1 > 0)
    gap2 = abs(dZ2 - (A2 - Y)).max().item()
    gap1 = abs(dZ1 - (A1 - Y)).max().item()
print(f"dZ2 = A2 - Y: {gap2 < 1e-12}")
print(f"dZ1 = A1 - Y: {gap1 < 1e-12}, though the shapes match")

# %% Results
results = {
    "cost": cost,
    "dA2": dA2,
    "dA1": dA1,
    "dW1": dW1,
    "db1": db1,
    "dW2": dW2,
    "db2": db2,
    "dW1 by the library": W[1].grad,
    "A1 - Y is wrong by": gap1,
}
