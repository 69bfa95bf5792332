import copy, json, time, os, sys, tempfile, logging
import torch, torch.nn as nn, torch.nn.functional as F
from torch.utils.data import Dataset, DataLoader, random_split, Subset
from torch.nn.utils import parameters_to_vector

torch.manual_seed(1)
X = torch.randn(120, 6)
Y = (X[:, 0] * X[:, 1] > 0).long() + (X[:, 2] > 1).long()


class Tab(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return {"x": self.x[i], "y": self.y[i], "name": f"row{i}", "n": i}


ds = Tab(X, Y)
tr, va = random_split(ds, [100, 20], generator=torch.Generator().manual_seed(0))
tr2, va2 = random_split(ds, [0.8, 0.2])
print(len(tr2), len(va2))


def collate(batch):
    return (
        torch.stack([b["x"] for b in batch]),
        torch.tensor([b["y"] for b in batch]),
        [b["name"] for b in batch],
    )


loader = DataLoader(
    tr,
    batch_size=25,
    shuffle=True,
    collate_fn=collate,
    num_workers=0,
    pin_memory=False,
    drop_last=False,
)
val = DataLoader(va, batch_size=len(va))
b = next(iter(val))
print(b["x"].shape, b["name"][:3], b["n"])
teacher = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 3))
student = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
T, alpha = 4.0, 0.7


def kd(s, t, y):
    return F.kl_div(
        F.log_softmax(s / T, dim=1), F.softmax(t / T, dim=1), reduction="batchmean"
    ) * T * T * alpha + F.cross_entropy(s, y) * (1 - alpha)


opt = torch.optim.SGD(teacher.parameters(), lr=0.1, momentum=0.9)
sched = torch.optim.lr_scheduler.SequentialLR(
    opt,
    [
        torch.optim.lr_scheduler.LinearLR(opt, 0.1, total_iters=2),
        torch.optim.lr_scheduler.ExponentialLR(opt, 0.9),
    ],
    milestones=[2],
)
for e in range(3):
    for x, y, names in loader:
        opt.zero_grad(set_to_none=True)
        l = F.cross_entropy(teacher(x), y)
        l.backward()
        opt.step()
    sched.step()
    print(e, round(opt.param_groups[0]["lr"], 5), l.item())
teacher.eval()
for p in teacher.parameters():
    p.requires_grad_(False)


class EarlyStopping:
    def __init__(self, patience=2, delta=0, path="checkpoint.pt", trace_func=print):
        (
            self.patience,
            self.counter,
            self.best,
            self.stop,
            self.delta,
            self.path,
            self.trace,
        ) = patience, 0, None, False, delta, path, trace_func

    def __call__(self, loss, model):
        if self.best is None or loss < self.best - self.delta:
            self.best = loss
            self.counter = 0
            torch.save(model.state_dict(), self.path)
        else:
            self.counter += 1
            self.trace(f"EarlyStopping counter: {self.counter} out of {self.patience}")
            self.stop = self.counter >= self.patience


d = tempfile.mkdtemp()
path = os.path.join(d, "best.pt")
es = EarlyStopping(path=path)


class EMA:
    def __init__(self, model, decay):
        self.shadow = {
            n: p.data.clone() for n, p in model.named_parameters() if p.requires_grad
        }
        self.decay = decay

    @torch.no_grad()
    def update(self, model):
        for n, p in model.named_parameters():
            self.shadow[n].mul_(self.decay).add_(p.data, alpha=1 - self.decay)

    def apply(self, model):
        self.backup = {n: p.data for n, p in model.named_parameters()}
        for n, p in model.named_parameters():
            p.data = self.shadow[n]

    def restore(self, model):
        for n, p in model.named_parameters():
            p.data = self.backup[n]


ema = EMA(student, 0.9)
ema2 = copy.deepcopy(student)
opt = torch.optim.AdamW(
    [
        {"params": student[0].parameters(), "lr": 1e-3},
        {"params": student[2].parameters()},
    ],
    lr=1e-2,
    weight_decay=1e-2,
    foreach=False,
)
sched = torch.optim.lr_scheduler.ReduceLROnPlateau(
    opt, mode="min", factor=0.5, patience=0
)
one = None
accum = 2
for epoch in range(4):
    student.train()
    opt.zero_grad()
    for i, (x, y, _) in enumerate(loader):
        with torch.no_grad():
            t = teacher(x)
        loss = kd(student(x), t, y) / accum
        loss.backward()
        if (i + 1) % accum == 0:
            norm = torch.nn.utils.clip_grad_norm_(student.parameters(), max_norm=0.5)
            opt.step()
            opt.zero_grad()
            ema.update(student)
            with torch.no_grad():
                for pe, p in zip(ema2.parameters(), student.parameters()):
                    pe.lerp_(p, 0.1)
    student.eval()
    with torch.no_grad():
        v = sum(
            F.cross_entropy(student(b["x"]), b["y"], reduction="sum").item()
            for b in val
        ) / len(va)
    sched.step(v)
    es(v, student)
    print(epoch, f"{v:.5f}", f"{norm:.4f}", [g["lr"] for g in opt.param_groups])
    if es.stop:
        break
ema.apply(student)
print(parameters_to_vector(student.parameters()).norm().item())
ema.restore(student)
student.load_state_dict(torch.load(path, weights_only=True))
print(student.state_dict().keys())
torch.save(
    {
        "epoch": 1,
        "model_state_dict": student.state_dict(),
        "optimizer_state_dict": opt.state_dict(),
        "loss": loss,
        "rng": torch.get_rng_state(),
    },
    path,
)
ck = torch.load(path, weights_only=False)
opt.load_state_dict(ck["optimizer_state_dict"])
print(ck["epoch"], ck["loss"].item())
