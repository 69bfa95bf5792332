"""Parity of n bits: a deep tree, a wide layer, and a clever layer."""

# %% Set up: all patterns of n bits, and networks with given weights
from itertools import product

import torch
from torch import nn

n = 4
patterns = list(product((0.0, 1.0), repeat=n))
bits = torch.tensor(patterns)
parity = torch.tensor([sum(row) % 2 for row in patterns])


def affine(weight, bias):
    layer = nn.Linear(len(weight[0]), len(weight))
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(weight))
        layer.bias.copy_(torch.tensor(bias))
    return layer


def check(title, network, units):
    with torch.no_grad():
        output = network(bits)[:, 0]
    right = bool((output == parity).all())
    print(f"{title:20} {units} hidden units, correct: {right}")
    return output


# %% (a) A tree of XOR: xor(a, b) = relu(a + b) - 2 relu(a + b - 1)
pair, other = [1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]
tree = nn.Sequential(
    affine([pair, pair, other, other], [0.0, -1.0, 0.0, -1.0]),
    nn.ReLU(),
    affine([[1.0, -2.0, 0.0, 0.0], [0.0, 0.0, 1.0, -2.0]], [0.0, 0.0]),
    affine([[1.0, 1.0], [1.0, 1.0]], [0.0, -1.0]),
    nn.ReLU(),
    affine([[1.0, -2.0]], [0.0]),
)
deep = check("deep tree", tree, 4 + 2)

# %% (b) One AND unit for each odd pattern: 2^(n-1) of them
odd = [row for row in patterns if sum(row) % 2]
wide = nn.Sequential(
    affine(
        [[2 * bit - 1 for bit in row] for row in odd],
        [1 - sum(row) for row in odd],
    ),
    nn.ReLU(),
    affine([[1.0] * len(odd)], [0.0]),
)
flat = check("AND of each pattern", wide, len(odd))

# %% (c) The counter-example: n ReLU units in one hidden layer
zigzag = nn.Sequential(
    affine([[1.0] * n] * n, [-float(j) for j in range(n)]),
    nn.ReLU(),
    affine([[1.0, -2.0, 2.0, -2.0]], [0.0]),
)
clever = check("zigzag of ReLUs", zigzag, n)

# %% How the three grow
print(" bits  tree    patterns  zigzag")
for k in (2, 4, 8, 16, 32):
    print(f"{k:5} {2 * (k - 1):5} {2 ** (k - 1):11} {k:7}")

# %% (d) What depth does multiply: the pieces of the tent map
x = torch.arange(1025).reshape(-1, 1) / 1024


def tent(depth):
    layers = [affine([[1.0], [1.0]], [0.0, -0.5]), nn.ReLU()]
    for _ in range(depth - 1):
        layers.append(affine([[2.0, -4.0]] * 2, [0.0, -0.5]))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers, affine([[2.0, -4.0]], [0.0]))


def pieces(network):
    with torch.no_grad():
        y = network(x)[:, 0]
    slopes = (y[1:] - y[:-1]) * 1024
    return 1 + (slopes[1:] != slopes[:-1]).sum().item()


counted = [pieces(tent(depth)) for depth in range(1, 9)]
print("layers  units  pieces  units of one layer, at least")
for depth, count in enumerate(counted, start=1):
    print(f"{depth:6} {2 * depth:6} {count:7} {count - 1:13}")

# %% Results
results = {"deep": deep, "wide": flat, "clever": clever}
results |= {"pieces": counted}
