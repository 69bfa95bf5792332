"""What torch keeps of a recorded call for the way back: arguments, and the output.

To overwrite one of these before `backward` is refused, as torch refuses it, whether or
not the gradient depends on the values; a call that keeps anything runs back only once.
"own" stands for values made on the way, which nobody else can overwrite. Of operations
that are not named here, `versions` asks whether the gradients depend on what was lost.
"""

import numpy as np

INPUT = (
    *("log", "log2", "log10", "log1p", "sin", "cos", "asin", "acos", "atan"),
    *("sinh", "cosh", "square", "abs", "var", "relu6", "hardtanh", "hardsigmoid"),
    *("hardswish", "elu", "celu", "selu", "gelu", "silu", "mish", "softplus"),
    *("leaky_relu", "logsigmoid", "glu", "nan_to_num"),
)
OUTPUT = (
    *("exp", "exp2", "expm1", "sqrt", "rsqrt", "tan", "reciprocal", "sigmoid", "tanh"),
    *("relu", "softmax", "log_softmax", "inverse"),
)
BOTH = (
    "std",
    "amax",
    "amin",
    "max_of_all",
    "min_of_all",
    "norm",
    "prod",
    "logsumexp",
    "cumprod",
)
NOTHING = (
    *("add", "sub", "neg", "sign", "sum", "mean", "astype", "joined", "stacked"),
    *("reshape", "view", "expand", "permute", "transpose", "clone", "in_rows"),
    *("replace", "drawn", "cumsum", "flip", "roll", "repeat", "tril", "triu", "diag"),
)


def indexed(args, sources):
    """Return what an index keeps: its arrays, if it has any."""
    return "own" if has_array(args[1]) else ""


def has_array(index):
    """Whether index arrays or masks select."""
    if isinstance(index, tuple):
        return any(has_array(part) for part in index)
    if isinstance(index, np.ndarray):
        return index.ndim > 0 or index.dtype.kind in "bu"
    return isinstance(index, (list, range, bool))


def powered(args, sources):
    """Return what a power keeps: of an exponent that is a number, the base alone."""
    if not hasattr(args[1], "version"):
        return "input"
    return "input exponent output"


def beside(first, second):
    """Return the rule of a product: a factor is kept if the other needs it."""
    kept = {
        (False, False): "",
        (True, False): f"own {second}",
        (False, True): f"own {first}",
        (True, True): f"own {second} {first}",
    }
    return lambda args, sources: kept[sources[0] is not None, sources[1] is not None]


def divided(args, sources):
    """Return what a quotient keeps."""
    return "own other" if sources[1] is None else "input other"


def between(args, sources):
    """Return what the smooth L1 loss keeps: without a parabola, signs of its own."""
    return "own" if args[3] == 0 else "input target"


def diverging(args, sources):
    """Return what the divergence keeps: of logarithms, powers and differences."""
    if args[3]:
        return "own"
    if sources[1] is not None:
        return "input target"
    return "own" if sources[0] is None else "own target"


def labelled(args, sources):
    """Return what the NLL keeps: of more dimensions, what it need not copy."""
    direct = args[0].array.ndim in (1, 2, 4)
    tensors = (("input", args[0]), ("target", args[1]))
    rows = [name for name, t in tensors if direct or t.array.flags.c_contiguous]
    return " ".join(("own", "weight", *rows))


KEPT = {
    **dict.fromkeys(NOTHING, ""),
    **dict.fromkeys(INPUT, "input"),
    **dict.fromkeys(OUTPUT, "output"),
    **dict.fromkeys(BOTH, "input output"),
    "getitem": indexed,
    "replace_at": "own",
    "mul": beside("input", "other"),
    "matmul": beside("input", "other"),
    "linear": beside("input", "weight"),
    "div": divided,
    "pow": powered,
    "maximum": "input other",
    "minimum": "input other",
    "clamp": "input min max",
    "chosen": "own condition",
    "pick": "own",
    "gather": "index",
    "dropout": "own",
    "layer_norm": "input weight bias",
    "batch_norm": "input weight running_mean running_var",
    "prelu": "input weight",
    "mse_loss": "input target",
    "huber_loss": "input target",
    "smooth_l1_loss": between,
    "l1_loss": "own",
    "kl_div": diverging,
    "binary_cross_entropy": "input target weight",
    "nll_loss": labelled,
    "cross_entropy": "own target weight",
}


def rule_of(operation, names):
    """Return what an operation keeps: (places of arguments, whether the output, keeps).

    Where the arguments decide, a function of them and of who gets their gradients.
    `keeps` tells whether a call keeps anything: None for operations of others, of whose
    arguments all are named.
    """
    rule = KEPT.get(operation.__name__)
    if rule is None or not operation.__module__.startswith("scratch."):
        return range(len(names)), True, None
    if isinstance(rule, str):
        return read(rule, names)
    known = {}

    def decided(args, sources):
        kept = rule(args, sources)
        if kept not in known:
            known[kept] = read(kept, names)
        return known[kept]

    return decided


def read(kept, names):
    """Return where a rule's arguments are, and whether it has the output, or any."""
    words = kept.split()
    places = [i for i, name in enumerate(names) if name in words]
    return places, "output" in words, bool(words)
