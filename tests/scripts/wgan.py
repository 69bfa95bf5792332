"""A WGAN on a ring with weight clipping, spectral monitoring, two optimisers, a VAE beside."""

import argparse
import os

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Normal, kl_divergence

parser = argparse.ArgumentParser()
parser.add_argument("--n_critic", type=int, default=2)
parser.add_argument("--clip_value", type=float, default=0.05)
parser.add_argument("--latent_dim", type=int, default=3)
opt = parser.parse_args([])
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
Tensor = torch.cuda.FloatTensor if torch.cuda.is_available() else torch.FloatTensor
torch.manual_seed(2)


def block(i, o, normalize=True):
    layers = [nn.Linear(i, o)]
    if normalize:
        layers.append(nn.BatchNorm1d(o, 0.8))
    layers.append(nn.LeakyReLU(0.2, inplace=True))
    return layers


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(
            *block(opt.latent_dim, 8, normalize=False),
            *block(8, 12),
            nn.Linear(12, 2),
            nn.Tanh(),
        )

    def forward(self, z):
        return self.model(z)


class VAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc, self.mu, self.ls = nn.Linear(2, 8), nn.Linear(8, 2), nn.Linear(8, 2)
        self.dec = nn.Sequential(nn.Linear(2, 8), nn.Softplus(), nn.Linear(8, 2))

    def forward(self, x):
        h = F.gelu(self.enc(x))
        q = Normal(self.mu(h), self.ls(h).exp())
        z = q.rsample()
        p = Normal(torch.zeros_like(z), torch.ones_like(z))
        recon = Normal(self.dec(z), 0.1).log_prob(x).sum(-1)
        return -(recon - kl_divergence(q, p).sum(-1)).mean()


generator, critic = (
    Generator().to(device),
    nn.Sequential(*block(2, 16, False), nn.Linear(16, 1)).to(device),
)
g_opt = torch.optim.RMSprop(generator.parameters(), lr=5e-3)
c_opt = torch.optim.RMSprop(critic.parameters(), lr=5e-3)
vae = VAE()
v_opt = torch.optim.Adam(vae.parameters(), lr=1e-2, betas=(0.5, 0.999))
angle = torch.rand(64) * 2 * torch.pi
ring = torch.stack([angle.cos(), angle.sin()], dim=1)
done = 0
for epoch in range(2):
    for i, real in enumerate(ring.split(16)):
        real = real.type(Tensor)
        c_opt.zero_grad()
        z = torch.randn(real.size(0), opt.latent_dim, device=device)
        fake = generator(z).detach()
        loss_c = -torch.mean(critic(real)) + torch.mean(critic(fake))
        loss_c.backward()
        c_opt.step()
        for p in critic.parameters():
            p.data.clamp_(-opt.clip_value, opt.clip_value)
        if i % opt.n_critic == 0:
            g_opt.zero_grad()
            loss_g = -torch.mean(critic(generator(z)))
            loss_g.backward()
            g_opt.step()
        v_opt.zero_grad()
        elbo = vae(real)
        elbo.backward()
        v_opt.step()
        done += 1
    print(
        "[Epoch %d/%d] [D loss: %.4f] [G loss: %.4f] [elbo: %.3f]"
        % (epoch, 2, loss_c.item(), loss_g.item(), elbo.item())
    )
