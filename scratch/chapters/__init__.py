"""What is more than an operation: the notes' networks, experiments and converters."""

from .augmentation import RandomShift
from .bias_variance import advise, bias_variance, polynomial, ridge
from .callbacks import Callback, EarlyStopping, InputNoise, MaxNorm
from .conventions import (
    batch_norm_from_course,
    batch_norm_from_unbiased,
    course_from_batch_norm,
    course_from_decay,
    course_from_dropout,
    course_from_examples,
    course_from_linear,
    course_from_running_var,
    course_from_sgd,
    course_from_weight_decay,
    decay_from_course,
    dropout_from_course,
    examples_from_course,
    linear_from_course,
    linear_from_rows,
    mean_from_sum,
    rows_from_linear,
    running_var_from_course,
    sgd_from_course,
    sum_from_mean,
    unbiased_from_batch_norm,
    weight_decay_from_course,
)
from .deep_network import deep_backward, deep_cost, deep_forward
from .experiment import build, experiment
from .gpt import GPT, CausalSelfAttention, GPTBlock, generate, text_batch, warmup_cosine
from .gradient_check import numerical_gradient, relative_error
from .initialisation import signal_sizes
from .layer import layer_backward, layer_forward
from .lenet import LeNet
from .mini_batches import random_mini_batches
from .moving_average import moving_average
from .parity import (
    Threshold,
    all_bits,
    parity_patterns,
    parity_relu,
    parity_threshold,
    parity_tree,
)
from .receptive_field import receptive_field
from .search import Trial, coarse_to_fine, search
from .space import Choice, Integer, LogUniform, Space, Uniform
from .standardize import Standardize
from .tent import tent_deep, tent_wide
from .training import History, accuracy, evaluate, fit

__all__ = [
    "GPT",
    "Callback",
    "CausalSelfAttention",
    "Choice",
    "EarlyStopping",
    "GPTBlock",
    "History",
    "InputNoise",
    "Integer",
    "LeNet",
    "LogUniform",
    "MaxNorm",
    "RandomShift",
    "Space",
    "Standardize",
    "Threshold",
    "Trial",
    "Uniform",
    "accuracy",
    "advise",
    "all_bits",
    "batch_norm_from_course",
    "batch_norm_from_unbiased",
    "bias_variance",
    "build",
    "coarse_to_fine",
    "course_from_batch_norm",
    "course_from_decay",
    "course_from_dropout",
    "course_from_examples",
    "course_from_linear",
    "course_from_running_var",
    "course_from_sgd",
    "course_from_weight_decay",
    "decay_from_course",
    "deep_backward",
    "deep_cost",
    "deep_forward",
    "dropout_from_course",
    "evaluate",
    "examples_from_course",
    "experiment",
    "fit",
    "generate",
    "layer_backward",
    "layer_forward",
    "linear_from_course",
    "linear_from_rows",
    "mean_from_sum",
    "moving_average",
    "numerical_gradient",
    "parity_patterns",
    "parity_relu",
    "parity_threshold",
    "parity_tree",
    "polynomial",
    "random_mini_batches",
    "receptive_field",
    "relative_error",
    "ridge",
    "rows_from_linear",
    "running_var_from_course",
    "search",
    "sgd_from_course",
    "signal_sizes",
    "sum_from_mean",
    "tent_deep",
    "tent_wide",
    "text_batch",
    "unbiased_from_batch_norm",
    "warmup_cosine",
    "weight_decay_from_course",
]
