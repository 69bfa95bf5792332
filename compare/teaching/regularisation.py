"""Exercises on dropout, penalties and normalisation."""

from .exercise import Exercise

NORMALISATION = "scratch.layers.normalisation"
STATISTICS = {"running_mean": None, "running_var": None, "momentum": 0.1}

EXERCISES = [
    Exercise(
        name="dropout",
        place="scratch.layers.dropout:dropout",
        equation="output = input * noise; noise is 0 with probability p, else 1/(1-p)",
        against="torch.nn.functional.dropout",
        held={"training": True, "p == 0": False},
        texts={
            r"dropout_noise\(input, p\)": (
                "(np.random.rand(*input.shape) >= p) / (1 - p)"
            ),
        },
    ),
    *(
        Exercise(
            name=name,
            place=f"scratch.optim.penalty:{name}",
            equation=equation,
            against=f"torch_ref.{name}",
            example=example,
            steps=steps,
        )
        for name, equation, example, *steps in (
            (
                "l1_penalty",
                "output = strength * sum of |w| over all weights",
                "[randn(4, 3), randn(5)], 0.3",
            ),
            (
                "l2_penalty",
                "output = strength / 2 * sum of w ** 2 over all weights",
                "[randn(4, 3), randn(5)], 0.3",
            ),
            (
                "elastic_net_penalty",
                "output = strength * (l1_ratio sum |w| + (1 - l1_ratio) / 2 sum w**2)",
                "[randn(4, 3), randn(5)], 0.3, 0.4",
                "d|w| / dw = sign(w), d(w ** 2 / 2) / dw = w",
            ),
        )
    ),
    Exercise(
        name="batch_norm",
        place=f"{NORMALISATION}.batch_norm:batch_norm",
        equation="output = weight xhat + bias, "
        "xhat = (input - mean) / sqrt(var + eps), mean and var over the examples",
        against="torch.nn.functional.batch_norm",
        held={**STATISTICS, "training": True},
    ),
    Exercise(
        name="layer_norm",
        place=f"{NORMALISATION}.layer_norm:layer_norm",
        equation="output = weight xhat + bias, "
        "xhat = (input - mean) / sqrt(var + eps), mean and var over the last dimension",
        against="torch.nn.functional.layer_norm",
        held={"normalized_shape": None},
        texts={r"check_layer_norm\(.*\)": "input.shape[-1:]"},
    ),
    Exercise(
        name="rms_norm",
        place=f"{NORMALISATION}.rms_norm:rms_norm",
        equation="output = weight input / sqrt(mean of input ** 2 + eps)",
        against="torch.nn.functional.rms_norm",
        held={"normalized_shape": None},
        texts={r"check_layer_norm\(.*\)": "input.shape[-1:]"},
    ),
    Exercise(
        name="group_norm",
        place=f"{NORMALISATION}.group_norm:group_norm",
        equation="output = weight xhat + bias, xhat standardised over the channels of "
        "a group",
        against="torch.nn.functional.group_norm",
    ),
    Exercise(
        name="instance_norm",
        place=f"{NORMALISATION}.instance_norm:instance_norm",
        equation="output = weight xhat + bias, xhat standardised over the places of "
        "one channel of one example",
        against="torch.nn.functional.instance_norm",
        held={**STATISTICS, "use_input_stats": True},
    ),
]
