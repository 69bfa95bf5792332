"""Converters between the course's conventions and torch's.

The course is Andrew Ng's Deep Learning Specialization: features x examples, keep_prob,
momentum as a moving average, lambda / (2m) in front of the squared weights.
"""

from ..engine.checks import (
    check_has,
    check_not_negative,
    check_positive,
    check_probability,
)


def sgd_from_course(learning_rate, beta=0.0):
    """Return the options of SGD that steps as v = beta v + (1 - beta) dW does.

    The course's average v is (1 - momentum) times SGD's sum, both starting from 0;
    `dampening` is no substitute, as SGD does not dampen its first gradient.
    """
    check_moving("beta", beta)
    return {"lr": learning_rate * (1 - beta), "momentum": beta}


def course_from_sgd(lr, momentum=0.0):
    """Return the course's learning_rate and beta for SGD's lr and momentum."""
    check_moving("momentum", momentum)
    return {"learning_rate": lr / (1 - momentum), "beta": momentum}


def decay_from_course(learning_rate, decay_rate):
    """Return the lr and the decay_rate of InverseTimeLR for the course's.

    The course counts epochs from 1, so its first one already runs at learning_rate /
    (1 + decay_rate); the first one of a schedule runs at lr.
    """
    check_not_negative("decay_rate", decay_rate)
    return {
        "lr": learning_rate / (1 + decay_rate),
        "decay_rate": decay_rate / (1 + decay_rate),
    }


def course_from_decay(lr, decay_rate):
    """Return the course's learning_rate and decay_rate for those of InverseTimeLR."""
    check_moving("decay_rate", decay_rate)
    return {
        "learning_rate": lr / (1 - decay_rate),
        "decay_rate": decay_rate / (1 - decay_rate),
    }


def weight_decay_from_course(lambd, m):
    """Return the weight_decay, or `l2_penalty` strength, of lambd / (2m) ||W||^2.

    m is the number of examples that the cost averages over: the mini-batch. The course
    leaves biases out, as `decay_groups` does.
    """
    check_positive("m", m)
    return lambd / m


def course_from_weight_decay(weight_decay, m):
    """Return the course's lambd for a weight_decay and m examples in a batch."""
    check_positive("m", m)
    return weight_decay * m


def dropout_from_course(keep_prob):
    """Return the probability of dropping for one of keeping."""
    check_probability("keep_prob", keep_prob)
    return 1 - keep_prob


def course_from_dropout(p):
    """Return the course's keep_prob for a probability of dropping."""
    check_probability("p", p)
    return 1 - p


def batch_norm_from_course(beta):
    """Return the momentum, the weight of the new value, for beta, that of the old."""
    check_probability("beta", beta)
    return 1 - beta


def course_from_batch_norm(momentum):
    """Return the weight of the old value for a momentum of batch norm."""
    check_probability("momentum", momentum)
    return 1 - momentum


def running_var_from_course(running_var, n):
    """Return the average of unbiased variances for one of biased variances.

    n is the number of values per channel in each batch, the same in all. Exact if the
    starting value is converted too: the course's for torch's 1 is (n - 1) / n.
    """
    check_bessel(n)
    return running_var * (n / (n - 1))


def course_from_running_var(running_var, n):
    """Return the average of biased variances for one of unbiased variances."""
    check_bessel(n)
    return running_var * ((n - 1) / n)


def batch_norm_from_unbiased(weight, eps, n):
    """Return batch norm's weight and eps for those of a norm that divides by n - 1.

    The lecture of Neural Networks: Zero to Hero normalises with that variance; n is the
    number of values per channel. The layers are equal, outputs and gradients.
    """
    check_bessel(n)
    return {"weight": weight * ((n - 1) / n) ** 0.5, "eps": eps * (n - 1) / n}


def unbiased_from_batch_norm(weight, eps, n):
    """Return a norm's weight and eps that divides by n - 1 for those of batch norm."""
    check_bessel(n)
    return {"weight": weight * (n / (n - 1)) ** 0.5, "eps": eps * n / (n - 1)}


def examples_from_course(X):
    """Return examples x features for the course's features x examples."""
    check_has("X", X, "requires_grad")
    return X.T


def course_from_examples(input):
    """Return the course's features x examples for examples x features."""
    check_has("input", input, "requires_grad")
    return input.T


def linear_from_course(W, b):
    """Return weight (out, in) and bias (out,) for W (out, in) and b (out, 1)."""
    check_has("W", W, "requires_grad")
    check_has("b", b, "requires_grad")
    return W, b.reshape(-1)


def course_from_linear(weight, bias):
    """Return W (out, in) and b (out, 1) of Z = W @ A_prev + b for weight and bias."""
    check_has("weight", weight, "requires_grad")
    check_has("bias", bias, "requires_grad")
    return weight, bias.reshape(-1, 1)


def linear_from_rows(W, b):
    """Return weight (out, in) and bias for W (in, out) of X @ W + b, Keras's kernel."""
    check_has("W", W, "requires_grad")
    check_has("b", b, "requires_grad")
    return W.T, b


def rows_from_linear(weight, bias):
    """Return W (in, out) and b of X @ W + b for weight (out, in) and bias."""
    check_has("weight", weight, "requires_grad")
    check_has("bias", bias, "requires_grad")
    return weight.T, bias


def mean_from_sum(lr, weight_decay, m):
    """Return the options that train on a mean as those given train on a sum of m."""
    check_positive("m", m)
    return {"lr": lr * m, "weight_decay": weight_decay / m}


def sum_from_mean(lr, weight_decay, m):
    """Return the options that train on a sum of m as those given train on a mean."""
    check_positive("m", m)
    return {"lr": lr / m, "weight_decay": weight_decay * m}


def check_moving(name, factor):
    """Refuse a factor of a moving average that never takes in a new value."""
    if not 0 <= factor < 1:
        raise ValueError(f"{name} must be in [0, 1), got {factor}")


def check_bessel(n):
    """Refuse a number of values that has no unbiased variance."""
    if not n > 1:
        raise ValueError(f"n must be more than 1, got {n}")
