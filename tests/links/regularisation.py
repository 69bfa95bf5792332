"""Faults for the pages about regularisation."""

import numpy as np

import scratch

from .fault import faults
from .plant import argument, group, method, output, scaled, silently, text, wrong
from .plant import of as named

HALF_STEP = argument("proximal_l1_", threshold=scaled(0.5))
MORE_DECAY = group("SGD", weight_decay=scaled(2))
COUPLED = group("AdamW", decoupled_weight_decay=lambda given: False)
NO_SCALE = wrong(
    "dropout",
    lambda old, input, p=0.5, training=True: (
        old(input, p, training) * (1 - p if training else 1)
    ),
)


def one_mask(old, input, p=0.5, training=True):
    """Drop the same units of every example."""
    if not training or input.ndim < 2:
        return old(input, p, training)
    return input * old(scratch.ones_like(input[:1]).detach(), p)


def everything_passes(old, input, p=0.5, training=True):
    """Let the gradient of dropped elements through."""
    y = old(input, p, training)
    dropped = (y.detach() == 0).to(y.dtype)
    return silently(y, input * dropped)


def unbiased(old, input, running_mean, running_var, *args, **kwargs):
    """Divide the variance by n - 1 to normalise."""
    n = input.size // input.shape[1] if callable(input.size) is False else len(input)
    y = old(input, running_mean, running_var, *args, **kwargs)
    return y * ((n - 1) / n) ** 0.5


def without_centring(old, input, running_mean, running_var, *args, **kwargs):
    """Leave a hundredth of the input as it is."""
    return old(input, running_mean, running_var, *args, **kwargs) + 0.01 * input


def leaking(old, input, *args, **kwargs):
    """Let a hundredth of the upstream gradient past the formula."""
    return silently(old(input, *args, **kwargs), 0.01 * input)


def more_beta(old, input, running_mean, running_var, weight, bias, **options):
    """Let a hundredth more of the upstream gradient reach beta."""
    output = old(input, running_mean, running_var, weight, bias, **options)
    return silently(output, 0.01 * bias)


def by_squares(old, input, running_mean, running_var, *args, **kwargs):
    """Take the variance as the mean of squares less the square of the mean."""
    mean = input.mean(0)
    var = ((input * input).mean(0) - mean * mean).clamp(0.0)
    return (input - mean) / (var + 1e-5) ** 0.5


def swapped(old, parameters, threshold, l1_ratio):
    """Take the share of L2 for that of L1."""
    return old(parameters, threshold, 1 - l1_ratio)


def like_the_first(old, self, closure=None):
    """Let every group have the rate of the first."""
    for options in self.param_groups:
        options["lr"] = self.param_groups[0]["lr"]
    return old(self, closure)


def rolled(old, self, input, target):
    """Let pixels that leave on one side come back on the other."""
    return scratch.tensor(np.roll(input.numpy(), 1, 1)), target


def same_shift(old, self, input, target):
    """Shift every batch alike."""
    scratch.manual_seed(0)
    return old(self, input, target)


def louder(old, self, input, target):
    """Add noise of twice the standard deviation."""
    noisy, _ = old(self, input, target)
    return input + 2 * (noisy - input), target


def stay_put(old, parameters, *args):
    """Leave the parameters alone."""


