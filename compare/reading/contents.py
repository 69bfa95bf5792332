"""The rows of the notes, in their order: the name of each one's example and page."""

ROWS = {
    "parity": "Intuition about deep representation",
    "forward_backward": "Forward and backward functions",
    "derivation": "Feed-forward neural networks: derivations",
    "hyperparameters": "Parameters and hyperparameters",
    "learning_rate_decay": "Learning-rate decay",
    "momentum": "Momentum",
    "mini_batches": "Mini-batches",
    "search": "How to learn hyperparameters",
    "bias_variance": "Bias and variance",
    "l1": "L1 regularisation",
    "l2": "L2 regularisation",
    "elastic_net": "Elastic net regularisation",
    "dropout": "Dropout",
    "batch_norm": "Batch normalisation",
    "other_regularisation": "Other regularisation",
    "sigmoid": "Sigmoid",
    "relu": "ReLU",
    "argmax": "Argmax and hardmax",
    "softmax": "Softmax",
    "loss": "Loss function",
    "cost": "Cost function",
}
FURTHER = {  # what the rows build on and the notes do not spell out
    "initialisation": "Initialisation",
    "gradient_checking": "Gradient checking",
    "weighted_averages": "From weighted averages to Adam",
    "heads": "Which head for which target",
    "data_sets": "Train, dev, test, and normalised inputs",
}
TEXTS = {  # part two: from the notes to a GPT
    "embedding": "Embedding",
    "recurrent_model": "An LSTM that learns to spell",
    "attention": "Attention",
    "layer_norm": "Layer normalisation",
    "character_model": "A GPT that learns to spell",
}
IMAGES = {  # part two: networks that look
    "convolution": "Convolution",
    "pooling": "Pooling",
    "cnn": "A network that looks",
    "batch_norm_images": "Batch normalisation of images",
}
PAIRS = ROWS | FURTHER | TEXTS | IMAGES  # each has an example in both packages
