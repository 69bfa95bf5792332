"""SimCLR / triplet / CLIP losses on toy vectors"""

import torch, numpy as np
import torch.nn as nn, torch.nn.functional as F

torch.manual_seed(0)


class Encoder(nn.Module):
    def __init__(self, d=8, out=4):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Linear(d, 16),
            nn.BatchNorm1d(16),
            nn.ReLU(inplace=True),
            nn.Linear(16, 16),
        )
        self.projector = nn.Sequential(nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, out))
        self.logit_scale = nn.Parameter(torch.ones([]) * np.log(1 / 0.07))

    def forward(self, x):
        return F.normalize(self.projector(self.backbone(x)), dim=-1)


def nt_xent(z1, z2, temperature=0.5):
    N = z1.size(0)
    z = torch.cat([z1, z2], dim=0)
    sim = F.cosine_similarity(z.unsqueeze(1), z.unsqueeze(0), dim=2) / temperature
    mask = torch.eye(2 * N, dtype=torch.bool)
    sim = sim.masked_fill(mask, -9e15)
    labels = torch.cat([torch.arange(N) + N, torch.arange(N)])
    return F.cross_entropy(sim, labels)


def info_nce(features, temperature=0.07):
    n = features.shape[0] // 2
    labels = torch.cat([torch.arange(n) for i in range(2)], dim=0)
    labels = (labels.unsqueeze(0) == labels.unsqueeze(1)).float()
    similarity_matrix = torch.matmul(features, features.T)
    mask = torch.eye(labels.shape[0], dtype=torch.bool)
    labels = labels[~mask].view(labels.shape[0], -1)
    similarity_matrix = similarity_matrix[~mask].view(similarity_matrix.shape[0], -1)
    positives = similarity_matrix[labels.bool()].view(labels.shape[0], -1)
    negatives = similarity_matrix[~labels.bool()].view(similarity_matrix.shape[0], -1)
    logits = torch.cat([positives, negatives], dim=1)
    labels = torch.zeros(logits.shape[0], dtype=torch.long)
    return nn.CrossEntropyLoss()(logits / temperature, labels)


class ContrastiveLoss(torch.nn.Module):
    def __init__(self, margin=2.0):
        super().__init__()
        self.margin = margin

    def forward(self, o1, o2, label):
        d = ((o1 - o2 + 1e-6) ** 2).sum(1, keepdim=True).sqrt()
        return torch.mean(
            (1 - label) * torch.pow(d, 2)
            + label * torch.pow(torch.clamp(self.margin - d, min=0.0), 2)
        )


model = Encoder()
opt = torch.optim.Adam(model.parameters(), lr=1e-3, weight_decay=1e-6)
x = torch.randn(32, 8)
for step in range(4):
    a, b = x + 0.1 * torch.randn_like(x), x * (1 + 0.1 * torch.randn(x.shape))
    z1, z2 = model(a), model(b)
    loss = nt_xent(z1, z2) + info_nce(torch.cat([z1, z2]))
    loss = loss + ContrastiveLoss()(z1, z2, torch.randint(0, 2, (32, 1)).float())
    loss = (
        loss
        + F.relu((z1 - z2).norm(dim=1) - (z1 - z1.roll(1, 0)).norm(dim=1) + 1.0).mean()
    )
    logits = model.logit_scale.exp() * z1 @ z2.t()
    gt = torch.arange(len(logits))
    loss = loss + (F.cross_entropy(logits, gt) + F.cross_entropy(logits.T, gt)) / 2
    loss = loss + (torch.cdist(z1, z2) ** 2).diagonal().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    with torch.no_grad():
        model.logit_scale.clamp_(0, np.log(100))
        acc = (logits.argmax(dim=1) == gt).float().mean()
    print(f"{step} {loss.item():.5f} acc {acc:.3f}")
