"""Faults for the pages about training."""

import torch

import scratch

from .fault import faults
from .plant import each, group, method, output, replace, scaled, text, wrong
from .plant import of as named


def twice(old, self, *args):
    """Step two epochs at once."""
    old(self, *args)
    return old(self, *args)


LATE = method("LRScheduler.step", twice)
OTHERS = ("Adam", "AdamW", "RMSprop", "Adagrad")
FASTER = group("SGD", lr=scaled(1.01))
LESS_MOMENTUM = group("SGD", momentum=scaled(0.95))
WHOLE = method(
    "DataLoader.__init__",
    lambda old, self, *a, **k: old(self, *a, **{**k, "drop_last": True}),
)


def dampened_at_once(old, self, closure=None):
    """Dampen the first gradient too."""
    for options in self.param_groups:
        for param in options["params"]:
            if not self.state[param].get("momentum_buffer"):
                param.grad = param.grad * (1 - options["dampening"])
    return old(self, closure)


def reversed_iteration(old, self):
    """Visit the same examples the other way round."""
    return iter(list(old(self))[::-1])


def summed(old, input, target, reduction="mean"):
    """Give the sum where the mean is asked for."""
    return old(input, target, reduction="sum" if reduction == "mean" else reduction)


def once_each(old, self, index):
    """Look at an example once, however often it is drawn."""
    if isinstance(index, list) and all(isinstance(i, int) for i in index):
        index = sorted(set(index))
    return old(self, index)


def turned(old, *args, **kwargs):
    """Split the other way round."""
    subsets = old(*args, **kwargs)
    for subset in subsets:
        subset.indices = list(subset.indices)[::-1]
    return subsets


