"""A character model: a small GPT that learns to spell sonnets."""

# %% Set up
from importlib.resources import files

import scratch as dl
from scratch import GPT, AdamW, LambdaLR

dl.set_default_dtype(dl.float64)
folder = files("compare.trainings")
text = (folder / "sonnets.txt").read_text(encoding="utf-8")
characters = sorted(set(text))
number = {character: i for i, character in enumerate(characters)}
data = dl.tensor([number[character] for character in text])
print(len(data), "characters,", len(characters), "different ones")

# %% The model: every position reads from those before it
dl.manual_seed(1337)
model = GPT(len(characters), 32, layers=2, heads=2, width=32)
weights = sum(param.numel() for param in model.parameters())
print(weights, "weights")

# %% One batch: the target is the input, one character further
input, target = dl.text_batch(data, 32, 12)
print("shapes", tuple(input.shape), tuple(target.shape))
print("same text", dl.equal(input[:, 1:], target[:, :-1]))

# %% Train: decay of matrices alone, clipping, warm-up, cosine
optimizer = AdamW(dl.decay_groups(model, 0.1), lr=3e-3)
steps = 150


def share(step):
    return dl.warmup_cosine(step, 20, steps)


schedule = LambdaLR(optimizer, share)
losses, lengths = [], []
for step in range(steps):
    input, target = dl.text_batch(data, 32, 12)
    logits = model(input).reshape(-1, len(characters))
    loss = dl.cross_entropy(logits, target.reshape(-1))
    optimizer.zero_grad()
    loss.backward()
    length = dl.clip_grad_norm_(model.parameters(), 1.0)
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
same = dl.equal(first[0, :20], second[0, :20])
later = (first - second)[0, 20:].abs().max()
print("before the change equal:", same)
print(f"after it different by {later.item():.2f}")

# %% Write on: the likely characters, at two temperatures
start = data[:2].reshape(1, 2)
for temperature in (0.5, 1.0):
    tokens = dl.generate(model, start, 60, temperature, top_k=10)
    line = "".join(characters[i] for i in tokens[0].tolist())
    print(f"temperature {temperature}: {line!r}")

# %% Results
results = {
    "losses": dl.stack(losses),
    "gradients": dl.stack(lengths),
    "head": model.lm_head.weight,
    "positions": model.wpe.weight,
    "logits": first,
    "later": later,
    "text": line,
}
