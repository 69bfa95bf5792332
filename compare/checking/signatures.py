"""One call of the references that need no example, as text.

Sizes differ from one another, so that no factor hides behind another; from them all
others are drawn.
"""

from .names import listed

ONE = "input=randn(4, 5)"
PROBABILITIES = "input=rand(4, 5)"
LABELS = "input=randn(6, 4), target=randint(4, 6)"
CELL = (
    "input=randn(4, 3), hx=randn(4, 5), weight_ih=randn({0}, 3), "
    "weight_hh=randn({0}, 5), bias_ih=randn({0}), bias_hh=randn({0})"
)

EXAMPLES = {
    "linear": "input=randn(4, 3), weight=randn(5, 3), bias=randn(5)",
    "bilinear": (
        "input1=randn(4, 3), input2=randn(4, 5), weight=randn(6, 3, 5), bias=randn(6)"
    ),
    "embedding": "input=randint(7, (3, 4)), weight=randn(7, 5)",
    "batch_norm": "input=randn(6, 4), weight=randn(4), bias=randn(4)",
    "instance_norm": "input=randn(2, 4, 6), weight=randn(4), bias=randn(4)",
    "layer_norm": "input=randn(4, 6), weight=randn(6), bias=randn(6)",
    "rms_norm": "input=randn(4, 6), weight=randn(6)",
    "group_norm": "input=randn(3, 8, 5), num_groups=2, weight=randn(8), bias=randn(8)",
    "conv1d": "input=randn(2, 3, 7), weight=randn(4, 3, 3), bias=randn(4)",
    "conv2d": "input=randn(2, 3, 7, 5), weight=randn(4, 3, 3, 3), bias=randn(4)",
    "max_pool1d": "input=randn(2, 3, 8), kernel_size=2",
    "max_pool2d": "input=randn(2, 3, 6, 8), kernel_size=2",
    "avg_pool1d": "input=randn(2, 3, 8), kernel_size=2",
    "avg_pool2d": "input=randn(2, 3, 6, 8), kernel_size=2",
    "cross_entropy": LABELS,
    "nll_loss": LABELS,
    "multi_margin_loss": LABELS,
    "binary_cross_entropy": "input=rand(4, 5), target=randint(2, (4, 5)) * 1.0",
    "binary_cross_entropy_with_logits": (
        "input=randn(4, 5), target=randint(2, (4, 5)) * 1.0"
    ),
    "kl_div": "input=randn(4, 5), target=rand(4, 5)",
    "cosine_similarity": "x1=randn(4, 5), x2=randn(4, 5)",
    "pairwise_distance": "x1=randn(4, 5), x2=randn(4, 5)",
    "hinge_embedding_loss": "input=randn(4, 5), target=randint(2, (4, 5)) * 2.0 - 1",
    "soft_margin_loss": "input=randn(4, 5), target=randint(2, (4, 5)) * 2.0 - 1",
    "margin_ranking_loss": (
        "input1=randn(6), input2=randn(6), target=randint(2, 6) * 2.0 - 1"
    ),
    "gaussian_nll_loss": "input=randn(4, 5), target=randn(4, 5), var=rand(4, 5)",
    "poisson_nll_loss": "input=randn(4, 5), target=randint(6, (4, 5)) * 1.0",
    "scaled_dot_product_attention": (
        "query=randn(2, 4, 3), key=randn(2, 5, 3), value=randn(2, 5, 6)"
    ),
    "matmul": "input=randn(4, 3), other=randn(3, 5)",
    "mm": "input=randn(4, 3), mat2=randn(3, 5)",
    "bmm": "input=randn(2, 4, 3), mat2=randn(2, 3, 5)",
    "dot": "input=randn(5), tensor=randn(5)",
    "outer": "input=randn(4), vec2=randn(5)",
    "where": "condition=randint(2, (4, 5)), input=randn(4, 5), other=randn(4, 5)",
    "amax": "input=randn(4, 5), dim=1",
    "amin": "input=randn(4, 5), dim=1",
    "sum": "input=randn(4, 5), dim=1",
    "mean": "input=randn(4, 5), dim=1",
    "logsumexp": "input=randn(4, 5), dim=1",
    "cumsum": "input=randn(4, 5), dim=1",
    "norm": ONE,
    "dropout": "input=randn(6, 5)",
    "glu": "input=randn(4, 6)",
    "RNNCell": CELL.format(5),
    "GRUCell": CELL.format(15),
    "LSTMCell": CELL.format(20).replace("weight_ih", "cx=randn(4, 5), weight_ih", 1),
}
for name in listed(
    """mse_loss l1_loss smooth_l1_loss huber_loss add sub mul div maximum minimum"""
):
    second = "target" if name.endswith("loss") else "other"
    EXAMPLES[name] = f"input=randn(4, 5), {second}=randn(4, 5)"
for name in listed("""log sqrt rsqrt log1p log2 log10 lgamma logit reciprocal"""):
    EXAMPLES[name] = PROBABILITIES
for name in listed(
    """relu leaky_relu elu selu celu gelu silu mish softplus softsign tanh sigmoid
logsigmoid hardtanh hardsigmoid hardswish relu6 tanhshrink softmax
log_softmax exp sin cos abs square sign erf atan sinh cosh normalize neg"""
):
    EXAMPLES[name] = ONE


OTHER = {  # calls of other ranks, for what takes those alone
    "linear": "input=randn(2, 4, 3), weight=randn(5, 3), bias=randn(5)",
    "embedding": "input=randint(7, 6), weight=randn(7, 5)",
    "batch_norm": "input=randn(4, 3, 5, 2), weight=randn(3), bias=randn(3)",
    "instance_norm": "input=randn(4, 3, 5, 2), weight=randn(3), bias=randn(3)",
    "layer_norm": "input=randn(2, 4, 6), weight=randn(6), bias=randn(6)",
    "rms_norm": "input=randn(2, 4, 6), weight=randn(6)",
    "group_norm": (
        "input=randn(3, 8, 5, 2), num_groups=2, weight=randn(8), bias=randn(8)"
    ),
    "cross_entropy": "input=randn(2, 4, 3), target=randint(4, (2, 3))",
    "scaled_dot_product_attention": (
        "query=randn(2, 3, 4, 2), key=randn(2, 3, 5, 2), value=randn(2, 3, 5, 6)"
    ),
    "matmul": "input=randn(2, 4, 3), other=randn(2, 3, 5)",
}


def texts(name: str, rank: int | None = None) -> list[str]:
    """Return calls of a reference as text, of the rank of its module first."""
    found = [EXAMPLES[name]] if name in EXAMPLES else []
    if EXAMPLES.get(name) == ONE:
        found += ["input=randn(2, 3, 4)", "input=randn(5)", "input=randn(2, 3, 4, 5)"]
    found += [OTHER[name]] if name in OTHER else []
    if rank is not None and name in ("batch_norm", "instance_norm"):
        sizes = (4, 3, 5, 2, 6)[:rank]
        found = [f"input=randn{sizes}, weight=randn(3), bias=randn(3)", *found[:1]]
    return found


def required(count: int) -> list[str]:
    """Guess an example for a reference of which nothing is known but how many."""
    if count == 1:
        return [ONE, "input=randn(5)", "input=randn(2, 3, 4)"]
    names = [f"argument{i}" for i in range(count)]
    shapes = ["(4, 5)"] * count
    same = ", ".join(f"{n}=randn{s}" for n, s in zip(names, shapes))
    chain = "argument0=randn(4, 3), argument1=randn(3, 5)"
    return [same] + ([chain] if count == 2 else [])
