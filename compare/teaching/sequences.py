"""Exercises on layers of sequences."""

from .exercise import Exercise

EXERCISES = [
    Exercise(
        name="embedding",
        place="scratch.layers.sequence.embedding:embedding",
        equation="output_i = weight[input_i]",
        against="torch.nn.functional.embedding",
        held={
            "padding_idx": None,
            "max_norm": None,
            "norm_type": 2.0,
            "scale_grad_by_freq": False,
            "sparse": False,
        },
    ),
    Exercise(
        name="scaled_dot_product_attention",
        place="scratch.layers.sequence.scaled_dot_product_attention:"
        "scaled_dot_product_attention",
        equation="output = softmax(query key.T / sqrt(E)) value",
        against="torch.nn.functional.scaled_dot_product_attention",
        held={
            "attn_mask": None,
            "is_causal": False,
            "dropout_p": 0.0,
            "scale": None,
            "mask": None,
            "noise": 1,
        },
        texts={
            r"mask = added_mask\(.*\)": "",
            "noise = dropout_noise.*": "",
            r" \* noise": "",
            r"finite_largest\(scores\)": "scores.max(-1, keepdims=True)",
            "weights noise": "weights",
        },
    ),
]
