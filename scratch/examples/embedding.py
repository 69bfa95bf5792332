"""Embedding: rows of a table, their gradients, and a bigram model."""

# %% Set up
from importlib.resources import files

import scratch as dl
from scratch import Embedding, cross_entropy, one_hot

dl.set_default_dtype(dl.float64)
folder = files("compare.trainings")
text = (folder / "sonnets.txt").read_text(encoding="utf-8").lower()
characters = sorted(set(text))
number = {character: i for i, character in enumerate(characters)}
data = dl.tensor([number[character] for character in text])
size = len(characters)
print(len(data), "characters,", size, "different ones")

# %% A look-up is a product with one-hot rows
dl.manual_seed(6)
table = Embedding(size, 4)
tokens = data[:12]
looked_up = table(tokens)
multiplied = one_hot(tokens, size).double() @ table.weight
print("the same:", dl.equal(looked_up, multiplied))

# %% Backward: places that name the same row add up
upstream = dl.randn(12, 4)
dweight = one_hot(tokens, size).double().T @ upstream
counts = dl.bincount(tokens, minlength=size)
named = dweight.abs().sum(1) > 0
print("rows with a gradient:", int(named.sum()))
print("rows that are named:", int((counts > 0).sum()))

# %% The row of padding starts at 0 and learns nothing
padded = Embedding(size, 4, padding_idx=0)
(padded(dl.tensor([0, 3, 0])) ** 2).sum().backward()
print("its gradient:", padded.weight.grad[0].tolist())

# %% A bigram model: row i holds the logits of what follows i
pairs = data[:-1] * size + data[1:]
counted = dl.bincount(pairs, minlength=size**2).reshape(size, size)
chances = counted / counted.sum(1, keepdim=True)
least = -(counted[counted > 0] * chances[counted > 0].log()).sum()
least = least / counted.sum()
print(f"the least loss of a bigram model: {least.item():.4f}")

# %% Trained, its rows become the logarithms of frequencies
logits = Embedding(size, size)
dl.init.zeros_(logits.weight)
losses = []
for step in range(51):
    with dl.no_grad():
        loss = cross_entropy(logits(data[:-1]), data[1:])
        share = counted.sum(1, keepdim=True) / counted.sum()
        dlogits = share * (dl.softmax(logits.weight, 1) - chances)
        logits.weight -= 40 * dlogits
    losses.append(loss)
    if step % 25 == 0:
        print(f"step {step:3}  loss {loss.item():.4f}")

# %% Results
results = {
    "looked up": looked_up,
    "gradient": dweight,
    "padded": padded.weight.grad,
    "least": least,
    "losses": dl.stack(losses),
    "logits": logits.weight,
}
