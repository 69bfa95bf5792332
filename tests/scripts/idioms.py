"""Named layers, lazy sizes, penalties, other optimisers: what else scripts do."""

from collections import OrderedDict

import numpy as np
import torch
import torch.nn as nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters
from torch.optim.lr_scheduler import ExponentialLR, LambdaLR, _LRScheduler
from torch.utils.data import SubsetRandomSampler, TensorDataset
from torch.utils.data.dataloader import DataLoader

np.random.seed(0)
torch.manual_seed(0)
torch.set_printoptions(precision=3, sci_mode=False)
torch.autograd.set_detect_anomaly(False)


class WarmUp(_LRScheduler):
    """Raise the rate from 0 in a few steps."""

    def __init__(self, optimizer, steps, last_epoch=-1):
        self.steps = steps
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        share = min(1.0, (self.last_epoch + 1) / self.steps)
        return [base_lr * share for base_lr in self.base_lrs]


net = nn.Sequential(
    OrderedDict(
        [
            ("flatten", nn.Flatten()),
            ("hidden", nn.LazyLinear(9)),
            ("act", nn.ELU(inplace=True)),
            ("skip", nn.Identity()),
            ("output", nn.Linear(9, 2)),
        ]
    )
)
X = torch.Tensor(np.random.randn(40, 2, 3))
Y = torch.LongTensor(np.random.randint(0, 2, 40))
net(X[:1])
print(net)
net.hidden.weight.data.mul_(0.5).clamp_(-0.4, 0.4)
train = SubsetRandomSampler(list(range(30)))
loader = DataLoader(TensorDataset(X, Y), batch_size=10, sampler=train, num_workers=0)
optimizer = torch.optim.Adadelta(net.parameters(), lr=0.5, rho=0.9)
schedules = [ExponentialLR(optimizer, gamma=0.9)]
for xb, yb in loader:
    log_probs = torch.log_softmax(net(xb), dim=1)
    loss = -log_probs.gather(1, yb.unsqueeze(1)).squeeze().mean()
    l1 = sum(p.abs().sum() for p in net.parameters())
    l2 = torch.cat([p.view(-1) for p in net.parameters()]).pow(2).sum()
    (loss + 1e-3 * l1 + 0.5e-3 * l2).backward()
    optimizer.step()
    optimizer.zero_grad()
    schedules[0].step()
sgd = torch.optim.SGD(
    [
        {"params": net.hidden.parameters()},
        {"params": net.output.parameters(), "lr": 1e-2},
    ],
    lr=0.1,
    momentum=0.9,
    nesterov=True,
)
warmup = WarmUp(sgd, steps=3)
for epoch in range(2):
    one_hot = torch.zeros(40, 2).scatter_(1, Y.view(-1, 1), 1.0)
    squared = ((torch.softmax(net(X), 1) - one_hot) ** 2).sum(1)
    mask = torch.where(squared > 0.5, torch.tensor(1.0), torch.tensor(0.5))
    sgd.zero_grad()
    torch.mean(mask * squared).backward()
    sgd.step()
    warmup.step()
print(LambdaLR(sgd, lr_lambda=lambda epoch: 0.95**epoch).get_last_lr())
vector = parameters_to_vector(net.parameters())
vector_to_parameters(vector * 0.5, net.parameters())
pred = net(X).max(1, keepdim=True)[1]
print(pred.eq(Y.view_as(pred)).sum().item(), vector.shape, net.output.bias.data.shape)
print(torch.einsum("ij,kj->ik", X[0], X[1]).trace(), torch.hstack([Y[:2], Y[:2]]))
