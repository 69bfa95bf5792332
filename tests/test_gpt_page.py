"""What the pages about embedding, layer norm and the GPT claim."""

from math import log, sqrt

import numpy as np
import pytest


def numpy(tensor):
    return tensor.detach().numpy()


def drawn(seed, *shapes):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def test_a_look_up_is_a_product_with_one_hot_rows(dl):
    table, upstream = drawn(0, (6, 3), (2, 5, 3))
    tokens = dl.tensor(np.random.default_rng(1).integers(0, 6, (2, 5)))
    first, second = (dl.tensor(table).requires_grad_() for _ in range(2))
    looked_up = dl.embedding(tokens, first)
    multiplied = dl.one_hot(tokens, 6).double() @ second
    assert np.array_equal(numpy(looked_up), numpy(multiplied))
    for output in (looked_up, multiplied):
        (output * dl.tensor(upstream)).sum().backward()
    np.testing.assert_allclose(numpy(first.grad), numpy(second.grad), rtol=1e-13)


def test_a_table_that_is_the_head_too_gets_both_gradients(dl):
    tokens, targets = dl.tensor([0, 2, 2]), dl.tensor([1, 1, 0])
    table = drawn(2, (4, 3))[0]
    tied, rows, head = (dl.tensor(table).requires_grad_() for _ in range(3))
    dl.cross_entropy(dl.embedding(tokens, tied) @ tied.T, targets).backward()
    dl.cross_entropy(dl.embedding(tokens, rows) @ head.T, targets).backward()
    both = numpy(rows.grad) + numpy(head.grad)
    np.testing.assert_allclose(numpy(tied.grad), both, rtol=1e-12)


def test_a_bigram_model_is_best_at_the_observed_frequencies(dl):
    text = np.random.default_rng(3).integers(0, 5, 400)
    counts = np.zeros((5, 5))
    np.add.at(counts, (text[:-1], text[1:]), 1)
    rows, total = counts.sum(1, keepdims=True), counts.sum()
    tokens, targets = dl.tensor(text[:-1]), dl.tensor(text[1:])
    best = np.log(counts / rows)
    for table in (best, drawn(4, (5, 5))[0]):
        weight = dl.tensor(table).requires_grad_()
        loss = dl.cross_entropy(dl.embedding(tokens, weight), targets)
        loss.backward()
        p = np.exp(table) / np.exp(table).sum(1, keepdims=True)
        derived = rows / total * (p - counts / rows)
        np.testing.assert_allclose(numpy(weight.grad), derived, rtol=1e-9, atol=1e-15)
        entropy = -(counts * best).sum() / total
        if table is best:
            assert abs(loss.item() - entropy) < 1e-12
            assert np.abs(numpy(weight.grad)).max() < 1e-15
        else:
            assert loss.item() > entropy + 0.1


def standardised(x, eps):
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + eps)


def test_layer_norm_is_its_formula(dl):
    x, gamma, beta = drawn(14, (4, 6), (6,), (6,))
    output = dl.layer_norm(dl.tensor(x), (6,), dl.tensor(gamma), dl.tensor(beta))
    for row, found in zip(x, numpy(output), strict=True):
        mean = sum(row) / 6
        variance = sum((row - mean) ** 2) / 6
        expected = gamma * (row - mean) / sqrt(variance + 1e-5) + beta
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_the_gradient_is_the_one_formula_over_the_features(dl):
    x, gamma, beta, g = drawn(5, (4, 6), (6,), (6,), (4, 6))
    tensors = [dl.tensor(a).requires_grad_() for a in (x, gamma, beta)]
    output = dl.layer_norm(tensors[0], (6,), *tensors[1:])
    (output * dl.tensor(g)).sum().backward()
    xhat = standardised(x, 1e-5)
    r = 1 / np.sqrt(x.var(1, keepdims=True) + 1e-5)
    ghat = g * gamma
    mean = lambda a: a.mean(1, keepdims=True)  # noqa: E731
    dx = r * (ghat - mean(ghat) - xhat * mean(ghat * xhat))
    for tensor, derived in zip(tensors, (dx, (g * xhat).sum(0), g.sum(0)), strict=True):
        np.testing.assert_allclose(numpy(tensor.grad), derived, rtol=1e-9, atol=1e-13)


