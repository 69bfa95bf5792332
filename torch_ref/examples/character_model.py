"""A character model: a small GPT that learns to spell sonnets."""

# %% Set up
from importlib.resources import files
from math import cos, pi, sqrt

import torch
from torch import nn
from torch.nn import functional as F
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

torch.set_default_dtype(torch.float64)
folder = files("compare.trainings")
text = (folder / "sonnets.txt").read_text(encoding="utf-8")
characters = sorted(set(text))
number = {character: i for i, character in enumerate(characters)}
data = torch.tensor([number[character] for character in text])
print(len(data), "characters,", len(characters), "different ones")


# %% The model: every position reads from those before it
class Block(nn.Module):
    """Attention, and a network of one hidden layer."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln_1 = nn.LayerNorm(width, bias=False)
        self.c_attn = nn.Linear(width, 3 * width, bias=False)
        self.a_proj = nn.Linear(width, width, bias=False)
        self.ln_2 = nn.LayerNorm(width, bias=False)
        self.c_fc = nn.Linear(width, 4 * width, bias=False)
        self.m_proj = nn.Linear(4 * width, width, bias=False)

    def forward(self, x):
        """Add what both parts find."""
        n, t, width = x.shape
        q, k, v = (
            part.view(n, t, self.heads, -1).transpose(1, 2)
            for part in self.c_attn(self.ln_1(x)).split(width, 2)
        )
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        y = y.transpose(1, 2).reshape(n, t, width)
        x = x + self.a_proj(y)
        return x + self.m_proj(F.gelu(self.c_fc(self.ln_2(x))))


class GPT(nn.Module):
    """Logits of the next character."""

    def __init__(self, tokens, context, layers, heads, width):
        super().__init__()
        self.context = context
        self.wte = nn.Embedding(tokens, width)
        self.wpe = nn.Embedding(context, width)
        blocks = [Block(width, heads) for _ in range(layers)]
        self.h = nn.ModuleList(blocks)
        self.ln_f = nn.LayerNorm(width, bias=False)
        self.lm_head = nn.Linear(width, tokens, bias=False)
        self.wte.weight = self.lm_head.weight
        self.apply(self.start)
        for name, param in self.named_parameters():
            if name.endswith("_proj.weight"):
                nn.init.normal_(param, std=0.02 / sqrt(2 * layers))

    def start(self, module):
        """Draw the weights of a module."""
        if isinstance(module, nn.Linear | nn.Embedding):
            nn.init.normal_(module.weight, std=0.02)

    def forward(self, tokens):
        """Read tokens (n, t)."""
        positions = torch.arange(tokens.shape[1])
        x = self.wte(tokens) + self.wpe(positions)
        for block in self.h:
            x = block(x)
        return self.lm_head(self.ln_f(x))


torch.manual_seed(1337)
model = GPT(len(characters), 32, layers=2, heads=2, width=32)
weights = sum(param.numel() for param in model.parameters())
print(weights, "weights")


# %% One batch: the target is the input, one character further
def text_batch(data, context, batch):
    starts = torch.randint(len(data) - context, (batch,))
    pieces = [data[i : i + context + 1] for i in starts]
    pieces = torch.stack(pieces)
    return pieces[:, :-1], pieces[:, 1:]


input, target = text_batch(data, 32, 12)
print("shapes", tuple(input.shape), tuple(target.shape))
print("same text", torch.equal(input[:, 1:], target[:, :-1]))

# %% Train: decay of matrices alone, clipping, warm-up, cosine
params = list(model.parameters())
matrices = [param for param in params if param.ndim >= 2]
others = [param for param in params if param.ndim < 2]
groups = [
    {"params": matrices, "weight_decay": 0.1},
    {"params": others, "weight_decay": 0.0},
]
optimizer = AdamW(groups, lr=3e-3)
steps = 150


def share(step):
    if step < 20:
        return (step + 1) / 21
    return 0.1 + 0.9 * (1 + cos(pi * (step - 20) / (steps - 20))) / 2


schedule = LambdaLR(optimizer, share)
losses, lengths = [], []
for step in range(steps):
    input, target = text_batch(data, 32, 12)
    logits = model(input).reshape(-1, len(characters))
    loss = F.cross_entropy(logits, target.reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    length = nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    losses.append(loss.detach())
    lengths.append(length)
    if step % 30 == 0 or step == steps - 1:
        print(f"step {step:3}  loss {loss.item():.4f}")

# %% It sees no character before its time
model.eval()
first = model(data[:32].reshape(1, 32))
changed = data[:32].clone()
changed[20] = 0
second = model(changed.reshape(1, 32))
same = torch.equal(first[0, :20], second[0, :20])
later = (first - second)[0, 20:].abs().max()
print("before the change equal:", same)
print(f"after it different by {later.item():.2f}")


# %% Write on: the likely characters, at two temperatures
@torch.no_grad()
def generate(model, tokens, number, temperature, top_k):
    for _ in range(number):
        seen = tokens[:, -model.context :]
        logits = model(seen)[:, -1] / temperature
        least = torch.topk(logits, top_k)[0][:, -1:]
        logits[logits < least] = -torch.inf
        probabilities = F.softmax(logits, 1)
        following = torch.multinomial(probabilities, 1)
        tokens = torch.cat([tokens, following], 1)
    return tokens


start = data[:2].reshape(1, 2)
for temperature in (0.5, 1.0):
    tokens = generate(model, start, 60, temperature, top_k=10)
    line = "".join(characters[i] for i in tokens[0].tolist())
    print(f"temperature {temperature}: {line!r}")

# %% Results
results = {
    "losses": torch.stack(losses),
    "gradients": torch.stack(lengths),
    "head": model.lm_head.weight,
    "positions": model.wpe.weight,
    "logits": first,
    "later": later,
    "text": line,
}