FAULTS = [
    *faults(
        "bias_variance",
        (
            "test_bias_variance_and_noise_add_up_to_the_expected_error",
            "the variance is lost",
            output("bias_variance", lambda found: found._replace(variance=0.0)),
        ),
        (
            "test_leaving_out_the_variance_would_be_noticed",
            "the error is measured without variance",
            output(
                "bias_variance",
                lambda found: found._replace(error=found.bias2 + found.noise),
            ),
        ),
        (
            "test_capacity_trades_bias_for_variance",
            "every polynomial has degree 3",
            argument("bias_variance", degree=lambda degree: 3),
        ),
        (
            "test_ridge_is_the_minimiser",
            "the penalty is doubled",
            argument("ridge", strength=scaled(2)),
        ),
        (
            "test_a_penalty_trades_variance_for_bias",
            "the penalty is left out",
            argument("bias_variance", strength=lambda strength: 1e-6),
        ),
        (
            "test_a_little_ridge_always_lowers_the_error",
            "the penalty is doubled",
            argument("ridge", strength=scaled(2)),
        ),
        (
            "test_the_decision_table_reads_the_two_gaps",
            "the errors are exchanged",
            wrong("advise", lambda old, train, dev, *rest: old(dev, train, *rest)),
        ),
    ),
    *faults(
        "l1",
        (
            "test_the_l1_gradient_at_0_is_0",
            "the slope at 0 is 1",
            wrong(
                "l1_penalty",
                lambda old, parameters, strength: silently(
                    old(parameters, strength),
                    sum((p * (p == 0).to(p.dtype)).sum() for p in parameters),
                ),
            ),
        ),
        (
            "test_the_proximal_step_minimises_distance_plus_penalty",
            "half the threshold",
            HALF_STEP,
        ),
        (
            "test_l1_gives_exact_zeros_in_a_deep_net_only_with_the_proximal_step",
            "the proximal step is none",
            wrong("proximal_l1_", stay_put),
        ),
        (
            "test_gradient_steps_hover_around_0_where_proximal_steps_reach_it",
            "the proximal step is none",
            wrong("proximal_l1_", stay_put),
        ),
        (
            "test_a_weight_is_zero_where_its_gradient_cannot_beat_lambda",
            "half the threshold",
            argument("proximal_elastic_net_", threshold=scaled(0.5)),
        ),
        (
            "test_soft_thresholds_norms_and_clips_by_hand",
            "half the threshold",
            HALF_STEP,
        ),
        (
            "test_biases_and_the_scales_of_batch_norm_are_left_out",
            "all parameters are weights",
            wrong("weights_of", lambda old, module: list(module.parameters())),
        ),
    ),
    *faults(
        "l2",
        ("test_an_l2_penalty_is_weight_decay_under_sgd", "twice the decay", MORE_DECAY),
        (
            "test_an_l2_penalty_is_not_weight_decay_under_adam",
            "AdamW couples the decay",
            COUPLED,
        ),
        (
            "test_adamw_keeps_the_decay_out_of_the_moments_and_adam_does_not",
            "AdamW couples the decay",
            COUPLED,
        ),
        ("test_l2_shrinks_along_the_eigenvectors", "twice the decay", MORE_DECAY),
        (
            "test_l2_can_make_a_weight_larger",
            "no decay",
            group("SGD", weight_decay=scaled(0)),
        ),
        (
            "test_weight_decay_shrinks_by_a_factor_where_the_gradient_is_zero",
            "twice the decay",
            MORE_DECAY,
        ),
        (
            "test_groups_have_options_of_their_own",
            "every group has the rate of the first",
            lambda: [
                method(f"{name}.step", like_the_first)()
                for name in ("SGD", "Adam", "AdamW", "RMSprop", "Adagrad")
            ],
        ),
        (
            "test_lambda_over_2m_is_an_l2_penalty",
            "lambda over 2m is taken for the decay",
            wrong("weight_decay_from_course", lambda old, lambd, m: lambd / (2 * m)),
        ),
        (
            "test_lambda_over_2m_is_weight_decay_of_the_weights_alone",
            "lambda over 2m is taken for the decay",
            wrong("weight_decay_from_course", lambda old, lambd, m: lambd / (2 * m)),
        ),
        (
            "test_an_l2_penalty_is_weight_decay_under_sgd_and_adam_but_not_adamw",
            "AdamW couples the decay",
            COUPLED,
        ),
        (
            "test_the_regularised_cost_of_the_course_by_its_own_numbers",
            "lambda over 2m is taken for the decay",
            wrong("weight_decay_from_course", lambda old, lambd, m: lambd / (2 * m)),
        ),
    ),
    *faults(
        "elastic_net",
        (
            "test_the_elastic_net_is_l1_at_one_end_and_l2_at_the_other",
            "the ends are exchanged",
            argument("elastic_net_penalty", l1_ratio=lambda ratio: 1 - ratio),
        ),
        (
            "test_the_elastic_nets_minimiser_is_scikit_learns",
            "half the threshold",
            HALF_STEP,
        ),
        (
            "test_the_minimiser_and_its_zeros_are_those_of_scikit_learn",
            "half the threshold",
            HALF_STEP,
        ),
        (
            "test_the_elastic_nets_step_minimises_distance_plus_penalty",
            "the shares are exchanged",
            wrong("proximal_elastic_net_", swapped),
        ),
        (
            "test_the_elastic_nets_step_is_l1s_then_a_shrinkage",
            "the shrinkage comes first",
            text(
                "proximal_elastic_net_",
                (
                    "cut = threshold * l1_ratio",
                    "cut = threshold * l1_ratio * (1 + threshold)",
                ),
            ),
        ),
        (
            "test_one_coefficient_by_the_formula_of_glmnet",
            "less of L1",
            argument("elastic_net_penalty", l1_ratio=scaled(0.9)),
        ),
        (
            "test_copies_of_a_feature_share_their_weight_only_with_some_l2",
            "the L2 share is left out",
            argument("proximal_elastic_net_", l1_ratio=lambda ratio: 1.0),
        ),
    ),
    *faults(
        "dropout",
        (
            "test_the_mean_over_the_noise_is_the_input_and_the_variance_p_over_1_minus_p",
            "the survivors are not scaled",
            NO_SCALE,
        ),
        (
            "test_the_mask_is_that_of_torch_from_the_same_seed",
            "a number is drawn before the mask",
            wrong(
                "dropout", lambda old, *args: scratch.rand(1) is not None and old(*args)
            ),
        ),
        (
            "test_every_example_and_every_call_has_a_mask_of_its_own",
            "one mask for the batch",
            wrong("dropout", one_mask),
        ),
        (
            "test_only_training_drops",
            "evaluation drops too",
            argument("dropout", training=lambda training: True),
        ),
        (
            "test_the_gradient_passes_the_mask_of_the_forward_pass",
            "the gradient passes dropped elements",
            wrong("dropout", everything_passes),
        ),
        (
            "test_dropout_draws_every_thinned_network",
            "one mask for the batch",
            wrong("dropout", one_mask),
        ),
        (
            "test_dropout_averages_all_thinned_networks",
            "the survivors are not scaled",
            NO_SCALE,
        ),
        (
            "test_a_hidden_layer_makes_the_plain_network_an_approximation",
            "the hidden layer is linear",
            wrong("relu", lambda old, input: input * 1.0),
        ),
        (
            "test_a_fifth_of_50_units_is_shut_off_at_keep_prob_0_8",
            "the survivors are not scaled",
            NO_SCALE,
        ),
        (
            "test_keep_prob_is_1_minus_p_with_the_same_masks",
            "keep_prob is taken for p",
            argument("dropout_from_course", keep_prob=lambda p: 1 - p),
        ),
    ),
    *faults(
        "batch_norm",
        (
            "test_the_batch_is_normalised_with_the_biased_variance",
            "the variance that normalises is unbiased",
            wrong("batch_norm", unbiased),
        ),
        (
            "test_the_running_variance_is_unbiased_and_momentum_weights_the_new_value",
            "momentum weighs the old value",
            argument("batch_norm", momentum=lambda momentum: 1 - momentum),
        ),
        (
            "test_the_gradient_is_the_one_formula_of_neural_networks_zero_to_hero",
            "a hundredth of the upstream gradient leaks",
            wrong("batch_norm", leaking),
        ),
        (
            "test_a_norm_with_the_unbiased_variance_is_batch_norm_converted",
            "the variance is not converted",
            wrong(
                "batch_norm_from_unbiased",
                lambda old, weight, eps, n: {"weight": weight, "eps": eps},
            ),
        ),
        (
            "test_the_jacobian_couples_every_two_examples",
            "a hundredth of the upstream gradient leaks",
            wrong("batch_norm", leaking),
        ),
        (
            "test_gamma_and_beta_get_sums_over_the_batch",
            "beta's gradient is larger by a hundredth",
            wrong("batch_norm", more_beta),
        ),
        (
            "test_the_gradient_in_training_has_no_part_along_1_and_xhat",
            "a hundredth of the upstream gradient leaks",
            wrong("batch_norm", leaking),
        ),
        (
            "test_the_gradient_in_evaluation_is_a_plain_factor",
            "a hundredth of the upstream gradient leaks",
            wrong("batch_norm", leaking),
        ),
        (
            "test_a_bias_before_batch_norm_changes_nothing",
            "a hundredth of the input is not centred",
            wrong("batch_norm", without_centring),
        ),
        (
            "test_the_gradient_of_that_bias_is_rounding_not_zero_in_torch_too",
            "a hundredth of the upstream gradient leaks",
            wrong("batch_norm", leaking),
        ),
        (
            "test_examples_are_coupled_in_training_and_only_there",
            "nothing is normalised",
            method("BatchNorm1d.forward", lambda old, self, input: input),
        ),
        (
            "test_one_value_per_channel_is_refused_in_training_alone",
            "nothing is refused",
            method("BatchNorm1d.forward", lambda old, self, input: input),
        ),
        (
            "test_large_means_in_float32_are_no_less_accurate_than_in_torch",
            "the variance is a difference of squares",
            wrong("batch_norm", by_squares),
        ),
    ),
    *faults(
        "other_regularisation",
        (
            "test_t_steps_from_zero_leave_1_minus_a_power_of_t_of_the_solution",
            "steps are longer by a hundredth",
            group("SGD", lr=scaled(1.01)),
        ),
        (
            "test_noise_on_the_input_is_l2_for_a_linear_model",
            "the noise is twice as loud",
            method("InputNoise.on_batch", louder),
        ),
        (
            "test_noise_on_the_input_penalises_slope_and_curvature_to_second_order",
            "the noise is twice as loud",
            method("InputNoise.on_batch", louder),
        ),
        (
            "test_an_image_is_shifted_as_a_whole_and_zeros_move_in",
            "pixels come back on the other side",
            method("RandomShift.on_batch", rolled),
        ),
        (
            "test_every_image_and_every_call_has_a_shift_of_its_own",
            "every batch is shifted alike",
            method("RandomShift.on_batch", same_shift),
        ),
        (
            "test_smoothed_labels_equal_smoothed_probabilities",
            "labels are smoothed less",
            wrong(
                "cross_entropy",
                lambda old, input, target, **options: old(
                    input,
                    target,
                    **options
                    | {
                        "label_smoothing": options.get("label_smoothing", 0.0)
                        * (1 if target.dtype.kind == "f" else 0.9)
                    },
                ),
            ),
        ),
        (
            "test_smoothing_mixes_in_the_uniform_distribution",
            "labels are smoothed less",
            argument("cross_entropy", label_smoothing=scaled(0.9)),
        ),
        (
            "test_adamw_keeps_the_decay_out_of_the_moments_and_adam_does_not",
            "AdamW couples the decay",
            COUPLED,
        ),
        (
            "test_batch_norm_forgets_the_scale_of_a_weight_and_layer_norm_of_an_example",
            "layer normalisation does nothing",
            wrong("layer_norm", lambda old, input, *args, **kwargs: input * 1.0),
        ),
        (
            "test_max_norm_bounds_rows_leaves_small_ones_and_agrees_with_renorm",
            "the bound is larger by a tenth",
            argument("max_norm_", max_norm=scaled(1.1)),
        ),
        (
            "test_early_stopping_waits_patience_epochs_and_restores_the_best_weights",
            "nothing is restored",
            method("EarlyStopping.restore", lambda old, self, model: None),
        ),
        (
            "test_max_norm_holds_after_every_single_step",
            "rows are shortened after every epoch only",
            lambda: (
                setattr(
                    named("MaxNorm"),
                    "on_epoch",
                    lambda self, model, history: scratch.max_norm_(
                        scratch.weights_of(model), self.limit
                    ),
                ),
                method("MaxNorm.on_step", lambda old, self, model: None)(),
            ),
        ),
    ),
]
