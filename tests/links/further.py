"""Faults for the further pages: initialisation, averages, gradient checks, heads."""

import scratch

from .fault import faults
from .plant import argument, group, method, output, scaled, silently, wrong
from .plant import of as named

LONGER = group("Adam", lr=scaled(1.01))
LESS_BETA = argument("moving_average", beta=scaled(0.99))
SATURATED = argument("signal_sizes", activation=lambda activation: scratch.tanh)
ESTIMATES = "compare.reading.figures.gradient_check.estimates"
BCE = "binary_cross_entropy_with_logits"


def instead(kind, of):
    """Let one kind of estimate be another."""

    def change(old, *args, **kwargs):
        found = old(*args, **kwargs)
        return {**found, kind: found[of]}

    return wrong(ESTIMATES, change)


def without_rounding(old, steps, *args, **kwargs):
    """Let the error of an estimate be its step."""
    module = named("compare.reading.figures.gradient_check")
    return dict.fromkeys(old(steps), module.slope(module.AT) * (1 + steps))


def of_the_largest(old, a, b):
    """Compare the largest elements in place of the norms."""
    return abs(a - b).max() / (abs(a).max() + abs(b).max())


def reset_equal(old, self):
    """Start all units of a layer alike."""
    named("init.constant_")(self.weight, 0.3)
    named("init.constant_")(self.bias, 0.3)


def gained(old, tensor, *args, **options):
    """Fill with weights of half the variance."""
    old(tensor, *args, **options)
    with scratch.no_grad():
        tensor *= 0.5**0.5
    return tensor


def by_examples(old, input, target, **options):
    """Divide a mean by the examples, not by the labels of each."""
    if options.get("reduction", "mean") != "mean":
        return old(input, target, **options)
    return old(input, target, **{**options, "reduction": "sum"}) / len(input)


def same_mask(old, *args):
    """Draw the same mask always."""
    scratch.manual_seed(0)
    return old(*args)


