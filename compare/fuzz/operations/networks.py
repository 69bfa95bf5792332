"""Layers, activations and losses."""

from ..tensors import SPELLED, is_float, is_lent
from .operation import table

REDUCTIONS = ("mean", "sum", "none")


def one(choices, state):
    """Draw a tensor of real numbers, mostly."""
    return (state.pick_float(),)


def with_dim(choices, state):
    """Draw a tensor of real numbers and a dimension."""
    ref = state.pick_float()
    return ref, state.dim(state[ref].dim())


def with_slope(choices, state):
    """Draw a tensor and a slope."""
    return state.pick_float(), choices.one((0.25, 0.01, 1.0, 0, 2.0, -0.5))


def with_alpha(choices, state):
    """Draw a tensor and the limit of an ELU, not negative: see `listed.UNCOMPARED`."""
    return state.pick_float(), choices.one((0.25, 0.01, 1.0, 0, 2.0))


def with_beta(choices, state):
    """Draw a tensor, a scale and a threshold."""
    return state.pick_float(), choices.one((1.0, 2.0, 0.5)), choices.one((20.0, 1, 5.0))


def approximate(choices, state):
    """Draw a tensor and which gelu."""
    return state.pick_float(), choices.one(("none", "tanh"))


def rows(choices, state):
    """Draw a tensor of at least one dimension."""
    return state.pick(lambda t: is_float(t) and t.dim() > 0) or state.float_leaf((3, 2))


def parameter(choices, state, ref, shape):
    """Draw a parameter of a layer in the dtype of its input, or None."""
    return state.leaf(shape, SPELLED[state[ref].dtype], choices.chance(70))


def linear(choices, state):
    """Draw input, weight and bias of a linear layer."""
    ref = rows(choices, state)
    if is_lent(state[ref]):  # see `listed.UNCOMPARED`
        return None
    n = choices.between(1, 3)
    weight = parameter(choices, state, ref, (n, state[ref].shape[-1]))
    bias = parameter(choices, state, ref, (n,)) if choices.chance(60) else None
    return ref, weight, bias


def normalised(choices, state):
    """Draw input, shape, weight and bias of a layer norm."""
    ref = rows(choices, state)
    shape = tuple(state[ref].shape[-choices.one((1, 1, 2)) :])
    weight = parameter(choices, state, ref, shape) if choices.chance(60) else None
    bias = parameter(choices, state, ref, shape) if weight is not None else None
    return ref, shape, weight, bias, choices.one((1e-5, 0.1))


def batches(choices, state):
    """Draw input, statistics, weight and bias of a batch norm, and its mode."""
    ref = state.pick(lambda t: is_float(t) and t.dim() in (2, 3)) or state.float_leaf(
        (4, 3)
    )
    n, dtype = (state[ref].shape[1],), SPELLED[state[ref].dtype]
    mean = state.leaf(n, dtype)
    var = state.leaf(
        n, dtype, values=[choices.one((1.0, 0.5, 2.0)) for _ in range(n[0])]
    )
    weight = parameter(choices, state, ref, n) if choices.chance(60) else None
    bias = parameter(choices, state, ref, n) if weight is not None else None
    training = choices.chance(60)
    if choices.chance(20):
        mean = var = None
        training = True
    return ref, mean, var, weight, bias, training


def dropped(choices, state):
    """Draw a seed, a tensor, p and whether it trains."""
    return (
        choices.below(100),
        state.pick_float(),
        choices.one((0.5, 0.2, 0, 1.0)),
        choices.chance(80),
    )


def with_target(choices, state):
    """Draw input and target of one shape, and a reduction."""
    ref = state.pick_float()
    tensor = state[ref]
    found = state.pick(lambda t: t.shape == tensor.shape and is_float(t))
    if found is None or choices.chance(60):
        dtype = SPELLED[tensor.dtype]
        found = state.leaf(
            tuple(tensor.shape),
            dtype if dtype[0] == "f" else "float32",
            is_float(tensor) and choices.chance(20),
        )
    return ref, found, choices.one(REDUCTIONS)


def with_scale(choices, state):
    """Draw what `with_target` does and a scale."""
    return *with_target(choices, state), choices.one((1.0, 0.5, 2.0))


def with_log_target(choices, state):
    """Draw what `with_target` does and whether the target is a logarithm."""
    return *with_target(choices, state), choices.chance(30)


def probabilities(choices, state):
    """Draw probabilities, targets between 0 and 1 and a reduction."""
    ref = state.emit("sigmoid", state.pick_float())
    return unit_target(choices, state, ref) if ref is not None else None


