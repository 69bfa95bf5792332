"""Exercises on the operations that everything else is made of."""

from .exercise import Exercise

ARITHMETIC = "scratch.engine.arithmetic"
ELEMENTWISE = "scratch.engine.elementwise"
REDUCTIONS = "scratch.engine.reductions"


def elementwise(name, equation, *steps):
    """Return an exercise on a function of one number."""
    return Exercise(
        name=name,
        place=f"{ELEMENTWISE}:{name}",
        equation=equation,
        against=f"torch.{name}",
        steps=steps,
    )


def binary(name, equation, *steps):
    """Return an exercise on two arrays that broadcast."""
    return Exercise(
        name=name,
        place=f"{ARITHMETIC}:{name}",
        equation=equation,
        against=f"torch.{name}",
        steps=(
            *steps,
            "where an operand was broadcast, its gradients are summed: share() does it",
        ),
        example="randn(4, 5), randn(5)",
    )


def reduction(name, equation, *steps, **options):
    """Return an exercise on a function of rows."""
    return Exercise(
        name=name,
        place=f"{REDUCTIONS}:{name}",
        equation=equation,
        against=f"torch.{name}",
        example="randn(4, 5), 1",
        steps=steps,
        **options,
    )


EXERCISES = [
    elementwise("exp", "output = e ** input", "d exp(x) / dx = exp(x)"),
    elementwise("log", "output = log(input)", "d log(x) / dx = 1 / x"),
    elementwise("sqrt", "output = input ** (1/2)", "d sqrt(x) / dx = 1 / (2 sqrt(x))"),
    elementwise("reciprocal", "output = 1 / input", "d (1/x) / dx = -1 / x ** 2"),
    elementwise("sin", "output = sin(input)", "d sin(x) / dx = cos(x)"),
    binary("add", "output = input + other", "d (x + y) / dx = 1"),
    binary("mul", "output = input * other", "d (x y) / dx = y"),
    binary(
        "div", "output = input / other", "d (x / y) / dx = 1 / y", "by y: -x / y ** 2"
    ),
    Exercise(
        name="matmul",
        place=f"{ARITHMETIC}:matmul",
        equation="output_ij = sum_k input_ik other_kj",
        against="torch.matmul",
        steps=(
            "dinput_ik = sum_j doutput_ij other_kj",
            "dother_kj = sum_i input_ik doutput_ij",
        ),
    ),
    Exercise(
        name="linear",
        place="scratch.layers.linear:linear",
        equation="output_ij = sum_k input_ik weight_jk + bias_j",
        against="torch.nn.functional.linear",
        steps=("dbias_j = sum_i doutput_ij",),
    ),
    reduction("sum", "output_i = sum_j input_ij", "d output_i / d input_ij = 1"),
    reduction(
        "mean", "output_i = sum_j input_ij / n", "d output_i / d input_ij = 1 / n"
    ),
    reduction("var", "output_i = sum_j (input_ij - mean_i) ** 2 / (n - correction)"),
    reduction("std", "output_i = sqrt(var_i)"),
    Exercise(
        name="cumsum",
        place="scratch.engine.scans:cumsum",
        equation="output_i = sum_{j <= i} input_j",
        against="torch.cumsum",
    ),
    Exercise(
        name="logsumexp",
        place="scratch.layers.activations.logsumexp:logsumexp",
        equation="output = log(sum_j exp(input_j))",
        against="torch.logsumexp",
        example="randn(4, 5), 1",
    ),
    Exercise(
        name="two_layers",
        place="compare.teaching.network:two_layers",
        equation="A1 = relu(W1 X + b1), A2 = sigmoid(W2 A1 + b2), "
        "cost = -sum(Y log A2 + (1 - Y) log(1 - A2)) / m",
        against="compare.teaching.network:two_layers_in_torch",
        example="randn(3, 5), randint(2, (2, 5)) * 1.0, randn(4, 3), randn(4, 1), "
        "randn(2, 4), randn(2, 1)",
    ),
]
