"""Embedding: rows of a table, their gradients, and a bigram model."""

# %% Set up
from importlib.resources import files

import torch
from torch.nn import Embedding
from torch.nn.functional import cross_entropy, one_hot

torch.set_default_dtype(torch.float64)
folder = files("compare.trainings")
text = (folder / "sonnets.txt").read_text(encoding="utf-8").lower()
characters = sorted(set(text))
number = {character: i for i, character in enumerate(characters)}
data = torch.tensor([number[character] for character in text])
size = len(characters)
print(len(data), "characters,", size, "different ones")

# %% A look-up is a product with one-hot rows
torch.manual_seed(6)
table = Embedding(size, 4)
tokens = data[:12]
looked_up = table(tokens)
multiplied = one_hot(tokens, size).double() @ table.weight
print("the same:", torch.equal(looked_up, multiplied))

# %% Backward: places that name the same row add up
upstream = torch.randn(12, 4)
(looked_up * upstream).sum().backward()
counts = torch.bincount(tokens, minlength=size)
named = table.weight.grad.abs().sum(1) > 0
print("rows with a gradient:", int(named.sum()))
print("rows that are named:", int((counts > 0).sum()))

# %% The row of padding starts at 0 and learns nothing
padded = Embedding(size, 4, padding_idx=0)
(padded(torch.tensor([0, 3, 0])) ** 2).sum().backward()
print("its gradient:", padded.weight.grad[0].tolist())

# %% A bigram model: row i holds the logits of what follows i
pairs = data[:-1] * size + data[1:]
counted = torch.bincount(pairs, minlength=size**2).reshape(size, size)
chances = counted / counted.sum(1, keepdim=True)
least = -(counted[counted > 0] * chances[counted > 0].log()).sum()
least = least / counted.sum()
print(f"the least loss of a bigram model: {least.item():.4f}")

# %% Trained, its rows become the logarithms of frequencies
logits = Embedding(size, size)
torch.nn.init.zeros_(logits.weight)
losses = []
for step in range(51):
    loss = cross_entropy(logits(data[:-1]), data[1:])
    logits.weight.grad = None
    loss.backward()
    with torch.no_grad():
        logits.weight -= 40 * logits.weight.grad
    losses.append(loss.detach())
    if step % 25 == 0:
        print(f"step {step:3}  loss {loss.item():.4f}")

# %% Results
results = {
    "looked up": looked_up,
    "gradient": table.weight.grad,
    "padded": padded.weight.grad,
    "least": least,
    "losses": torch.stack(losses),
    "logits": logits.weight,
}
