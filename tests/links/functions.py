"""Faults for the pages about activations, losses and the cost."""

import numpy as np

import scratch

from .fault import faults
from .plant import argument, method, output, replace, scaled, silently, wrong


def slope_one_at_zero(old, input, *args, **kwargs):
    """Let the slope at a kink be larger by 1."""
    at_zero = (input.detach() == 0).to(input.dtype)
    return silently(old(input, *args, **kwargs), input * at_zero)


def never_dead(old, input):
    """Let a hundredth of the gradient pass where a unit is inactive."""
    inactive = (input.detach() <= 0).to(input.dtype)
    return silently(old(input), 0.01 * input * inactive)


def slope_of_output(old, input):
    """Let the slope of the sigmoid be its output."""
    y = old(input)
    held = y.detach()
    return silently(y, input * held * held)


def without_projection(old, input, dim, **options):
    """Let the gradient of softmax forget the other classes."""
    s = old(input, dim, **options)
    held = s.detach()
    return silently(s, (held * held * input))


def with_one(old, input, dim, **options):
    """Let the gradient of a log-softmax be larger than it is."""
    return silently(old(input, dim, **options), 0.01 * input)


def by_exponentials(old, input, dim, **options):
    """Leave out the shift by the largest logit."""
    with np.errstate(all="ignore"):
        e = input.exp()
        return e / e.sum(dim, keepdim=True)


def log_of_softmax(old, input, dim, **options):
    """Take the logarithm of the probabilities."""
    with np.errstate(all="ignore"):
        return scratch.softmax(input, dim).log()


def cross_entropy_by_softmax(old, input, target, **options):
    """Take the logarithm of the probabilities."""
    with np.errstate(all="ignore"):
        log_prob = scratch.softmax(input, 1).log()
        return scratch.nll_loss(log_prob, target, **options)


def divided_by_m(old, input, target, weight=None, **options):
    """Divide a weighted mean by the number of examples."""
    if weight is None or options.get("reduction", "mean") != "mean":
        return old(input, target, weight, **options)
    return old(input, target, weight, **{**options, "reduction": "sum"}) / len(target)


def nothing_refused(old, input, target, *args, **options):
    """Return 0 for what is refused."""
    try:
        return old(input, target, *args, **options)
    except IndexError:
        return input.sum() * 0


def leaking(old, input, target, **options):
    """Let a hundredth of the upstream gradient past the formula."""
    return silently(old(input, target, **options), 0.01 * input.sum())


def summed(old, input, target, *args, **options):
    """Give the sum where the mean is asked for."""
    if options.get("reduction", "mean") == "mean":
        options["reduction"] = "sum"
    return old(input, target, *args, **options)


def through_hardmax(old, input, dim):
    """Let the gradient pass a hardmax."""
    return silently(old(input, dim), input)


def the_last(old, input, dim=None, keepdim=False):
    """Take the last of several maxima."""
    axes = None if dim is None else dim
    turned = scratch.tensor(np.flip(input.numpy(), axes).copy())
    size = input.numpy().size if dim is None else input.shape[dim]
    return size - 1 - old(turned, dim, keepdim)


def overflowing(old, input, beta=1.0, threshold=20.0):
    """Take the logarithm of a sum that overflows."""
    with np.errstate(all="ignore"):
        return (1 + input.exp()).log()


def exchanged(old, input, target, **options):
    """Exchange the two distributions."""
    return old(target.log(), input.exp(), **options)


def to_one_scale(old, input, dim):
    """Divide the logits by their deviation."""
    return old(input / float(input.numpy().std()), dim)


def mixed(y):
    """Mix a hundredth of the uniform distribution in."""
    return 0.99 * y + 0.01 / y.shape[-1]


def sees_nothing():
    """Let the battery look at no example."""
    import planting

    replace(planting.search, lambda *args: None)


def gained(old, tensor, *args, **options):
    """Fill with weights of half the variance."""
    old(tensor, *args, **options)
    with scratch.no_grad():
        tensor *= 0.5**0.5
    return tensor


BLIND = sees_nothing
MIXED = output("softmax", mixed)
MORE_LOSS = output("cross_entropy", scaled(1.01))

