"""Exercises on losses: their means, without weights."""

from .exercise import Exercise

EQUATIONS = {
    "mse_loss": "loss = mean of (input - target) ** 2",
    "l1_loss": "loss = mean of |input - target|",
    "smooth_l1_loss": "x = |input - target|; x ** 2 / (2 beta) below beta, "
    "x - beta / 2 above",
    "huber_loss": "x = |input - target|; x ** 2 / 2 below delta, "
    "delta (x - delta / 2) above",
    "binary_cross_entropy": "loss = -mean of y log(p) + (1 - y) log(1 - p)",
    "binary_cross_entropy_with_logits": "loss = that of p = sigmoid(input)",
    "kl_div": "loss = mean of target (log(target) - input), input log-probabilities",
    "nll_loss": "loss = -mean over examples of input[target]",
    "cross_entropy": "loss = mean over examples of log(sum_c exp(input_c)) - "
    "input[target]",
    "cosine_similarity": "output = x1 . x2 / (|x1| |x2|)",
}
MEAN = {"reduction": "mean"}
LABELS = {**MEAN, "weight": None, "ignore_index": -100}
HELD = {
    "binary_cross_entropy": {**MEAN, "weight": None},
    "binary_cross_entropy_with_logits": {**MEAN, "weight": None, "pos_weight": None},
    "kl_div": {**MEAN, "log_target": False},
    "nll_loss": LABELS,
    "cross_entropy": {**LABELS, "label_smoothing": 0.0},
    "cosine_similarity": {},
}
PLACES = {
    "cross_entropy": "scratch.losses.class_indices:class_indices",
    "cosine_similarity": (
        "scratch.layers.normalisation.cosine_similarity:cosine_similarity"
    ),
}
# options away from their defaults, so that nothing hides behind a 1
EXAMPLES = {
    "huber_loss": "randn(4, 5), randn(4, 5), 0.6",
    "smooth_l1_loss": "randn(4, 5), randn(4, 5), 0.6",
}
TOLD = {"cross_entropy": "scratch.losses.cross_entropy:cross_entropy"}
TEXTS = {
    "cosine_similarity": {
        r"check_cosine_similarity\(.*\)": "np.broadcast_shapes(x1.shape, x2.shape)"
    }
}

EXERCISES = [
    Exercise(
        name=name,
        place=PLACES.get(name, f"scratch.losses.{name}:{name}"),
        equation=equation,
        against=f"torch.nn.functional.{name}",
        held=HELD.get(name, MEAN),
        texts=TEXTS.get(name, {}),
        told=TOLD.get(name),
        example=EXAMPLES.get(name),
    )
    for name, equation in EQUATIONS.items()
]