def test_layer_norm_is_the_batch_norm_of_the_transposed_batch(dl):
    x, g = drawn(6, (4, 6), (4, 6))
    first, second = (dl.tensor(x).requires_grad_() for _ in range(2))
    layer = dl.layer_norm(first, (6,))
    batch = dl.batch_norm(second.T, None, None, training=True).T
    np.testing.assert_allclose(numpy(layer), numpy(batch), rtol=1e-11, atol=1e-14)
    for output in (layer, batch):
        (output * dl.tensor(g)).sum().backward()
    np.testing.assert_allclose(
        numpy(first.grad), numpy(second.grad), rtol=1e-9, atol=1e-13
    )


def test_shifting_and_stretching_an_example_changes_nothing(dl):
    x = drawn(7, (4, 6))[0]
    a, b = np.array([[0.1], [2.0], [30.0], [1.0]]), np.array([[5.0], [0], [-3], [1]])
    first, second = (
        numpy(dl.layer_norm(dl.tensor(v), (6,), eps=0.0)) for v in (x, a * x + b)
    )
    np.testing.assert_allclose(first, second, rtol=1e-10)
    assert np.abs(first - x).max() > 0.1


def test_layer_norm_couples_no_examples_and_takes_one_alone(dl):
    x = drawn(8, (4, 6))[0]
    norm = dl.LayerNorm(6).double()
    whole = numpy(norm(dl.tensor(x)))
    for i in range(4):
        alone = numpy(norm(dl.tensor(x[i : i + 1])))[0]
        np.testing.assert_allclose(alone, whole[i], rtol=1e-12)
        np.testing.assert_allclose(alone, standardised(x[i], 1e-5), rtol=1e-11)
    assert np.array_equal(numpy(norm.eval()(dl.tensor(x))), whole)


def test_rms_norms_gradient_is_its_formula(dl):
    x, gamma, g = drawn(9, (4, 6), (6,), (4, 6))
    tensors = [dl.tensor(a).requires_grad_() for a in (x, gamma)]
    output = dl.rms_norm(tensors[0], (6,), tensors[1], 1e-5)
    (output * dl.tensor(g)).sum().backward()
    r = 1 / np.sqrt((x**2).mean(1, keepdims=True) + 1e-5)
    xhat, ghat = x * r, g * gamma
    dx = r * (ghat - xhat * (ghat * xhat).mean(1, keepdims=True))
    np.testing.assert_allclose(numpy(output), gamma * xhat, rtol=1e-12)
    np.testing.assert_allclose(numpy(tensors[0].grad), dx, rtol=1e-9, atol=1e-13)
    np.testing.assert_allclose(numpy(tensors[1].grad), (g * xhat).sum(0), rtol=1e-11)


def test_rms_norm_of_a_centred_example_is_its_layer_norm(dl):
    x = drawn(10, (4, 6))[0]
    centred = dl.tensor(x - x.mean(1, keepdims=True))
    root, layer = dl.rms_norm(centred, (6,), eps=1e-5), dl.layer_norm(centred, (6,))
    np.testing.assert_allclose(numpy(root), numpy(layer), rtol=1e-11)
    assert np.abs(numpy(dl.rms_norm(dl.tensor(x), (6,))) - numpy(layer)).max() > 0.1


def test_one_group_is_layer_norm_and_one_channel_each_is_instance_norm(dl):
    x = dl.tensor(drawn(11, (2, 6, 3, 4))[0])
    one, each = dl.group_norm(x, 1), dl.group_norm(x, 6)
    np.testing.assert_allclose(
        numpy(one), numpy(dl.layer_norm(x, (6, 3, 4))), rtol=1e-11, atol=1e-14
    )
    np.testing.assert_allclose(
        numpy(each), numpy(dl.instance_norm(x)), rtol=1e-11, atol=1e-14
    )


def small(dl, layers=2, seed=12):
    dl.manual_seed(seed)
    return dl.GPT(9, 6, layers, 2, 8).double()


