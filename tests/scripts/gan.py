"""Two networks against each other, on a ring of points."""

import math

import torch
from torch import nn, optim

torch.manual_seed(7)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
latent, batch = 4, 32


def weights_init(m):
    classname = m.__class__.__name__
    if classname.find("Linear") != -1:
        m.weight.data.normal_(0.0, 0.2)
        m.bias.data.fill_(0)
    elif classname.find("BatchNorm") != -1:
        nn.init.normal_(m.weight.data, 1.0, 0.02)
        nn.init.constant_(m.bias.data, 0)


def block(fan_in, fan_out, normalize=True):
    layers = [nn.Linear(fan_in, fan_out)]
    if normalize:
        layers.append(nn.BatchNorm1d(fan_out, 0.8))
    layers.append(nn.LeakyReLU(0.2, inplace=True))
    return layers


netG = nn.Sequential(*block(latent, 16, False), *block(16, 16), nn.Linear(16, 2))
netD = nn.Sequential(
    nn.Linear(2, 16), nn.LeakyReLU(0.2, inplace=True), nn.Dropout(0.3), nn.Linear(16, 1)
).to(device)
netG.apply(weights_init)
netD.apply(weights_init)
criterion = nn.BCEWithLogitsLoss()
optimizerD = optim.Adam(netD.parameters(), lr=2e-3, betas=(0.5, 0.999))
optimizerG = optim.Adam(netG.parameters(), lr=2e-3, betas=(0.5, 0.999))
fixed_noise = torch.randn(8, latent, device=device)
real_label, fake_label = 1.0, 0.0
for step in range(4):
    angle = torch.rand(batch) * 2 * math.pi
    real = torch.stack([angle.cos(), angle.sin()], dim=1).to(device)
    netD.zero_grad()
    label = torch.full((batch,), real_label, dtype=torch.float, device=device)
    errD_real = criterion(netD(real).view(-1), label)
    errD_real.backward()
    fake = netG(torch.randn(batch, latent, device=device))
    label.fill_(fake_label)
    errD_fake = criterion(netD(fake.detach()).view(-1), label)
    errD_fake.backward()
    optimizerD.step()
    netG.zero_grad()
    label.fill_(real_label)
    errG = criterion(netD(fake).squeeze(1), label)
    errG.backward()
    optimizerG.step()
    print(f"[{step}] D {(errD_real + errD_fake).item():.4f} G {errG.item():.4f}")
with torch.inference_mode():
    netG.eval()
    print(netG(fixed_noise).norm(dim=1).mean())
