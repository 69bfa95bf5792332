"""Recurrent modules against torch: options, several outputs, state and refusals."""

import warnings

import numpy as np
import pytest
import torch

import scratch
from compare.battery.sides import SCRATCH, TORCH, TORCH_REF
from compare.commands.examples import ALLOWED
from compare.reading.measure import measure

KINDS = ("RNN", "GRU", "LSTM")


def numpy(tensor):
    return tensor.detach().numpy()


def lived(side, kind, seed):
    """Return initial weights, outputs and all gradients of one drawn call."""
    rng = np.random.default_rng(seed)
    width, size, layers, t, n = rng.integers(1, 4, 5).tolist()
    bias, first, double = (bool(x) for x in rng.integers(0, 2, 3))
    options = {"num_layers": layers, "bias": bias, "batch_first": first}
    options |= {"bidirectional": double, "dropout": 0.4 if layers > 1 else 0.0}
    if kind == "RNN":
        options["nonlinearity"] = str(rng.choice(["tanh", "relu"]))
    batched = bool(rng.integers(4))
    batch = (n,) if batched else ()
    shape = ((n, t) if first else (t, n)) if batched else (t,)
    arrays = [rng.standard_normal((*shape, width))]
    states = 2 if kind == "LSTM" else 1
    for _ in range(states):
        arrays.append(rng.standard_normal((layers * (1 + double), *batch, size)))
    dl = side.dl.nn if side is TORCH else side.dl
    side.dl.manual_seed(seed)
    with side.default_dtype("float64"):
        module = getattr(dl, kind)(width, size, **options)
    found = {f"initial {k}": numpy(v).copy() for k, v in module.state_dict().items()}
    input, *start = (side.tensor(a, True) for a in arrays)
    given = bool(rng.integers(3))
    hx = (start[0] if states == 1 else tuple(start)) if given else None
    side.dl.manual_seed(seed + 1)
    output, end = module(input, hx)
    outputs = [output, *(end if kind == "LSTM" else [end])]
    used = rng.integers(0, 2, len(outputs)).astype(bool)
    used[rng.integers(len(outputs))] = True
    total = 0
    for number, (tensor, is_used) in enumerate(zip(outputs, used, strict=True)):
        found[f"output {number}"] = numpy(tensor)
        upstream = side.tensor(rng.standard_normal(tensor.shape))
        if is_used:
            total = total + (tensor * upstream).sum()
    total.backward()
    wanted = {"input": input} | {f"hx {i}": s for i, s in enumerate(start) if given}
    wanted |= dict(module.named_parameters())
    return found | {
        f"gradient of {name}": np.zeros(t.shape) if t.grad is None else numpy(t.grad)
        for name, t in wanted.items()
    }


@pytest.mark.parametrize("side", [SCRATCH, TORCH_REF], ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_every_call_equals_torchs_with_any_outputs_used(side, kind):
    for seed in range(40):
        ours, theirs = lived(side, kind, seed), lived(TORCH, kind, seed)
        assert list(ours) == list(theirs), seed
        for name, expected in theirs.items():
            scale = np.abs(expected).max(initial=1e-3)
            assert ours[name].shape == expected.shape, (seed, name)
            gap = np.abs(ours[name] - expected).max(initial=0.0)
            assert gap <= (0 if name.startswith("initial") else 1e-13) * scale, (
                seed,
                name,
            )


@pytest.mark.parametrize("kind", KINDS)
def test_a_cell_is_one_step_of_the_layer(dl, kind):
    layer, cell = getattr(dl, kind)(3, 4), getattr(dl, f"{kind}Cell")(3, 4)
    own = layer.state_dict()
    cell.load_state_dict({k.removesuffix("_l0"): v for k, v in own.items()})
    input, state = dl.randn(5, 2, 3), None
    output, _ = layer(input)
    for t in range(5):
        state = cell(input[t], state)
        h = state[0] if kind == "LSTM" else state
        np.testing.assert_allclose(numpy(h), numpy(output[t]), rtol=1e-5, atol=1e-7)


def test_the_names_of_the_state_are_torchs():
    module = scratch.GRU(2, 3, 2, bidirectional=True)
    theirs = torch.nn.GRU(2, 3, 2, bidirectional=True).state_dict()
    assert list(module.state_dict()) == list(theirs)
    assert "weight_ih_l1_reverse" in theirs
    loaded = {k: scratch.tensor(v.numpy()) for k, v in theirs.items()}
    module.load_state_dict(loaded)
    x = np.ones((4, 1, 2), np.float32)
    reference = torch.nn.GRU(2, 3, 2, bidirectional=True)
    reference.load_state_dict(theirs)
    expected = reference(torch.tensor(x))[0].detach().numpy()
    np.testing.assert_allclose(numpy(module(scratch.tensor(x))[0]), expected, rtol=1e-5)


def test_the_reset_gate_comes_after_the_product():
    """The paper's place, before it, gives another unit."""
    rng = np.random.default_rng(4)
    x, h = rng.standard_normal((1, 1, 2)), rng.standard_normal((1, 3))
    w, u = rng.standard_normal((9, 2)), rng.standard_normal((9, 3))
    output, _ = scratch.gru_layer(*map(scratch.tensor, (x, h, w, u)))
    sums, (ur, uz, un) = (x[0] @ w.T), np.split(u, 3)
    r, z = (
        1 / (1 + np.exp(-(sums[:, i : i + 3] + h @ m.T))) for i, m in ((0, ur), (3, uz))
    )
    for n, same in (
        (np.tanh(sums[:, 6:] + r * (h @ un.T)), True),
        (np.tanh(sums[:, 6:] + (r * h) @ un.T), False),
    ):
        close = np.allclose(output.numpy()[0], (1 - z) * n + z * h, rtol=1e-12)
        assert close is same


@pytest.mark.parametrize("kind", KINDS)
def test_a_packed_sequence_is_refused_clearly(dl, kind):
    packed = torch.nn.utils.rnn.pack_sequence([torch.ones(3, 2), torch.ones(1, 2)])
    with pytest.raises(TypeError, match="padded to one length, got PackedSequence"):
        getattr(dl, kind)(2, 3)(packed)


def test_projected_states_are_refused_clearly(dl):
    dl.LSTM(2, 3, proj_size=0)  # torch's default
    with pytest.raises(ValueError, match=r"proj_size must be 0, .* got 2"):
        dl.LSTM(2, 3, proj_size=2)


@pytest.mark.parametrize("kind", KINDS)
def test_states_that_do_not_fit_are_refused(dl, kind):
    module, bad = getattr(dl, kind)(2, 3), dl.ones(1, 5, 3)
    with pytest.raises(ValueError, match="hx must have shape"):
        module(dl.ones(4, 2, 2), (bad, bad) if kind == "LSTM" else bad)


def test_dropout_with_one_layer_warns(dl):
    with pytest.warns(UserWarning, match="does nothing"):
        dl.LSTM(2, 3, dropout=0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dl.LSTM(2, 3, 2, dropout=0.5)


def test_500_steps_with_cut_back_propagation_keep_every_weight():
    """Of the page's model; the bar is a hundredth of what examples are allowed."""
    found = measure("recurrent_model")
    assert len(found["agreement"]) == 11
    for row in found["agreement"]:
        assert row["relative"] <= ALLOWED / 100, row
