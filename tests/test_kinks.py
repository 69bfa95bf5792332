"""Under an infinite upstream gradient each operation chooses or multiplies as torch.

0 times infinity is NaN: where torch chooses between the gradient and 0, so do we; where
it multiplies by 0, so do we.
"""

import numpy as np
import pytest
import torch

import scratch

INF, NAN = float("inf"), float("nan")
ALL = [-2.0, -1.0, -0.0, 0.0, 0.5, 1.0, 2.0, INF, -INF, NAN]
NUMBERS, FINITE = ALL[:8], ALL[:7]


def tens(dl, value):
    """Return a constant of ten elements."""
    return dl.full((10,), value, dtype=dl.float64)


OPERATIONS = {
    "clamp above": lambda dl, x: x.clamp(min=0),
    "clamp below": lambda dl, x: x.clamp(max=0),
    "clamp between": lambda dl, x: x.clamp(-1, 1),
    "clamp between limits that cross": lambda dl, x: x.clamp(1, -1),
    "clamp by a tensor": lambda dl, x: x.clamp(tens(dl, 0), tens(dl, 1)),
    "as a limit below": lambda dl, x: tens(dl, 0.5).clamp(x, tens(dl, 1)),
    "as a limit above": lambda dl, x: tens(dl, 0.5).clamp(max=x),
    "maximum": lambda dl, x: dl.maximum(x, tens(dl, 0)),
    "minimum": lambda dl, x: dl.minimum(tens(dl, 0), x),
    "abs": lambda dl, x: x.abs(),
    "sign": lambda dl, x: x.sign(),
    "neg": lambda dl, x: -x,
    "exp": lambda dl, x: x.exp(),
    "log": lambda dl, x: x.log(),
    "sqrt": lambda dl, x: x.sqrt(),
    "times 0": lambda dl, x: x * 0,
    "times itself": lambda dl, x: x * x,
    "by infinity": lambda dl, x: x / INF,
    "under 2": lambda dl, x: 2 / x,
    **{f"to the {k}": lambda dl, x, k=k: x**k for k in (2, 1, 0, -1, 0.5, -0.5, 3)},
    "2 to the power of": lambda dl, x: 2**x,
    "0 to the power of": lambda dl, x: 0.0**x,
    "tensors to the power of": lambda dl, x: tens(dl, 0) ** x,
    "to the tensor 0": lambda dl, x: x ** tens(dl, 0),
    "to the tensor 2": lambda dl, x: x ** tens(dl, 2),
    "where": lambda dl, x: dl.where(x > 0, x, x * 0),
    "where a number": lambda dl, x: dl.where(x > 0, x, 0.0),
    "a list": lambda dl, x: x[[0, 0, 1]],
    "a slice": lambda dl, x: x[1:3],
    "a mask": lambda dl, x: x[x > 0],
    "sum": lambda dl, x: x.sum(),
    "mean": lambda dl, x: x.mean(),
    "expand": lambda dl, x: x.expand(3, 10),
    "cat": lambda dl, x: dl.cat([x, x]),
    "matmul": lambda dl, x: x @ tens(dl, 0),
    "max": lambda dl, x: x[:8].max(),
    "min": lambda dl, x: x[:7].min(),
    "max of NaN": lambda dl, x: x.max(),
    "amax": lambda dl, x: x[:8].amax(),
    "amin": lambda dl, x: x[:8].amin(),
    "amax of NaN": lambda dl, x: x.amax(),
    "max along": lambda dl, x: x[:8].reshape(2, 4).max(1)[0],
    "amax along": lambda dl, x: x[:8].reshape(2, 4).amax(1),
    "var of equals": lambda dl, x: x[4:5].expand(3).var(),
    "std of equals": lambda dl, x: x[4:5].expand(3).std(),
    "std": lambda dl, x: x[:7].std(),
    "norm": lambda dl, x: x[:7].norm(),
    **{
        f"norm {p} of {name}": lambda dl, x, p=p, part=part: x[part].norm(p)
        for p in (0.5, 1, 1.5, 2, 3, INF, -INF)
        for name, part in (("zeros", slice(2, 4)), ("numbers", slice(4, 7)))
    },
    "in another dtype": lambda dl, x: x.to(dl.float32),
    "a dropped dimension": lambda dl, x: x.reshape(1, 10).squeeze(()),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_0_times_infinity_stands_where_torch_has_it(name):
    for upstream in (INF, -INF, NAN, 1.0):
        found = []
        for dl in (scratch, torch):
            x = dl.tensor(ALL, dtype=dl.float64, requires_grad=True)
            output = OPERATIONS[name](dl, x)
            given = np.full(tuple(output.shape), upstream)
            output.backward(dl.tensor(given).to(output.dtype))
            found.append((output.detach().numpy(), x.grad.numpy()))
        for ours, theirs in zip(*found):
            # seven numbers summed in either order; a power is within 2 units
            np.testing.assert_allclose(
                ours, theirs, rtol=16 * 2.0**-52, atol=2.0**-52, strict=True
            )


LAYERS = {
    "relu": lambda F, x: F.relu(x),
    "leaky_relu": lambda F, x: F.leaky_relu(x),
    "gelu": lambda F, x: F.gelu(x[:7]),
    "silu": lambda F, x: F.silu(x[:7]),
    "sigmoid": lambda F, x: F.sigmoid(x),
    "tanh": lambda F, x: F.tanh(x),
    "softplus": lambda F, x: F.softplus(x),
    "logsigmoid": lambda F, x: F.logsigmoid(x),
    **{
        name: lambda F, x, name=name: getattr(F, name)(x[:7])
        for name in ("elu", "selu", "celu", "mish", "softsign")
    },
    **{
        name: lambda F, x, name=name: getattr(F, name)(x[:9])
        for name in ("relu6", "hardtanh", "hardsigmoid", "hardswish")
    },
    "leaky_relu, 0": lambda F, x: F.leaky_relu(x, 0.0),
    "prelu": lambda F, x: F.prelu(x, (0 * x[2:3]).detach()),
    "dropout": lambda F, x: F.dropout(x, 1.0),
    "l1_loss": lambda F, x: F.l1_loss(x, (0 * x).detach(), reduction="none"),
    "smooth_l1_loss, 0": lambda F, x: F.smooth_l1_loss(
        x, (0 * x).detach(), reduction="none", beta=0.0
    ),
    "softmax": lambda F, x: F.softmax(x[:7], 0),
    "log_softmax": lambda F, x: F.log_softmax(x[:7], 0),
    "mse_loss": lambda F, x: F.mse_loss(x[:7], x[:7].detach()),
    "smooth_l1_loss": lambda F, x: F.smooth_l1_loss(x[:7], 0 * x[:7].detach()),
    "huber_loss": lambda F, x: F.huber_loss(x[:7], 0 * x[:7].detach()),
}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_choose_or_multiply_as_torch(name):
    for upstream in (INF, -INF):
        found = []
        for dl, functions in ((scratch, scratch), (torch, torch.nn.functional)):
            x = dl.tensor(ALL, dtype=dl.float64, requires_grad=True)
            output = LAYERS[name](functions, x)
            output.backward(dl.tensor(np.full(tuple(output.shape), upstream)))
            found.append(x.grad.numpy())
        np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_chains_that_meet_0_at_a_kink_stay_finite_where_torchs_do(dl):
    def gradient(call, values):
        x = dl.tensor(values, requires_grad=True)
        call(x).sum().backward()
        return x.grad.tolist()

    assert gradient(lambda x: x.clamp(min=0).sqrt(), [-1.0, 4.0]) == [0, 0.25]
    assert gradient(lambda x: 1 / x.clamp(min=0), [-1.0, 1.0]) == [0, -1]
    assert gradient(lambda x: x.min().log(), [0.0, 1.0]) == [INF, 0]
    np.testing.assert_equal(gradient(lambda x: x.amin().log(), [0.0, 1.0]), [INF, NAN])
    np.testing.assert_equal(gradient(lambda x: x.abs().sqrt(), [0.0]), [NAN])


@pytest.mark.parametrize("dl", [scratch, torch], ids=["scratch", "torch"])
def test_of_two_zeros_the_first_is_kept(dl):
    minus, plus = dl.tensor([-0.0]), dl.tensor([0.0])
    for output, sign in (
        (minus.clamp(min=0.0), -1),
        (plus.clamp(min=-0.0), 1),
        (minus.clamp(max=0), -1),
        (minus.clamp(0, 1), -1),
        (dl.maximum(minus, plus), -1),
        (dl.minimum(plus, minus), 1),
        (minus.clamp_(0, 1), -1),
    ):
        assert np.copysign(1, output.numpy()[0]) == sign