FAULTS = [
    *faults(
        "initialisation",
        (
            "test_units_that_start_equal_stay_equal",
            "units do not start equal",
            wrong("init.constant_", lambda old, t, value: named("init.normal_")(t)),
        ),
        (
            "test_units_that_start_apart_do_not_become_equal",
            "units start equal",
            method("Linear.reset_parameters", reset_equal),
        ),
        (
            "test_from_zeros_the_last_bias_alone_learns",
            "zeros are tenths",
            wrong("init.zeros_", lambda old, t: named("init.constant_")(t, 0.1)),
        ),
        (
            "test_a_sum_of_n_terms_has_n_times_the_variance_of_one",
            "sums are doubled",
            output("linear", scaled(2)),
        ),
        (
            "test_a_relu_halves_the_second_moment_of_a_symmetric_input",
            "a hundredth of the negative half passes",
            wrong("relu", lambda old, input: old(input) - 0.01 * old(-input)),
        ),
        (
            "test_the_rules_have_the_variances_that_are_derived",
            "Kaiming's variance is 1/n",
            wrong("init.kaiming_normal_", gained),
        ),
        (
            "test_at_gain_one_signals_keep_their_size_through_twenty_layers",
            "weights are larger by a half",
            argument("init.normal_", std=scaled(1.5)),
        ),
        (
            "test_each_layer_multiplies_both_signals_by_the_gain",
            "activations saturate",
            SATURATED,
        ),
        (
            "test_xaviers_variance_halves_the_second_moment_in_every_relu_layer",
            "activations saturate",
            SATURATED,
        ),
        (
            "test_a_linear_layers_own_start_shrinks_a_deep_relu_network",
            "activations saturate",
            SATURATED,
        ),
        (
            "test_activations_of_tanh_are_kept_by_xavier_and_vanish_below_it",
            "weights are halved",
            argument("init.normal_", std=scaled(0.5)),
        ),
        (
            "test_only_at_gain_one_do_twenty_layers_learn",
            "steps are a hundredth as long",
            group("SGD", lr=scaled(0.01)),
        ),
        (
            "test_every_fill_equals_torch_for_random_seeds_shapes_and_options",
            "Kaiming's variance is 1/n",
            wrong("init.kaiming_normal_", gained),
        ),
    ),
    *faults(
        "weighted_averages",
        (
            "test_what_is_k_steps_back_weighs_one_minus_beta_times_beta_to_the_k",
            "beta is less by a hundredth",
            LESS_BETA,
        ),
        (
            "test_the_weights_sum_to_one_only_after_the_correction",
            "nothing is corrected",
            argument("moving_average", corrected=lambda corrected: False),
        ),
        (
            "test_about_one_over_one_minus_beta_values_count",
            "beta is less by a hundredth",
            LESS_BETA,
        ),
        (
            "test_averaging_divides_the_variance_of_noise_by_1_plus_beta_over_1_minus_beta",
            "beta is less by a hundredth",
            LESS_BETA,
        ),
        (
            "test_rmsprop_is_the_formula_of_the_course",
            "alpha is less by a hundredth",
            group("RMSprop", alpha=scaled(0.99)),
        ),
        (
            "test_adam_is_the_formula_of_the_course_with_both_hats",
            "steps are longer by a hundredth",
            LONGER,
        ),
        (
            "test_the_moments_of_adam_are_moving_averages",
            "Adam's betas are less by a hundredth",
            group("Adam", betas=lambda betas: (0.99 * betas[0], 0.99 * betas[1])),
        ),
        (
            "test_the_scale_of_the_cost_cancels",
            "eps is a thousandth",
            group("Adam", eps=lambda eps: 1e-3),
        ),
        (
            "test_a_steady_gradient_moves_every_weight_by_lr_a_step",
            "steps are longer by a hundredth",
            LONGER,
        ),
        (
            "test_rmsprops_first_step_is_too_long_for_want_of_the_correction",
            "steps are longer by a hundredth",
            group("RMSprop", lr=scaled(1.01)),
        ),
        (
            "test_a_step_of_adam_is_longest_after_a_long_silence",
            "steps are longer by a hundredth",
            LONGER,
        ),
        (
            "test_dividing_by_the_root_makes_up_for_a_badly_scaled_valley",
            "steps of Adam are a hundredth as long",
            group("Adam", lr=scaled(0.01)),
        ),
        (
            "test_adam_climbs_where_amsgrad_descends",
            "AMSGrad is left out",
            group("Adam", amsgrad=lambda amsgrad: False),
        ),
        (
            "test_eps_is_added_outside_the_root_after_the_correction",
            "eps is doubled",
            group("Adam", eps=scaled(2)),
        ),
    ),
    *faults(
        "gradient_checking",
        (
            "test_central_differences_gain_two_digits_where_one_sided_ones_gain_one",
            "central differences are one-sided",
            instead("central", "forward"),
        ),
        (
            "test_below_the_best_step_the_error_grows_as_the_step_shrinks",
            "the error is the step",
            wrong(ESTIMATES, without_rounding),
        ),
        (
            "test_the_best_step_is_near_the_cube_root_of_the_rounding",
            "central differences are one-sided",
            instead("central", "forward"),
        ),
        (
            "test_in_float32_not_even_the_best_step_reaches_a_hundred_thousandth",
            "float32 is float64",
            wrong(ESTIMATES, lambda old, steps, *dtype: old(steps)),
        ),
        (
            "test_the_complex_step_is_right_to_rounding_however_small",
            "the complex step is a central difference",
            instead("complex", "central"),
        ),
        (
            "test_the_estimate_is_the_gradient_of_a_network",
            "the estimate is larger by a thousandth",
            output("numerical_gradient", scaled(1.001)),
        ),
        (
            "test_the_function_is_evaluated_twice_for_each_element",
            "half the step",
            argument("numerical_gradient", eps=scaled(0.5)),
        ),
        (
            "test_known_mistakes_have_known_relative_errors",
            "the error is doubled",
            output("relative_error", scaled(2)),
        ),
        (
            "test_one_wrong_element_hides_in_the_norm_of_many",
            "the largest elements are compared",
            wrong("relative_error", of_the_largest),
        ),
        (
            "test_at_a_kink_the_estimate_is_a_mean_of_both_slopes",
            "the estimate is larger by a thousandth",
            output("numerical_gradient", scaled(1.001)),
        ),
        (
            "test_a_random_direction_checks_all_elements_with_two_evaluations",
            "the estimate is larger by a thousandth",
            output("numerical_gradient", scaled(1.001)),
        ),
        (
            "test_dropout_must_draw_the_same_mask_at_every_evaluation",
            "the mask is the same always",
            wrong("dropout", same_mask),
        ),
    ),
    *faults(
        "heads",
        (
            "test_a_matched_head_has_dz_equal_to_a_minus_y",
            "one in a hundred more",
            output("cross_entropy", scaled(1.01)),
        ),
        (
            "test_without_inputs_each_matched_head_learns_the_mean_of_its_targets",
            "a hundredth leaks into the gradient",
            wrong(BCE, lambda old, z, y, **o: silently(old(z, y, **o), 0.01 * z)),
        ),
        (
            "test_the_loss_of_a_matched_head_is_convex_in_the_logits",
            "the loss changes its sign",
            output(BCE, scaled(-1)),
        ),
        (
            "test_the_squared_error_of_a_sigmoid_is_not_convex",
            "the sigmoid is a line",
            wrong("sigmoid", lambda old, input: input * 0.1),
        ),
        (
            "test_an_unmatched_head_keeps_the_factor_of_its_own_slope",
            "the sigmoid is a line",
            wrong("sigmoid", lambda old, input: input * 1.0),
        ),
        (
            "test_a_squared_sigmoid_learns_nothing_where_it_is_most_wrong",
            "a hundredth leaks into the gradient",
            wrong("sigmoid", lambda old, input: silently(old(input), 0.01 * input)),
        ),
        (
            "test_a_softmax_cannot_give_two_labels_more_than_a_half_each",
            "the softmax is a sigmoid",
            wrong("softmax", lambda old, input, dim: scratch.sigmoid(input)),
        ),
        (
            "test_several_sigmoids_are_that_many_logistic_regressions",
            "each loss is divided by the number of labels",
            wrong(BCE, lambda old, z, y, **o: old(z, y, **o) / z.shape[1]),
        ),
        (
            "test_the_mean_over_labels_is_the_sum_at_a_rate_that_many_times_smaller",
            "the mean divides by the examples alone",
            wrong(BCE, by_examples),
        ),
    ),
]
