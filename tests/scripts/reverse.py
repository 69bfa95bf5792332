"""Sequences reversed by a recurrent net whose cell is written out, with attention."""

import random

import torch
import torch.nn as nn
import torch.nn.functional as F

random.seed(0)
torch.manual_seed(0)
SOS, VOCAB, HIDDEN, LENGTH = 0, 6, 10, 4


class Cell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.gates = nn.ParameterDict(
            {
                "w_ih": nn.Parameter(torch.Tensor(hidden_size, input_size)),
                "w_hh": nn.Parameter(torch.Tensor(hidden_size, hidden_size)),
                "b": torch.zeros(hidden_size),
            }
        )
        for name, p in self.gates.items():
            if "w" in name:
                nn.init.kaiming_uniform_(p, nonlinearity="tanh")

    def forward(self, x, h):
        g = self.gates
        return torch.tanh(x @ g["w_ih"].t() + h @ g["w_hh"].t() + g["b"])


class Seq2Seq(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(VOCAB, HIDDEN, padding_idx=SOS)
        self.cells = nn.ModuleDict({k: Cell(HIDDEN, HIDDEN) for k in ("enc", "dec")})
        self.out = nn.Linear(2 * HIDDEN, VOCAB)

    def forward(self, source, target, teacher_forcing_ratio=0.5):
        hidden = source.new_zeros((source.size(0), HIDDEN), dtype=torch.float)
        states = []
        for token in source.unbind(dim=1):
            hidden = self.cells["enc"](self.embedding(token), hidden)
            states.append(hidden)
        states = torch.stack(states, dim=1)
        token = torch.full((source.size(0),), SOS, dtype=torch.long)
        outputs = []
        for t in range(target.size(1)):
            hidden = self.cells["dec"](self.embedding(token), hidden)
            scores = torch.bmm(states, hidden.unsqueeze(2)).squeeze(2)
            weights = F.softmax(scores, dim=1)
            context = torch.bmm(weights.unsqueeze(1), states).squeeze(1)
            logits = self.out(torch.cat((hidden, context), dim=-1))
            outputs.append(logits)
            forced = random.random() < teacher_forcing_ratio
            token = target[:, t] if forced else logits.detach().argmax(-1)
        return torch.stack(outputs, 1)


model = Seq2Seq()
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.05)
criterion = nn.CrossEntropyLoss()
shapes = []
hook = model.out.register_forward_hook(lambda m, i, o: shapes.append(tuple(o.shape)))
for it in range(3):
    source = torch.randint(1, VOCAB, (8, LENGTH))
    target = torch.flip(source, dims=[1])
    optimizer.zero_grad()
    output = model(source, target)
    loss = criterion(output.reshape(-1, VOCAB), target.reshape(-1))
    loss.backward()
    optimizer.step()
hook.remove()
print(len(shapes), shapes[0], f"{loss:.3f}")
