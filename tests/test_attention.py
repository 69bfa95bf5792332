"""Attention against torch: masks, options, and what its two interfaces do apart."""

from math import inf

import numpy as np
import pytest
import torch

from compare.battery.sides import SCRATCH, TORCH, TORCH_REF

F = torch.nn.functional


def numpy(tensor):
    return tensor.detach().numpy()


def drawn(rng, dl, *shapes):
    return [dl.tensor(rng.standard_normal(shape)) for shape in shapes]


def settings(rng):
    """Draw the constructor's options and the sizes of a call."""
    heads, per = rng.integers(1, 4, 2)
    return {
        "embed_dim": int(heads * per),
        "num_heads": int(heads),
        "dropout": float(rng.choice([0.0, 0.3])),
        "bias": bool(rng.integers(2)),
        "add_bias_kv": bool(rng.integers(2)),
        "add_zero_attn": bool(rng.integers(2)),
        "kdim": rng.choice([None, 3]),
        "vdim": rng.choice([None, 2]),
        "batch_first": bool(rng.integers(2)),
    }, rng.integers(1, 5, 3).tolist()


def call(rng, options, sizes):
    """Draw arrays and options of a call; no query sees nothing."""
    left, right, n = sizes
    batched, first = bool(rng.integers(4)), options["batch_first"]
    widths = [options[k] or options["embed_dim"] for k in ("embed_dim", "kdim", "vdim")]

    def shape(length, width):
        if not batched:
            return length, width
        return (n, length, width) if first else (length, n, width)

    lengths = left, right, right
    tensors = [
        rng.standard_normal(shape(*s)) for s in zip(lengths, widths, strict=True)
    ]
    rows = () if rng.integers(2) else ((n if batched else 1) * options["num_heads"],)
    attn_mask = rng.random((*rows, left, right)) < 0.3
    padding = rng.random((n, right) if batched else (right,)) < 0.3
    attn_mask[..., 0], padding[..., 0] = False, False
    kinds = rng.integers(0, 3, 2)
    masks = [
        None if kind == 0 else mask if kind == 1 else np.where(mask, -3.0, 0.5)
        for kind, mask in zip(kinds, (padding, attn_mask), strict=True)
    ]
    if 1 in kinds and 2 in kinds:
        masks[0] = None  # torch warns where the kinds differ
    return tensors, {
        "key_padding_mask": masks[0],
        "attn_mask": masks[1],
        "need_weights": bool(rng.integers(2)),
        "average_attn_weights": bool(rng.integers(2)),
    }


def attended(side, seed):
    """Return initial weights, outputs and all gradients of one drawn call."""
    rng = np.random.default_rng(seed)
    options, sizes = settings(rng)
    arrays, keywords = call(rng, options, sizes)
    dl = side.dl.nn if side is TORCH else side.dl
    side.dl.manual_seed(seed)
    with side.default_dtype("float64"):
        module = dl.MultiheadAttention(**options)
    found = {f"initial {k}": numpy(v).copy() for k, v in module.state_dict().items()}
    inputs = [side.tensor(a, True) for a in arrays]
    given = {
        k: side.tensor(v) if isinstance(v, np.ndarray) else v
        for k, v in keywords.items()
    }
    side.dl.manual_seed(seed + 1)
    outputs = [o for o in module(*inputs, **given) if o is not None]
    total = 0
    for number, output in enumerate(outputs):
        found[f"output {number}"] = numpy(output)
        total = total + (output * side.tensor(rng.standard_normal(output.shape))).sum()
    total.backward()
    found |= {f"input {i}": numpy(t.grad) for i, t in enumerate(inputs)}
    found |= {
        n: numpy(p.grad) for n, p in module.named_parameters() if p.grad is not None
    }
    return found


@pytest.mark.parametrize("side", [SCRATCH, TORCH_REF], ids=str)
def test_every_call_of_multihead_attention_equals_torchs(side):
    for seed in range(60):
        ours, theirs = attended(side, seed), attended(TORCH, seed)
        assert list(ours) == list(theirs), seed
        for name, expected in theirs.items():
            scale = np.abs(expected).max(initial=1e-3)
            close = np.abs(ours[name] - expected).max(initial=0.0) <= 1e-13 * scale
            assert close, (seed, name)
            if name.startswith("initial"):
                assert np.array_equal(ours[name], expected), (seed, name)


