import math, copy, time
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.functional import log_softmax, pad
from torch.optim.lr_scheduler import LambdaLR


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, dropout, max_len=50):
        super(PositionalEncoding, self).__init__()
        self.dropout = nn.Dropout(p=dropout)
        pe = torch.zeros(max_len, d_model)
        position = torch.arange(0, max_len).unsqueeze(1)
        div_term = torch.exp(
            torch.arange(0, d_model, 2) * -(math.log(10000.0) / d_model)
        )
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        pe = pe.unsqueeze(0)
        self.register_buffer("pe", pe)

    def forward(self, x):
        x = x + self.pe[:, : x.size(1)].requires_grad_(False)
        return self.dropout(x)


def clones(module, N):
    return nn.ModuleList([copy.deepcopy(module) for _ in range(N)])


class LayerNorm(nn.Module):
    def __init__(self, features, eps=1e-6):
        super().__init__()
        self.a_2 = nn.Parameter(torch.ones(features))
        self.b_2 = nn.Parameter(torch.zeros(features))
        self.eps = eps

    def forward(self, x):
        mean = x.mean(-1, keepdim=True)
        std = x.std(-1, keepdim=True)
        return self.a_2 * (x - mean) / (std + self.eps) + self.b_2


def attention(query, key, value, mask=None, dropout=None):
    d_k = query.size(-1)
    scores = torch.matmul(query, key.transpose(-2, -1)) / math.sqrt(d_k)
    if mask is not None:
        scores = scores.masked_fill(mask == 0, -1e9)
    p_attn = scores.softmax(dim=-1)
    if dropout is not None:
        p_attn = dropout(p_attn)
    return torch.matmul(p_attn, value), p_attn


class MultiHeadedAttention(nn.Module):
    def __init__(self, h, d_model, dropout=0.1):
        super().__init__()
        self.d_k = d_model // h
        self.h = h
        self.linears = clones(nn.Linear(d_model, d_model), 4)
        self.attn = None
        self.dropout = nn.Dropout(p=dropout)

    def forward(self, query, key, value, mask=None):
        if mask is not None:
            mask = mask.unsqueeze(1)
        nbatches = query.size(0)
        query, key, value = [
            lin(x).view(nbatches, -1, self.h, self.d_k).transpose(1, 2)
            for lin, x in zip(self.linears, (query, key, value))
        ]
        x, self.attn = attention(query, key, value, mask=mask, dropout=self.dropout)
        x = x.transpose(1, 2).contiguous().view(nbatches, -1, self.h * self.d_k)
        del query
        del key
        del value
        return self.linears[-1](x)


class SublayerConnection(nn.Module):
    def __init__(self, size, dropout):
        super().__init__()
        self.norm = LayerNorm(size)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, sublayer):
        return x + self.dropout(sublayer(self.norm(x)))


class Layer(nn.Module):
    def __init__(self, d, h, ff, p):
        super().__init__()
        self.self_attn = MultiHeadedAttention(h, d)
        self.ff = nn.Sequential(
            nn.Linear(d, ff), nn.ReLU(), nn.Dropout(p), nn.Linear(ff, d)
        )
        self.sublayer = clones(SublayerConnection(d, p), 2)
        self.size = d

    def forward(self, x, mask):
        x = self.sublayer[0](x, lambda x: self.self_attn(x, x, x, mask))
        return self.sublayer[1](x, self.ff)


def subsequent_mask(size):
    attn_shape = (1, size, size)
    return torch.triu(torch.ones(attn_shape), diagonal=1).type(torch.uint8) == 0


class Model(nn.Module):
    def __init__(self, V, d=16):
        super().__init__()
        self.emb = nn.Embedding(V, d, padding_idx=0)
        self.pos = PositionalEncoding(d, 0.1)
        self.layers = clones(Layer(d, 2, 32, 0.1), 2)
        self.out = nn.Linear(d, V)
        self.d = d

    def forward(self, x, mask):
        x = self.pos(self.emb(x) * math.sqrt(self.d))
        for l in self.layers:
            x = l(x, mask)
        return log_softmax(self.out(x), dim=-1)


