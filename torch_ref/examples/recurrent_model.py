"""A recurrent character model: an LSTM that learns to spell."""

# %% Set up
from importlib.resources import files

import torch
from torch import nn
from torch.nn import LSTM, Embedding, Linear
from torch.nn import functional as F
from torch.optim import Adam

torch.set_default_dtype(torch.float64)
folder = files("compare.trainings")
text = (folder / "sonnets.txt").read_text(encoding="utf-8")
characters = sorted(set(text))
number = {character: i for i, character in enumerate(characters)}
data = torch.tensor([number[character] for character in text])
print(len(data), "characters,", len(characters), "different ones")


# %% The model: what was read is in the state
class Speller(nn.Module):
    """A state for every character read, and logits of the next one."""

    def __init__(self, tokens, width):
        super().__init__()
        self.table = Embedding(tokens, width)
        self.lstm = LSTM(width, width)
        self.head = Linear(width, tokens)

    def forward(self, tokens, state=None):
        """Read tokens (t, n) from a state."""
        output, state = self.lstm(self.table(tokens), state)
        return self.head(output), state


torch.manual_seed(11)
model = Speller(len(characters), 32)
names = list(model.state_dict())
print(names[1:5])

# %% Eight readers, side by side, each in its own part of the text
readers, steps, length = 8, 500, 16
part = len(data) // readers
columns = data[: part * readers].reshape(readers, part).T
print("text as", tuple(columns.shape))

# %% Train: the state goes on, its gradient is cut after 16 steps
optimizer = Adam(model.parameters(), lr=3e-3)
state, losses = None, []
for step in range(steps):
    start = step * length
    input = columns[start : start + length]
    target = columns[start + 1 : start + length + 1]
    logits, state = model(input, state)
    state = tuple(memory.detach() for memory in state)
    logits = logits.reshape(-1, len(characters))
    loss = F.cross_entropy(logits, target.reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    losses.append(loss.detach())
    if step % 100 == 0 or step == steps - 1:
        print(f"step {step:3}  loss {loss.item():.4f}")

# %% How far back a gradient reaches: by the gates, or by tanh alone
reach = {}
for kind in (nn.RNN, nn.LSTM):
    torch.manual_seed(5)
    network = kind(8, 32)
    input = torch.randn(60, 1, 8).requires_grad_()
    output, _ = network(input)
    output[-1].sum().backward()
    sizes = input.grad.norm(dim=(1, 2))
    reach[kind.__name__] = sizes
    shown = ", ".join(
        f"{sizes[59 - t].item():.1e}" for t in (0, 20, 40)
    )
    print(f"{kind.__name__:4} steps before: 0, 20, 40: {shown}")

# %% Write on
tokens, state, line = data[:1].reshape(1, 1), None, ""
with torch.no_grad():
    for _ in range(60):
        logits, state = model(tokens, state)
        probabilities = F.softmax(logits[-1] / 0.7, 1)
        tokens = torch.multinomial(probabilities, 1)
        line += characters[tokens.item()]
print(repr(line))

# %% Results
results = {
    "losses": torch.stack(losses),
    "text": line,
    "reach of an RNN": reach["RNN"],
    "reach of an LSTM": reach["LSTM"],
    **dict(model.named_parameters()),
}
