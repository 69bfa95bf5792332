"""Loss: -log of the probability given to the true class."""

# %% Set up
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20)

# %% The sum over classes collapses: the other labels are 0
logits = torch.tensor([[2.0, 1.0, 0.1]])
label = torch.tensor([0])
onehot = torch.tensor([[1.0, 0.0, 0.0]])
yhat = F.softmax(logits, dim=1)
terms = -onehot * yhat.log()
print("yhat ", *(f"{v:.4f}" for v in yhat[0].tolist()))
print("terms", *(f"{abs(v):.4f}" for v in terms[0].tolist()))
print(f"sum of the terms {terms.sum().item():.6f}")
print(f"-log yhat_c      {-yhat[0, 0].log().item():.6f}")

# %% The same from logits in one function
loss = F.cross_entropy(logits, label)
print(f"cross_entropy    {loss.item():.6f}")

# %% Its gradient in the logits: yhat - y
logits.requires_grad_()
F.cross_entropy(logits, label).backward()
dz = logits.grad
print("dz", *(f"{v:.4f}" for v in dz[0].tolist()))

# %% Why log(softmax) fails and log_softmax does not
far = torch.tensor([[0.0, 800.0]])
naive = F.softmax(far, dim=1).log()
fused = F.log_softmax(far, dim=1)
print("log(softmax)", naive[0].tolist())
print("log_softmax ", fused[0].tolist())

# %% The loss against the probability of the true class
curve = -torch.linspace(0.1, 1.0, 10).log()
print("loss at yhat_c = 0.1, 0.2, ... 1.0:")
print(*(f"{abs(v):.2f}" for v in curve.tolist()))

# %% Results
results = {
    "yhat": yhat,
    "terms": terms,
    "loss": loss,
    "dz": dz,
    "fused": fused,
    "curve": curve,
}
