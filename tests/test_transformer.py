"""Transformers against torch: norm first and last, masks, initial weights."""

import warnings

import numpy as np
import pytest
import torch

from compare.battery.sides import SCRATCH, TORCH, TORCH_REF


def numpy(tensor):
    return tensor.detach().numpy()


def lived(side, seed, evaluation=False):
    """Return initial weights, output and all gradients of one drawn call."""
    rng = np.random.default_rng(seed)
    first, norm_first, bias, padded, causal = (bool(x) for x in rng.integers(0, 2, 5))
    heads, per, s, t, n = rng.integers(1, 4, 5).tolist()
    width = heads * per
    options = {"dim_feedforward": 5, "dropout": 0.2, "batch_first": first, "bias": bias}
    options |= {"norm_first": norm_first, "num_encoder_layers": int(rng.integers(1, 3))}
    options |= {
        "activation": str(rng.choice(["relu", "gelu"])),
        "num_decoder_layers": 1,
    }
    dl = side.dl.nn if side is TORCH else side.dl
    side.dl.manual_seed(seed)
    with side.default_dtype("float64"):
        module = dl.Transformer(width, heads, **options)
        mask = dl.Transformer.generate_square_subsequent_mask(t)
    module.train(not evaluation)
    found = {f"initial {k}": numpy(v).copy() for k, v in module.state_dict().items()}
    arrays = [
        rng.standard_normal((n, i, width) if first else (i, n, width)) for i in (s, t)
    ]
    src, tgt = (side.tensor(a, True) for a in arrays)
    padding = rng.random((n, s)) < 0.3
    padding[:, 0] = False
    side.dl.manual_seed(seed + 1)
    output = module(
        src,
        tgt,
        tgt_mask=mask if causal else None,
        memory_key_padding_mask=side.tensor(padding) if padded else None,
    )
    output.backward(side.tensor(rng.standard_normal(output.shape)))
    found |= {"output": numpy(output), "src": numpy(src.grad), "tgt": numpy(tgt.grad)}
    return found | {k: numpy(p.grad) for k, p in module.named_parameters()}


@pytest.mark.parametrize("side", [SCRATCH, TORCH_REF], ids=str)
def test_every_call_equals_torchs(side):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # torch's, of its fast path
        for seed in range(25):
            ours, theirs = (lived(one, seed, seed % 3 == 2) for one in (side, TORCH))
            assert list(ours) == list(theirs), seed
            # gradients that are 0 but for rounding, as the biases' of keys, are judged
            # beside the others
            largest = max(
                np.abs(a).max() for k, a in theirs.items() if "initial" not in k
            )
            for name, expected in theirs.items():
                gap = np.abs(ours[name] - expected).max()
                allowed = 0 if name.startswith("initial") else 1e-13 * largest
                assert gap <= allowed, (seed, name, gap)


def test_copies_of_a_layer_start_alike_and_part(dl):
    layer = dl.TransformerEncoderLayer(4, 2, 8)
    encoder = dl.TransformerEncoder(layer, 2)
    one, two = (module.linear1.weight for module in encoder.layers)
    assert np.array_equal(numpy(one), numpy(two))
    assert one is not two
    assert one is not layer.linear1.weight
    decoder = dl.TransformerDecoder(dl.TransformerDecoderLayer(4, 2, 8), 1)
    output = decoder(dl.ones(3, 1, 4), encoder(dl.ones(5, 1, 4)))
    assert tuple(output.shape) == (3, 1, 4)


def test_an_activation_that_does_not_exist_is_refused(dl):
    with pytest.raises(ValueError, match="activation must be one of relu, gelu"):
        dl.TransformerEncoderLayer(4, 2, activation="tanh")
    with pytest.raises(RuntimeError):
        torch.nn.TransformerEncoderLayer(4, 2, activation="tanh")
