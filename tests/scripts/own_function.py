"""An activation with a backward of its own, checked and trained."""

import torch
from torch import nn


class MyReLU(torch.autograd.Function):
    """A rectifier whose backward is written here."""

    @staticmethod
    def forward(ctx, input, slope):
        ctx.save_for_backward(input)
        ctx.slope = slope
        return input.clamp(min=0) + slope * input.clamp(max=0)

    @staticmethod
    def backward(ctx, grad_output):
        (input,) = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[input < 0] *= ctx.slope
        return grad_input, None


torch.manual_seed(0)
N, D_in, H, D_out = 16, 10, 8, 3
x, y = torch.randn(N, D_in), torch.randn(N, D_out)
w1 = torch.empty(D_in, H)
nn.init.xavier_uniform_(w1, gain=nn.init.calculate_gain("relu"))
w1.requires_grad_(True)
w2 = nn.Parameter(torch.randn(H, D_out) * 0.1)
optimizer = torch.optim.RMSprop([w1, w2], lr=1e-3)
relu = MyReLU.apply
grads = []
handle = w2.register_hook(lambda grad: grads.append(grad.norm().item()))
for t in range(4):
    y_pred = relu(x.mm(w1), 0.1).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    print(t, round(loss.item(), 3), loss.grad_fn is not None, loss.requires_grad)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
handle.remove()
print(len(grads), w1.grad.shape == w1.shape)
(dx,) = torch.autograd.grad(torch.tanh(w2).sum(), w2)
print(torch.allclose(dx, 1 - torch.tanh(w2) ** 2))