FAULTS = [
    *faults(
        "hyperparameters",
        (
            "test_every_iteration_is_the_formula_of_the_page",
            "momentum is less by a twentieth",
            LESS_MOMENTUM,
        ),
        (
            "test_of_l_layers_with_weights_all_but_the_last_are_hidden",
            "all layers are hidden, and the output follows",
            wrong(
                "build",
                lambda old, sizes, *options: old((*sizes, sizes[-1]), *options),
            ),
        ),
        (
            "test_e_epochs_are_e_times_m_over_b_updates_rounded_up",
            "the last batch is dropped",
            WHOLE,
        ),
        (
            "test_losses_and_accuracies_agree_after_every_epoch",
            "steps are longer by a hundredth",
            FASTER,
        ),
        (
            "test_trainings_agree_with_torch_in_every_step",
            "steps are longer by a hundredth",
            each(FASTER, *(group(name, lr=scaled(1.01)) for name in OTHERS)),
        ),
        (
            "test_the_network_learns",
            "no step is taken",
            each(
                method("SGD.step", lambda old, self, closure=None: None),
                method("torch_ref.SGD.step", lambda old, self, closure=None: None),
                lambda: setattr(torch.optim.SGD, "step", lambda self: None),
            ),
        ),
        (
            "test_each_hyperparameter_changes_the_training_equally_in_both",
            "the noise on the input is left out",
            method("InputNoise.on_batch", lambda old, self, x, y: (x, y)),
        ),
        (
            "test_the_schedule_steps_once_an_epoch_after_it",
            "the schedule steps twice",
            LATE,
        ),
        (
            "test_a_resumed_training_equals_the_unbroken_one_bit_for_bit",
            "the generators' states are not restored",
            wrong("chapters.resume.set_states", lambda old, generators, states: None),
        ),
    ),
    *faults(
        "learning_rate_decay",
        (
            "test_rates_and_momenta_are_those_of_torch_bit_for_bit",
            "rates are one epoch early",
            LATE,
        ),
        ("test_every_step_is_on_the_closed_form", "rates are one epoch early", LATE),
        ("test_the_first_epoch_is_epoch_0", "rates are one epoch early", LATE),
        (
            "test_inverse_time_decay_is_the_table_of_the_course",
            "the decay is exponential",
            method(
                "InverseTimeLR.get_lr",
                lambda old, self: [lr * 0.5**self.last_epoch for lr in self.base_lrs],
            ),
        ),
        (
            "test_the_courses_epochs_counted_from_1_are_converted",
            "the epochs are not shifted",
            wrong("decay_from_course", lambda old, a, k: {"lr": a, "decay_rate": k}),
        ),
        (
            "test_a_constant_rate_leaves_a_noise_floor",
            "steps are longer by a fifth",
            group("SGD", lr=scaled(1.2)),
        ),
        (
            "test_a_falling_rate_goes_below_the_floor",
            "the rate stays",
            method("InverseTimeLR.get_lr", lambda old, self: list(self.base_lrs)),
        ),
        (
            "test_a_resumed_run_has_the_rates_of_an_unbroken_one",
            "the resumed schedule is one epoch ahead",
            method(
                "LRScheduler.load_state_dict",
                lambda old, self, state: old(
                    self, {**state, "last_epoch": state["last_epoch"] + 1}
                ),
            ),
        ),
        (
            "test_the_cosine_is_halfway_after_half_the_epochs",
            "rates are one epoch early",
            LATE,
        ),
    ),
    *faults(
        "momentum",
        (
            "test_the_first_momentum_is_not_dampened",
            "the first gradient is dampened",
            method("SGD.step", dampened_at_once),
        ),
        (
            "test_momentum_sums_gradients_with_geometric_weights",
            "momentum is less by a twentieth",
            LESS_MOMENTUM,
        ),
        (
            "test_polyaks_heavy_ball_on_a_parabola",
            "momentum is less by a twentieth",
            LESS_MOMENTUM,
        ),
        (
            "test_nesterov_is_momentum_seen_from_the_point_ahead",
            "Nesterov's variant is left out",
            group("SGD", nesterov=lambda given: False),
        ),
        (
            "test_parameters_agree_with_torch_after_every_step",
            "momentum is less by a twentieth",
            LESS_MOMENTUM,
        ),
        (
            "test_momentum_as_an_average_is_sgd_with_a_smaller_rate",
            "the rate stays",
            wrong(
                "sgd_from_course", lambda old, lr, beta: {"lr": lr, "momentum": beta}
            ),
        ),
        (
            "test_dampening_is_not_the_average_of_the_course",
            "the converter dampens",
            wrong(
                "sgd_from_course",
                lambda old, lr, beta: {"lr": lr, "momentum": beta, "dampening": beta},
            ),
        ),
        (
            "test_momentum_converges_at_the_root_of_mu_for_every_curvature_between",
            "momentum is less by a twentieth",
            LESS_MOMENTUM,
        ),
        (
            "test_the_largest_stable_rate_is_twice_1_plus_mu_over_the_curvature",
            "steps are longer by a tenth",
            group("SGD", lr=scaled(1.1)),
        ),
    ),
    *faults(
        "mini_batches",
        (
            "test_the_noise_of_a_batch_by_counting_all_batches",
            "the loss of a batch is a sum",
            wrong("mse_loss", summed),
        ),
        (
            "test_drawing_without_replacement_gains_m_minus_b_over_m_minus_1",
            "an example drawn twice counts once",
            method("Tensor.__getitem__", once_each),
        ),
        (
            "test_an_epoch_has_m_over_b_batches_rounded_up_and_the_rest_in_the_last",
            "the last batch is dropped",
            WHOLE,
        ),
        (
            "test_only_weighted_by_their_sizes_do_batch_means_average_to_the_cost",
            "the loss of a batch is a sum",
            wrong("mse_loss", summed),
        ),
        (
            "test_mini_batches_hold_every_example_once_with_its_target",
            "targets are not shuffled",
            text(
                "random_mini_batches",
                ("Y[:, chosen]", "Y[:, start : start + mini_batch_size]"),
            ),
        ),
        (
            "test_every_epoch_of_mini_batches_has_an_order_of_its_own",
            "nothing is shuffled",
            lambda: replace(named("randperm"), scratch.arange),
        ),
        (
            "test_two_epochs_equal_torch_for_random_seeds_sizes_and_options",
            "the last batch is dropped",
            WHOLE,
        ),
        (
            "test_samplers_equal_torch_for_random_seeds_and_options",
            "examples come the other way round",
            method("RandomSampler.__iter__", reversed_iteration),
        ),
        (
            "test_large_permutations_equal_torch",
            "permutations come the other way round",
            output(
                "randperm", lambda order: scratch.tensor(order.numpy()[::-1].copy())
            ),
        ),
        (
            "test_splits_equal_torch_for_random_seeds_and_fractions",
            "splits come the other way round",
            wrong("random_split", turned),
        ),
    ),
    *faults(
        "hyperparameter_search",
        (
            "test_random_points_give_n_distinct_values_where_a_grid_gives_its_root",
            "one point is drawn again and again",
            method("Space.random", lambda old, self, n: old(self, n)[:1] * n),
        ),
        (
            "test_coarse_to_fine_shrinks_the_region_around_the_best",
            "the region stays",
            method("Space.around", lambda old, self, point, share: self),
        ),
        (
            "test_both_backends_draw_the_same_points",
            "points come the other way round",
            method("Space.random", lambda old, self, n: old(self, n)[::-1]),
        ),
        (
            "test_both_backends_choose_the_same_point",
            "the worst point is chosen",
            output("coarse_to_fine", lambda trials: trials[::-1]),
        ),
        (
            "test_draws_stay_inside_and_fill_their_ranges",
            "a log-uniform draw is uniform",
            method(
                "LogUniform.at",
                lambda old, self, share: self.low + share * (self.high - self.low),
            ),
        ),
        (
            "test_enough_trials_fall_among_the_best_share_whatever_the_dimensions",
            "draws are squared",
            method("Uniform.at", lambda old, self, share: old(self, share) ** 2),
        ),
        (
            "test_an_interrupted_search_goes_on_without_repeating_or_losing_a_trial",
            "the log is not read",
            wrong("chapters.search.read_log", lambda old, log: {}),
        ),
    ),
]