def test_a_gpt_is_its_formula(dl):
    model, tokens = small(dl), dl.tensor([[3, 1, 4, 1, 5], [2, 7, 1, 8, 2]])
    w = dict(model.named_parameters())
    table = model.lm_head.weight
    x = dl.embedding(tokens, table) + w["wpe.weight"][:5]
    for k in range(2):
        block = {n[4:]: p for n, p in w.items() if n.startswith(f"h.{k}.")}
        normed = dl.layer_norm(x, (8,), block["ln_1.weight"])
        q, k_, v = (
            part.reshape(2, 5, 2, 4).transpose(1, 2)
            for part in dl.linear(normed, block["attn.c_attn.weight"]).chunk(3, -1)
        )
        read = dl.scaled_dot_product_attention(q, k_, v, is_causal=True)
        joined = read.transpose(1, 2).reshape(2, 5, 8)
        x = x + dl.linear(joined, block["attn.c_proj.weight"])
        normed = dl.layer_norm(x, (8,), block["ln_2.weight"])
        hidden = dl.gelu(dl.linear(normed, block["c_fc.weight"]))
        x = x + dl.linear(hidden, block["c_proj.weight"])
    logits = dl.layer_norm(x, (8,), w["ln_f.weight"]) @ table.T
    np.testing.assert_allclose(numpy(model(tokens)), numpy(logits), rtol=1e-11)


def test_every_position_is_a_prediction_of_its_own(dl):
    model, text = small(dl), dl.tensor([[3, 1, 4, 1, 5, 2]])
    logits = model(text[:, :-1])
    loss = dl.cross_entropy(logits.reshape(-1, 9), text[:, 1:].reshape(-1))
    alone = [
        dl.cross_entropy(model(text[:, :p])[:, -1], text[:, p]).item()
        for p in range(1, 6)
    ]
    assert abs(loss.item() - np.mean(alone)) < 1e-12


def test_an_untrained_gpt_knows_nothing(dl):
    dl.manual_seed(13)
    model = dl.GPT(60, 32, 4, 4, 64)
    text = dl.randint(0, 60, (8, 33))
    logits = model(text[:, :-1]).reshape(-1, 60)
    loss = dl.cross_entropy(logits, text[:, 1:].reshape(-1)).item()
    assert abs(loss - log(60)) < 0.1


def test_the_running_sum_carries_the_gradient_past_silent_blocks(dl):
    """Blocks whose last matrices are 0 change nothing, forward and backward."""
    sizes = {}
    for layers in (1, 6):
        model = small(dl, layers)
        with dl.no_grad():
            for name, param in model.named_parameters():
                if name.endswith("c_proj.weight"):
                    param.zero_()
        logits = model(dl.tensor([[1, 2, 3]]))
        (logits**2).sum().backward()
        sizes[layers] = numpy(model.wpe.weight.grad)[:3], model
    with dl.no_grad():
        one, many = (sizes[k][1] for k in (1, 6))
        many.lm_head.weight.copy_(one.lm_head.weight)
        many.wpe.weight.copy_(one.wpe.weight)
    many.zero_grad()
    (many(dl.tensor([[1, 2, 3]])) ** 2).sum().backward()
    np.testing.assert_allclose(numpy(many.wpe.weight.grad)[:3], sizes[1][0], rtol=1e-11)


def test_the_parts_of_all_blocks_start_as_large_as_one(dl):
    spreads = {}
    for layers in (2, 8):
        dl.manual_seed(14)
        model = dl.GPT(30, 16, layers, 4, 64)
        with dl.no_grad():
            model.wte.weight.mul_(50)  # tokens of variance 1: what the norms give
            tokens = dl.randint(0, 30, (8, 16))
            start = x = model.wte(tokens) + model.wpe(dl.arange(16))
            for block in model.h:
                x = block(x)
        spreads[layers] = numpy(x - start).std()
        weight = numpy(model.h[0].c_proj.weight).std()
        assert abs(weight / (0.02 / sqrt(2 * layers)) - 1) < 0.05
    assert 0.7 < spreads[8] / spreads[2] < 1.4


@pytest.mark.parametrize(
    ("v", "t", "layers", "heads", "c"), [(9, 6, 2, 2, 8), (5, 3, 1, 1, 4)]
)
def test_the_number_of_weights_is_the_formula(dl, v, t, layers, heads, c):
    model = dl.GPT(v, t, layers, heads, c)
    found = sum(param.numel() for param in model.parameters())
    assert found == (v + t) * c + layers * (12 * c**2 + 2 * c) + c