def test_true_in_a_mask_means_opposite_things(dl):
    """It lets a key take part in the function, and leaves it out in the module."""
    q, k, v = drawn(np.random.default_rng(0), dl, (1, 2, 4), (1, 3, 4), (1, 3, 4))
    seen = dl.tensor([[True, True, False], [True, False, True]])
    module = dl.MultiheadAttention(4, 1, bias=False, batch_first=True).double()
    eye = dl.eye(4, dtype=dl.float64)
    module.load_state_dict(
        {"in_proj_weight": dl.cat([eye] * 3), "out_proj.weight": eye}
    )
    output, _ = module(q, k, v, attn_mask=~seen)
    expected = dl.scaled_dot_product_attention(q, k, v, seen)
    np.testing.assert_allclose(numpy(output), numpy(expected), rtol=1e-12)
    other, _ = module(q, k, v, attn_mask=seen)
    assert np.abs(numpy(other) - numpy(expected)).max() > 1e-3


@pytest.mark.parametrize("dropout_p", [0.0, 0.5])
def test_a_query_that_sees_nothing_gets_0_and_gives_no_gradient(dl, dropout_p):
    tensors = drawn(np.random.default_rng(1), dl, (2, 3), (4, 3), (4, 5))
    mask = dl.tensor([[True] * 4, [False] * 4])
    for tensor in tensors:
        tensor.requires_grad_()
    output = dl.scaled_dot_product_attention(*tensors, mask, dropout_p)
    assert not numpy(output)[1].any()
    output[1].sum().backward()
    assert all(not numpy(t.grad).any() for t in tensors)


def test_a_query_that_sees_nothing_is_nan_where_the_module_returns_weights(dl):
    """And 0, before the last projection, where it does not: as in torch."""
    x = dl.ones(2, 1, 4)
    mask = dl.tensor([[False, False], [True, True]])
    for package in (dl, torch.nn):
        module = package.MultiheadAttention(4, 2)
        tensor = x if package is dl else torch.ones(2, 1, 4)
        where = mask if package is dl else torch.tensor(mask.numpy())
        with_weights = module(tensor, tensor, tensor, attn_mask=where)
        assert np.isnan(numpy(with_weights[0])[1]).all()
        assert np.isnan(numpy(with_weights[1])[0, 1]).all()
        without = module(tensor, tensor, tensor, attn_mask=where, need_weights=False)
        assert not np.isnan(numpy(without[0])).any()


def test_the_function_drops_out_in_evaluation_too(dl):
    """It does not know the mode; who calls it must say dropout_p = 0."""
    q, k, v = drawn(np.random.default_rng(2), dl, (8, 4), (8, 4), (8, 4))
    dl.manual_seed(0)
    with dl.no_grad():
        dropped = dl.scaled_dot_product_attention(q, k, v, dropout_p=0.5)
    kept = dl.scaled_dot_product_attention(q, k, v)
    assert not np.allclose(numpy(dropped), numpy(kept))
    module = dl.MultiheadAttention(4, 2, dropout=0.5).double().eval()
    first, second = (module(q, k, v, need_weights=False)[0] for _ in range(2))
    assert np.array_equal(numpy(first), numpy(second))


def test_a_negative_scale_with_is_causal_is_the_masked_softmax(dl):
    """Torch masks before it scales there, and gives NaN."""
    arrays = [np.random.default_rng(3).standard_normal((1, 1, 4, 3)) for _ in range(3)]
    q, k, v = map(dl.tensor, arrays)
    output = dl.scaled_dot_product_attention(q, k, v, is_causal=True, scale=-1.0)
    mask = torch.ones(4, 4, dtype=torch.bool).tril()
    expected = F.scaled_dot_product_attention(
        *map(torch.tensor, arrays), mask, scale=-1.0
    )
    np.testing.assert_allclose(numpy(output), expected.numpy(), rtol=1e-12)


def test_no_keys_give_0_and_an_infinite_mask_leaves_out(dl):
    q, k, v = dl.ones(2, 3), dl.ones(0, 3), dl.ones(0, 4)
    assert numpy(dl.scaled_dot_product_attention(q, k, v)).tolist() == [[0] * 4] * 2
    mask = dl.tensor([[0.0, -inf]])
    values = dl.tensor([[1.0], [2.0]])
    output = dl.scaled_dot_product_attention(q, dl.ones(2, 3), values, mask)
    assert numpy(output).tolist() == [[1.0], [1.0]]


def test_is_causal_alone_is_refused_by_the_module(dl):
    module, x = dl.MultiheadAttention(4, 2), dl.ones(3, 1, 4)
    with pytest.raises(ValueError, match="attn_mask must be given"):
        module(x, x, x, is_causal=True)
    with pytest.raises(RuntimeError, match="attn_mask"):
        torch.nn.MultiheadAttention(4, 2)(*[torch.ones(3, 1, 4)] * 3, is_causal=True)