class LabelSmoothing(nn.Module):
    def __init__(self, size, padding_idx, smoothing=0.0):
        super(LabelSmoothing, self).__init__()
        self.criterion = nn.KLDivLoss(reduction="sum")
        self.padding_idx = padding_idx
        self.confidence = 1.0 - smoothing
        self.smoothing = smoothing
        self.size = size
        self.true_dist = None

    def forward(self, x, target):
        assert x.size(1) == self.size
        true_dist = x.data.clone()
        true_dist.fill_(self.smoothing / (self.size - 2))
        true_dist.scatter_(1, target.data.unsqueeze(1), self.confidence)
        true_dist[:, self.padding_idx] = 0
        mask = torch.nonzero(target.data == self.padding_idx)
        if mask.dim() > 0:
            true_dist.index_fill_(0, mask.squeeze(), 0.0)
        self.true_dist = true_dist
        return self.criterion(x, true_dist.clone().detach())


def rate(step, model_size, factor, warmup):
    if step == 0:
        step = 1
    return factor * (
        model_size ** (-0.5) * min(step ** (-0.5), step * warmup ** (-1.5))
    )


V = 11
torch.manual_seed(0)
model = Model(V)
for p in model.parameters():
    if p.dim() > 1:
        nn.init.xavier_uniform_(p)
criterion = LabelSmoothing(size=V, padding_idx=0, smoothing=0.1)
optimizer = torch.optim.Adam(model.parameters(), lr=0.5, betas=(0.9, 0.98), eps=1e-9)
lr_scheduler = LambdaLR(
    optimizer=optimizer,
    lr_lambda=lambda step: rate(step, model_size=16, factor=1.0, warmup=5),
)
for i in range(3):
    data = torch.randint(1, V, size=(4, 7))
    data[:, 0] = 1
    data[1, -2:] = 0
    src = data.requires_grad_(False).clone().detach()
    mask = (src != 0).unsqueeze(-2) & subsequent_mask(src.size(-1)).type_as(src.data)
    out = model(src[:, :-1], mask[:, :-1, :-1])
    y = src[:, 1:]
    ntokens = (y != 0).data.sum()
    loss = (
        criterion(out.contiguous().view(-1, out.size(-1)), y.contiguous().view(-1))
        / ntokens
    )
    loss.backward()
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    lr_scheduler.step()
    print(
        "Epoch Step: %6d | Loss: %6.2f | Learning Rate: %6.1e"
        % (i, loss, optimizer.param_groups[0]["lr"])
    )
model.eval()
ys = torch.zeros(1, 1).fill_(1).type_as(src.data)
for i in range(4):
    prob = model(ys, subsequent_mask(ys.size(1)).type_as(src.data))
    _, next_word = torch.max(prob[:, -1], dim=1)
    next_word = next_word.data[0]
    ys = torch.cat([ys, torch.zeros(1, 1).type_as(src.data).fill_(next_word)], dim=1)
print(ys)


# rotary embedding, RMSNorm, SwiGLU, kv cache
class RMSNorm(nn.Module):
    def __init__(self, dim, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def rotate_half(x):
    x1, x2 = x.chunk(2, dim=-1)
    return torch.cat((-x2, x1), dim=-1)


inv_freq = 1.0 / (10000 ** (torch.arange(0, 8, 2).float() / 8))
freqs = torch.outer(torch.arange(5).float(), inv_freq)
emb = torch.cat((freqs, freqs), dim=-1)
cos, sin = emb.cos(), emb.sin()
q = torch.randn(2, 5, 8)
print((q * cos + rotate_half(q) * sin).sum())
w1, w2, w3 = (
    nn.Linear(8, 16, bias=False),
    nn.Linear(16, 8, bias=False),
    nn.Linear(8, 16, bias=False),
)
x = RMSNorm(8)(q)
print(w2(F.silu(w1(x)) * w3(x)).mean())
enc = torch.einsum("bqd,bkd->bqk", q, q)
print(torch.einsum("bqk,bkd->bqd", enc.softmax(-1), q).shape)
mask = nn.Transformer.generate_square_subsequent_mask(5)
print(mask)
print(
    torch.full((5, 5), float("-inf")).triu_(1) if hasattr(torch.Tensor, "triu_") else ""
)
