"""Training that stops early, keeps its best weights and goes on from a file."""

import copy
import io

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(42)
X = torch.randn(60, 5)
y = (X @ torch.tensor([1.0, -2.0, 0.5, 0.0, 3.0]) > 0).float().unsqueeze(1)
X_train, X_val, y_train, y_val = X[:48], X[48:], y[:48], y[48:]
loader = DataLoader(
    TensorDataset(X_train, y_train), batch_size=16, shuffle=True, num_workers=0
)


class EarlyStopping:
    def __init__(self, patience=2, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.counter, self.best_loss, self.best_model = 0, None, None

    def __call__(self, val_loss, model):
        if self.best_loss is None or val_loss < self.best_loss - self.min_delta:
            self.best_loss, self.counter = val_loss, 0
            self.best_model = copy.deepcopy(model.state_dict())
        else:
            self.counter += 1
        return self.counter >= self.patience


def make():
    model = nn.Sequential(nn.Linear(5, 8), nn.SiLU(), nn.Dropout(0.1), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, mode="min", factor=0.5, patience=1
    )
    return model, optimizer, scheduler


model, optimizer, scheduler = make()
criterion, stopper = nn.BCEWithLogitsLoss(), EarlyStopping()
for epoch in range(2):
    model.train()
    for xb, yb in loader:
        optimizer.zero_grad()
        loss = criterion(model(xb), yb)
        loss.backward()
        nn.utils.clip_grad_value_(model.parameters(), 0.5)
        optimizer.step()
    model.eval()
    with torch.no_grad():
        val_loss = criterion(model(X_val), y_val).item()
        preds = (torch.sigmoid(model(X_val)) > 0.5).float()
        acc = preds.eq(y_val).sum().item() / y_val.size(0)
    scheduler.step(val_loss)
    print(f"epoch {epoch:2d} val {val_loss:.4f} acc {acc:.2%}")
    if stopper(val_loss, model):
        break
buffer = io.BytesIO()
state = {
    "epoch": epoch,
    "model_state_dict": model.state_dict(),
    "optimizer_state_dict": optimizer.state_dict(),
    "loss": loss,
}
torch.save(state, buffer)
buffer.seek(0)
checkpoint = torch.load(buffer, weights_only=False, map_location="cpu")
again, optimizer2, _ = make()
print(again.load_state_dict(checkpoint["model_state_dict"], strict=True))
optimizer2.load_state_dict(checkpoint["optimizer_state_dict"])
again.train()
for xb, yb in loader:
    optimizer2.zero_grad()
    criterion(again(xb), yb).backward()
    optimizer2.step()
again.load_state_dict(stopper.best_model)
print(sum(p.numel() for p in again.parameters() if p.requires_grad))
