"""Word vectors from the words around them."""

import torch
import torch.autograd as autograd
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

torch.manual_seed(1)
CONTEXT_SIZE, EMBEDDING_DIM = 2, 8
raw_text = [
    "We",
    "are",
    "about",
    "to",
    "study",
    "the",
    "idea",
    "of",
    "a",
    "computational",
    "process.",
    "Computational",
    "processes",
    "are",
    "abstract",
    "beings",
    "that",
    "inhabit",
    "computers.",
]
vocab = sorted(set(raw_text))
word_to_ix = {word: i for i, word in enumerate(vocab)}
data = [
    ([raw_text[i - 2], raw_text[i - 1], raw_text[i + 1], raw_text[i + 2]], raw_text[i])
    for i in range(2, len(raw_text) - 2)
]


def make_context_vector(context):
    return torch.tensor([word_to_ix[w] for w in context], dtype=torch.long)


class CBOW(nn.Module):
    def __init__(self, vocab_size, embedding_dim):
        super().__init__()
        self.embeddings = nn.Embedding(vocab_size, embedding_dim)
        self.embeddings.weight.data.uniform_(-0.5, 0.5)
        self.linear1 = nn.Linear(embedding_dim, 16)
        self.linear2 = nn.Linear(16, vocab_size)

    def forward(self, inputs):
        embeds = self.embeddings(inputs).sum(dim=0).view((1, -1))
        out = F.relu(self.linear1(embeds))
        return F.log_softmax(self.linear2(out), dim=1)


model = CBOW(len(vocab), EMBEDDING_DIM)
optimizer = optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
loss_function = nn.NLLLoss()
for epoch in range(1):
    total_loss = torch.Tensor([0])
    for context, target in data[:6]:
        context_idxs = autograd.Variable(make_context_vector(context))
        model.zero_grad()
        log_probs = model(context_idxs)
        loss = loss_function(log_probs, torch.LongTensor([word_to_ix[target]]))
        loss.backward()
        optimizer.step()
        total_loss += loss.data
    print(epoch, total_loss.item())
similar = F.cosine_similarity(
    model.embeddings.weight[0].unsqueeze(0), model.embeddings.weight
)
_, nearest = torch.max(similar[1:], 0)
print(vocab[nearest.item() + 1])
