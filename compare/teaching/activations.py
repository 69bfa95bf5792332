"""Exercises on activations."""

from .exercise import Exercise

EQUATIONS = {
    "relu": "output = max(input, 0)",
    "leaky_relu": "output = input where input > 0, negative_slope * input elsewhere",
    "relu6": "output = min(max(input, 0), 6)",
    "prelu": "output_ic = input_ic where it is > 0, weight_c input_ic elsewhere",
    "elu": "output = input where input > 0, alpha (exp(input) - 1) elsewhere",
    "celu": "output = input where input > 0, alpha (exp(input / alpha) - 1) elsewhere",
    "selu": "output = scale * elu(input, alpha), with constants scale and alpha",
    "sigmoid": "output = 1 / (1 + exp(-input))",
    "logsigmoid": "output = -log(1 + exp(-input))",
    "tanh": "output = (e^x - e^-x) / (e^x + e^-x), x = input",
    "softplus": "output = log(1 + exp(beta input)) / beta",
    "softsign": "output = input / (1 + |input|)",
    "silu": "output = input * sigmoid(input)",
    "gelu": "output = input * P(a standard normal is below input)",
    "mish": "output = input * tanh(log(1 + exp(input)))",
    "glu": "output = a * sigmoid(b), a and b the two halves of input",
    "hardtanh": "output = min(max(input, min_val), max_val)",
    "hardsigmoid": "output = min(max(input / 6 + 1/2, 0), 1)",
    "hardswish": "output = input * hardsigmoid(input)",
    "softmax": "output_j = exp(input_j) / sum_i exp(input_i)",
    "log_softmax": "output_j = input_j - log(sum_i exp(input_i))",
}
HELD = {"gelu": {"approximate": "none"}}
TEXTS = {"glu": {r"check_glu\(.*\)": "input.shape[dim] // 2"}}
# options away from their defaults, so that nothing hides behind a 1
EXAMPLES = {
    "prelu": "randn(4, 5), randn(5)",
    "elu": "randn(4, 5), 0.7",
    "celu": "randn(4, 5), 0.7",
    "leaky_relu": "randn(4, 5), 0.2",
    "softplus": "randn(4, 5), 1.5, 20.0",
    "hardtanh": "randn(4, 5), -0.8, 0.9",
    "softmax": "randn(4, 5), 1",
    "log_softmax": "randn(4, 5), 1",
}

EXERCISES = [
    Exercise(
        name=name,
        place=f"scratch.layers.activations.{name}:{name}",
        equation=equation,
        against=f"torch.nn.functional.{name}",
        held=HELD.get(name, {}),
        texts=TEXTS.get(name, {}),
        example=EXAMPLES.get(name),
    )
    for name, equation in EQUATIONS.items()
]