FAULTS = [
    *faults(
        "sigmoid",
        (
            "test_the_sigmoid_undoes_log_odds_and_turns_around_a_half",
            "one in a hundred more",
            output("sigmoid", scaled(1.01)),
        ),
        (
            "test_every_activation_is_torchs_at_kinks_and_extremes",
            "the slope of the sigmoid is its output",
            wrong("sigmoid", slope_of_output),
        ),
        (
            "test_small_probabilities_do_not_vanish_as_in_torch",
            "what is below 1e-40 is 0",
            output("sigmoid", lambda y: y * (y.detach() > 1e-40).to(y.dtype)),
        ),
        (
            "test_softplus_is_finite_where_torchs_exp_overflows",
            "the naive formula",
            wrong("softplus", overflowing),
        ),
        (
            "test_tanh_is_a_sigmoid_stretched_to_minus_1_and_1",
            "a tanh that is not as high",
            output("tanh", scaled(0.999)),
        ),
        (
            "test_the_sigmoids_slope_is_read_off_its_output_and_at_most_a_quarter",
            "the slope of the sigmoid is its output",
            wrong("sigmoid", slope_of_output),
        ),
    ),
    *faults(
        "relu",
        (
            "test_every_activation_is_torchs_at_kinks_and_extremes",
            "the slope at 0 is 1",
            wrong("relu", slope_one_at_zero),
        ),
        (
            "test_ties_and_kinks_take_torchs_gradient",
            "the slope of the absolute value at 0 is 1",
            method("Tensor.__abs__", slope_one_at_zero),
        ),
        (
            "test_a_wrong_slope_at_zero_alone_is_found_and_shrunk",
            "the battery looks at no example",
            BLIND,
        ),
        (
            "test_gelu_keeps_the_digits_that_torch_loses",
            "the tail is 0",
            output("gelu", lambda y: y * (abs(y.detach()) > 1e-15).to(y.dtype)),
        ),
        (
            "test_a_relu_halves_the_second_moment_of_a_symmetric_input",
            "a hundredth of the negative half passes",
            wrong("relu", lambda old, input: old(input) - 0.01 * old(-input)),
        ),
        (
            "test_kaiming_keeps_the_second_moment_through_many_relus",
            "the variance is 1/n",
            wrong("init.kaiming_normal_", gained),
        ),
        (
            "test_a_dead_relu_gets_no_gradient_and_stays_dead",
            "a hundredth of the gradient passes",
            wrong("relu", never_dead),
        ),
    ),
    *faults(
        "argmax",
        (
            "test_hardmax_has_one_1_in_each_row_and_gradient_0",
            "the gradient passes",
            wrong("hardmax", through_hardmax),
        ),
        (
            "test_softmax_tends_to_hardmax_as_the_temperature_falls",
            "a hundredth is uniform",
            MIXED,
        ),
        (
            "test_argmax_takes_the_first_of_several_maxima",
            "the last",
            wrong("argmax", the_last),
        ),
        (
            "test_nothing_is_learned_through_hardmax_its_gradient_is_zero",
            "the gradient passes",
            wrong("hardmax", through_hardmax),
        ),
        (
            "test_hardmax_takes_the_first_of_ties_while_softmax_shares",
            "hardmax shares",
            wrong("hardmax", lambda old, input, dim: scratch.softmax(input * 1e4, dim)),
        ),
        (
            "test_softmax_with_falling_temperature_tends_to_hardmax",
            "a hundredth is uniform",
            MIXED,
        ),
        (
            "test_softmax_tends_to_hardmax_at_the_rate_of_the_gap",
            "logits are halved",
            argument("softmax", input=scaled(0.5)),
        ),
    ),
    *faults(
        "softmax",
        (
            "test_softmax_by_hand_holds_with_its_jacobian",
            "the gradient forgets the other classes",
            wrong("softmax", without_projection),
        ),
        (
            "test_softmax_survives_the_largest_logits",
            "no shift by the largest logit",
            wrong("softmax", by_exponentials),
        ),
        (
            "test_log_softmax_by_hand_holds_with_its_jacobian",
            "a hundredth of the upstream gradient leaks",
            wrong("log_softmax", with_one),
        ),
        ("test_two_classes_are_one_logit", "one in a hundred more", MORE_LOSS),
        ("test_softmax_matches_the_published_example", "a hundredth is uniform", MIXED),
        (
            "test_softmax_sums_to_one_and_ignores_a_shift_of_all_logits",
            "one in a hundred more",
            output("softmax", scaled(1.01)),
        ),
        (
            "test_the_softmax_of_a_single_number_is_1_with_gradient_0",
            "the gradient is that of a sigmoid",
            wrong(
                "softmax",
                lambda old, input, dim: silently(
                    old(input, dim), scratch.sigmoid(input)
                ),
            ),
        ),
        (
            "test_softmax_has_a_full_jacobian_not_a_diagonal_one",
            "the gradient forgets the other classes",
            wrong("softmax", without_projection),
        ),
        (
            "test_softmax_of_two_classes_is_logistic_regression_of_the_difference",
            "a hundredth is uniform",
            MIXED,
        ),
        (
            "test_two_class_softmax_trains_as_logistic_regression_at_twice_the_rate",
            "one in a hundred more",
            MORE_LOSS,
        ),
        (
            "test_softmax_outputs_are_probabilities_only_if_the_logits_are_calibrated",
            "logits are brought to one scale",
            wrong("softmax", to_one_scale),
        ),
    ),
    *faults(
        "loss",
        (
            "test_the_gradient_is_minus_y_over_yhat_in_the_prediction_and_yhat_minus_y_in_z",
            "a hundredth of the upstream gradient leaks",
            wrong("cross_entropy", leaking),
        ),
        (
            "test_cross_entropy_is_nll_of_log_softmax",
            "one in a hundred more",
            MORE_LOSS,
        ),
        (
            "test_cross_entropy_is_finite_for_huge_logits",
            "the logarithm of a softmax",
            wrong("cross_entropy", cross_entropy_by_softmax),
        ),
        (
            "test_cross_entropy_of_a_distribution_with_itself_is_its_entropy",
            "one in a hundred more",
            MORE_LOSS,
        ),
        (
            "test_cross_entropy_is_least_for_the_honest_probabilities",
            "the distributions are exchanged",
            wrong("cross_entropy", exchanged),
        ),
        (
            "test_bce_with_logits_keeps_tiny_losses",
            "what is below 1e-12 is 0",
            output(
                "binary_cross_entropy_with_logits",
                lambda y: y * (y.detach() > 1e-12).to(y.dtype),
            ),
        ),
        (
            "test_nll_of_the_right_classes",
            "one in a hundred more",
            output("nll_loss", scaled(1.01)),
        ),
        (
            "test_the_sum_collapses_because_the_other_labels_are_zero_not_the_other_outputs",
            "one in a hundred more",
            MORE_LOSS,
        ),
        (
            "test_log_of_softmax_fails_where_log_softmax_does_not",
            "log-softmax is the logarithm of a softmax",
            wrong("log_softmax", log_of_softmax),
        ),
    ),
    *faults(
        "cost",
        (
            "test_weights_divide_the_mean_by_the_weight_of_the_labels_that_count",
            "a weighted mean divides by the number of examples",
            wrong("cross_entropy", divided_by_m),
        ),
        (
            "test_a_mean_over_no_label_is_nan_with_zero_gradient",
            "a mean over nothing is 0",
            wrong(
                "cross_entropy", lambda old, input, *args, **options: input.sum() * 0
            ),
        ),
        (
            "test_a_missing_one_over_n_is_found",
            "the battery looks at no example",
            BLIND,
        ),
        (
            "test_labels_outside_the_classes_raise_index_error",
            "nothing is refused",
            wrong("cross_entropy", nothing_refused),
        ),
        (
            "test_with_the_sum_the_rate_must_shrink_as_the_batch_grows",
            "every reduction is a mean",
            argument("mse_loss", reduction=lambda given: "mean"),
        ),
        (
            "test_the_cost_is_the_mean_and_its_gradient_softmax_minus_onehot_over_m",
            "the cost is a sum",
            wrong("cross_entropy", summed),
        ),
        (
            "test_sum_and_mean_are_those_of_the_losses",
            "the mean is a sum",
            wrong("cross_entropy", summed),
        ),
    ),
]
