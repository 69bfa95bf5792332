"""Operations on sequences, norms and losses of pairs, at the sizes of a small GPT."""

import numpy as np

from .images import called
from .operations import leaf

WIDE, HEADS = (768, 128), (12, 4, 64, 32)


def embedding(side, draw):
    """Prepare rows looked up in a table of characters."""
    table = leaf(side, draw(64, 128))
    index = side.engine.from_numpy(np.arange(768).reshape(12, 64) * 7 % 64)
    return lambda: side.functions.embedding(index, table), [table]


def signed(name, *shapes):
    """Return what prepares a loss whose target is 1 or -1."""

    def prepare(side, draw):
        leaves = [leaf(side, draw(*shape)) for shape in shapes]
        target = side.engine.from_numpy(np.sign(draw(*shapes[0])))
        function = getattr(side.functions, name)
        return lambda: function(*leaves, target), leaves

    return prepare


def gaussian(side, draw):
    """Prepare the likelihood of numbers with means and variances."""
    mean, var = leaf(side, draw(*WIDE)), leaf(side, np.exp(draw(*WIDE)))
    target = side.engine.from_numpy(draw(*WIDE))
    return lambda: side.functions.gaussian_nll_loss(mean, target, var), [mean, var]


def classes(side, draw):
    """Prepare scores of 128 classes and the right ones."""
    scores = leaf(side, draw(*WIDE))
    target = side.engine.from_numpy(np.arange(WIDE[0]) * 7 % WIDE[1])
    return lambda: side.functions.multi_margin_loss(scores, target), [scores]


def counted(side, draw):
    """Prepare the likelihood of counts."""
    log_rate = leaf(side, draw(*WIDE))
    target = side.engine.from_numpy(np.floor(np.exp(draw(*WIDE))))
    return lambda: side.functions.poisson_nll_loss(log_rate, target), [log_rate]


def recurrent(name):
    """Return what prepares a layer over 64 steps of 32 examples."""

    def prepare(side, draw):
        side.engine.manual_seed(0)
        layer = getattr(side.modules, name)(64, 128)
        input = leaf(side, draw(64, 32, 64))
        return lambda: layer(input)[0], [input, *layer.parameters()]

    return prepare


# what is run, and the most that scratch may take of torch's time
SEQUENCES = {
    "embedding": (embedding, 1.2),
    "scaled_dot_product_attention": (
        called("scaled_dot_product_attention", HEADS, HEADS, HEADS),
        0.9,
    ),
    "scaled_dot_product_attention, causal": (
        called("scaled_dot_product_attention", HEADS, HEADS, HEADS, is_causal=True),
        0.9,
    ),
    "rnn_layer": (recurrent("RNN"), 1.0),
    "gru_layer": (recurrent("GRU"), 1.0),
    "lstm_layer": (recurrent("LSTM"), 1.3),
    "rms_norm": (called("rms_norm", WIDE, normalized_shape=(128,)), 1.0),
    "group_norm": (called("group_norm", (32, 32, 14, 14), num_groups=4), 1.5),
    "instance_norm": (called("instance_norm", (32, 32, 14, 14)), 1.5),
    "normalize": (called("normalize", WIDE), 1.5),
    "cosine_similarity": (called("cosine_similarity", WIDE, WIDE), 1.5),
    "hinge_embedding_loss": (signed("hinge_embedding_loss", WIDE), 1.5),
    "margin_ranking_loss": (signed("margin_ranking_loss", (768,), (768,)), 1.5),
    "soft_margin_loss": (signed("soft_margin_loss", WIDE), 1.5),
    "gaussian_nll_loss": (gaussian, 1.5),
    "poisson_nll_loss": (counted, 1.5),
    "multi_margin_loss": (classes, 1.5),
    "triplet_margin_loss": (called("triplet_margin_loss", WIDE, WIDE, WIDE), 1.5),
}
