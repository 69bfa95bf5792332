"""An autoencoder in halves, its code pressed to be sparse; a schedule of steps."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, Dataset, random_split


class Waves(Dataset):
    """Sine waves of random frequency."""

    def __init__(self, n, transform=None):
        rng = np.random.RandomState(0)
        t = np.linspace(0, 1, 24)
        self.data = np.sin(2 * np.pi * rng.uniform(1, 3, (n, 1)) * t)
        self.labels = rng.randint(0, 3, n)
        self.transform = transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, idx):
        sample = torch.from_numpy(self.data[idx]).float()
        if self.transform:
            sample = self.transform(sample)
        return sample, int(self.labels[idx])


class AutoEncoder(nn.Module):
    def __init__(self, width, code=3):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(width, 12), nn.ReLU(True), nn.Linear(12, code)
        )
        self.decoder = nn.Sequential(
            nn.Linear(code, 12), nn.ReLU(True), nn.Linear(12, width), nn.Tanh()
        )

    def forward(self, x):
        code = self.encoder(x)
        return self.decoder(code), code


torch.manual_seed(3)
train, test = random_split(Waves(80, lambda s: s + 0.1 * torch.randn_like(s)), [64, 16])
kwargs = {"num_workers": 0, "pin_memory": True} if torch.cuda.is_available() else {}
loader = DataLoader(train, batch_size=16, shuffle=True, drop_last=True, **kwargs)
model = AutoEncoder(24)
optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-2)
scheduler = StepLR(optimizer, step_size=1, gamma=0.7)
for epoch in range(1, 3):
    model.train()
    total = 0.0
    for batch_idx, (data, _) in enumerate(loader):
        optimizer.zero_grad()
        output, code = model(data)
        loss = F.mse_loss(output, data) + 1e-3 * code.abs().sum(dim=1).mean()
        loss.backward()
        optimizer.step()
        total += loss.item() * data.size(0)
    scheduler.step()
    rate = optimizer.param_groups[0]["lr"]
    print(f"Epoch: {epoch}\tLoss: {total / len(train):.4f}\tlr {rate:.5f}")
model.eval()
with torch.no_grad():
    x, y = next(iter(DataLoader(test, batch_size=len(test))))
    print(model(x)[0].sub(x).pow(2).mean(1).topk(3)[0].tolist(), y.shape)