def logits(choices, state):
    """Draw logits, targets between 0 and 1 and a reduction."""
    return unit_target(choices, state, state.pick_float())


def unit_target(choices, state, ref):
    """Draw targets between 0 and 1 for a tensor, and a reduction."""
    tensor = state[ref]
    values = choices.some((0.0, 1.0, 0.5, 0.25, 1.0), tensor.numel())
    dtype = SPELLED[tensor.dtype]
    found = state.leaf(
        tuple(tensor.shape), dtype if dtype[0] == "f" else "float32", values=values
    )
    return ref, found, choices.one(REDUCTIONS)


def classes(choices, state):
    """Draw scores, class labels, weights, a label to ignore, a reduction."""
    ref = state.pick(
        lambda t: is_float(t) and t.dim() in (1, 2, 3)
    ) or state.float_leaf((3, 2))
    shape = state[ref].shape
    count = shape[0] if len(shape) == 1 else shape[1]
    where = () if len(shape) == 1 else (shape[0], *shape[2:])
    size = 1
    for n in where:
        size *= n
    ignore = choices.one((-100, -100, 0, 1))
    labels = [choices.below(count) if count else 0 for _ in range(size)]
    if size and ignore == -100 and choices.chance(15):
        labels[0] = -100
    target = state.leaf(where, "int64", values=labels)
    weight = None
    if choices.chance(30):
        values = choices.some((1.0, 0.5, 2.0, 0.0), count)
        weight = state.leaf((count,), SPELLED[state[ref].dtype], values=values)
    return ref, target, weight, ignore, choices.one(REDUCTIONS)


def smoothed(choices, state):
    """Draw what `classes` does and label smoothing."""
    return *classes(choices, state), choices.one((0.0, 0.0, 0.1, 0.5))


TABLE = [
    *table("kink", one, "relu dl.relu({0})", weight=12),
    *table("kink", with_slope, """
        leaky_relu dl.leaky_relu({0}, {1})
    """, weight=6),
    *table("kink", with_alpha, "elu dl.elu({0}, {1})", weight=6),
    *table("activation", one, """
        sigmoid dl.sigmoid({0})
        tanh dl.tanh({0})
        silu dl.silu({0})
        logsigmoid dl.logsigmoid({0})
    """, weight=6),
    *table("activation", with_beta, "softplus dl.softplus({0}, {1}, {2})", weight=6),
    *table("activation", approximate, "gelu dl.gelu({0}, approximate={1})", weight=5),
    *table("activation", with_dim, """
        softmax dl.softmax({0}, {1})
        log_softmax dl.log_softmax({0}, {1})
    """, weight=7),
    *table("layer", linear, "linear dl.linear({0}, {1}, {2})", weight=8),
    *table("layer", normalised, """
        layer_norm dl.layer_norm({0}, {1}, {2}, {3}, {4})
    """, weight=6),
    *table("layer", batches, """
        batch_norm dl.batch_norm({0}, {1}, {2}, {3}, {4}, {5})
    """, weight=6, writes=True),
    *table("layer", dropped, """
        dropout (dl.manual_seed({0}), dl.dropout({1}, {2}, {3}))[1]
    """, weight=5),
    *table("loss", with_target, """
        mse_loss dl.mse_loss({0}, {1}, reduction={2})
        l1_loss dl.l1_loss({0}, {1}, reduction={2})
    """, weight=6),
    *table("loss", with_scale, """
        smooth_l1_loss dl.smooth_l1_loss({0}, {1}, reduction={2}, beta={3})
        huber_loss dl.huber_loss({0}, {1}, reduction={2}, delta={3})
    """, weight=4),
    *table("loss", with_log_target, """
        kl_div dl.kl_div({0}, {1}, reduction={2}, log_target={3})
    """, weight=4),
    *table("loss", probabilities, """
        binary_cross_entropy dl.binary_cross_entropy({0}, {1}, reduction={2})
    """, weight=3),
    *table("loss", logits, """
        bce_with_logits dl.binary_cross_entropy_with_logits({0}, {1}, reduction={2})
    """, weight=4),
    *table("loss", classes, """
        nll_loss dl.nll_loss({0}, {1}, {2}, ignore_index={3}, reduction={4})
    """, weight=4),
    *table("loss", smoothed, """
        cross_entropy dl.cross_entropy({0}, {1}, {2}, ignore_index={3},
            reduction={4}, label_smoothing={5})
    """, weight=6),
]  # fmt: skip
